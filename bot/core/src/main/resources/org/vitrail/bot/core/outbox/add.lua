-- Keeps what arrived, once.
--
-- KEYS  1 the inbox (stream)   2 marks this item as seen
-- ARGV  1 its text   2 ms for which it is remembered   3 name of the text's field
--
-- Returns 1, or 0 when it was seen before.

if not redis.call('SET', KEYS[2], 1, 'NX', 'PX', ARGV[2]) then return 0 end
redis.call('XADD', KEYS[1], '*', ARGV[3], ARGV[1])
return 1
