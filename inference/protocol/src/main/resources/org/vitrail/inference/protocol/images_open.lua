-- ARGV: queue, queue, ...
-- Returns how many images the queues' unfinished jobs still need.
local images = 0
for _, queue in ipairs(ARGV) do
  images = images + images_left_in(queue, redis.call('ZCARD', open_key(queue)) - 1)
end
return math.ceil(images)
