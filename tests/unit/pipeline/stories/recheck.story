# a page is looked at again at its times, and what was silently edited is a revision
conf interval = 7d
conf recheck = {1h, "6h 1d"}
feed news
feed still recheck = never
item news 1 Readout of a call with Peru
item news 2 Readout of a call with Norway
item still 1 Readout of a call with Chile
start
expect files 6
pass 50m
expect asked 1 https://news.example/1
pass 20m
expect asked 2 https://news.example/1
expect asked 2 https://news.example/2
expect log 2 page.rechecked
expect files 6
edit https://news.example/1 "northern coast" "southern coast"
answer https://news.example/2 503
pass 6h
expect log 1 item.spooled revision=2 source=page Peru
expect log 1 page.rechecked "HTTP 503"
expect files 8
# What is gone stays as it was.
answer https://news.example/1 404
answer https://news.example/2 200
edit https://news.example/2 "northern coast" "eastern coast"
pass 1d
expect log 1 page.rechecked "HTTP 404"
expect log 1 item.spooled revision=2 source=page Norway
expect files 10
pass 3d
expect asked 4 https://news.example/1
expect asked 4 https://news.example/2
expect asked 1 https://still.example/1
expect sql 3 SELECT count(*) FROM items WHERE stage = 'done'
