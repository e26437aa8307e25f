# a reload that comes while the only feed is polled holds for that poll too
conf interval = 1h
conf match = {"nothing"}
feed news
item news 1 Readout of a call with Peru
answer https://news.example/feed hang
start
expect asked 1 https://news.example/feed
conf interval = 1m
reload
release https://news.example/feed
expect due 1..67 news
pass 70s
expect asked 2 https://news.example/feed
