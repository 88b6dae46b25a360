-- ARGV: id, queue, field, value, field, value, ...
-- Returns 1, or 0 if the job was submitted before.
local id, queue = ARGV[1], ARGV[2]
local key = job_key(id)
if redis.call('EXISTS', key) == 1 then return 0 end

local stream = stream_key(queue)
ensure_group(stream)
local entry = redis.call('XADD', stream, '*', 'job', id)
redis.call('HSET', key, 'state', 'WAITING', 'entry', entry, 'queue', queue, unpack(rest(3)))
redis.call('ZADD', open_key(queue), redis.call('INCR', prefix .. 'sequence'), id)
changed(id)
return 1
