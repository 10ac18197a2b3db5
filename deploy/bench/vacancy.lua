-- Random vacancies of vacancies.sql, by the identifiers in the file named by BENCH_IDS.
local ids = {}
for line in io.lines(os.getenv("BENCH_IDS")) do ids[#ids + 1] = line end
-- Each of wrk's threads asks for something else.
local threads = 0
setup = function(thread)
  threads = threads + 1
  thread:set("number", threads)
end
init = function() math.randomseed(42 + number) end
request = function() return wrk.format("GET", "/vacancies/" .. ids[math.random(#ids)]) end
