-- ARGV: id
-- Returns how many images the unfinished jobs in front of a waiting job ask for.
local id = ARGV[1]
local facts = redis.call('HMGET', job_key(id), 'state', 'givenBack')
if facts[1] ~= 'WAITING' or facts[2] then return 0 end

local images = 0
local function add(queue, last)
  if last < 0 then return end
  for _, ahead in ipairs(redis.call('ZRANGE', open_key(queue), 0, last)) do
    images = images + (tonumber(redis.call('HGET', job_key(ahead), 'imageCount')) or 0)
  end
end

local queue = queue_of(id)
local lane = lane_in_front(queue)
if lane then add(lane, redis.call('ZCARD', open_key(lane)) - 1) end
add(queue, (redis.call('ZRANK', open_key(queue), id) or 0) - 1)
return images
