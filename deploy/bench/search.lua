-- Searches through the API as applicants of applicants.sql in turn, each of whom has a limit of their own.
local applicants = tonumber(os.getenv("BENCH_APPLICANTS"))
request = function()
  local headers = {["Authorization"] = "Bearer staffroom_bench_" .. math.random(applicants)}
  return wrk.format("GET", "/api/v1/vacancies?q=mathematics", headers)
end
