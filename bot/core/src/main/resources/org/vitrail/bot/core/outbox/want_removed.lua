-- Wants a job's message removed, by whoever comes next.
--
-- KEYS  1 jobs whose message is to be removed (list)
--       2 messages being removed by the ms until which somebody is at it
-- ARGV  1 job id
--
-- Returns 1.

local refused = obstacle({'list', KEYS[1], 'RPUSH'}, {'zset', KEYS[2], 'ZREM'})
if refused then return refused end

redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return 1
