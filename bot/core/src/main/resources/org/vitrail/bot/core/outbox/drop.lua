-- Forgets an entry altogether, and that its message was to be removed.
--
-- KEYS  1 entries by the ms until which they are held   2 the entry (hash)
--       3 messages being removed by the ms until which somebody is at it
-- ARGV  1 job id
--
-- Returns 1.

local refused = obstacle({'zset', KEYS[1], 'ZREM'}, {'hash', KEYS[2], 'DEL'},
  {'zset', KEYS[3], 'ZREM'})
if refused then return refused end

redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2])
redis.call('ZREM', KEYS[3], ARGV[1])
return 1
