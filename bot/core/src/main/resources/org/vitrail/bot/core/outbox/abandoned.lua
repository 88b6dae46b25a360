-- Finds entries that nobody holds any more, and strikes those off the list that have expired.
--
-- KEYS  1 entries by the ms until which they are held
--       2 prefix of entries (hashes), which the job id completes; the hash tag in it keeps them in
--         one slot of a cluster
-- ARGV  1 now, ms   2 most to look at
--
-- Returns {job id, {field, value, …}, job id, {field, value, …}, …}, those first that lay longest.

local found = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], 0, ARGV[1], 'LIMIT', 0, ARGV[2])) do
  local fields = redis.call('HGETALL', KEYS[2] .. id)
  if #fields == 0 then
    redis.call('ZREM', KEYS[1], id)
  else
    found[#found + 1] = id
    found[#found + 1] = fields
  end
end
return found
