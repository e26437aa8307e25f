# an item that may take the program down is read alone, but waits for no model that is late
conf interval = 7d
conf recheck = never
conf ask = desk
conf model_late = true
conf model "desk" { type = openai url = "https://model.example/v1" model = "m" min_sentences = 1 }
conf notify "all" { type = exec command = {"/bin/true"} revisions = true }
conf notify "first" { type = exec command = {"/bin/true"} }
feed news
item news 1 Readout of a call with Peru
hang digest
start
crash
start
crash
start
crash
feed other
item other 2 Readout of a call with Norway
say https://model.example/v1/chat/completions The minister of story 1 met the envoy on Monday to discuss port security.
answer https://model.example/v1/chat/completions hang
hang nothing
start
pass 5m
expect files 4
expect log 2 model.not_used "a later one is a revision"
release https://model.example/v1/chat/completions
expect log 1 item.spooled revision=2
