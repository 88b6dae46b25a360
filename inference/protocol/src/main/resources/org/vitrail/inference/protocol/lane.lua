-- ARGV: lane, most jobs
-- Returns {unfinished jobs, those that are drawn first, then those that wait in their order; how many
-- there are in all, live workers, workers and their paces in turn, the latest arrivals, the oldest first};
-- of each arrival {milliseconds since then, images, LOAD};
-- of each job {id, images, state, stage, steps done, steps in all, worker, 1 if it was given back,
-- pictures that passed it, milliseconds that its worker expects it still to take or '', LOAD}, where LOAD is: task, factor, codec, width to height of its pictures,
-- iterations, what it begins from, what it keeps of that,
-- width to height of the picture that it is made of. A job that waits and that nothing has happened
-- to yet is one line of words instead: id, images, LOAD.
local lane, most = ARGV[1], tonumber(ARGV[2])
local jobs = {}

-- Of a job that is not told by its line: images first, as in LOAD_FIELDS, and the rest of those last.
local FIELDS = {LOAD_FIELDS[1], 'state', 'stage', 'stepsDone', 'stepsTotal', 'worker', 'givenBack', 'passed', 'part',
  unpack(LOAD_FIELDS, 2)}
local STAGE, STEPS_DONE, PART = 3, 4, 9

local function add(id)
  local facts = texts_of(id, FIELDS)
  local _, left = done_of_all(facts[PART], facts[STAGE], facts[STEPS_DONE])
  facts[PART] = left and tostring(math.ceil(left)) or ''
  jobs[#jobs + 1] = {id, unpack(facts)}
end

local function in_work()
  local found = {}
  for _, queue in ipairs(queues_of(lane)) do
    each_in_work(queue, 0, function(entry, id)
      local number = id and redis.call('ZSCORE', open_key(queue), id)
      if number then found[#found + 1] = {tonumber(number), id} end
    end)
  end
  table.sort(found, function(a, b) return a[1] < b[1] end)
  return found
end

for _, job in ipairs(in_work()) do
  if #jobs < most then add(job[2]) end
end
if #jobs < most then
  local ids = {}
  for i, ticket in ipairs(redis.call('ZRANGE', order_key(lane), 0, most - #jobs - 1)) do
    ids[i] = id_of(ticket)
  end
  local loads = #ids > 0 and redis.call('HMGET', loads_key(lane), unpack(ids)) or {}
  for i, id in ipairs(ids) do
    if loads[i] then jobs[#jobs + 1] = loads[i] else add(id) end
  end
end
local function arrivals()
  local now, found = tonumber(now_millis()), {}
  for _, entry in ipairs(redis.call('XRANGE', arrivals_key(lane), '-', '+')) do
    local at, facts = tonumber(string.match(entry[1], '^%d+')), facts_of(entry[2])
    local one = {tostring(math.max(0, now - at))}
    for _, name in ipairs(LOAD_FIELDS) do one[#one + 1] = facts[name] or '' end
    found[#found + 1] = one
  end
  return found
end

return {jobs, count_open(lane), redis.call('ZRANGEBYSCORE', workers_key(lane), '(' .. now_millis(), '+inf'),
  redis.call('HGETALL', pace_key(lane)), arrivals()}
