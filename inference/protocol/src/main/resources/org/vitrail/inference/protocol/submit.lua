-- ARGV: id, queue, field, value, field, value, ...
-- Returns {1, or 0 if the job was submitted before, why nobody could be told, jobs in front of it}.
local id, queue = ARGV[1], ARGV[2]
local lane = lane_of(queue)
local key, open, sequence = job_key(id), open_key(queue), prefix .. 'sequence'
-- From so many follow how often jobs come and what they are to do; after so long they say nothing.
local ARRIVALS, ARRIVALS_MILLIS = 64, 3600000
if redis.call('EXISTS', key) == 1 then return {0, unheard, 0} end
local refused = obstacle({'hash', key, 'HSET'}, {'stream', stream_key(lane), 'XADD', 'XREADGROUP', 'XCLAIM'},
  {'stream', stream_key(lane .. BEHIND), 'XADD', 'XREADGROUP', 'XCLAIM'}, {'zset', open, 'ZADD'},
  {'string', sequence, 'INCR'}, {'stream', arrivals_key(lane), 'XADD', 'PEXPIRE'}, {'zset', order_key(lane), 'ZADD', 'ZREM'},
  {'zset', shares_key(lane), 'ZADD', 'ZREMRANGEBYSCORE', 'DEL'},
  {'hash', turns_key(lane), 'HINCRBY', 'HDEL', 'DEL'}, {'hash', people_key(lane), 'HINCRBY', 'HDEL', 'DEL'},
  {'zset', own_key(lane), 'ZADD', 'ZREM', 'DEL'}, {'hash', clock_key(lane), 'DEL'},
  {'hash', loads_key(lane), 'HSET', 'HDEL', 'DEL'})
if refused then return refused end

local number = redis.call('INCR', sequence)
local entry = redis.call('XADD', stream_key(queue), '*', 'job', id)
redis.call('HSET', key, 'state', 'WAITING', 'entry', entry, 'queue', queue, unpack(rest(3)))
-- How large the picture is that it is made of, its job knows; an estimate is no reason to fail.
local source = redis.call('HGET', key, 'sourceJob')
local aspect = source and redis.pcall('HGET', job_key(source), 'option.ar')
if type(aspect) == 'string' then redis.call('HSET', key, 'sourceAr', aspect) end
redis.call('ZADD', open, number, id)
see_to_order(lane)
local fields = {}
for i, text in ipairs(texts_of(id, LOAD_FIELDS)) do
  fields[#fields + 1], fields[#fields + 2] = LOAD_FIELDS[i], text
end
redis.call('XADD', arrivals_key(lane), 'MAXLEN', ARRIVALS, '*', unpack(fields))
redis.call('PEXPIRE', arrivals_key(lane), ARRIVALS_MILLIS)
changed(id)
-- The job is queued, whether its place can be read or not.
local rank = redis.pcall('ZRANK', order_key(lane), redis.call('HGET', key, 'ticket'))
return {1, unheard, jobs_in_front(lane, type(rank) == 'number' and rank)}
