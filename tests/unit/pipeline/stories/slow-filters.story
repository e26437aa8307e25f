# a filter that runs into its time limit is told once a rule until the configuration changes
conf interval = 15m
conf ignore = {"/^(a+)+$/"}
feed one
feed two
item one 1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab
item two 1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac
start
expect files 4
expect log 1 filter.timed_out (a+)+$
item one 2 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaad
pass 20m
expect files 6
expect log 1 filter.timed_out
reload
item two 2 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaae
pass 20m
expect files 8
expect log 2 filter.timed_out
