-- Puts an entry of an earlier program into its place, for whoever comes next; one that is there
-- already stays as it is.
--
-- KEYS  1 entries by the ms until which they are held   2 the entry (hash)
-- ARGV  1 job id   2 ms for which it is still kept, below 1 for as long as need be
--       3… its fields and their values, none if it has expired meanwhile
--
-- Returns 1.

local refused = obstacle({'zset', KEYS[1], 'ZADD'}, {'hash', KEYS[2], 'HSET', 'PEXPIRE'})
if refused then return refused end

if #ARGV > 2 and redis.call('EXISTS', KEYS[2]) == 0 then
  for at = 3, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1]) end
  if tonumber(ARGV[2]) > 0 then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
end
redis.call('ZADD', KEYS[1], 'NX', 0, ARGV[1])
return 1
