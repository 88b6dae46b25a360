-- Put in front of every script of the queue, behind common.lua: whose turn it is in a lane.
--
-- Start-time fair queueing (Goyal, Vin and Cheng 1996) over people. A lane has a virtual time, which
-- says how many pictures whoever always waits has had by now. A job's start is where the person's
-- job before it ends, or the beginning of the round that the lane is in; what starts first is drawn
-- first. So a start is settled when a job comes, and its place is its rank in a sorted set.
--
--   order:<lane>   zset   waiting jobs, named <turn>:<number>:<id>, by where they start; what was in
--                         work before is in front of all
--   shares:<lane>  zset   people by where their last job ends
--   turns:<lane>   hash   of jobs of one place that start at one moment: next|<start>|<place> is the
--                         turn of the next, wait|<start>|<place> how many wait
--   people:<lane>  hash   how many jobs of each person wait that were never in work
--   own:<lane>     zset   these jobs as person, number, id: what is a person's own stands together
--   clock:<lane>   hash   begun: where what was begun last in its turn starts; now: virtual time, which is
--                         that or later; step: by how much it goes on with the next job
--   loads:<lane>   hash   jobs that wait and that nothing has happened to yet: their ids and LOAD_FIELDS, in one line;
--                         to read a long lane from the jobs themselves took twice as long
--
-- Of jobs that start at the same moment, one of each place comes in turn, and of one place the
-- first that came. All times are in thousandths of a picture.
local UNIT = 1000
-- Who comes anew begins with the round; so crowds of different places meet at one moment and take turns.
local ROUND = 9 * UNIT
-- How much earlier a job starts than it would by its person's share. Virtual time goes on with
-- whatever is drawn, so those who have to wait longer come in front of all that come later.
local HEAD_START = {MODERATOR = 2 * ROUND, NORMAL = 0, NEWCOMER = -10 * ROUND}
-- Virtual time goes on to where the job starts whose turn comes, but never by less than a quarter of
-- what each who waits has a right to of it: people who keep coming anew, each with a first job, leave
-- a quarter to those who wait for their second. No job counts as more than a round in this.
local AGEING = 4
-- What was in work has no start: it is in front of all, first come first served.
local AT_ONCE = '-inf'
local PAGE = 100
-- Between the words of a line; none of them has this sign.
local BETWEEN = '\31'

local function order_key(lane) return prefix .. 'order:' .. lane end
local function shares_key(lane) return prefix .. 'shares:' .. lane end
local function turns_key(lane) return prefix .. 'turns:' .. lane end
local function people_key(lane) return prefix .. 'people:' .. lane end
local function own_key(lane) return prefix .. 'own:' .. lane end
local function clock_key(lane) return prefix .. 'clock:' .. lane end
local function loads_key(lane) return prefix .. 'loads:' .. lane end

local function lane_of(queue) return lane_in_front(queue) or queue end

-- Those that a lane's jobs wait in.
local function queues_of(lane) return {lane, lane .. BEHIND} end

local function count_open(lane)
  return redis.call('ZCARD', open_key(lane)) + redis.call('ZCARD', open_key(lane .. BEHIND))
end

local function ticket_of(turn, number, id) return string.format('%015d:%015d:%s', turn, number, id) end

local function number_of(ticket) return tonumber(string.match(ticket, '^%d+:(%d+):')) end

local function id_of(ticket) return string.match(ticket, '^%d+:%d+:(.*)') end

local function own_name(person, number, id)
  return person .. BETWEEN .. string.format('%015d', number) .. BETWEEN .. id
end

-- What of a job its place follows from. It costs its pictures, by as much less as its person has more weight.
local function share_of(id)
  local facts = redis.call('HMGET', job_key(id), 'platform', 'user', 'cost', 'imageCount', 'place', 'priority',
    'queue', 'lane', 'weight')
  local pictures = math.max(1, tonumber(facts[3]) or tonumber(facts[4]) or 1) * UNIT
  local priority = facts[6] or (lane_in_front(facts[7] or facts[8] or '') and 'NEWCOMER' or 'NORMAL')
  return {person = (facts[1] or '') .. ':' .. (facts[2] or ''), pictures = pictures,
    cost = math.max(1, math.floor(pictures / math.max(1, tonumber(facts[9]) or 1))),
    place = facts[5] or '', head_start = HEAD_START[priority] or 0}
end

local function same_moment(score, place) return string.format('%.0f', score) .. '|' .. place end

-- When nobody waits and nothing is drawn, nobody owes anybody anything.
local function begin_anew(lane)
  redis.call('DEL', shares_key(lane), turns_key(lane), people_key(lane), own_key(lane), clock_key(lane),
    loads_key(lane))
end

-- One string is quicker to pass on than a list of them.
local function note_load(lane, id)
  redis.call('HSET', loads_key(lane), id, id .. BETWEEN .. table.concat(texts_of(id, LOAD_FIELDS), BETWEEN))
