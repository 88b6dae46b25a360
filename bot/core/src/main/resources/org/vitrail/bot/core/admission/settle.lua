-- Closes a job's entry in the ledger, once, and gives back what the job did not use.
--
-- KEYS  1 rate bucket   2 pictures taken that day   3 open jobs   4 open jobs per person
-- ARGV  1 job id        2 person    3 pictures to give back       4 µs to give back to the bucket
--
-- Returns 1, or 0 when the entry was closed before: whoever comes second changes nothing.

if redis.call('HDEL', KEYS[3], ARGV[1]) == 0 then
  return 0
end

if redis.call('HINCRBY', KEYS[4], ARGV[2], -1) <= 0 then
  redis.call('HDEL', KEYS[4], ARGV[2])
end

local used = tonumber(redis.call('GET', KEYS[2]) or '0')
local back = math.min(used, tonumber(ARGV[3]))
if back > 0 then
  redis.call('DECRBY', KEYS[2], back)
end

local full = tonumber(redis.call('GET', KEYS[1]) or '0')
local ttl = redis.call('PTTL', KEYS[1])
if tonumber(ARGV[4]) > 0 and full > 0 and ttl > 0 then
  redis.call('SET', KEYS[1], string.format('%.0f', full - tonumber(ARGV[4])), 'PX', ttl)
end
return 1
