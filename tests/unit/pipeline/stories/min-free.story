# with too little room nothing is begun, one line says so, and it goes on by itself
conf interval = 15m
feed news
item news 1 Readout of a call with Peru
free 1024k
start
pass 1h
expect asked 0 https://news.example/feed
expect log 1 disk.full
free 1048576k
pass 30s
expect files 2
expect log 1 store.recovered
# Full again is told again.
free 1024k
pass 1h
expect log 2 disk.full
