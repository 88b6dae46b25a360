-- ARGV: id, retention (ms)
-- Erases what a person said: an open job is withdrawn, and every one loses its words and what
-- others could be drawn like.
-- Returns 1, or 0 if the job is unknown.
local id, retention_millis = ARGV[1], tonumber(ARGV[2])
local key = job_key(id)
local facts = redis.call('HMGET', key, 'state', 'entry')
local state, entry = facts[1], facts[2]
if not state then return 0 end
local lane = queue_of(id)
local refused = obstacle_to_end(id, lane)
if refused then return refused end
though_full()

-- The field that networks read must not be empty in a job that can still be read.
if redis.call('HEXISTS', key, 'prompt') == 1 then
  redis.call('HSET', key, 'prompt', '-', 'typedPrompt', '', 'style', '')
end
redis.call('HSET', key, 'name', '')
-- The pictures are not to be varied any more. Version 1 kept their states here.
for number = 1, tonumber(redis.call('HGET', key, 'pictures')) or 0 do
  local picture = 'picture.' .. number
  redis.call('HSET', key, picture .. '.tokens', '', picture .. '.hasState', 'false')
  redis.call('HDEL', key, picture .. '.caption')
end
redis.call('HDEL', key, 'drawnAs', 'unknownWords')
if state == 'WAITING' then
  finish(id, lane, entry, 'CANCELLED', retention_millis, {})
else
  if state == 'RUNNING' then redis.call('HSET', key, 'cancelRequested', 1) end
  changed(id)
end
return 1
