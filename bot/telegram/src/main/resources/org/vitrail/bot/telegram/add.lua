-- Keeps what arrived, once.
--
-- KEYS  1 the inbox (stream)   2 marks this item as seen
-- ARGV  1 its text   2 ms for which it is remembered   3 name of the text's field
--
-- Returns 1, or 0 when it was seen before. The mark comes last: were it refused, the item would be
-- kept twice, and not lost.

if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
local refused = obstacle({'stream', KEYS[1], 'XADD'}, {'string', KEYS[2], 'SET'})
if refused then return refused end

redis.call('XADD', KEYS[1], '*', ARGV[3], ARGV[1])
redis.call('SET', KEYS[2], 1, 'PX', ARGV[2])
return 1
