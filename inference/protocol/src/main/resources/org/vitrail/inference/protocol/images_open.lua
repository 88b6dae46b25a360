-- ARGV: queue, queue, ...
-- Returns how many images the unfinished jobs of the queues ask for together.
local images = 0
for _, queue in ipairs(ARGV) do
  for _, id in ipairs(redis.call('ZRANGE', open_key(queue), 0, -1)) do
    images = images + (tonumber(redis.call('HGET', job_key(id), 'imageCount')) or 0)
  end
end
return images
