-- Notes a message of an entry that knows of none, whoever holds it.
--
-- KEYS  1 the entry (hash)
-- ARGV  1 name of the message's field   2 field, value, field, value, …
--
-- Returns 1, or 0 when there is no entry or it has a message.

if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= '' then return 0 end
-- Takes away first, see guard.lua.
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
return 1
