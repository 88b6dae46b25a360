-- Forgets what has been dealt with, or was given up: then a dead letter stays.
--
-- KEYS  1 the inbox (stream)   2 its dead letters (stream)
-- ARGV  1 the group of readers   2 the item   3 most dead letters   4 ms for which they are kept
--       5 field, value, field, value, … of the dead letter; nothing for what was dealt with
--
-- Returns 1.

local refused = obstacle({'stream', KEYS[1], 'XACK', 'XDEL'}, {'stream', KEYS[2], 'XADD', 'PEXPIRE'})
if refused then return refused end

if #ARGV > 4 then
  redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[3], '*', unpack(ARGV, 5))
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
end
redis.call('XDEL', KEYS[1], ARGV[2])
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
return 1
