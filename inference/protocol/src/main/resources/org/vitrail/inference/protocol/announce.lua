-- ARGV: worker, timeout (ms), lane, announcement, lane, announcement, ...
-- Says which models a worker serves, and that it lives; what it served before counts no more.
local worker, timeout_millis = ARGV[1], tonumber(ARGV[2])
local key, announced, now = served_key(worker), announced_key(), now_millis()
local refused = obstacle({'hash', key, 'HSET', 'HDEL', 'PEXPIRE'},
  {'zset', announced, 'ZADD', 'ZREMRANGEBYSCORE', 'PEXPIRE'})
if refused then return refused end
though_full()

local listed = {}
for i = 3, #ARGV, 2 do
  local lane = ARGV[i]
  listed[lane] = true
  redis.call('HSET', key, lane, ARGV[i + 1])
  sign_of_life(lane, worker, timeout_millis)
end
for _, lane in ipairs(redis.call('HKEYS', key)) do
  if not listed[lane] then redis.call('HDEL', key, lane) end
end
redis.call('PEXPIRE', key, timeout_millis)
redis.call('ZREMRANGEBYSCORE', announced, '-inf', now)
redis.call('ZADD', announced, now + timeout_millis, worker)
local last = tonumber(redis.call('ZRANGE', announced, -1, -1, 'WITHSCORES')[2])
redis.call('PEXPIRE', announced, last - now)
return 1
