-- ARGV: id, queue, field, value, field, value, ...
-- Returns {1, or 0 if the job was submitted before, why nobody could be told, jobs in front of it}.
local id, queue = ARGV[1], ARGV[2]
local key, stream, open, sequence = job_key(id), stream_key(queue), open_key(queue), prefix .. 'sequence'
if redis.call('EXISTS', key) == 1 then return {0, unheard, 0} end
local refused = obstacle({'hash', key, 'HSET'}, {'stream', stream, 'XADD'}, {'zset', open, 'ZADD'},
  {'string', sequence, 'INCR'})
if refused then return refused end

local number = redis.call('INCR', sequence)
ensure_group(stream)
local entry = redis.call('XADD', stream, '*', 'job', id)
redis.call('HSET', key, 'state', 'WAITING', 'entry', entry, 'queue', queue, unpack(rest(3)))
redis.call('ZADD', open, number, id)
changed(id)
local position, lane = redis.call('ZCARD', open) - 1, lane_in_front(queue)
if lane then position = position + redis.call('ZCARD', open_key(lane)) end
return {1, unheard, position}
