-- Has a message shown once more that somebody changed who held its entry no longer: by whoever holds
-- it now before they settle it, or by whoever takes it if it is settled already.
--
-- KEYS  1 entries by the ms until which they are held   2 the entry (hash)
-- ARGV  1 job id   2 who changed it   3 name of the holder's field   4 name of the field that asks
--
-- Returns 1, or 0 when the entry was theirs all the time.

local held = redis.call('ZSCORE', KEYS[1], ARGV[1])
if held and redis.call('HGET', KEYS[2], ARGV[3]) == ARGV[2] then return 0 end
if redis.call('EXISTS', KEYS[2]) == 0 then return 1 end
local refused = obstacle({'zset', KEYS[1], 'ZADD'}, {'hash', KEYS[2], 'HSET', 'HDEL'})
if refused then return refused end

-- Takes away first, see guard.lua.
redis.call('HDEL', KEYS[2], ARGV[4])
if held then
  redis.call('HSET', KEYS[2], ARGV[4], '1')
else
  redis.call('ZADD', KEYS[1], 0, ARGV[1])
end
return 1
