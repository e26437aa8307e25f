# whatever the program is doing when it ends, each item stands in the spool once
conf interval = 1d
feed news
item news 1 Readout of a call with Peru
answer https://news.example/feed hang
start
crash
answer https://news.example/feed 200
answer https://news.example/1 hang
start
pass 1m
crash
answer https://news.example/1 200
hang digest
start
pass 1m
crash
hang nothing
disk full
start
pass 1m
crash
disk ok
start
pass 1m
expect files 2
expect sql 1 SELECT count(*) FROM revisions
expect log 1 item.spooled
crash
start
pass 1d
expect files 2
expect log 1 item.spooled
