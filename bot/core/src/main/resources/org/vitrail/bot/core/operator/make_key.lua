-- Keeps a key's hash where there is none, or only half of one, which fits nothing.
--
-- KEYS  1 what is kept of the key (hash)
-- ARGV  1 name, 2 value of the salt   3 name, 4 value of the hash   5 name, 6 value of its iterations
--
-- Returns 1, or 0 when there is a key.

local kept = redis.call('HMGET', KEYS[1], ARGV[1], ARGV[3])
if kept[1] and kept[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6])
return 1
