# a clock that jumps a day ahead brings no poll early, and no storm
conf interval = 1h
feed a
feed b
feed c
item a 1 Readout of a call with Peru
start
pass 10m
expect due 3000..3400 a
jump 1d
pass 5m
expect log 1 clock.jumped seconds=86400
expect due 2700..3100 a
expect asked 1 https://a.example/feed
expect asked 1 https://b.example/feed
pass 1h
expect asked 2 https://a.example/feed
expect files 2
