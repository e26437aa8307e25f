# a hub that fails is asked less and less; one that is not wanted any more is told, and its pushes are gone
conf interval = 1h
conf websub_listen = "127.0.0.1:8780"
conf websub_callback = "https://me.example/"
feed news
feed quiet websub = false
hub news https://hub.example/
hub quiet https://hub.example/
item news 1 Readout of a call with Peru
item quiet 1 Readout of a call with Oman
answer https://hub.example/ 500
start
expect files 4
expect asked 1 https://hub.example/
expect log 1 push.failed feed=news "HTTP 500" failures=1
expect log 0 push feed=quiet
pass 1h
expect asked 5..6 https://hub.example/
pass 1d
expect asked 9..12 https://hub.example/
# It takes the request, and never asks back.
answer https://hub.example/ 202
pass 1d
expect asked 11..14 https://hub.example/
expect log 1..2 push.failed "did not ask back"
ask news hub.mode=subscribe&hub.topic=https%3A%2F%2Fnews.example%2Ffeed&hub.challenge=abc&hub.lease_seconds=7200
expect answered 200
item news 2 Readout of a call with Norway
push news
expect files 6
# The lease ends and cannot be renewed: polls come back by themselves.
answer https://hub.example/ 503
pass 3h
expect sql 1 SELECT count(*) FROM subscriptions WHERE state = 'wanted' AND trusted = 0
expect due 0..4000 news
answer https://hub.example/ 202
pass 2h
ask news hub.mode=subscribe&hub.topic=https%3A%2F%2Fnews.example%2Ffeed&hub.challenge=abc&hub.lease_seconds=864000
push news
pass 2h
expect due 70000..96000 news
# What cannot be read is no reason to trust nothing: the feed is polled.
edit https://news.example/feed "<rss" "<html"
push news
expect answered 200
expect log 1 push.unreadable feed=news
expect log 1 feed.failed feed=news
edit https://news.example/feed "<html" "<rss"
pass 3h
expect due 70000..96000 news
# The user wants no pushes any more.
feed news websub = false
reload
pass 1m
expect log 1 push.asked asked=unsubscribe
expect due 0..4000 news
push news
expect answered 410
ask news hub.mode=unsubscribe&hub.topic=https%3A%2F%2Fnews.example%2Ffeed&hub.challenge=abc
expect answered 200
expect log 1 push.ended
pass 12d
expect sql 0 SELECT count(*) FROM subscriptions
