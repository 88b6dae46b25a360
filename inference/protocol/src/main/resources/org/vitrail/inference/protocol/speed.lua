-- ARGV: lane
-- Returns {images per second of one worker, live workers}, or nothing if no speed is known.
local speed = redis.call('GET', speed_key(ARGV[1]))
return speed and {speed, count_workers(ARGV[1])} or nil
