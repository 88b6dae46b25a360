-- ARGV: id, retention (ms), field, value, ... of the outcome of a job that waited too long
-- Workers look when a job's turn comes; where nobody serves its lane any more, no turn ever comes.
-- Returns 1, or 0 if the job does not wait, or may wait longer.
local id, retention_millis = ARGV[1], tonumber(ARGV[2])
local facts = redis.call('HMGET', job_key(id), 'state', 'entry', 'givenBack', 'longestWait')
if facts[1] ~= 'WAITING' then return 0 end
local queue, entry = queue_of(id), facts[2]
ensure_group(stream_key(queue))
if not waited_too_long(queue, entry, facts[3], facts[4]) then return 0 end
local refused = obstacle_to_end(id, queue)
if refused then return refused end

finish(id, queue, entry, 'FAILED', retention_millis, rest(3))
return 1
