-- ARGV: worker, grace (ms), for how long this holds (ms)
-- Notes whether the worker can be seen to go: whether this server has the connection on which it listens.
local worker, grace_millis, holds_millis = ARGV[1], ARGV[2], ARGV[3]
though_full()
local is_seen = (count_listening(worker) or 0) > 0
redis.call('SET', present_key(worker), is_seen and grace_millis or '', 'PX', holds_millis)
return is_seen and 1 or 0
