-- ARGV: worker, max attempts, retention (ms), number of leases, id, lane, entry, id, lane, entry, ...,
--       field, value, ... of the outcome of a job that is given up
-- Takes back what a worker was at when it broke down and lives on, as if it had died.
-- Returns the ids of the jobs that wait again.
local worker, lease_count = ARGV[1], tonumber(ARGV[4])
local terms = {max_attempts = tonumber(ARGV[2]), retention_millis = tonumber(ARGV[3]),
  given_up = rest(5 + 3 * lease_count)}
local leases, taken_back = {}, {}
though_full()
for i = 5, 4 + 3 * lease_count, 3 do
  local id, queue, entry = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  ensure_group(stream_key(queue))
  local lease = redis.call('XPENDING', stream_key(queue), GROUP, entry, entry, 1, worker)[1]
  if lease then
    leases[#leases + 1] = {queue = queue, entry = entry, id = id, deliveries = lease[4]}
  end
end
for _, lease in ipairs(leases) do
  if take_back(lease, worker, #leases > 1 and IN_COMPANY or ALONE, terms) then
    taken_back[#taken_back + 1] = lease.id
  end
end
return taken_back
