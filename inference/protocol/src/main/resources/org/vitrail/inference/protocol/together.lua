-- Stands behind guard.lua and runs two scripts as one: both write, or neither does.
--
-- KEYS  those of the first script, then those of the second
-- ARGV  1 how many keys the first has   2 how many arguments
--       3… its arguments, then those of the second
--
-- Returns both replies, or the error of the one that was refused.
--
-- A script asks obstacle before it writes. In a first round each comes as far as that question and
-- no further; only when nothing is in the way of either do they run a second time, to their ends.
local READY, is_asked_only, ask = {}, true, obstacle
local function obstacle(...)
  local refused = ask(...)
  if is_asked_only and not refused then error(READY) end
  return refused
end

local function first(KEYS, ARGV)
-- FIRST
end

local function second(KEYS, ARGV)
-- SECOND
end

local function cut(list, from, to)
  local part = {}
  for i = from, to do part[#part + 1] = list[i] end
  return part
end

local keys, arguments = tonumber(ARGV[1]), tonumber(ARGV[2])
local of_first = {cut(KEYS, 1, keys), cut(ARGV, 3, 2 + arguments)}
local of_second = {cut(KEYS, keys + 1, #KEYS), cut(ARGV, 3 + arguments, #ARGV)}

local function refusal(script, given)
  local has_ended, reply = pcall(script, given[1], given[2])
  if not has_ended and reply ~= READY then error(reply, 0) end
  return type(reply) == 'table' and reply.err and reply
end

local refused = refusal(first, of_first) or refusal(second, of_second)
if refused then return refused end
is_asked_only = false
return {first(of_first[1], of_first[2]), second(of_second[1], of_second[2])}
