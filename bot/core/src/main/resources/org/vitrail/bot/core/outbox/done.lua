-- Forgets what has been dealt with.
--
-- KEYS  1 the inbox (stream)
-- ARGV  1 name of the group that reads it   2 the item's entry
--
-- Returns 1.

local refused = obstacle({'stream', KEYS[1], 'XACK', 'XDEL'})
if refused then return refused end

redis.call('XDEL', KEYS[1], ARGV[2])
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
return 1
