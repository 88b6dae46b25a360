-- ARGV: id, field, value, field, value, ...
-- Ignores what comes after the end: a worker that lost its job may still be reporting.
-- Returns {1, or 0 if the job does not run, why nobody could be told}.
local id = ARGV[1]
if redis.call('HGET', job_key(id), 'state') ~= 'RUNNING' then return {0, unheard} end
redis.call('HSET', job_key(id), unpack(rest(2)))
changed(id)
return {1, unheard}
