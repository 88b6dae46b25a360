-- ARGV: id
-- Returns {fields of the job, jobs in front of it, how much of all its work is done in percent, or -1},
-- or nothing if the job is unknown.
local id = ARGV[1]
local facts = redis.call('HMGET', job_key(id), 'state', 'givenBack', 'ticket', 'stage', 'stepsDone', 'part')
if not facts[1] then return nil end
local position = 0
if facts[1] == 'WAITING' and not facts[2] then
  local lane = lane_of(queue_of(id))
  position = jobs_in_front(lane, redis.call('ZRANK', order_key(lane), facts[3] or ''))
end
local done = facts[1] == 'RUNNING' and done_of_all(facts[6], facts[4], facts[5])
return {redis.call('HGETALL', job_key(id)), position, done and math.min(99, math.floor(100 * done)) or -1}
