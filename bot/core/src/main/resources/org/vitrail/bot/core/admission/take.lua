-- Takes one job's share of rate, quota and queue, or nothing at all.
--
-- KEYS  1 rate bucket   2 pictures taken today   3 open jobs (hash)   4 open jobs per person (hash)
-- ARGV  1 now, µs       2 µs per job (0 = any)   3 burst, jobs        4 pictures a day (0 = any)
--       5 pictures of this job                   6 open jobs allowed  7 of them for one person
--       8 job id        9 person                10 ledger entry      11 seconds to keep the quota
--
-- Returns {'admitted'}, or the refusal that lasts longest and the numbers that decided it.

local now, interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local daily, pictures = tonumber(ARGV[4]), tonumber(ARGV[5])

if redis.call('HEXISTS', KEYS[3], ARGV[8]) == 1 then
  return {'admitted'}
end

local used = tonumber(redis.call('GET', KEYS[2]) or '0')
if daily > 0 and used + pictures > daily then
  return {'quota', used}
end

local own = tonumber(redis.call('HGET', KEYS[4], ARGV[9]) or '0')
if own >= tonumber(ARGV[7]) then
  return {'person'}
end

local depth = redis.call('HLEN', KEYS[3])
if depth >= tonumber(ARGV[6]) then
  return {'queue', depth}
end

if interval > 0 then
  local full = tonumber(redis.call('GET', KEYS[1]) or '0')
  local start = math.max(full, now)
  local wait = start - now - (burst - 1) * interval
  if wait > 0 then
    return {'rate', wait}
  end
  local next = start + interval
  local ttl = math.ceil((next - now) / 1000) + 60000
  redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', string.format('%.0f', ttl))
end

redis.call('INCRBY', KEYS[2], pictures)
redis.call('EXPIRE', KEYS[2], ARGV[11])
redis.call('HSET', KEYS[3], ARGV[8], ARGV[10])
redis.call('HINCRBY', KEYS[4], ARGV[9], 1)
return {'admitted'}
