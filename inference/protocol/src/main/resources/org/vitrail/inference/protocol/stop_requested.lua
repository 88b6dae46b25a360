-- ARGV: id, id, ...
-- Returns those that should end with what is there.
local wanted = {}
for _, id in ipairs(ARGV) do
  if redis.call('HEXISTS', job_key(id), 'stopRequested') == 1 then wanted[#wanted + 1] = id end
end
return wanted
