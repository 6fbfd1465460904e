/* Commands that end early, between two steps, when a signal says so. */
#pragma once
#include <stdbool.h>

/* From here on SIGTERM and SIGINT ask for an early end. */
void stopping_heed(void);

/* Returns whether one of them came; data is not looked at. */
bool stopping_asked(void *data);