end

-- Where who comes anew starts: with the round, but however far virtual time has gone, no more than a round
-- behind what was begun last. All that waits starts there or later, so of any one person a round's pictures
-- at most stand in front, and the job that reaches over its end. A head start comes on top: else those with
-- one, who keep coming, would stay in front of all others.
local function round_of(lane, head_start)
  local clock = redis.call('HMGET', clock_key(lane), 'now', 'begun')
  local time = math.min(tonumber(clock[1]) or 0, (tonumber(clock[2]) or 0) + ROUND + math.max(0, head_start))
  return time - time % ROUND
end

-- Puts a job behind those of its place that start at the same moment.
local function enter(lane, id, number, start, share)
  local score = start - share.head_start
  local moment = same_moment(score, share.place)
  local turn = redis.call('HINCRBY', turns_key(lane), 'next|' .. moment, share.cost) - share.cost
  redis.call('HINCRBY', turns_key(lane), 'wait|' .. moment, 1)
  local ticket = ticket_of(turn, number, id)
  redis.call('ZADD', order_key(lane), score, ticket)
  redis.call('HSET', job_key(id), 'ticket', ticket, 'start', start)
end

local function leave(lane, ticket, score, share)
  redis.call('ZREM', order_key(lane), ticket)
  local moment = same_moment(score, share.place)
  if redis.call('HINCRBY', turns_key(lane), 'wait|' .. moment, -1) <= 0 then
    redis.call('HDEL', turns_key(lane), 'next|' .. moment, 'wait|' .. moment)
  end
end

-- Gives a job that was never in work its place.
local function line_up(queue, id)
  local lane = lane_of(queue)
  if count_open(lane) == 1 then begin_anew(lane) end
  local share = share_of(id)
  local round = round_of(lane, share.head_start)
  redis.call('ZREMRANGEBYSCORE', shares_key(lane), '-inf', round_of(lane, 0))
  local start = math.max(round, tonumber(redis.call('ZSCORE', shares_key(lane), share.person)) or round)
  local number = tonumber(redis.call('ZSCORE', open_key(queue), id)) or 0
  redis.call('ZADD', shares_key(lane), start + share.cost, share.person)
  redis.call('HINCRBY', people_key(lane), share.person, 1)
  redis.call('ZADD', own_key(lane), 0, own_name(share.person, number, id))
  enter(lane, id, number, start, share)
  redis.call('HSET', job_key(id), 'round', round)
  note_load(lane, id)
end

-- Puts a job that was in work in front of all that were not.
local function line_up_again(queue, id)
  local number = tonumber(redis.call('ZSCORE', open_key(queue), id)) or 0
  local ticket = ticket_of(0, number, id)
  redis.call('ZADD', order_key(lane_of(queue)), AT_ONCE, ticket)
  redis.call('HSET', job_key(id), 'ticket', ticket)
end

-- Takes a ticket out. Returns the share of its job, or nothing if that was in work.
local function leave_order(lane, ticket)
  local score = redis.call('ZSCORE', order_key(lane), ticket)
  if not score then return nil end
  local id = id_of(ticket)
  redis.call('HDEL', loads_key(lane), id)
  if score == AT_ONCE then
    redis.call('ZREM', order_key(lane), ticket)
    return nil
  end
  local share = share_of(id)
  leave(lane, ticket, tonumber(score), share)
  redis.call('ZREM', own_key(lane), own_name(share.person, number_of(ticket), id))
  if redis.call('HINCRBY', people_key(lane), share.person, -1) <= 0 then
    redis.call('HDEL', people_key(lane), share.person)
  end
  return share
end

-- A job's turn has come, or it may pass the first; virtual time goes on to that one's start, not to its own,
-- and not beyond where somebody with a head start stands.
local function turn_comes(lane, id, ticket)
  local first = redis.call('ZRANGE', order_key(lane), 0, 0, 'WITHSCORES')
  local share = leave_order(lane, ticket)
  if not share then return end
  local start = tonumber(redis.call('HGET', job_key(id_of(first[1])), 'start')) or 0
  local clock = redis.call('HMGET', clock_key(lane), 'now', 'step', 'begun')
  local begun = math.max(tonumber(clock[3]) or 0, math.min(start, tonumber(first[2])))
  local now = math.max((tonumber(clock[1]) or 0) + (tonumber(clock[2]) or 0), begun)
  local people = math.max(1, redis.call('HLEN', people_key(lane)))
  redis.call('HSET', clock_key(lane), 'begun', begun, 'now', now,
    'step', math.max(1, math.floor(math.min(share.pictures, ROUND) / (AGEING * people))))
end

