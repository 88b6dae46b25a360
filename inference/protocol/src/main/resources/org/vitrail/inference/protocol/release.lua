-- ARGV: worker, retention (ms), id, lane, entry
-- Returns 1, or 0 if the job is not the worker's any more.
local worker, retention_millis, id, lane, entry =
  ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
local stream = stream_key(lane)
ensure_group(stream)
local lease = redis.call('XPENDING', stream, GROUP, entry, entry, 1, worker)[1]
if not lease then return 0 end

local facts = redis.call('HMGET', job_key(id), 'state', 'cancelRequested', 'stage')
if not is_open(facts[1]) then
  discard(lane, entry, id)
elseif facts[2] then
  finish(id, lane, entry, 'CANCELLED', retention_millis, {})
else
  -- One delivery less, because the attempt that is given back shall not count.
  give_back(id, lane, entry, lease[4] - 1, is_begun(facts[3]))
end
return 1
