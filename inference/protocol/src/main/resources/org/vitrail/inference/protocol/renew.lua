-- ARGV: worker, worker timeout (ms), id, lane, entry, id, lane, entry, ...
-- Returns the ids of the jobs that are not the worker's any more.
local worker, timeout_millis = ARGV[1], tonumber(ARGV[2])
local lost = {}

-- Its worker lives, so it did not die of this job: the blame for that is taken off again.
local function acquit(id, queue, entry)
  local key, stream = job_key(id), stream_key(queue)
  local was = redis.call('HGET', key, blame_of(worker))
  local lease = was and redis.call('XPENDING', stream, GROUP, entry, entry, 1)[1]
  if not lease then return end
  redis.call('HDEL', key, blame_of(worker))
  if not is_spared(id) then return end
  if was == IN_COMPANY then
    if redis.call('HINCRBY', key, 'company', -1) < COMPANY_OF_A_SUSPECT then redis.call('HDEL', key, 'suspect') end
  else
    redis.call('XCLAIM', stream, GROUP, lease[2], 0, entry, 'IDLE', lease[3],
      'RETRYCOUNT', math.max(0, lease[4] - 1), 'JUSTID')
  end
end

for i = 3, #ARGV, 3 do
  local id, lane, entry = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local is_held = holds(worker, lane, entry)
  sign_of_life(lane, worker, timeout_millis)
  if is_held then
    redis.call('XCLAIM', stream_key(lane), GROUP, worker, 0, entry, 'IDLE', 0, 'JUSTID')
  else
    lost[#lost + 1] = id
    acquit(id, lane, entry)
  end
end
return lost
