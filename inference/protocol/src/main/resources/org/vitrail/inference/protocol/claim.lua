-- ARGV: worker, max jobs, max images, 1 if a job of more images may be taken alone, DRAWINGS
--       if nothing else may be,
--       worker timeout (ms), retention (ms), number of lanes, lane, lane, ..., queue, queue, ...,
--       field, value, ... of the outcome of a job that waited too long
-- Returns {claimed jobs, last entry of each queue's stream}; the latter tell where to wait for more.
--
-- The first job that does not fit keeps its turn. As long as it waits for room, smaller ones may pass
-- it, but no more pictures than it has itself: then all wait until there is room. What was in work
-- before lets nobody pass, and nobody is begun while a worker that is gone may have left some. A job that
-- has waited too long when its turn comes fails. One that may have killed its worker is taken by itself, by
-- a worker that has nothing else.
local worker, max, room = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local alone, timeout_millis = ARGV[4] == '1', tonumber(ARGV[5])
local only_drawings = ARGV[4] == 'DRAWINGS'
local retention_millis, lane_count = tonumber(ARGV[6]), tonumber(ARGV[7])
-- A picture is enlarged, cut out or coded outside the batch, while everything else waits: one at a time.
local STOPS_ALL = {upscale = true, sticker = true, reconstruct = true}
-- Jobs that are looked at behind the first that does not fit.
local MOST_LOOKED_AT = 16
-- Jobs that fail in one call because they waited too long; after a long outage there may be very many.
local MOST_TOO_LATE = 100
-- Workers look once a second at what the dead left.
local MOMENT_MILLIS = 2000
local too_late = rest(8 + 3 * lane_count)
local claimed = {}
local tails = {}
local full = max == 0

local function take(lane, ticket, id, facts)
  local stream = stream_key(facts.queue)
  turn_comes(lane, id, ticket)
  local lease = redis.call('XPENDING', stream, GROUP, facts.entry, facts.entry, 1, WAITING)[1]
  redis.call('XCLAIM', stream, GROUP, worker, 0, facts.entry)
  claimed[#claimed + 1] = start(id, worker, facts.entry, (lease and lease[4] or 0) + 1)
  room = room - facts.images
  full = #claimed == max or facts.suspect or STOPS_ALL[facts.task]
end

local function look_at(id)
  local read = redis.call('HMGET', job_key(id), 'state', 'imageCount', 'task', 'queue', 'lane',
    'entry', 'givenBack', 'passed', 'longestWait', 'suspect')
  return {isWaiting = read[1] == 'WAITING', images = tonumber(read[2]) or 1, task = read[3],
    queue = read[4] or read[5], entry = read[6], wasInWork = read[7], passed = tonumber(read[8]) or 0,
    longestWait = read[9], suspect = read[10]}
end

-- Whether a job may pass the one that waits for room; if so, that one remembers it.
local function passes(first, images)
  if first.wasInWork or first.passed + images > first.images then return false end
  first.passed = redis.call('HINCRBY', job_key(first.id), 'passed', images)
  redis.call('HDEL', loads_key(lane_of(first.queue)), first.id)
  return true
end

-- Whether jobs of a worker whose connection is closed may soon be taken back, which go first. What is
-- held longer than that is its lease's to decide.
local is_none_awaited = {}
local function awaits_jobs_of_the_gone(lane)
  if is_none_awaited[lane] then return false end
  for _, queue in ipairs(queues_of(lane)) do
    for _, owner in ipairs(owners(queue)) do
      local grace = owner[1] ~= WAITING and owner[1] ~= worker and grace_of_gone(owner[1])
      if grace then
        local silence = math.huge
        each_of(queue, owner[1], 0, function(_, _, _, _, idle) silence = math.min(silence, idle) end)
        if silence < grace + MOMENT_MILLIS then return true end
      end
    end
  end
  -- No worker goes while a script runs: each candidate of the lane gets the same answer.
  is_none_awaited[lane] = true
  return false
end

local function take_from(lane)
  local at, late, first = 0, 0, nil
  while not full and at < MOST_LOOKED_AT and late < MOST_TOO_LATE do
    local ticket = redis.call('ZRANGE', order_key(lane), at, at)[1]
    if not ticket then return end
    local id = id_of(ticket)
    local facts = look_at(id)
    local by_itself = alone and #claimed == 0
    local fits = by_itself or (facts.images <= room and not facts.suspect)
    if not facts.isWaiting then
      leave_order(lane, ticket)
      see_to_order(lane)
    elseif waited_too_long(facts.queue, facts.entry, facts.wasInWork, facts.longestWait) then
      finish(id, facts.queue, facts.entry, 'FAILED', retention_millis, too_late)
      late = late + 1
    elseif not facts.wasInWork and awaits_jobs_of_the_gone(lane) then
      return
    elseif only_drawings and STOPS_ALL[facts.task] then
      -- Nobody passes it, and another worker may take it.
      return
    elseif fits and (not first or passes(first, facts.images)) then
      take(lane, ticket, id, facts)
    elseif fits then
      return
    else
      if not first then
        first = facts
        first.id = id
      end
      at = at + 1
    end
  end
end

local lanes, queues = {}, {}
for i = 1, lane_count do lanes[i] = ARGV[7 + i] end
for i = 1, 2 * lane_count do queues[i] = ARGV[7 + lane_count + i] end
for _, lane in ipairs(lanes) do
  see_to_order(lane)
  sign_of_life(lane, worker, timeout_millis)
end
for _, lane in ipairs(lanes) do take_from(lane) end
for _, queue in ipairs(queues) do
  tails[#tails + 1] = facts_of(redis.call('XINFO', 'STREAM', stream_key(queue)))['last-generated-id']
end
return {claimed, tails}
