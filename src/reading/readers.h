/* Processes that read messages, several at a time, shut in so that a hostile message can do no harm but to its own reading. */
#pragma once
#include <glib.h>

#include "reading/reading.h"

struct readers;

/* Returns readers that work by knowledge, which must outlive them (transfer full). Processes start when there is work for them,
 * at most as many as the machine has processors. */
struct readers *readers_new(const struct knowledge *knowledge);
void readers_free(struct readers *readers);

/* Reads count messages (NULL among them: left out), several at a time. readings[i] becomes the reading of messages[i] (transfer
 * full), or stays NULL, and troubles[i] becomes what happened to whoever read it, in plain words (transfer full). Returns false
 * where no process can be started: some then have neither. */
bool readers_read(struct readers *readers, GBytes *const *messages, guint count, struct reading **readings, char **troubles);
