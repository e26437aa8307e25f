#include "config.h"

#include "daemon/service.h"

#ifdef HAVE_SYSTEMD

#    include <stdio.h>
#    include <systemd/sd-daemon.h>

#    include "sys/clock.h"

void service_ready(void)
{
    sd_notify(0, "READY=1");
}

void service_reloading(void)
{
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_monotonic_ms() * 1000);
}

void service_stopping(void)
{
    sd_notify(0, "STOPPING=1");
}

void service_status(const char *text)
{
    sd_notifyf(0, "STATUS=%s", text);
}

void service_alive(void)
{
    sd_notify(0, "WATCHDOG=1");
}

int64_t service_watchdog_ms(void)
{
    uint64_t usec = 0;

    /* Half of what systemd waits for, as sd_watchdog_enabled(3) advises. */
    return sd_watchdog_enabled(0, &usec) > 0 ? (int64_t)(usec / 2000) : 0;
}

#else

void service_ready(void)
{
}

void service_reloading(void)
{
}

void service_stopping(void)
{
}

void service_status(const char *text)
{
    (void)text;
}

void service_alive(void)
{
}

int64_t service_watchdog_ms(void)
{
    return 0;
}

#endif
