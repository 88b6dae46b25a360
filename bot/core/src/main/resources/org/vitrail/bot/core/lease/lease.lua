-- Takes or renews the lease of a bot's shards, unless another process holds one of them. Who splits
-- the servers into another number of shards holds all of them.
--
-- KEYS  1 the processes that serve this bot (hash: process -> first, last, total, until in ms)
-- ARGV  1 the process   2 its first shard   3 its last one   4 of how many   5 the lease in ms
--
-- Returns '' if the lease is this process's now, else the other's shards.

local refused = obstacle({'hash', KEYS[1], 'HSET', 'HDEL', 'PEXPIRE'})
if refused then return refused end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local all = redis.call('HGETALL', KEYS[1])
local other = ''
for i = 1, #all, 2 do
  local first, last, total, ends = string.match(all[i + 1], '^(%d+) (%d+) (%d+) (%d+)$')
  if not ends or tonumber(ends) <= now then
    redis.call('HDEL', KEYS[1], all[i])
  elseif all[i] ~= ARGV[1] and (total ~= ARGV[4]
      or (tonumber(first) <= tonumber(ARGV[3]) and tonumber(last) >= tonumber(ARGV[2]))) then
    other = first .. '-' .. last .. ' of ' .. total
  end
end
if other ~= '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  return other
end
-- Takes away first, see guard.lua.
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[1], ARGV[1],
  string.format('%s %s %s %.0f', ARGV[2], ARGV[3], ARGV[4], now + ARGV[5]))
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return ''
