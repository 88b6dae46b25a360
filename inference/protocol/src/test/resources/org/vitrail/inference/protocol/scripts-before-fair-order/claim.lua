-- ARGV: worker, max jobs, max images, 1 if a job of more images may be taken alone,
--       worker timeout (ms), lane, lane, ...
-- Returns {claimed jobs, last entry of each lane's stream}; the latter tell where to wait for more.
--
-- The first job that does not fit stays where it is and ends the round: whoever has more room may
-- take it, and nobody overtakes it here.
local worker, max, room = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local alone, timeout_millis = ARGV[4] == '1', tonumber(ARGV[5])
local lanes = rest(6)
local claimed = {}
local tails = {}
local full = max == 0

-- Whether the job may be taken now; one that cannot be drawn any more costs no room.
local function fits(id)
  local facts = id and redis.call('HMGET', job_key(id), 'state', 'imageCount') or {}
  if facts[1] ~= 'WAITING' then return true end
  full = (tonumber(facts[2]) or 1) > room and not (alone and #claimed == 0)
  return not full
end

local function take(lane, entry, id, attempt)
  local facts = id and redis.call('HMGET', job_key(id), 'state', 'imageCount', 'task') or {}
  if facts[1] ~= 'WAITING' then return discard(lane, entry, id) end
  claimed[#claimed + 1] = start(id, worker, entry, attempt)
  room = room - (tonumber(facts[2]) or 1)
  -- A picture is enlarged, cut out or coded outside the batch, while everything else waits: one at a time.
  full = #claimed == max or facts[3] == 'upscale' or facts[3] == 'sticker' or facts[3] == 'reconstruct'
end

local function take_given_back(lane, stream)
  while not full do
    local lease = redis.call('XPENDING', stream, GROUP, '-', '+', 1, GIVEN_BACK)[1]
    if not lease then return end
    local entry, deliveries = lease[1], lease[4]
    local id = job_of(stream, entry)
    if not fits(id) then return end
    redis.call('XCLAIM', stream, GROUP, worker, 0, entry)
    take(lane, entry, id, deliveries + 1)
  end
end

local function take_fresh(lane, stream)
  local last = not full and last_delivered(stream)
  while not full do
    local next = redis.call('XRANGE', stream, '(' .. last, '+', 'COUNT', 1)[1]
    if not next or not fits(next[2][2]) then return end
    redis.call('XREADGROUP', 'GROUP', GROUP, worker, 'COUNT', 1, 'STREAMS', stream, '>')
    take(lane, next[1], next[2][2], 1)
    last = next[1]
  end
end

for _, lane in ipairs(lanes) do
  ensure_group(stream_key(lane))
  sign_of_life(lane, worker, timeout_millis)
end
for _, lane in ipairs(lanes) do take_given_back(lane, stream_key(lane)) end
for _, lane in ipairs(lanes) do take_fresh(lane, stream_key(lane)) end
for _, lane in ipairs(lanes) do
  tails[#tails + 1] = facts_of(redis.call('XINFO', 'STREAM', stream_key(lane)))['last-generated-id']
end
return {claimed, tails}
