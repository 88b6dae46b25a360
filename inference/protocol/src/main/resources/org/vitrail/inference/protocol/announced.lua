-- Returns {worker, {lane, announcement, lane, announcement, ...}} of each worker that lives.
local found = {}
local workers = redis.call('ZRANGEBYSCORE', announced_key(), '(' .. now_millis(), '+inf')
for _, worker in ipairs(workers) do
  found[#found + 1] = {worker, redis.call('HGETALL', served_key(worker))}
end
return found
