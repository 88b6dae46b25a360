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
    {'zset', order_key(lane), 'ZREM', 'ZADD'}, {'zset', shares_key(lane), 'ZINCRBY'}, {'zset', own_key(lane), 'ZREM'},
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

-- Whether anything was done for a job that is at this stage.
local function is_begun(stage) return stage ~= 'WAITING' and stage ~= 'STARTING' end

-- The field that says what a job was to a worker that was taken for dead: alone with it, or in company.
local function blame_of(worker) return 'blamed:' .. worker end

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

-- What a job's worker was when the job was taken back from it.
local ALONE, IN_COMPANY, ALIVE = 'alone', 'in company', 'alive'
local COMPANY_OF_A_SUSPECT = 2
-- So many attempts do not count that came to nothing while the worker lived. What nobody can read, or what
-- makes every worker stand still for a lease, comes to an end all the same.
local MOST_SPARED = 5
local MOST_DEAD = 1000

local function is_spared(id) return redis.call('HINCRBY', job_key(id), 'spared', 1) <= MOST_SPARED end

local function bury(lease, holder, terms)
  redis.call('XADD', prefix .. 'dead', 'MINID', '~', now_millis() - terms.retention_millis, '*',
    'job', lease.id, 'lane', lease.queue, 'worker', holder, 'attempts', lease.deliveries)
  redis.call('XTRIM', prefix .. 'dead', 'MAXLEN', '~', MOST_DEAD)
  finish(lease.id, lease.queue, lease.entry, 'FAILED', terms.retention_millis, terms.given_up)
end

-- Takes a job back that a worker did not finish: one that was alone with it when it died or broke down, or
-- in company, or that it knows nothing of while it is alive. Returns whether the job waits again.
--
-- lease: {queue, entry, id, deliveries}
-- terms: {max_attempts, retention_millis, given_up = field, value, ... of the outcome of what is given up}
local function take_back(lease, holder, was, terms)
  local key = lease.id and job_key(lease.id)
  local facts = key and redis.call('HMGET', key, 'state', 'cancelRequested', 'stage')
  if not key or not is_open(facts[1]) then
    discard(lease.queue, lease.entry, lease.id)
    return false
  elseif facts[2] then
    finish(lease.id, lease.queue, lease.entry, 'CANCELLED', terms.retention_millis, {})
    return false
  end
  local counts = was == ALONE or (was == ALIVE and not is_spared(lease.id))
  if counts and lease.deliveries >= terms.max_attempts then
    bury(lease, holder, terms)
    return false
  end
  if was == IN_COMPANY and redis.call('HINCRBY', key, 'company', 1) >= COMPANY_OF_A_SUSPECT then
    redis.call('HSET', key, 'suspect', 1)
  end
  local deliveries = counts and lease.deliveries or lease.deliveries - 1
  give_back(lease.id, lease.queue, lease.entry, deliveries, was ~= ALIVE or is_begun(facts[3]))
  return true
end
