# a shorter interval counts from the last poll on, after a reload and after a start
feed slow interval = 1d
feed late interval = 1d
item slow 1 Readout of a call with Peru
item late 1 Readout of a call with Norway
start
pass 10m
expect due 85000..96000 slow
feed slow interval = 30m
reload
expect due 1200..1381 slow
expect due 85000..96000 late
# What the new interval has long passed is made up for within a minute.
feed slow interval = 5m
reload
expect due 0..60 slow
pass 1m
expect asked 2 https://slow.example/feed
crash
feed late interval = 30m
pause 5m
start
expect due 0..1400 late
expect asked 1 https://late.example/feed
pass 24m
expect asked 2 https://late.example/feed
# A poll that is under way at the reload ends in the new interval.
feed late interval = 1d
reload
answer https://late.example/feed hang
pass 40m
expect asked 3 https://late.example/feed
