-- Forgets what a person was called.
--
-- KEYS  1 names by person (hash)   2 persons by unique name (hash)
-- ARGV  1 person
--
-- Returns 1.

local refused = obstacle({'hash', KEYS[1], 'HDEL'}, {'hash', KEYS[2], 'HDEL'})
if refused then return refused end

redis.call('HDEL', KEYS[1], ARGV[1])
local handles = redis.call('HGETALL', KEYS[2])
for at = 1, #handles, 2 do
  if handles[at + 1] == ARGV[1] then redis.call('HDEL', KEYS[2], handles[at]) end
end
return 1
