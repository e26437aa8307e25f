# the server of a page is left alone for as long as it asks; an item waits for that until its deadline
conf interval = 1d
feed news
item news 1 Readout of a call with Peru
answer https://news.example/1 503 40s
start
pass 35s
expect asked 1 https://news.example/1
expect files 0
# Now it asks for longer than the item may wait.
pass 10s
expect asked 2 https://news.example/1
expect files 2
expect log 1 item.spooled revision=1 source=feed
pass 30s
expect asked 2 https://news.example/1
answer https://news.example/1 503 3h
pass 10m
expect asked 3 https://news.example/1
answer https://news.example/1 200
pass 2h
expect asked 3 https://news.example/1
pass 2h
expect asked 4 https://news.example/1
expect files 4
expect log 1 item.spooled revision=2 source=page
