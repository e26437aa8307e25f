# an hour without a network is no storm, neither in it nor after it, and every item comes once
conf interval = 10m
feed a
feed b
item a 1 Readout of a call with Peru
item b 1 Readout of a call with Norway
start
pass 1m
expect files 4
item a 2 Readout of a call with Chile
item b 2 Readout of a call with Sweden
answer https://a.example/feed 0
answer https://b.example/feed 0
pass 1h
expect asked 3..5 https://a.example/feed
expect asked 3..5 https://b.example/feed
expect files 4
answer https://a.example/feed 200
answer https://b.example/feed 200
pass 2h
expect files 8
expect log 1 item.spooled Chile
expect log 1 item.spooled Sweden
expect asked 4..17 https://a.example/feed
expect asked 1 https://a.example/2
pass 1h
expect files 8
