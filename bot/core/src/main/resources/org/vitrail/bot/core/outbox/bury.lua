-- Keeps a dead letter.
--
-- KEYS  1 dead letters (stream)
-- ARGV  1 most of them   2 ms for which they are kept   3 field, value, field, value, …

-- Takes away first, see guard.lua.
redis.call('XTRIM', KEYS[1], 'MAXLEN', ARGV[1] - 1)
redis.call('XADD', KEYS[1], '*', unpack(ARGV, 3))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
