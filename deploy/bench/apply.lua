-- Sends an application of a random applicant of applicants.sql for a random vacancy of vacancies.sql.
local ids = {}
for line in io.lines(os.getenv("BENCH_IDS")) do ids[#ids + 1] = line end
local applicants = tonumber(os.getenv("BENCH_APPLICANTS"))
-- Each of wrk's threads asks for something else.
local threads = 0
setup = function(thread)
  threads = threads + 1
  thread:set("number", threads)
end
init = function() math.randomseed(os.time() + number) end
request = function()
  local headers = {
    ["Content-Type"] = "application/json",
    ["Authorization"] = "Bearer staffroom_bench_" .. math.random(applicants),
  }
  return wrk.format("POST", "/api/v1/vacancies/" .. ids[math.random(#ids)] .. "/applications", headers,
    [[{"answers":{"close_relationship":"no"}}]])
end
