-- ARGV: id
-- Returns {fields of the job, jobs in front of it, how much of all its work is done in percent, or -1},
-- or nothing if the job is unknown.
local id = ARGV[1]
local facts = redis.call('HMGET', job_key(id), 'state', 'givenBack', 'ticket', 'stage', 'stepsDone', 'part')
if not facts[1] then return nil end
local position = 0
if facts[1] == 'WAITING' then
  local lane = lane_of(queue_of(id))
  local rank = redis.call('ZRANK', order_key(lane), facts[3] or '')
  -- What the version before gave back has no place yet, but goes first; until then it counts as in work.
  position = facts[2] and not rank and jobs_in_front(lane, 0) - 1 or jobs_in_front(lane, rank)
end
local done = facts[1] == 'RUNNING' and done_of_all(facts[6], facts[4], facts[5])
return {redis.call('HGETALL', job_key(id)), position, done and math.min(99, math.floor(100 * done)) or -1}
