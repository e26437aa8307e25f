/*
 * daemon/lag - how long the loop kept others waiting: measured while the log level is debug, told at the end.
 */
#ifndef READOUT_DAEMON_LAG_H
#define READOUT_DAEMON_LAG_H

struct event_base;
struct lag;

/* A timer that should ring every few milliseconds; how late it rings is how long the loop was busy. */
struct lag *lag_new(struct event_base *base);
/* Logs what was measured. NULL is fine. */
void lag_free(struct lag *l);

#endif
