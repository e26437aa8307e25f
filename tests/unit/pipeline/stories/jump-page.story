# a clock that jumps ahead while a page is waited for does not end the wait
conf page_deadline = 60s
feed news interval = 1d
item news 1 Readout of a call with Peru
answer https://news.example/1 0
start
pass 10s
jump 1d
pass 10s
expect files 0
answer https://news.example/1 200
pass 50s
expect log 1 item.spooled revision=1 source=page
