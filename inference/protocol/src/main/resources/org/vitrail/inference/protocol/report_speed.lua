-- ARGV: lane, images per second, speed timeout (ms)
-- Exponentially weighted moving average: one odd job moves the estimate by a fifth of its distance.
local lane, images_per_second, timeout_millis = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local NEW_SHARE = 0.2
local before = tonumber(redis.call('GET', speed_key(lane)) or nil)
local smoothed = before and before + NEW_SHARE * (images_per_second - before) or images_per_second
redis.call('SET', speed_key(lane), string.format('%.17g', smoothed), 'PX', timeout_millis)
return 1
