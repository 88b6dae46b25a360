-- Wants a job's message removed, by whoever comes next. Only a job with an entry has one: what is
-- shown nowhere but on the web page has no adapter that would ever take it off the list.
--
-- KEYS  1 jobs whose message is to be removed (list)
--       2 messages being removed by the ms until which somebody is at it   3 the entry (hash)
-- ARGV  1 job id   2 ms to keep the list and the entry, by which the message is found
--
-- Returns 1 if it has a message to remove, else 0.

local refused = obstacle({'list', KEYS[1], 'RPUSH', 'PEXPIRE'}, {'zset', KEYS[2], 'ZREM'},
  {'hash', KEYS[3], 'PEXPIRE'})
if refused then return refused end

redis.call('ZREM', KEYS[2], ARGV[1])
if redis.call('EXISTS', KEYS[3]) == 0 then return 0 end
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if redis.call('PTTL', KEYS[3]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[3], ARGV[2]) end
return 1
