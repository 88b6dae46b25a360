-- ARGV: worker, max, worker timeout (ms), lane, lane, ...
-- Returns {claimed jobs, last entry of each lane's stream}; the latter tell where to wait for more.
local worker, max, timeout_millis = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local claimed = {}
local tails = {}

local function take(lane, entry, id, attempt)
  if id and redis.call('HGET', job_key(id), 'state') == 'WAITING' then
    claimed[#claimed + 1] = start(id, worker, entry, attempt)
  else
    discard(lane, entry, id)
  end
end

local function take_given_back(lane, stream)
  local pending = redis.call('XPENDING', stream, GROUP, '-', '+', max - #claimed, GIVEN_BACK)
  for _, lease in ipairs(pending) do
    local entry, deliveries = lease[1], lease[4]
    redis.call('XCLAIM', stream, GROUP, worker, 0, entry)
    take(lane, entry, job_of(stream, entry), deliveries + 1)
  end
end

local function take_fresh(lane, stream)
  while #claimed < max do
    local read = redis.call('XREADGROUP', 'GROUP', GROUP, worker, 'COUNT', max - #claimed,
      'STREAMS', stream, '>')
    if not read then return end
    for _, entry in ipairs(read[1][2]) do take(lane, entry[1], entry[2][2], 1) end
  end
end

local function last_entry(stream)
  local info = redis.call('XINFO', 'STREAM', stream)
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then return info[i + 1] end
  end
end

for _, lane in ipairs(rest(4)) do
  local stream = stream_key(lane)
  ensure_group(stream)
  sign_of_life(lane, worker, timeout_millis)
  if #claimed < max then
    take_given_back(lane, stream)
    take_fresh(lane, stream)
  end
  tails[#tails + 1] = last_entry(stream)
end
return {claimed, tails}
