-- ARGV: queue, queue, ...
-- Returns {how long (ms) the job has waited that waits longest, last entry} of each queue in turn; -1 where
-- none waits. The last entries tell where to wait for more.
local found = {}
local now = now_millis()
for _, queue in ipairs(ARGV) do
  local stream = stream_key(queue)
  ensure_group(stream)
  local lease = redis.call('XPENDING', stream, GROUP, '-', '+', 1, WAITING)[1]
  local fresh = redis.call('XRANGE', stream, '(' .. last_delivered(stream), '+', 'COUNT', 1)[1]
  local next = lease and lease[1] or fresh and fresh[1]
  -- An entry's name begins with the time at which it was submitted.
  local waited = next and math.max(0, now - tonumber(string.match(next, '^%d+'))) or -1
  found[#found + 1] =
    {waited, facts_of(redis.call('XINFO', 'STREAM', stream))['last-generated-id']}
end
return found
