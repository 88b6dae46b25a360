-- Counts a try.
--
-- KEYS  1 counts tries
-- ARGV  1 ms in which they are counted
--
-- Returns {tries, ms until they are counted anew}.

local refused = obstacle({'string', KEYS[1], 'INCR', 'PEXPIRE'})
if refused then return refused end

local tries = redis.call('INCR', KEYS[1])
-- Also where the end was lost: nobody shall be shut out for ever.
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {tries, redis.call('PTTL', KEYS[1])}
