-- ARGV: id
-- Returns 1, or 0 if the job does not run: then there is nothing of it that could be kept.
local key = job_key(ARGV[1])
if redis.call('HGET', key, 'state') ~= 'RUNNING' then return 0 end
though_full()
redis.call('HSET', key, 'stopRequested', 1)
changed(ARGV[1])
return 1
