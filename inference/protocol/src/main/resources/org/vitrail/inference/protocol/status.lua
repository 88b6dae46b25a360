-- ARGV: id
-- Returns {fields of the job, jobs in front of it}, or nothing if the job is unknown.
local id = ARGV[1]
local facts = redis.call('HMGET', job_key(id), 'state', 'givenBack', 'ticket')
if not facts[1] then return nil end
local position = 0
if facts[1] == 'WAITING' and not facts[2] then
  local lane = lane_of(queue_of(id))
  position = jobs_in_front(lane, redis.call('ZRANK', order_key(lane), facts[3] or ''))
end
return {redis.call('HGETALL', job_key(id)), position}
