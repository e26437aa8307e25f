# a feed whose stored settings are damaged is told of, left alone for an hour, and mended by a reload
conf interval = 15m
conf match = {"nothing"}
feed news
item news 1 Readout of a call with Peru
start
expect asked 1 https://news.example/feed
expect sql 0 UPDATE settings SET json = 'noise'
pass 20m
expect asked 1 https://news.example/feed
expect log 1 feed.unreadable
expect sql 1 SELECT failures FROM feeds WHERE error LIKE 'its stored settings:%'
pass 1h
expect log 2 feed.unreadable
reload
pass 1h
expect log 2 feed.unreadable
expect asked 2 https://news.example/feed
