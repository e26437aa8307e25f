# an answer about an item that has changed since is not used, and what it cost is known
conf interval = 7d
conf recheck = never
conf ask = desk
conf model_late = true
conf model "desk" { type = openai url = "https://model.example/v1" model = "m" min_sentences = 1 }
conf notify "all" { type = exec command = {"/bin/true"} revisions = true }
conf notify "first" { type = exec command = {"/bin/true"} }
feed news interval = 15m
item news 1 Readout of a call with Peru
say https://model.example/v1/chat/completions The minister of story 1 met the envoy on Monday to discuss port security.
answer https://model.example/v1/chat/completions hang
start
pass 3m
expect files 2
edit https://news.example/feed "call with Peru" "call with Chile"
pass 20m
# The question about the new title waits too.
expect asked 2 https://model.example/v1/chat/completions
expect files 4
pass 3m
release https://model.example/v1/chat/completions
expect log 1 model.not_used "the item has changed since"
expect log 1 model.answered revision=3
expect files 6
expect sql 40 SELECT sum(tokens_out) FROM exchanges
expect sql 3 SELECT max(revision) FROM revisions
