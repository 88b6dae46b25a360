-- Lets others take an entry at once, if the asker holds it.
--
-- KEYS  1 entries by the ms until which they are held   2 the entry (hash)
-- ARGV  1 job id   2 who asks   3 name of the holder's field
--
-- Returns 1, or 0 when another holds the entry.

if redis.call('HGET', KEYS[2], ARGV[3]) ~= ARGV[2] then return 0 end
local refused = obstacle({'zset', KEYS[1], 'ZREM', 'ZADD'}, {'hash', KEYS[2], 'HSET'})
if refused then return refused end

-- Takes away first, see guard.lua.
if redis.call('ZREM', KEYS[1], ARGV[1]) == 1 then redis.call('ZADD', KEYS[1], 0, ARGV[1]) end
redis.call('HSET', KEYS[2], ARGV[3], '')
return 1