-- Lets a person's jobs behind one that is withdrawn start earlier by what it cost, each no earlier than the
-- round in which it came. Returns by how much the last of them does.
local function close_up(lane, person, number, cost)
  local behind = redis.call('ZRANGE', own_key(lane), '(' .. own_name(person, number, '\255'),
    '(' .. person .. BETWEEN .. '\255', 'BYLEX')
  for _, name in ipairs(behind) do
    local id = string.match(name, '^.*' .. BETWEEN .. '(.*)')
    local facts = redis.call('HMGET', job_key(id), 'ticket', 'start', 'round')
    local start = tonumber(facts[2])
    local earlier = math.max(start - cost, tonumber(facts[3]))
    if earlier == start then return 0 end
    local share = share_of(id)
    leave(lane, facts[1], start - share.head_start, share)
    enter(lane, id, number_of(facts[1]), earlier, share)
    cost = start - earlier
  end
  return cost
end

-- A job that ends before its turn costs its person nothing.
local function withdraw(queue, id)
  local lane, ticket = lane_of(queue), redis.call('HGET', job_key(id), 'ticket')
  local share = ticket and leave_order(lane, ticket)
  if not share then return end
  local cost = close_up(lane, share.person, number_of(ticket), share.cost)
  if redis.call('ZSCORE', shares_key(lane), share.person) then
    redis.call('ZINCRBY', shares_key(lane), -cost, share.person)
  end
end

-- Gives their places to jobs that were put into the stream since, by programs of any version. Their
-- entries go to the owner of all that waits, whom programs of the version before ask first.
local function admit(queue)
  local stream = stream_key(queue)
  repeat
    local read = redis.call('XREADGROUP', 'GROUP', GROUP, WAITING, 'COUNT', PAGE, 'STREAMS', stream, '>')
    local entries = read and read[1] and read[1][2] or {}
    local untried = {}
    for _, entry in ipairs(entries) do
      local id = entry[2][2]
      if redis.call('HGET', job_key(id), 'state') == 'WAITING' then
        untried[#untried + 1] = entry[1]
        line_up(queue, id)
      else
        discard(queue, entry[1], id)
      end
    end
    if #untried > 0 then
      local claim = {'XCLAIM', stream, GROUP, WAITING, 0}
      for _, entry in ipairs(untried) do claim[#claim + 1] = entry end
      for _, word in ipairs({'RETRYCOUNT', 0, 'JUSTID'}) do claim[#claim + 1] = word end
      redis.call(unpack(claim))
    end
  until #entries < PAGE
end

local function each_of(queue, owner, idle_millis, visit)
  local stream, from = stream_key(queue), '-'
  repeat
    local page = redis.call('XPENDING', stream, GROUP, 'IDLE', idle_millis, from, '+', PAGE, owner)
    for _, lease in ipairs(page) do
      from = '(' .. lease[1]
      visit(lease[1], job_of(stream, lease[1]), owner, lease[4], lease[3])
    end
  until #page < PAGE
end

-- How many entries each owner has that has any; nobody has any where nothing was ever queued.
local function owners(queue) return redis.pcall('XPENDING', stream_key(queue), GROUP)[4] or {} end

-- Visits what workers hold and have not renewed for a while: entry, job, worker, deliveries, idle (ms).
local function each_in_work(queue, idle_millis, visit)
  for _, owner in ipairs(owners(queue)) do
    if owner[1] ~= WAITING then each_of(queue, owner[1], idle_millis, visit) end
  end
end

-- Brings the order to what the streams hold: programs of the version before know of no order.
local function mend(lane)
  local waits = {}
  for _, queue in ipairs(queues_of(lane)) do
    each_of(queue, WAITING, 0, function(entry, id)
      local facts = id and redis.call('HMGET', job_key(id), 'state', 'ticket') or {}
      if facts[1] ~= 'WAITING' then
        discard(queue, entry, id)
      else
        waits[id] = true
        if not facts[2] or not redis.call('ZSCORE', order_key(lane), facts[2]) then
          line_up_again(queue, id)
        end
      end
    end)
  end
  for _, ticket in ipairs(redis.call('ZRANGE', order_key(lane), 0, -1)) do
    if not waits[id_of(ticket)] then leave_order(lane, ticket) end
  end
end

local function count_waiting(queue)
  for _, owner in ipairs(owners(queue)) do
    if owner[1] == WAITING then return tonumber(owner[2]) end
  end
  return 0
end

-- Whatever waits in the lane has its place afterwards.
local function see_to_order(lane)
  local waiting = 0
  for _, queue in ipairs(queues_of(lane)) do
    ensure_group(stream_key(queue))
    admit(queue)
    waiting = waiting + count_waiting(queue)
  end
  if waiting ~= redis.call('ZCARD', order_key(lane)) then mend(lane) end
end

-- Jobs in front of one that waits: those that are drawn and those whose turn comes first.
--
-- rank: among those that wait; anything else than a number for one that has no place yet
local function jobs_in_front(lane, rank)
  local waiting = redis.call('ZCARD', order_key(lane))
  return math.max(0, count_open(lane) - waiting) + (tonumber(rank) or waiting)
end
