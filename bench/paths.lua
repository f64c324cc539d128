-- Asks for the paths of a file one after the other, again and again: wrk -s bench/paths.lua ADDRESS -- FILE
local paths, place = {}, 0

function init(arguments)
  for path in io.lines(arguments[1]) do
    paths[#paths + 1] = path
  end
end

function request()
  place = place % #paths + 1
  return wrk.format(nil, paths[place])
end
