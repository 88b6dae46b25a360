-- Put in front of every script of the queue. KEYS[1] is the prefix of all its keys; the hash tag in
-- it keeps them in one slot of a cluster, which is why scripts may derive further keys from it.
--
--   job:<id>         hash    the job, its progress and its outcome (see JobFields.java), and the
--                            queue's own fields: state, entry, queue, worker, attempt, givenBack,
--                            interrupted, cancelRequested, stopRequested
--   lane:<queue>     stream  one entry {job = <id>} per unfinished job; group 'workers'
--   open:<queue>     zset    unfinished jobs by the order in which they were submitted
--   workers:<lane>   zset    workers by the time (ms) until which they count as alive
--   served:<worker>  hash    the models that a worker serves (see ServedModel.java)
--   announced        zset    workers by the time (ms) until which their announcement holds
--   pace:<lane>      hash    how long work takes each worker (see WorkerPace.java)
--   sequence         string  counts submitted jobs
--   dead             stream  jobs that were given up after too many attempts
--   changed          channel ids of jobs that changed
--
-- A queue is a lane, or <lane>+behind: what waits there is taken when nothing waits in the lane.
local prefix = KEYS[1]
local GROUP = 'workers'
-- Owns the entries that workers gave back, or that were taken back from silent ones: they stay in the
-- group's pending list, so that they keep their place in the stream, and are handed out before fresh
-- ones.
local GIVEN_BACK = ':given-back'

local function job_key(id) return prefix .. 'job:' .. id end
local function stream_key(lane) return prefix .. 'lane:' .. lane end
local function open_key(lane) return prefix .. 'open:' .. lane end
local function workers_key(lane) return prefix .. 'workers:' .. lane end
local function served_key(worker) return prefix .. 'served:' .. worker end
local function announced_key() return prefix .. 'announced' end
local function pace_key(lane) return prefix .. 'pace:' .. lane end

-- Jobs of older programs wait in their lane itself.
local function queue_of(id)
  return redis.call('HGET', job_key(id), 'queue') or redis.call('HGET', job_key(id), 'lane')
end

-- The lane that a queue waits behind, or nothing.
local function lane_in_front(queue) return string.match(queue, '^(.*)%+behind$') end

-- Why nobody can be told of changes, where Redis refuses that: a user may have keys but no channels.
local unheard = ''

-- An event is a hint, and whoever listens looks for itself as well. So what was written stands,
-- whether anybody could be told of it or not.
local function changed(id)
  local told = redis.pcall('PUBLISH', prefix .. 'changed', id)
  if type(told) == 'table' and told.err then unheard = told.err end
end

local function is_open(state) return state == 'WAITING' or state == 'RUNNING' end

local function now_millis()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function facts_of(reply)
  local facts = {}
  for i = 1, #reply, 2 do facts[reply[i]] = reply[i + 1] end
  return facts
end

local function last_delivered(stream)
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    local facts = facts_of(group)
    if facts.name == GROUP then return facts['last-delivered-id'] end
  end
end

-- The error of a group that exists already is the usual answer and ignored.
local function ensure_group(stream)
  redis.pcall('XGROUP', 'CREATE', stream, GROUP, '0', 'MKSTREAM')
end

local function drop_entry(stream, entry)
  redis.call('XACK', stream, GROUP, entry)
  redis.call('XDEL', stream, entry)
end

-- Forgets an entry that has no unfinished job.
local function discard(lane, entry, id)
  drop_entry(stream_key(lane), entry)
  if id then redis.call('ZREM', open_key(lane), id) end
end

-- The job of a pending entry, or false if the entry is gone from the stream.
local function job_of(stream, entry)
  local found = redis.call('XRANGE', stream, entry, entry)
  return found[1] and found[1][2][2]
end

local function sign_of_life(lane, worker, timeout_millis)
  local key = workers_key(lane)
  local now = now_millis()
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  redis.call('ZADD', key, now + timeout_millis, worker)
  redis.call('PEXPIRE', key, timeout_millis)
end

local function count_workers(lane)
  return redis.call('ZCOUNT', workers_key(lane), '(' .. now_millis(), '+inf')
end

-- Marks a job as running and returns what the worker needs to know.
local function start(id, worker, entry, attempt)
  local key = job_key(id)
  redis.call('HSET', key, 'state', 'RUNNING', 'stage', 'STARTING', 'stepsDone', 0,
    'stepsTotal', 0, 'worker', worker, 'attempt', attempt)
  redis.call('HDEL', key, 'givenBack')
  changed(id)
  return {entry, attempt, redis.call('HGETALL', key)}
end

-- Why a job could not be ended as a whole, as an error to answer with, or nothing.
local function obstacle_to_end(id, lane)
  return obstacle({'hash', job_key(id), 'HSET', 'HDEL', 'PEXPIRE'}, {'zset', open_key(lane), 'ZREM'},
    {'stream', stream_key(lane), 'XACK', 'XDEL'})
end

-- Puts a job that was in work in front of all that wait.
local function give_back(id, stream, entry, deliveries, interrupted)
  local key = job_key(id)
  redis.call('XCLAIM', stream, GROUP, GIVEN_BACK, 0, entry, 'RETRYCOUNT', deliveries, 'JUSTID')
  if interrupted then redis.call('HSET', key, 'interrupted', 1) end
  redis.call('HSET', key, 'state', 'WAITING', 'stage', 'WAITING', 'stepsDone', 0,
    'stepsTotal', 0, 'givenBack', 1)
  changed(id)
end

-- Should the script be stopped on the way, the job has ended and its entry is discarded later.
local function finish(id, lane, entry, state, retention_millis, fields)
  local key = job_key(id)
  -- Takes away before it adds: a Redis that is full refuses to add first, but ends jobs this way.
  redis.call('HDEL', key, 'givenBack')
  redis.call('HSET', key, 'state', state, unpack(fields))
  redis.call('PEXPIRE', key, retention_millis)
  redis.call('HDEL', key, 'cancelRequested', 'stopRequested')
  redis.call('ZREM', open_key(lane), id)
  drop_entry(stream_key(lane), entry)
  changed(id)
end

-- ARGV from one position on, as a list.
local function rest(from)
  local list = {}
  for i = from, #ARGV do list[#list + 1] = ARGV[i] end
  return list
end
