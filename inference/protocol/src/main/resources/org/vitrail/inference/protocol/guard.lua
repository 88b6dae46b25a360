-- Put in front of every script. Redis undoes nothing when a script fails half way, so a script that
-- writes more than one key asks here, before the first of them, whether it may and can.
--
-- Takes {type, key, command, command, ...} for each key to write. Returns the error to answer with,
-- or nothing. Redis 6 cannot be asked for rights beforehand.
--
-- A Redis that is full refuses a script whose first write adds something. So a script whose work has to
-- go on meanwhile takes something away first, be there anything or not.
local function obstacle(...)
  for _, write in ipairs({...}) do
    local expected, key = write[1], write[2]
    local found = redis.call('TYPE', key).ok
    if found ~= 'none' and found ~= expected then
      return redis.error_reply('WRONGTYPE ' .. key .. ' holds a ' .. found .. ' in the place of a '
        .. expected .. '; nothing was changed')
    end
    if redis.acl_check_cmd then
      for i = 3, #write do
        if not redis.acl_check_cmd(write[i], key) then
          return redis.error_reply('NOPERM this user has no permissions to run ' .. write[i]
            .. ' on ' .. key .. '; nothing was changed')
        end
      end
    end
  end
  return nil
end
