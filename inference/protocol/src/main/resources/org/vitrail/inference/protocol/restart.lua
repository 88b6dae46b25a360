-- ARGV: id
-- A job that runs begins anew with the same worker. Returns 1, or 0 if it does not run.
local key = job_key(ARGV[1])
if redis.call('HGET', key, 'state') ~= 'RUNNING' then return 0 end
though_full()
redis.call('HSET', key, 'stage', 'STARTING', 'stepsDone', 0, 'stepsTotal', 0, 'interrupted', 1)
redis.call('HDEL', key, 'part')
changed(ARGV[1])
return 1
