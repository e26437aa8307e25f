# an answer that comes late and does not stand leaves the summary that went out
conf interval = 7d
conf recheck = never
conf ask = desk
conf model_late = true
conf model "desk" { type = openai url = "https://model.example/v1" model = "m" min_sentences = 1 }
conf notify "all" { type = exec command = {"/bin/true"} revisions = true }
conf notify "first" { type = exec command = {"/bin/true"} }
feed news
item news 1 Readout of a call with Peru
say https://model.example/v1/chat/completions The envoy signed a treaty on submarines in Buenos Aires.
answer https://model.example/v1/chat/completions hang
start
pass 3m
expect files 2
release https://model.example/v1/chat/completions
expect log 1 model.not_used "the extractive summary stands"
pass 1h
expect files 2
expect asked 2 https://model.example/v1/chat/completions
expect sql 2 SELECT count(*) FROM exchanges WHERE answer IS NOT NULL
expect sql 40 SELECT sum(tokens_out) FROM exchanges
