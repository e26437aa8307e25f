# a full disk holds everything back and loses nothing
conf interval = 15m
feed news
item news 1 Readout of a call with Peru
item news 2 Readout of a call with Norway
disk full
start
pass 20m
expect files 0
expect log 1 store.failed "no space left"
disk ok
pass 10s
expect files 4
expect log 1 store.recovered
expect log 1 item.spooled Peru
expect log 1 item.spooled Norway
expect asked 1 https://news.example/1
