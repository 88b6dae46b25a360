-- Put in front of every script of the queue. KEYS[1] is the prefix of all its keys; the hash tag in
-- it keeps them in one slot of a cluster, which is why scripts may derive further keys from it.
-- KEYS[2] is never there, and needed by clusters (see Script.java).
--
--   job:<id>         hash    the job, its progress and its outcome (see JobFields.java), and the
--                            queue's own fields: state, entry, queue, cost, priority, longestWait,
--                            start, ticket, passed, worker, attempt, givenBack, interrupted, company,
--                            suspect, spared, blamed:<worker>, part, sourceAr (width to height of the
--                            picture that it is made of), retryOf, cancelRequested, stopRequested
--   lane:<queue>     stream  one entry {job = <id>} per unfinished job; the pending list of its group
--                            'workers' says who has it: a worker, or nobody yet
--   open:<queue>     zset    unfinished jobs by the order in which they were submitted
--   workers:<lane>   zset    workers by the time (ms) until which they count as alive
--   served:<worker>  hash    the models that a worker serves (see ServedModel.java)
--   announced        zset    workers by the time (ms) until which their announcement holds
--   proposals:<language>:<lane>  string  what a model could be asked for (see Proposals.java)
--   pace:<lane>      hash    how long work takes each worker (see WorkerPace.java)
--   arrivals:<lane>  stream  what the latest jobs that were submitted are to do, without whose they are
--   present:<worker> string  after how long (ms) without a renewal a worker is dead whose connection is
--                            closed; empty, or no key, for one that is judged by its lease alone
--   sequence         string  counts submitted jobs
--   dead             stream  jobs that were given up after too many attempts
--   changed          channel ids of jobs that changed
--   worker:<worker>  channel says nothing; its worker listens to it for as long as it lives
--
-- A queue is a lane, or <lane>+behind: there newcomers wait while a place is raided, so that workers
-- of the version before, which draw a lane in the order of its stream, let all others go first, too.
local prefix = KEYS[1]
local GROUP = 'workers'
-- Owns the entries of all jobs that wait, so that any of them can be handed out. Workers of the
-- version before, which know an owner of this name, hand out what it has before anything else.
local WAITING = ':given-back'
local BEHIND = '+behind'

local function job_key(id) return prefix .. 'job:' .. id end
local function stream_key(lane) return prefix .. 'lane:' .. lane end
local function open_key(lane) return prefix .. 'open:' .. lane end
local function workers_key(lane) return prefix .. 'workers:' .. lane end
local function served_key(worker) return prefix .. 'served:' .. worker end
local function announced_key() return prefix .. 'announced' end
local function present_key(worker) return prefix .. 'present:' .. worker end
local function pace_key(lane) return prefix .. 'pace:' .. lane end
local function arrivals_key(lane) return prefix .. 'arrivals:' .. lane end

-- What says how much a job is to do (see TaskFields.java, which reads the last ones in this order).
local LOAD_FIELDS = {'imageCount', 'task', 'factor', 'codec', 'option.ar', 'option.iterations', 'beginFrom', 'keep',
  'sourceAr'}

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

-- What a script calls before it writes that has to go on in a Redis that is full, see guard.lua.
local function though_full() redis.call('DEL', KEYS[2]) end

local function is_open(state) return state == 'WAITING' or state == 'RUNNING' end

local function now_millis()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Of the time that a part of a job's work was expected to take, so much passes evenly.
local EVEN = .8
-- No part is over before its worker says so.
local NEARLY = .999

-- What its worker said last of how far a job is (see WorkPart.java), as of now: the share of all its work
-- that is done, and how many milliseconds all the rest of it still takes, or nothing where it did not say;
-- nothing at all if that was said of something else than the job is at, because a worker of the version
-- before went on with it.
local function done_of_all(part, stage, steps_done)
  local from, to, expected, at, in_stage, at_step =
    string.match(part or '', '^(%S+) (%S+) (%d+) (%d+) (%S+) (%d+)$')
  if not from or in_stage ~= stage or at_step ~= steps_done then return nil end
  local times = expected == '0' and 0 or math.max(0, now_millis() - at) / expected
  if times > EVEN then times = EVEN + (1 - EVEN) * (1 - math.exp((EVEN - times) / (1 - EVEN))) end
  local share = to - from
  local done = from + share * math.min(times, NEARLY)
  return done, share > 0 and expected * (1 - done) / share or nil
end

-- What a job's hash says in fields, in their order; nothing is an empty text.
local function texts_of(id, fields)
  local texts = redis.call('HMGET', job_key(id), unpack(fields))
  for i = 1, #fields do texts[i] = texts[i] or '' end
  return texts
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

-- Whether a worker still has the lease of an entry.
local function holds(worker, queue, entry)
  ensure_group(stream_key(queue))
  return redis.call('XPENDING', stream_key(queue), GROUP, entry, entry, 1, worker)[1] ~= nil
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

-- How many connections listen to a worker's channel, or nothing where Redis does not say. A cluster
-- counts those of one node only.
local function count_listening(worker)
  local count = redis.pcall('PUBSUB', 'NUMSUB', prefix .. 'worker:' .. worker)
  return not count.err and count[2] or nil
end

-- How long (ms) a worker may still be silent whose connection is closed; nothing for one that is
-- connected, or was not heard of on this server.
local function grace_of_gone(worker)
  local grace = tonumber(redis.call('GET', present_key(worker)) or '')
  return grace and count_listening(worker) == 0 and grace or nil
end

-- ARGV from one position on, as a list.
local function rest(from)
  local list = {}
  for i = from, #ARGV do list[#list + 1] = ARGV[i] end
  return list
end
