-- wrk asks for the paths of a file in turn: wrk -s in-turn.lua URL -- FILE
-- The requests are made before the clock starts; each thread begins elsewhere.
local threads = 0
function setup(thread)
   thread:set("number", threads)
   threads = threads + 1
end

local requests = {}
local position = 0
function init(arguments)
   for path in io.lines(arguments[1]) do
      requests[#requests + 1] = wrk.format("GET", path)
   end
   position = number * 997 % #requests
end

function request()
   position = position % #requests + 1
   return requests[position]
end
