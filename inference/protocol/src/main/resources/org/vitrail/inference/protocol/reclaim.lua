-- ARGV: idle (ms), max attempts, retention (ms), worker timeout (ms), number of queues, queue, queue, ...,
--       field, value, ... of the outcome of a job that is given up
-- Takes back all that a worker holds that was silent for a lease, or for its grace while its connection
-- was closed, whoever may work on it later.
-- Returns the ids of the jobs that wait again.
--
-- Who was alone when its worker died is to blame, and that attempt counts. Of several none is blamed:
-- they are drawn again together, once; what was in company a second time is a suspect, and is only
-- claimed by itself from then on. What a worker does not know of that lives is not to blame either.
local idle_millis, timeout_millis, queue_count = tonumber(ARGV[1]), tonumber(ARGV[4]), tonumber(ARGV[5])
local terms = {max_attempts = tonumber(ARGV[2]), retention_millis = tonumber(ARGV[3]),
  given_up = rest(6 + queue_count)}
-- Whoever renews at all renews three times in a lease, and all that it holds. What is much older than the
-- newest lease of its worker is of no use to it: a claim whose answer was lost, or a job that it cannot read.
local ABANDONED_MILLIS = 1.5 * idle_millis
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

-- How long ago (ms) a worker said that it lives, as it does whenever it has renewed all that it knows of.
local function silence_of_presence(worker)
  local left = redis.call('PTTL', present_key(worker))
  return left >= 0 and math.max(0, idle_millis - left) or math.huge
end

-- All leases of a worker, and how long ago it took or renewed any, or said that it lives.
local function leases_of(holder)
  local leases, silence = {}, silence_of_presence(holder)
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
  local was = not is_dead and ALIVE or #leases > 1 and IN_COMPANY or ALONE
  for _, lease in ipairs(leases) do
    if is_dead or lease.idle >= ABANDONED_MILLIS then
      if take_back(lease, holder, was, terms) then
        taken_back[#taken_back + 1] = lease.id
        -- Should it come back, it did not die of the job.
        if is_dead then redis.call('HSET', job_key(lease.id), blame_of(holder), was) end
      end
    end
  end
end
return taken_back
