-- Closes a job's entry in the ledger, once, and gives back what the job did not use.
--
-- KEYS  1 rate bucket   2 open jobs   3 open jobs per account   4 open jobs per place
--       5 jobs settled lately (sorted by ms)
--       6 7 8 pictures taken in that hour, day and week (hashes by scope)
--       9 accounts (hash by person)
-- ARGV  1 job id        2 account     3 place     4 pictures to give back
--       5 µs to give back to the bucket           6 now, ms
--       7 ms for which a job is settled lately    8 person
--       9… the scopes in which the pictures counted
--
-- Returns 1; 0 when the entry was closed before: whoever comes second changes nothing; or -1 when
-- the person has another account by now, and then nothing changed either.

if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then
  return 0
end
if (redis.call('HGET', KEYS[9], ARGV[8]) or ARGV[8]) ~= ARGV[2] then
  return -1
end
local refused = obstacle({'string', KEYS[1], 'SET'}, {'hash', KEYS[2], 'HDEL'},
  {'hash', KEYS[3], 'HINCRBY', 'HDEL'}, {'hash', KEYS[4], 'HINCRBY', 'HDEL'},
  {'zset', KEYS[5], 'ZADD', 'ZREMRANGEBYSCORE'}, {'hash', KEYS[6], 'HINCRBY'},
  {'hash', KEYS[7], 'HINCRBY'}, {'hash', KEYS[8], 'HINCRBY'})
if refused then return refused end

redis.call('HDEL', KEYS[2], ARGV[1])

local function one_less(key, field)
  if redis.call('HINCRBY', key, field, -1) <= 0 then redis.call('HDEL', key, field) end
end
one_less(KEYS[3], ARGV[2])
one_less(KEYS[4], ARGV[3])

redis.call('ZADD', KEYS[5], ARGV[6], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', tonumber(ARGV[6]) - tonumber(ARGV[7]))

-- A count that has expired is not begun anew, and none falls below nothing.
local pictures = tonumber(ARGV[4])
for window = 6, 8 do
  for at = 9, #ARGV do
    local used = tonumber(redis.call('HGET', KEYS[window], ARGV[at]) or '0') or 0
    local back = math.min(used, pictures)
    if back > 0 then redis.call('HINCRBY', KEYS[window], ARGV[at], -back) end
  end
end

local full = tonumber(redis.call('GET', KEYS[1]) or '0') or 0
local ttl = redis.call('PTTL', KEYS[1])
if tonumber(ARGV[5]) > 0 and full > 0 and ttl > 0 then
  redis.call('SET', KEYS[1], string.format('%.0f', full - tonumber(ARGV[5])), 'PX', ttl)
end
return 1
