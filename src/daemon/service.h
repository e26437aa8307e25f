/*
 * daemon/service - what systemd sees: sd_notify messages and the watchdog. Nothing at all without it.
 */
#ifndef READOUT_DAEMON_SERVICE_H
#define READOUT_DAEMON_SERVICE_H

#include <stdint.h>

void service_ready(void);
/* RELOADING=1 with MONOTONIC_USEC; service_ready ends it. */
void service_reloading(void);
void service_stopping(void);
void service_status(const char *text);
/* Tells the watchdog that the loop turns. */
void service_alive(void);
/* How often service_alive is wanted; 0: no watchdog. */
int64_t service_watchdog_ms(void);

#endif
