-- ARGV: worker, idle (ms), max, max attempts, retention (ms), number of lanes, lane, lane, ...,
--       field, value, ... of the outcome of a job that is given up
-- Returns the jobs taken over.
local worker, idle_millis, max = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local max_attempts, retention_millis = tonumber(ARGV[4]), tonumber(ARGV[5])
local lane_count = tonumber(ARGV[6])
local given_up = rest(7 + lane_count)
local PAGE = 100
local claimed = {}

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

local function take_over(lane, stream, entry, holder, deliveries)
  local id = job_of(stream, entry)
  local facts = id and redis.call('HMGET', job_key(id), 'state', 'cancelRequested')
  if not id or not is_open(facts[1]) then
    discard(lane, entry, id)
  elseif facts[2] then
    finish(id, lane, entry, 'CANCELLED', retention_millis, {})
  elseif deliveries >= max_attempts then
    bury(id, lane, entry, holder, deliveries)
  else
    redis.call('XCLAIM', stream, GROUP, worker, 0, entry)
    claimed[#claimed + 1] = start(id, worker, entry, deliveries + 1)
  end
end

for i = 1, lane_count do
  local lane = ARGV[6 + i]
  local stream = stream_key(lane)
  ensure_group(stream)
  forget_old_workers(stream)
  local from = '-'
  repeat
    local page = redis.call('XPENDING', stream, GROUP, 'IDLE', idle_millis, from, '+', PAGE)
    for _, lease in ipairs(page) do
      if #claimed == max then return claimed end
      from = '(' .. lease[1]
      take_over(lane, stream, lease[1], lease[2], lease[4])
    end
  until #page < PAGE
end
return claimed
