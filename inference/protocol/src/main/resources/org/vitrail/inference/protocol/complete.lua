-- ARGV: id, lane, entry, retention (ms), final state, field, value, field, value, ...
-- Returns 1, or 0 if the job had ended before or is unknown.
local id, lane, entry, retention_millis, state =
  ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
if not is_open(redis.call('HGET', job_key(id), 'state')) then
  discard(lane, entry, id)
  return 0
end
finish(id, lane, entry, state, retention_millis, rest(6))
return 1
