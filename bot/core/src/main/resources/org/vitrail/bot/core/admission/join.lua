-- Lets a person share another's account, or leave it. What was counted goes along, so that neither
-- grants anything: who joins brings their counts, who leaves takes a copy.
--
-- KEYS  1 accounts (hash by person)   2 open jobs (hash)   3 open jobs per account (hash)
--       4… from, to, from, to, … counts (hashes by scope)
-- ARGV  1 person   2 account until now   3 new account   4 what stands behind a person in an entry
--
-- Returns 1.

redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])

local is_shared = false
for _, account in ipairs(redis.call('HVALS', KEYS[1])) do
  is_shared = is_shared or account == ARGV[2]
end

for i = 4, #KEYS, 2 do
  local counts = redis.call('HGETALL', KEYS[i])
  for at = 1, #counts, 2 do
    redis.call('HINCRBY', KEYS[i + 1], counts[at], counts[at + 1])
  end
  local ttl = redis.call('PTTL', KEYS[i])
  if ttl > 0 then redis.call('PEXPIRE', KEYS[i + 1], ttl) end
  -- Whoever still shares the account goes on counting there.
  if not is_shared and ARGV[2] == ARGV[1] then redis.call('DEL', KEYS[i]) end
end

local own = ARGV[1] .. ARGV[4]
local open = 0
for _, entry in ipairs(redis.call('HVALS', KEYS[2])) do
  if string.sub(entry, 1, #own) == own then open = open + 1 end
end
if open > 0 then
  redis.call('HINCRBY', KEYS[3], ARGV[3], open)
  if redis.call('HINCRBY', KEYS[3], ARGV[2], -open) <= 0 then
    redis.call('HDEL', KEYS[3], ARGV[2])
  end
end
return 1
