# what a pause left overdue is spread over a minute, but for a single pass
conf interval = 1h
feed a
feed b
feed c
feed d
feed e
feed f
item a 1 Readout of a call with Peru
start
# New feeds do not wait.
expect files 2
expect log 1 feed.polled
expect log 5 feed.failed
crash
item a 2 Readout of a call with Norway
pause 2d
start
pass 1m
expect asked 2 https://a.example/feed
expect asked 2 https://b.example/feed
expect asked 2 https://f.example/feed
expect files 4
crash
item a 3 Readout of a call with Chile
pause 2d
start once
expect exit 75
expect asked 3 https://a.example/feed
expect asked 3 https://f.example/feed
expect files 6
