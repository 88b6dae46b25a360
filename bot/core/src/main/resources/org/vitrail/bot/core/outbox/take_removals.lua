-- Takes jobs whose message is to be removed, first those that somebody took and never dealt with.
-- Each is noted until it was dealt with, so that it outlives whoever took it.
--
-- KEYS  1 jobs whose message is to be removed (list)
--       2 messages being removed by the ms until which somebody is at it
-- ARGV  1 now, ms   2 until when the asker is at it, ms   3 most to take
--
-- Returns the job ids.

local refused = obstacle({'list', KEYS[1], 'LPOP'}, {'zset', KEYS[2], 'ZREM', 'ZADD'})
if refused then return refused end

-- Takes away first, see guard.lua.
redis.call('ZREM', KEYS[2], '')
local most = tonumber(ARGV[3])
local taken = redis.call('ZRANGEBYSCORE', KEYS[2], 0, ARGV[1], 'LIMIT', 0, most)
while #taken < most do
  local id = redis.call('LINDEX', KEYS[1], 0)
  if not id then break end
  redis.call('ZADD', KEYS[2], ARGV[2], id)
  redis.call('LPOP', KEYS[1])
  taken[#taken + 1] = id
end
for _, id in ipairs(taken) do redis.call('ZADD', KEYS[2], ARGV[2], id) end
return taken
