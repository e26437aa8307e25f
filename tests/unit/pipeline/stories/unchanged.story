# a feed that did not change is asked on and brings nothing
conf interval = 15m
feed news
item news 1 Readout of a call with Peru
start
expect files 2
expect asked 1 https://news.example/feed
expect asked 1 https://news.example/1
expect due 900..992 news
pass 1h
expect asked 4..5 https://news.example/feed
expect asked 1 https://news.example/1
expect log 1 feed.polled status=200
expect log 3..4 feed.polled status=304
expect files 2
# What is new then comes alone.
item news 2 Readout of a call with Norway
pass 17m
expect files 4
expect asked 1 https://news.example/1
