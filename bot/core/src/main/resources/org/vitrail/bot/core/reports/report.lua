-- Takes a person's report of a job, and strikes those off the place's list whose pictures are gone.
--
-- KEYS  1 who reported the job (set)   2 counts the person's reports   3 places with reports (set)
--       4 the place's open reports (hash by job, ms)
-- ARGV  1 person   2 job id   3 place   4 now, ms   5 ms to keep reports   6 ms in which the person's
--       reports are counted   7 most of them
--
-- Returns 'taken', 'before' when the person reported the job before, or 'too-many'.

if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then return 'before' end
local refused = obstacle({'set', KEYS[1], 'SADD', 'PEXPIRE'}, {'string', KEYS[2], 'INCR', 'PEXPIRE'},
  {'set', KEYS[3], 'SADD'}, {'hash', KEYS[4], 'HSET', 'HSETNX', 'HDEL', 'PEXPIRE'})
if refused then return refused end

local count = redis.call('INCR', KEYS[2])
-- Also where the end was lost: nobody shall be shut out for ever.
if redis.call('PTTL', KEYS[2]) < 0 then redis.call('PEXPIRE', KEYS[2], ARGV[6]) end
if count > tonumber(ARGV[7]) then return 'too-many' end

redis.call('SADD', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('SADD', KEYS[3], ARGV[3])
local oldest = tonumber(ARGV[4]) - tonumber(ARGV[5])
local open = redis.call('HGETALL', KEYS[4])
for at = 1, #open, 2 do
  if tonumber(open[at + 1]) < oldest then redis.call('HDEL', KEYS[4], open[at]) end
end
redis.call('HSETNX', KEYS[4], ARGV[2], ARGV[4])
redis.call('PEXPIRE', KEYS[4], ARGV[5])
return 'taken'
