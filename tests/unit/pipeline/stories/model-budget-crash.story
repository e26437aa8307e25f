# what was asked just before a crash is spent after it
conf interval = 7d
conf recheck = never
conf ask = desk
conf daily_tokens = 4000
conf model "desk" { type = openai url = "https://model.example/v1" model = "m" min_sentences = 1 }
conf notify "all" { type = exec command = {"/bin/true"} revisions = true }
conf notify "first" { type = exec command = {"/bin/true"} }
feed news
item news 1 Readout of a call with Peru
say https://model.example/v1/chat/completions The minister of story 1 met the envoy on Monday to discuss port security.
answer https://model.example/v1/chat/completions hang
start
expect asked 1 https://model.example/v1/chat/completions
crash
start
# A question may come to some 2700 tokens: there is no room for a second one.
expect asked 1 https://model.example/v1/chat/completions
expect log 1 model.budget_spent
expect files 2
item news 2 Readout of a call with Norway
pass 1d
reload
pass 7d
expect asked 2 https://model.example/v1/chat/completions
