# a hub is asked, asks back and brings news; polls are few while it does
conf interval = 15m
conf websub_listen = "127.0.0.1:8780"
conf websub_callback = "https://me.example/readoutd"
feed news
hub news https://hub.example/
item news 1 Readout of a call with Peru
answer https://hub.example/ 202
start
expect files 2
expect asked 1 https://hub.example/
expect log 1 push.asked feed=news hub=https://hub.example/ asked=subscribe
expect sql 1 SELECT count(*) FROM subscriptions WHERE state = 'wanted' AND callback = 'https://me.example/readoutd/' || token
# Whatever is not about this subscription is refused.
ask news hub.mode=subscribe&hub.topic=https%3A%2F%2Felsewhere.example%2Ffeed&hub.challenge=abc&hub.lease_seconds=864000
expect answered 404
ask news hub.mode=unsubscribe&hub.topic=https%3A%2F%2Fnews.example%2Ffeed&hub.challenge=abc
expect answered 404
ask news hub.mode=subscribe&hub.topic=https%3A%2F%2Fnews.example%2Ffeed&hub.lease_seconds=864000
expect answered 404
ask news hub.mode=subscribe&hub.topic=https%3A%2F%2Fnews.example%2Ffeed&hub.challenge=abc&hub.lease_seconds=864000
expect answered 200
expect log 1 push.subscribed feed=news lease_s=864000
# Until something was pushed polls go on as before.
pass 1h
expect asked 4..5 https://news.example/feed
item news 2 Readout of a call with Norway
push news forged
expect answered 200
expect log 1 push.refused feed=news
expect files 2
push news
expect answered 200
expect log 1 push.received feed=news new=1
expect files 4
# The poll after it finds nothing new, and the next is a day away.
pass 16m
expect due 80000..96000 news
item news 3 Readout of a call with Chad
push news
push news
expect files 6
pass 12h
expect asked 5..6 https://news.example/feed
# A restart keeps the subscription, and the wait.
crash
start
expect due 30000..50000 news
expect asked 1 https://hub.example/
# In time before its end the lease is renewed.
pass 6d
expect asked 1 https://hub.example/
pass 1d
expect asked 2..14 https://hub.example/
ask news hub.mode=subscribe&hub.topic=https%3A%2F%2Fnews.example%2Ffeed&hub.challenge=abc&hub.lease_seconds=864000
expect log 2 push.subscribed feed=news
# What only a poll finds shows that the hub is not to be relied on.
item news 4 Readout of a call with Laos
pass 25h
expect files 8
expect log 1 push.missed feed=news
expect due 0..1000 news
item news 5 Readout of a call with Mali
push news
pass 16m
expect due 80000..96000 news
# A hub that denies is left alone for a week, and polls are as before.
ask news hub.mode=denied&hub.topic=https%3A%2F%2Fnews.example%2Ffeed&hub.reason=quota
expect answered 200
expect log 1 push.denied feed=news reason=quota
push news
expect answered 410
pass 1m
expect due 0..1000 news
answer https://hub.example/ 404
pass 6d
expect log 0 push.failed "HTTP 404"
pass 2d
expect log 1..20 push.failed "HTTP 404"
