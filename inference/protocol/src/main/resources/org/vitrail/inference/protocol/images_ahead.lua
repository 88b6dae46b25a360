-- ARGV: id
-- Returns how many images the unfinished jobs in front of a waiting job still need.
local id = ARGV[1]
local facts = redis.call('HMGET', job_key(id), 'state', 'givenBack')
if facts[1] ~= 'WAITING' or facts[2] then return 0 end

local queue = queue_of(id)
local lane = lane_in_front(queue)
local images = lane and images_left_in(lane, redis.call('ZCARD', open_key(lane)) - 1) or 0
local before = (redis.call('ZRANK', open_key(queue), id) or 0) - 1
return math.ceil(images + images_left_in(queue, before))
