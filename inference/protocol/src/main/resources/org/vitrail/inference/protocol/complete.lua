-- ARGV: worker, id, lane, entry, retention (ms), final state, field, value, field, value, ...
-- Returns 1, or 0 if this is not the job's outcome: it had ended before, is unknown, was taken from
-- the worker, or was withdrawn, and then it ends as cancelled, whatever came of it meanwhile.
local worker, id, lane, entry, retention_millis, state =
  ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6]
local facts = redis.call('HMGET', job_key(id), 'state', 'cancelRequested')
local refused = obstacle_to_end(id, lane)
if refused then return refused end

if not is_open(facts[1]) then
  discard(lane, entry, id)
  return 0
elseif not holds(worker, lane, entry) then
  return 0
elseif facts[2] and state ~= 'CANCELLED' then
  finish(id, lane, entry, 'CANCELLED', retention_millis, {})
  return 0
end
finish(id, lane, entry, state, retention_millis, rest(7))
return 1
