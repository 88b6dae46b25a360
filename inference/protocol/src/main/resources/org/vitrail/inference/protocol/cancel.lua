-- ARGV: id, retention (ms)
-- Returns 1, or 0 if the job had ended before or is unknown.
local id, retention_millis = ARGV[1], tonumber(ARGV[2])
local facts = redis.call('HMGET', job_key(id), 'state', 'entry')
local state, lane, entry = facts[1], queue_of(id), facts[2]
if not is_open(state) then return 0 end
local refused = obstacle_to_end(id, lane)
if refused then return refused end
though_full()

if state == 'WAITING' then
  finish(id, lane, entry, 'CANCELLED', retention_millis, {})
else
  redis.call('HSET', job_key(id), 'cancelRequested', 1)
  changed(id)
end
return 1
