# what a clock that was a year ahead left behind keeps no feed silent once the clock is right
conf interval = 15m
conf match = {"nothing"}
feed a
feed b
feed c
item a 1 Readout of a call with Peru
item b 1 Readout of a call with Norway
answer https://b.example/feed 429 10m
jump 365d
start
expect asked 1 https://a.example/feed
expect asked 1 https://b.example/feed
expect log 1 feed.failed feed=c
crash
jump -365d
answer https://b.example/feed 200
start
expect log 1 clock.jumped seconds=-31536000
expect due 0..1000 a
expect due 1800..2100 b
pass 40m
expect asked 3..4 https://a.example/feed
expect asked 2 https://b.example/feed
crash
start
expect log 1 clock.jumped
