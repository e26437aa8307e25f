# a clock that jumps a day back makes no feed wait for it
conf interval = 1h
feed a
feed b
item b 1 Readout of a call with Chile
item a 1 Readout of a call with Peru
start
pass 10m
jump -1d
pass 5m
expect log 1 clock.jumped seconds=-86400
expect due 2700..3100 a
pass 1h
expect asked 2 https://a.example/feed
expect asked 2 https://b.example/feed
item a 2 Readout of a call with Norway
pass 1h
expect files 6
