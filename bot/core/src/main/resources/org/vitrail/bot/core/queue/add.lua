-- Puts a job on a person's list, which keeps the newest.
--
-- KEYS  1 the list (sorted by ms)
-- ARGV  1 job id   2 when it was asked for, ms   3 most to keep   4 ms to keep the list
--
-- Returns 1.

local refused = obstacle({'zset', KEYS[1], 'ZADD', 'ZREMRANGEBYRANK', 'PEXPIRE'})
if refused then return refused end

redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -tonumber(ARGV[3]) - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
