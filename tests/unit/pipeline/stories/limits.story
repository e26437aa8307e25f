# a limit of the configuration holds where a feed is read, and the log says what it left out
conf interval = 1d
conf backlog = all
conf max_items = 2
feed news
item news 1 Readout of a call with Peru
item news 2 Readout of a call with Chile
item news 3 Readout of a call with Japan
start
pass 1m
expect sql 2 SELECT count(*) FROM items
expect log 1 feed.damaged "max_items = 2"
