# while nothing can be stored, no more is asked for than what is held until it can
conf interval = 15m
conf match = {"nothing"}
feeds 200
start
pass 2m
expect log 200 feed.polled status=200
store 64k
pass 1h
expect log 1..128 feed.polled status=304
expect log 1 store.failed "tried again"
store ok
pass 2m
expect log 1 store.recovered
expect log 200..400 feed.polled status=304
crash
# A single run ends where it would have to hold.
pause 1h
store 180k
start once
expect exit 75
expect log 1..100 store.failed "next start"
store ok
