# a notifier that is down is tried again until it is back, and told once
conf interval = 1d
conf notify "desk" {
conf type = webhook
conf url = "https://desk.example/hook"
conf }
feed news
item news 1 Readout of a call with Peru
answer https://desk.example/hook 0
start
expect files 2
expect log 1 notify.failed notify=desk "no route"
pass 10m
expect asked 4..8 https://desk.example/hook
expect log 0 notify.sent
# Whatever was tried before a crash is tried again after it.
crash
answer https://desk.example/hook 200
start
pass 1h
expect log 1 notify.sent notify=desk
expect sql 1 SELECT count(*) FROM outbox WHERE state = 'sent'
pass 1d
expect log 1 notify.sent
