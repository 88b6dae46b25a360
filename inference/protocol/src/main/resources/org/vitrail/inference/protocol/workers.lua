-- ARGV: lane
-- Returns how many workers of the lane are alive.
return count_workers(ARGV[1])
