-- ARGV: id, stage, steps done, field, value, field, value, ...
-- Ignores what comes after the end, for a worker that lost its job may still be reporting, what is
-- behind what is known, as within one attempt a job only gets further, and what is said of a
-- withdrawn one, whose words may be erased.
-- Returns {1, or 0 if it is ignored, why nobody could be told}.
local ORDER = {WAITING = 0, STARTING = 1, DRAWING = 2, DECODING = 3, RANKING = 4, UPSCALING = 5,
  SAVING = 6}
local id, stage, done = ARGV[1], ARGV[2], tonumber(ARGV[3])
local facts = redis.call('HMGET', job_key(id), 'state', 'stage', 'stepsDone', 'cancelRequested')
if facts[1] ~= 'RUNNING' or facts[4] then return {0, unheard} end

local before, now = ORDER[facts[2]] or 0, ORDER[stage] or 0
if now < before or (now == before and done < (tonumber(facts[3]) or 0)) then return {0, unheard} end
redis.call('HSET', job_key(id), unpack(rest(4)))
changed(id)
return {1, unheard}
