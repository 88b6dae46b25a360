-- Takes one job's share of rate, quotas and queue, or nothing at all.
--
-- KEYS  1 rate bucket   2 open jobs (hash)   3 open jobs per account (hash)
--       4 open jobs per place (hash)         5 when accounts were first seen (hash, ms)
--       6 7 8 pictures taken in this hour, day and week (hashes by scope)
--       9 accounts (hash by person)
-- ARGV  1 now, µs       2 µs per job (0 = any)   3 burst, jobs      4 pictures of this job
--       5 open jobs allowed   6 of them for one account   7 of them for this place (0 = any)
--       8 job id        9 account               10 place           11 ledger entry
--      12 person
--      13 14 15 seconds to keep the three counts
--      16 how many checks follow, then for each: number of its key, scope, pictures allowed;
--         then the scopes in which the pictures count
--
-- Returns {'admitted', ms when the account was first seen}, or the refusal that lasts longest and
-- the numbers that decided it: for 'window' the check's number and what was used of it; or
-- {'moved'} when the person has another account by now.

local now, interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local pictures, job, account, place = tonumber(ARGV[4]), ARGV[8], ARGV[9], ARGV[10]
local now_millis = string.format('%.0f', math.floor(now / 1000))

local function first_seen()
  redis.call('HSETNX', KEYS[5], account, now_millis)
  return redis.call('HGET', KEYS[5], account)
end

if redis.call('HEXISTS', KEYS[2], job) == 1 then
  return {'admitted', first_seen()}
end

if (redis.call('HGET', KEYS[9], ARGV[12]) or ARGV[12]) ~= account then
  return {'moved'}
end

local checks = tonumber(ARGV[16])
local longest
for check = 1, checks do
  local at = 14 + 3 * check
  local key, scope, allowed = tonumber(ARGV[at]), ARGV[at + 1], tonumber(ARGV[at + 2])
  local used = tonumber(redis.call('HGET', KEYS[key], scope) or '0')
  if used + pictures > allowed and not (longest and longest.key >= key) then
    longest = {key = key, check = check, used = used}
  end
end
if longest then
  return {'window', longest.check, longest.used}
end

if tonumber(redis.call('HGET', KEYS[3], account) or '0') >= tonumber(ARGV[6]) then
  return {'account'}
end

local here = tonumber(redis.call('HGET', KEYS[4], place) or '0')
if tonumber(ARGV[7]) > 0 and here >= tonumber(ARGV[7]) then
  return {'place', here}
end

local depth = redis.call('HLEN', KEYS[2])
if depth >= tonumber(ARGV[5]) then
  return {'queue', depth}
end

local full = interval > 0 and tonumber(redis.call('GET', KEYS[1]) or '0') or 0
local start = math.max(full, now)
local wait = start - now - (burst - 1) * interval
if interval > 0 and wait > 0 then
  return {'rate', wait}
end

local refused = obstacle({'string', KEYS[1], 'SET'}, {'hash', KEYS[2], 'HSET'},
  {'hash', KEYS[3], 'HINCRBY'}, {'hash', KEYS[4], 'HINCRBY'}, {'hash', KEYS[5], 'HSETNX'},
  {'hash', KEYS[6], 'HINCRBY', 'EXPIRE'}, {'hash', KEYS[7], 'HINCRBY', 'EXPIRE'},
  {'hash', KEYS[8], 'HINCRBY', 'EXPIRE'})
if refused then return refused end

local seen = first_seen()
if interval > 0 then
  local next = start + interval
  local ttl = math.ceil((next - now) / 1000) + 60000
  redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', string.format('%.0f', ttl))
end
for window = 6, 8 do
  for at = 17 + 3 * checks, #ARGV do
    redis.call('HINCRBY', KEYS[window], ARGV[at], pictures)
  end
  redis.call('EXPIRE', KEYS[window], ARGV[window + 7])
end
redis.call('HSET', KEYS[2], job, ARGV[11])
redis.call('HINCRBY', KEYS[3], account, 1)
redis.call('HINCRBY', KEYS[4], place, 1)
return {'admitted', seen}
