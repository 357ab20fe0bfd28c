-- Pages of 20 images that have all been made since some second of the last century, another one each time.
local second = os.time() % 86400 * 7919

request = function()
  second = second + 1
  local day = os.date('!%Y-%m-%dT%H:%M:%SZ', second % 946684800)
  return wrk.format('GET', '/v2/images?limit=20&created_at=gte:' .. day)
end
