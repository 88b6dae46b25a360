-- Holds entries for another while. Takes away first, see guard.lua.
--
-- KEYS  1 entries by the ms until which they are held   2… the entries (hashes)
-- ARGV  1 who asks   2 name of the holder's field   3 held until, ms   4… the job ids
--       and behind them the ms for which an entry is kept, of which at least half are to be left
--
-- Returns the ids of those that the asker does not hold.

local lost = {}
for i = 2, #KEYS do
  local id = ARGV[i + 2]
  if redis.call('HGET', KEYS[i], ARGV[2]) == ARGV[1] then
    if redis.call('ZREM', KEYS[1], id) == 1 then redis.call('ZADD', KEYS[1], ARGV[3], id) end
    local kept = tonumber(ARGV[#ARGV])
    if redis.call('PTTL', KEYS[i]) < kept / 2 then redis.call('PEXPIRE', KEYS[i], kept) end
  else
    lost[#lost + 1] = id
  end
end
return lost
