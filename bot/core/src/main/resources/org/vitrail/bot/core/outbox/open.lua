-- Runs beside the script that queues the job: opens its entry, held by the asker. One that is under
-- way stays as it is. One that is settled although its job is only now queued, or that was left half
-- open, is held again; what it knows of its message stays.
--
-- KEYS  1 entries by the ms until which they are held   2 the entry (hash)
-- ARGV  1 job id   2 who asks   3 held until, ms   4 ms to keep the entry while it is open
--       5 name of the holder's field   6 name of the field that says when it was opened
--       7 now, ms   8… field, value, field, value, …
--
-- Returns its fields and values in turn, or nothing when it is under way.

if redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('EXISTS', KEYS[2]) == 1 then return {} end
local refused = obstacle({'zset', KEYS[1], 'ZADD'}, {'hash', KEYS[2], 'HSET', 'HSETNX', 'PEXPIRE'})
if refused then return refused end

redis.call('HSET', KEYS[2], ARGV[5], ARGV[2], ARGV[6], ARGV[7])
for i = 8, #ARGV, 2 do redis.call('HSETNX', KEYS[2], ARGV[i], ARGV[i + 1]) end
redis.call('PEXPIRE', KEYS[2], ARGV[4])
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return redis.call('HGETALL', KEYS[2])
