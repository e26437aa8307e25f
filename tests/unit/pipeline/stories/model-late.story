# an answer that comes after the summary went out becomes a revision, told once to those who want revisions
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
pass 119
expect files 0
pass 2
expect files 2
expect log 1 model.not_used "a later one is a revision"
expect log 2 notify.sent
# It may have come to all that it may say, until it says what it came to.
expect sql 2048 SELECT tokens_out FROM exchanges WHERE answer IS NULL
expect sql 0 SELECT count(*) FROM asked
pass 10m
release https://model.example/v1/chat/completions
expect log 1 model.answered revision=2
expect log 1 item.spooled revision=2
expect files 4
expect log 1 item.spooled revision=2 title=
expect log 2 notify.sent notify=all
expect log 1 notify.sent notify=first
expect sql 1 SELECT count(*) FROM revisions WHERE revision = 2 AND changes LIKE '[{"field":"summary","before":"extractive","after":"by model desk",%'
expect sql 1 SELECT count(*) FROM summaries WHERE revision = 1 AND method = 'extractive' AND model LIKE '%"accepted":false%'
expect sql 1 SELECT count(*) FROM summaries WHERE revision = 2 AND method = 'model' AND sentences LIKE '%The minister of story 1 met the envoy on Monday to discuss port security.%'
expect sql 20 SELECT sum(tokens_out) FROM exchanges
expect sql 1 SELECT count(*) FROM items WHERE stage = 'done' AND revision = 2 AND claim = 0
# A page that changes later is the next one, and there is no end of it.
expect asked 1 https://model.example/v1/chat/completions
pass 1d
expect files 4
crash
start
pass 1d
expect files 4
expect log 3 notify.sent
