-- ARGV: id
-- Returns {fields of the job, jobs in front of it}, or nothing if the job is unknown.
local id = ARGV[1]
local facts = redis.call('HMGET', job_key(id), 'state', 'givenBack')
if not facts[1] then return nil end
local position = 0
if facts[1] == 'WAITING' and not facts[2] then
  local queue = queue_of(id)
  position = redis.call('ZRANK', open_key(queue), id) or 0
  local lane = lane_in_front(queue)
  if lane then position = position + redis.call('ZCARD', open_key(lane)) end
end
return {redis.call('HGETALL', job_key(id)), position}
