# a model is asked about the whole of an article, and about a page looked at again only if it brings news
conf interval = 7d
conf recheck = {1h, 2h}
conf ask = desk
conf model_late = false
conf model "desk" { type = openai url = "https://model.example/v1" model = "m" min_sentences = 1 }
conf notify "all" { type = exec command = {"/bin/true"} revisions = true }
conf notify "first" { type = exec command = {"/bin/true"} }
feed news
item news 1 Readout of a call with Peru
edit https://news.example/1 "</article>" "<p>127 comments</p></article>"
say https://model.example/v1/chat/completions The minister of story 1 met the envoy on Monday to discuss port security.
start
expect asked 1 https://model.example/v1/chat/completions
expect log 1 model.answered
# A counter is no news.
edit https://news.example/1 "127 comments" "128 comments"
answer https://model.example/v1/chat/completions 500
pass 70m
expect log 1 item.dropped "nothing new"
expect asked 1 https://model.example/v1/chat/completions
edit https://news.example/1 "northern coast" "southern coast"
say https://model.example/v1/chat/completions The minister of story 1 met the envoy on Monday to discuss port security.
pass 70m
expect asked 2 https://model.example/v1/chat/completions
expect log 1 item.spooled revision=2
# Its second page is fetched before anybody is asked.
feed paged
item paged 9 Readout of a call with Norway
edit https://paged.example/9 "</article>" "</article><a rel='next' href='https://paged.example/9?page=2'>Next</a>"
answer https://paged.example/9?page=2 200
say https://model.example/v1/chat/completions The minister of story 9 met the envoy on Monday to discuss port security.
reload
expect asked 1 https://paged.example/9?page=2
expect asked 3 https://model.example/v1/chat/completions
