-- Writes into an entry while the asker holds it; a late word of a former holder changes nothing.
--
-- KEYS  1 the entry (hash)
-- ARGV  1 who asks   2 name of the holder's field   3 field, value, field, value, …
--
-- Returns 1, or 0 when another holds the entry.

if redis.call('HGET', KEYS[1], ARGV[2]) ~= ARGV[1] then return 0 end
-- Takes away first, see guard.lua.
redis.call('HDEL', KEYS[1], ARGV[3])
redis.call('HSET', KEYS[1], unpack(ARGV, 3))
return 1
