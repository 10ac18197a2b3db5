-- Random vacancies of vacancies.sql, by the identifiers in the file named by BENCH_IDS.
local ids = {}
for line in io.lines(os.getenv("BENCH_IDS")) do ids[#ids + 1] = line end
math.randomseed(42)
request = function() return wrk.format("GET", "/vacancies/" .. ids[math.random(#ids)]) end
