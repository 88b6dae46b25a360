-- ARGV: idle (ms), max attempts, retention (ms), number of queues, queue, queue, ...,
--       field, value, ... of the outcome of a job that is given up
-- Takes back every job whose lease has run out, whoever may work on it later. Returns their ids.
local idle_millis, max_attempts, retention_millis =
  tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local queue_count = tonumber(ARGV[4])
local given_up = rest(5 + queue_count)
local taken_back = {}

-- A worker takes a new name at each start, so names without work would pile up in the group.
local function forget_old_workers(stream)
  for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', stream, GROUP)) do
    local facts = {}
    for i = 1, #consumer, 2 do facts[consumer[i]] = consumer[i + 1] end
    if facts.pending == 0 and facts.idle > retention_millis then
      redis.call('XGROUP', 'DELCONSUMER', stream, GROUP, facts.name)
    end
  end
end

local function bury(id, lane, entry, holder, attempts)
  redis.call('XADD', prefix .. 'dead', 'MINID', '~', now_millis() - retention_millis, '*',
    'job', id, 'lane', lane, 'worker', holder, 'attempts', attempts)
  finish(id, lane, entry, 'FAILED', retention_millis, given_up)
end

local function take_back(lane, entry, id, holder, deliveries)
  local facts = id and redis.call('HMGET', job_key(id), 'state', 'cancelRequested')
  if not id or not is_open(facts[1]) then
    discard(lane, entry, id)
  elseif facts[2] then
    finish(id, lane, entry, 'CANCELLED', retention_millis, {})
  elseif deliveries >= max_attempts then
    bury(id, lane, entry, holder, deliveries)
  else
    -- The attempt that failed counts: deliveries stay as they are.
    give_back(id, lane, entry, deliveries, true)
    taken_back[#taken_back + 1] = id
  end
end

for i = 1, queue_count do
  local lane = ARGV[4 + i]
  local stream = stream_key(lane)
  ensure_group(stream)
  forget_old_workers(stream)
  each_in_work(lane, idle_millis, function(entry, id, holder, deliveries)
    take_back(lane, entry, id, holder, deliveries)
  end)
end
return taken_back
