# hints that count no more by a reload hold nothing back, but Retry-After does
conf interval = 5m
conf min_interval = 1m
feed slow
feed tired
wish slow 6h
wish tired 6h
item slow 1 Readout of a call with Peru
item tired 1 Readout of a call with Norway
answer https://tired.example/feed 200 3h
start
expect files 4
expect due 21600..23761 slow
expect due 21600..23761 tired
feed slow ignore_hints = true
feed tired ignore_hints = true
reload
expect due 0..331 slow
expect due 10800..11000 tired
pass 6m
expect asked 2 https://slow.example/feed
expect due 60..331 slow
pass 2h
expect asked 1 https://tired.example/feed
