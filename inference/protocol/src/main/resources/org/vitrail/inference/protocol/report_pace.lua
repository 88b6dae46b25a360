-- ARGV: lane, worker, pace, pace timeout (ms)
-- What workers said that are gone helps for as long as nobody else said anything.
local lane, worker, pace, timeout_millis = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local key, now = pace_key(lane), now_millis()
though_full()
for _, other in ipairs(redis.call('HKEYS', key)) do
  local alive_until = tonumber(redis.call('ZSCORE', workers_key(lane), other) or nil)
  if not alive_until or alive_until <= now then redis.call('HDEL', key, other) end
end
redis.call('HSET', key, worker, pace)
redis.call('PEXPIRE', key, timeout_millis)
return 1
