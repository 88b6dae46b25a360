-- ARGV: id
-- Returns how many images the unfinished jobs in front of a waiting job ask for.
local id = ARGV[1]
local facts = redis.call('HMGET', job_key(id), 'state', 'lane', 'givenBack')
if facts[1] ~= 'WAITING' or facts[3] then return 0 end
local rank = redis.call('ZRANK', open_key(facts[2]), id) or 0
if rank == 0 then return 0 end

local images = 0
for _, ahead in ipairs(redis.call('ZRANGE', open_key(facts[2]), 0, rank - 1)) do
  images = images + (tonumber(redis.call('HGET', job_key(ahead), 'imageCount')) or 0)
end
return images
