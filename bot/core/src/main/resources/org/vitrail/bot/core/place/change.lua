-- Changes fields of a place's book and writes down who did, in one step.
--
-- KEYS  1 the book (hash)   2 the place's audit (stream)   3 counts acts   4 places with an audit
-- ARGV  1 place   2 now, ms   3 who   4 command   5 target   6 reason   7 number of the act that
--       this one undoes, or nothing   8… for each change: field, 1 = set or 0 = remove, value,
--       1 = only if the field is as expected, 1 = expected to be there, value expected
--
-- Returns {number of the act}, or {0, field that is not as expected}; then nothing changed.

for at = 8, #ARGV, 6 do
  if ARGV[at + 3] == '1' then
    local now = redis.call('HGET', KEYS[1], ARGV[at])
    local expected = ARGV[at + 4] == '1' and ARGV[at + 5] or false
    if now ~= expected then return {0, ARGV[at]} end
  end
end

local number = redis.call('INCR', KEYS[3])
local entry = {'at', ARGV[2], 'by', ARGV[3], 'command', ARGV[4], 'target', ARGV[5],
  'reason', ARGV[6], 'undoes', ARGV[7]}
local function note(name, value)
  entry[#entry + 1] = name
  entry[#entry + 1] = value
end

local change = 0
for at = 8, #ARGV, 6 do
  local field = ARGV[at]
  note('field' .. change, field)
  local before = redis.call('HGET', KEYS[1], field)
  if before then note('before' .. change, before) end
  if ARGV[at + 1] == '1' then
    redis.call('HSET', KEYS[1], field, ARGV[at + 2])
    note('after' .. change, ARGV[at + 2])
  else
    redis.call('HDEL', KEYS[1], field)
  end
  change = change + 1
end

redis.call('XADD', KEYS[2], number .. '-0', unpack(entry))
redis.call('SADD', KEYS[4], ARGV[1])
return {number}
