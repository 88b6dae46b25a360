-- ARGV: lane, most jobs, queue, queue, ...
-- Returns {unfinished jobs in the order of their queues, how many there are in all,
-- live workers, workers and their paces in turn}; of each job {id, images, state, stage, steps done,
-- steps in all, worker, 1 if it was given back, task, factor, width to height of its pictures}.
local lane, most = ARGV[1], tonumber(ARGV[2])
local jobs, count = {}, 0
for _, queue in ipairs(rest(3)) do
  count = count + redis.call('ZCARD', open_key(queue))
  if #jobs < most then
    for _, id in ipairs(redis.call('ZRANGE', open_key(queue), 0, most - #jobs - 1)) do
      local facts = redis.call('HMGET', job_key(id), 'imageCount', 'state', 'stage', 'stepsDone',
        'stepsTotal', 'worker', 'givenBack', 'task', 'factor', 'option.ar')
      for i = 1, 10 do facts[i] = facts[i] or '' end
      jobs[#jobs + 1] = {id, unpack(facts)}
    end
  end
end
return {jobs, count, redis.call('ZRANGEBYSCORE', workers_key(lane), '(' .. now_millis(), '+inf'),
  redis.call('HGETALL', pace_key(lane))}
