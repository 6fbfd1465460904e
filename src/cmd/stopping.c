/* Signals that ask for an early end. */
#include "cmd/stopping.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t is_stopping;

static void on_signal(int number)
{
    (void)number;
    is_stopping = 1;
}

void stopping_heed(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
}

bool stopping_asked(void *data)
{
    (void)data;
    return is_stopping != 0;
}
