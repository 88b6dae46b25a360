-- Changes fields of a place's book and writes down who did, in one step.
--
-- KEYS  1 the book (hash)   2 the place's audit (stream)   3 counts acts   4 places with an audit
-- ARGV  1 place   2 now, ms   3 who   4 command   5 target   6 reason   7 number of the act that
--       this one undoes, or nothing   8… for each change: field, 1 = set or 0 = remove, value,
--       1 = only if the field is as expected, 1 = expected to be there, value expected
--
-- Returns {number of the act, {name, value, … as they stand in the audit}}, or {0, field that is not
-- as expected}; then nothing changed.

for at = 8, #ARGV, 6 do
  if ARGV[at + 3] == '1' then
    local now = redis.call('HGET', KEYS[1], ARGV[at])
    local expected = ARGV[at + 4] == '1' and ARGV[at + 5] or false
    if now ~= expected then return {0, ARGV[at]} end
  end
end

local refused = obstacle({'hash', KEYS[1], 'HSET', 'HDEL'}, {'stream', KEYS[2], 'XADD'},
  {'string', KEYS[3], 'SET'}, {'set', KEYS[4], 'SADD'})
if refused then return refused end

-- A count that was lost must not stand in the way: Redis takes no number twice.
local number = tonumber(redis.call('GET', KEYS[3]) or '0') + 1
local newest = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
if newest then number = math.max(number, tonumber(string.match(newest[1], '^%d+')) + 1) end

local entry = {'at', ARGV[2], 'by', ARGV[3], 'command', ARGV[4], 'target', ARGV[5],
  'reason', ARGV[6], 'undoes', ARGV[7]}
local function note(name, value)
  entry[#entry + 1] = name
  entry[#entry + 1] = value
end
local change = 0
for at = 8, #ARGV, 6 do
  note('field' .. change, ARGV[at])
  local before = redis.call('HGET', KEYS[1], ARGV[at])
  if before then note('before' .. change, before) end
  if ARGV[at + 1] == '1' then note('after' .. change, ARGV[at + 2]) end
  change = change + 1
end

-- Written down first: nothing is done of which nobody could say who did it.
redis.call('SET', KEYS[3], string.format('%.0f', number))
redis.call('XADD', KEYS[2], string.format('%.0f-0', number), unpack(entry))
redis.call('SADD', KEYS[4], ARGV[1])
for at = 8, #ARGV, 6 do
  if ARGV[at + 1] == '1' then
    redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 2])
  else
    redis.call('HDEL', KEYS[1], ARGV[at])
  end
end
return {number, entry}
