# a page that is gone for good is asked for once, and the feed's own text stands in
conf interval = 1d
feed news
item news 1 Readout of a call with Peru
answer https://news.example/1 410
start
expect files 2
expect log 1 item.spooled revision=1 source=feed
answer https://news.example/1 200
pass 1d
expect asked 1 https://news.example/1
expect files 2
