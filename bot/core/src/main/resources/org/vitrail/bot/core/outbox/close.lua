-- Settles an entry; it can be looked up for a while.
--
-- KEYS  1 entries by the ms until which they are held   2 the entry (hash)
-- ARGV  1 job id   2 ms to keep the entry
--
-- Returns 1.

local refused = obstacle({'zset', KEYS[1], 'ZREM'}, {'hash', KEYS[2], 'PEXPIRE'})
if refused then return refused end

redis.call('PEXPIRE', KEYS[2], ARGV[2])
redis.call('ZREM', KEYS[1], ARGV[1])
return 1
