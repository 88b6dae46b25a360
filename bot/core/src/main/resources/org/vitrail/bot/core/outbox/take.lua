-- Takes an entry that the asker holds or nobody does.
--
-- KEYS  1 entries by the ms until which they are held   2 the entry (hash)
-- ARGV  1 job id   2 who asks   3 now, ms   4 held until, ms   5 name of the holder's field
--
-- Returns the entry's fields and values in turn, or nothing.

local until_millis = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not until_millis then return {} end
if redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('ZREM', KEYS[1], ARGV[1])
  return {}
end
local mine = redis.call('HGET', KEYS[2], ARGV[5]) == ARGV[2]
if not mine and tonumber(until_millis) > tonumber(ARGV[3]) then return {} end
-- Takes away first, see guard.lua.
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[1], ARGV[4], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[5], ARGV[2])
return redis.call('HGETALL', KEYS[2])
