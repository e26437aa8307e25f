# a page that is missing goes out from the feed, and as revision 2 when it comes
conf interval = 1d
feed news
item news 1 Readout of a call with Peru
answer https://news.example/1 404
start
expect files 2
expect log 1 page.failed "HTTP 404"
expect log 1 item.spooled revision=1 source=feed
pass 10m
expect files 2
answer https://news.example/1 200
pass 1h
expect files 4
expect log 1 item.spooled revision=2 source=page
pass 1d
expect files 4
expect log 1 item.spooled revision=2
