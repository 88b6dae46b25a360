-- ARGV: id, retention (ms)
-- Returns 1, or 0 if the job had ended before or is unknown.
local id, retention_millis = ARGV[1], tonumber(ARGV[2])
local facts = redis.call('HMGET', job_key(id), 'state', 'entry')
local state, lane, entry = facts[1], queue_of(id), facts[2]
if state == 'WAITING' then
  finish(id, lane, entry, 'CANCELLED', retention_millis, {})
  return 1
elseif state == 'RUNNING' then
  redis.call('HSET', job_key(id), 'cancelRequested', 1)
  changed(id)
  return 1
end
return 0
