-- Settles an entry; it can be looked up for a while. One whose message is asked to be shown once more
-- stays as it is, unless nothing can be shown.
--
-- KEYS  1 entries by the ms until which they are held   2 the entry (hash)
-- ARGV  1 job id   2 ms to keep the entry   3 name of the field that asks   4 1 to settle it anyhow
--
-- Returns 1, or 0 when its message is to be shown once more.

local refused = obstacle({'zset', KEYS[1], 'ZREM'}, {'hash', KEYS[2], 'PEXPIRE'})
if refused then return refused end

if redis.call('HDEL', KEYS[2], ARGV[3]) == 1 and ARGV[4] ~= '1' then return 0 end
redis.call('PEXPIRE', KEYS[2], ARGV[2])
redis.call('ZREM', KEYS[1], ARGV[1])
return 1
