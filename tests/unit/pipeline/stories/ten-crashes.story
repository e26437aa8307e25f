# an item that takes the program down ten times is given up with a reason, and its feed goes on
conf interval = 15m
feed news
item news 1 Readout of a call with Peru
hang digest
start
crash
start
crash
start
crash
start
crash
start
crash
start
crash
start
crash
start
crash
start
crash
start
crash
start
expect log 1 item.failed "ten times"
expect sql 1 SELECT count(*) FROM items WHERE stage = 'failed' AND why IS NOT NULL AND due IS NULL
expect files 0
hang nothing
item news 2 Readout of a call with Norway
pass 1h
expect files 2
expect asked 10..11 https://news.example/1
