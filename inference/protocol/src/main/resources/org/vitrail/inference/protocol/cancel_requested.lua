-- ARGV: id, id, ...
-- Returns those whose cancellation was asked for, or that have ended as cancelled meanwhile.
local wanted = {}
for _, id in ipairs(ARGV) do
  local facts = redis.call('HMGET', job_key(id), 'state', 'cancelRequested')
  if facts[2] or facts[1] == 'CANCELLED' then wanted[#wanted + 1] = id end
end
return wanted
