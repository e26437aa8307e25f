# a crash while a late answer is waited for loses no item and tells of none twice; what was asked stays counted
conf interval = 7d
conf recheck = never
conf ask = desk
conf model_late = true
conf model "desk" { type = openai url = "https://model.example/v1" model = "m" min_sentences = 1 }
conf notify "all" { type = exec command = {"/bin/true"} revisions = true }
conf notify "first" { type = exec command = {"/bin/true"} }
feed news
item news 1 Readout of a call with Peru
say https://model.example/v1/chat/completions The minister of story 1 met the envoy on Monday to discuss port security.
answer https://model.example/v1/chat/completions hang
start
pass 1m
expect asked 1 https://model.example/v1/chat/completions
# Before the deadline: the item is not out, and is asked about once more.
expect sql 1 SELECT count(*) FROM asked WHERE tokens > 2048
crash
start
expect asked 2 https://model.example/v1/chat/completions
expect sql 2 SELECT count(*) FROM asked WHERE tokens > 2048
pass 3m
expect files 2
expect sql 1 SELECT count(*) FROM asked
expect log 2 notify.sent
# After it: the item is out, and nothing comes any more.
crash
start
release https://model.example/v1/chat/completions
pass 1h
expect files 2
expect asked 2 https://model.example/v1/chat/completions
expect log 2 notify.sent
expect sql 1 SELECT count(*) FROM items WHERE stage = 'done' AND claim = 0
