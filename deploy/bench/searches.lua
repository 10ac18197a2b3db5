-- Searches no two of which are alike, so that each goes to the database: a subject, and pay from a random amount that
-- every vacancy of vacancies.sql offers.
local words = {"mathematics", "english", "science", "biology", "chemistry", "physics", "history", "geography", "music",
  "drama", "french", "spanish", "german", "computing", "business", "psychology", "sociology", "economics"}
-- Each of wrk's threads asks for something else.
local threads = 0
setup = function(thread)
  threads = threads + 1
  thread:set("number", threads)
end
init = function() math.randomseed(os.time() + number) end
request = function()
  local word = words[math.random(#words)]
  return wrk.format("GET", "/vacancies?sort=newest&q=" .. word .. "&pay_from=" .. math.random(40000))
end
