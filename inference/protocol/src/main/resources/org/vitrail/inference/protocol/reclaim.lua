-- ARGV: idle (ms), max attempts, retention (ms), worker timeout (ms), number of queues, queue, queue, ...,
--       field, value, ... of the outcome of a job that is given up
-- Takes back all that a worker holds that was silent for a lease, or for its grace while its connection
-- was closed, whoever may work on it later.
-- Returns the ids of the jobs that wait again.
--
-- Who was alone when its worker died is to blame, and that attempt counts. Of several none is blamed:
-- they are drawn again together, once; what was in company a second time is a suspect, and is only
-- claimed by itself from then on.
local idle_millis, max_attempts, retention_millis =
  tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local timeout_millis, queue_count = tonumber(ARGV[4]), tonumber(ARGV[5])
local given_up = rest(6 + queue_count)
local COMPANY_OF_A_SUSPECT = 2
-- Whoever renews at all renews three times in a lease, and all that it holds. What is much older than the
-- newest lease of its worker is of no use to it: a claim whose answer was lost, or a job that it cannot read.
local ABANDONED_MILLIS = 1.5 * idle_millis
local MOST_DEAD = 1000
local taken_back = {}
local queues, stranded = {}, {}

-- A worker takes a new name at each start, so names without work would pile up in the group, and every
-- look at it would pass by all of them. Who lives and holds nothing gets its name back with its next job.
local function forget_old_workers(stream)
  for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', stream, GROUP)) do
    local facts = facts_of(consumer)
    if facts.pending == 0 and facts.idle > timeout_millis then
      redis.call('XGROUP', 'DELCONSUMER', stream, GROUP, facts.name)
    end
  end
end

local function bury(lease, holder)
  redis.call('XADD', prefix .. 'dead', 'MINID', '~', now_millis() - retention_millis, '*',
    'job', lease.id, 'lane', lease.queue, 'worker', holder, 'attempts', lease.deliveries)
  redis.call('XTRIM', prefix .. 'dead', 'MAXLEN', '~', MOST_DEAD)
  finish(lease.id, lease.queue, lease.entry, 'FAILED', retention_millis, given_up)
end

local function take_back(lease, holder, has_company)
  local key = lease.id and job_key(lease.id)
  local facts = key and redis.call('HMGET', key, 'state', 'cancelRequested')
  if not key or not is_open(facts[1]) then
    discard(lease.queue, lease.entry, lease.id)
  elseif facts[2] then
    finish(lease.id, lease.queue, lease.entry, 'CANCELLED', retention_millis, {})
  elseif has_company then
    if redis.call('HINCRBY', key, 'company', 1) >= COMPANY_OF_A_SUSPECT then
      redis.call('HSET', key, 'suspect', 1)
    end
    give_back(lease.id, lease.queue, lease.entry, lease.deliveries - 1, true)
    taken_back[#taken_back + 1] = lease.id
  elseif lease.deliveries >= max_attempts then
    bury(lease, holder)
  else
    -- The attempt that failed counts: deliveries stay as they are.
    give_back(lease.id, lease.queue, lease.entry, lease.deliveries, true)
    taken_back[#taken_back + 1] = lease.id
  end
end

-- All leases of a worker, and how long ago it took or renewed any.
local function leases_of(holder)
  local leases, silence = {}, math.huge
  for _, queue in ipairs(queues) do
    each_of(queue, holder, 0, function(entry, id, _, deliveries, idle)
      leases[#leases + 1] =
        {queue = queue, entry = entry, id = id, deliveries = deliveries, idle = idle}
      silence = math.min(silence, idle)
    end)
  end
  return leases, silence
end

though_full()
for i = 1, queue_count do
  local queue = ARGV[5 + i]
  queues[i] = queue
  ensure_group(stream_key(queue))
  forget_old_workers(stream_key(queue))
  for _, owner in ipairs(owners(queue)) do
    if owner[1] ~= WAITING then
      local grace = grace_of_gone(owner[1]) or math.huge
      local due = redis.call('XPENDING', stream_key(queue), GROUP,
        'IDLE', math.min(idle_millis, grace), '-', '+', 1, owner[1])
      if #due > 0 then stranded[owner[1]] = math.min(idle_millis, grace) end
    end
  end
end
for holder, longest_silence in pairs(stranded) do
  local leases, silence = leases_of(holder)
  local is_dead = silence >= longest_silence
  for _, lease in ipairs(leases) do
    if is_dead then
      take_back(lease, holder, #leases > 1)
    elseif lease.idle >= ABANDONED_MILLIS then
      take_back(lease, holder, false)
    end
  end
end
return taken_back
