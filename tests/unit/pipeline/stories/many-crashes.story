# the program is ended again and again while it reads items that are not to blame: read one at a time, none is given up
conf interval = 15m
feed news
item news 1 Readout of a call with country 1
item news 2 Readout of a call with country 2
item news 3 Readout of a call with country 3
hang digest
start
crash
start
crash
start
crash
start
crash
start
crash
start
crash
start
crash
start
crash
start
crash
start
crash
start
crash
start
crash
start
crash
hang nothing
start
pass 1h
expect files 6
expect log 0 item.failed
