-- ARGV: id, stage, steps done, the part of all the work that this is, field, value, field, value, ...
-- A part (see WorkPart.java) that begins before what is done by now begins there. Behind it stands since
-- when and of what it is said: workers of the version before leave it as it is.
-- Ignores what comes after the end, for a worker that lost its job may still be reporting, what is
-- behind what is known, as within one attempt a job only gets further, and what is said of a
-- withdrawn one, whose words may be erased.
-- Returns {1, or 0 if it is ignored, why nobody could be told}.
local ORDER = {WAITING = 0, STARTING = 1, DRAWING = 2, DECODING = 3, RANKING = 4, UPSCALING = 5,
  SAVING = 6}
local id, stage, done = ARGV[1], ARGV[2], tonumber(ARGV[3])
local facts = redis.call('HMGET', job_key(id), 'state', 'stage', 'stepsDone', 'cancelRequested', 'part')
if facts[1] ~= 'RUNNING' or facts[4] then return {0, unheard} end

though_full()
local before, now = ORDER[facts[2]] or 0, ORDER[stage] or 0
if now < before or (now == before and done < (tonumber(facts[3]) or 0)) then return {0, unheard} end
redis.call('HSET', job_key(id), unpack(rest(5)))
local from, to, expected = string.match(ARGV[4], '^(%S+) (%S+) (%d+)$')
if from then
  from, to = tonumber(from), tonumber(to)
  local by_now = done_of_all(facts[5], facts[2], facts[3]) or 0
  if by_now > from then from, to = by_now, by_now + (1 - by_now) * (to - from) / (1 - from) end
  redis.call('HSET', job_key(id), 'part',
    string.format('%.17g %.17g %s %.0f %s %s', from, to, expected, now_millis(), stage, ARGV[3]))
else
  redis.call('HDEL', job_key(id), 'part')
end
changed(id)
return {1, unheard}
