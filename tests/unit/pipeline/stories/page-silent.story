# a page that nobody serves is waited for, then goes out from the feed, and is given up after a day
conf interval = 7d
conf page_deadline = 60s
feed news
item news 1 Readout of a call with Peru
answer https://news.example/1 0
start
expect files 0
expect log 1 page.waiting
pass 50s
expect files 0
pass 30s
expect files 2
expect log 1 page.failed
pass 2d
expect log 1 item.page_missing
expect files 2
expect sql 1 SELECT count(*) FROM items WHERE stage = 'done' AND due IS NULL
