-- Lets a person share another's account, or leave it. What was counted goes along, so that neither
-- grants anything: who joins brings their counts, who leaves takes a copy.
--
-- KEYS  1 accounts (hash by person)   2 open jobs (hash)   3 open jobs per account (hash)
--       4 the code's account (string)
--       5 prefix of counts, which the windows' names and the account complete (hashes by scope);
--         the hash tag in it keeps them in one slot of a cluster
-- ARGV  1 person   2 what stands behind a person in an entry   3 join or leave
--       4… names of the windows of now
--
-- Returns 1, or 0 when the code is unknown or there is nothing to leave; then nothing changed.

local person, separator, joins = ARGV[1], ARGV[2], ARGV[3] == 'join'
local before = redis.call('HGET', KEYS[1], person) or person
local account = person
if joins then
  account = redis.call('GET', KEYS[4])
  if not account then return 0 end
elseif before == person then
  return 0
end

local function count_key(window, of) return KEYS[5] .. window .. ':' .. of end

local refused = obstacle({'hash', KEYS[1], 'HSET'}, {'hash', KEYS[2]},
  {'hash', KEYS[3], 'HINCRBY', 'HDEL'}, {'string', KEYS[4], 'DEL'})
for i = 4, #ARGV do
  refused = refused or obstacle({'hash', count_key(ARGV[i], before), 'DEL'},
    {'hash', count_key(ARGV[i], account), 'HINCRBY', 'PEXPIRE'})
end
if refused then return refused end

redis.call('DEL', KEYS[4])
if account == before then return 1 end
redis.call('HSET', KEYS[1], person, account)

local is_shared = false
for _, other in ipairs(redis.call('HVALS', KEYS[1])) do
  is_shared = is_shared or other == before
end

for i = 4, #ARGV do
  local from, to = count_key(ARGV[i], before), count_key(ARGV[i], account)
  local counts = redis.call('HGETALL', from)
  for at = 1, #counts, 2 do redis.call('HINCRBY', to, counts[at], counts[at + 1]) end
  local ttl = redis.call('PTTL', from)
  if ttl > 0 then redis.call('PEXPIRE', to, ttl) end
  -- Whoever still shares the account goes on counting there.
  if not is_shared and before == person then redis.call('DEL', from) end
end

local own = person .. separator
local open = 0
for _, entry in ipairs(redis.call('HVALS', KEYS[2])) do
  if string.sub(entry, 1, #own) == own then open = open + 1 end
end
if open > 0 then
  redis.call('HINCRBY', KEYS[3], account, open)
  if redis.call('HINCRBY', KEYS[3], before, -open) <= 0 then
    redis.call('HDEL', KEYS[3], before)
  end
end
return 1
