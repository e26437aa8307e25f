# a database that is spoilt ends the program, is set aside by name, and the feeds go on
conf interval = 15m
feed news
item news 1 Readout of a call with Peru
start
expect files 2
spoil
pass 20m
expect log 1 store.damaged "the next start"
expect exit 74
crash
start
expect log 1 store.damaged readoutd.db.corrupt- kept_as
# The one item has the name and the bytes it had.
expect files 2
expect sql 1 SELECT count(*) FROM items WHERE stage = 'done'
item news 2 Readout of a call with Norway
pass 20m
expect files 4
# The same when nothing ran meanwhile.
crash
spoil
start
expect log 2 store.damaged kept_as
pass 1m
expect files 4
