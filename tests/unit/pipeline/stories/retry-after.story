# a host that asks for two hours of rest gets them, and no other host does
conf interval = 15m
feed tired
feed quick
item tired 1 Readout of a call with Peru
item quick 1 Readout of a call with Norway
answer https://tired.example/feed 429 2h
start
expect files 2
expect log 1 feed.failed feed=tired "HTTP 429"
expect due 7200..9000 tired
pass 119m
expect asked 1 https://tired.example/feed
expect asked 7..9 https://quick.example/feed
answer https://tired.example/feed 200
pass 30m
expect asked 2..3 https://tired.example/feed
expect files 4
# A shorter interval changes nothing about that.
answer https://tired.example/feed 503 3h
pass 20m
feed tired interval = 1m
reload
pass 2h
expect log 1 feed.failed feed=tired "HTTP 503"
