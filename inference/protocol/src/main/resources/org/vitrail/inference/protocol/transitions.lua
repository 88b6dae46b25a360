-- Put in front of every script of the queue, behind order.lua: how a job goes from state to state.

-- Marks a job as running and returns what the worker needs to know.
local function start(id, worker, entry, attempt)
  local key = job_key(id)
  redis.call('HSET', key, 'state', 'RUNNING', 'stage', 'STARTING', 'stepsDone', 0,
    'stepsTotal', 0, 'worker', worker, 'attempt', attempt)
  redis.call('HDEL', key, 'givenBack', 'part')
  changed(id)
  return {entry, attempt, redis.call('HGETALL', key)}
end

-- Why a job could not be ended as a whole, as an error to answer with, or nothing.
local function obstacle_to_end(id, queue)
  local lane = lane_of(queue)
  return obstacle({'hash', job_key(id), 'HSET', 'HDEL', 'PEXPIRE'}, {'zset', open_key(queue), 'ZREM'},
    {'stream', stream_key(queue), 'XACK', 'XDEL'},
    {'zset', order_key(lane), 'ZREM'}, {'zset', shares_key(lane), 'ZINCRBY'},
    {'hash', turns_key(lane), 'HINCRBY', 'HDEL'}, {'hash', people_key(lane), 'HINCRBY', 'HDEL'},
    {'hash', loads_key(lane), 'HDEL'})
end

-- Whether a job has waited for longer than it may: since it was submitted or, of one that was in work,
-- since it was given back. Then it waits anew, as what worked on it may be gone for good as well.
local function waited_too_long(queue, entry, given_back, longest_wait)
  local waited
  if given_back then
    local lease = redis.call('XPENDING', stream_key(queue), GROUP, entry, entry, 1, WAITING)[1]
    waited = lease and lease[3] or 0
  else
    -- An entry's name begins with the time at which its job was submitted.
    waited = now_millis() - tonumber(string.match(entry, '^%d+'))
  end
  return waited > (tonumber(longest_wait) or math.huge)
end

-- Puts a job that was in work in front of all that wait.
local function give_back(id, queue, entry, deliveries, interrupted)
  local key = job_key(id)
  redis.call('XCLAIM', stream_key(queue), GROUP, WAITING, 0, entry, 'RETRYCOUNT', deliveries, 'JUSTID')
  if interrupted then redis.call('HSET', key, 'interrupted', 1) end
  redis.call('HSET', key, 'state', 'WAITING', 'stage', 'WAITING', 'stepsDone', 0,
    'stepsTotal', 0, 'givenBack', 1)
  line_up_again(queue, id)
  changed(id)
end

-- Should the script be stopped on the way, the job has ended and its entry is discarded later.
local function finish(id, queue, entry, state, retention_millis, fields)
  local key = job_key(id)
  -- Takes away before it adds: a Redis that is full refuses to add first, but ends jobs this way.
  redis.call('HDEL', key, 'givenBack')
  redis.call('HSET', key, 'state', state, unpack(fields))
  redis.call('PEXPIRE', key, retention_millis)
  redis.call('HDEL', key, 'cancelRequested', 'stopRequested')
  withdraw(queue, id)
  redis.call('ZREM', open_key(queue), id)
  drop_entry(stream_key(queue), entry)
  changed(id)
end
