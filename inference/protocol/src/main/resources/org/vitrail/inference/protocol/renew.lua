-- ARGV: worker, worker timeout (ms), id, lane, entry, id, lane, entry, ...
-- Returns the ids of the jobs that are not the worker's any more.
local worker, timeout_millis = ARGV[1], tonumber(ARGV[2])
local lost = {}
for i = 3, #ARGV, 3 do
  local id, lane, entry = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local is_held = holds(worker, lane, entry)
  sign_of_life(lane, worker, timeout_millis)
  if is_held then
    redis.call('XCLAIM', stream_key(lane), GROUP, worker, 0, entry, 'IDLE', 0, 'JUSTID')
  else
    lost[#lost + 1] = id
  end
end
return lost
