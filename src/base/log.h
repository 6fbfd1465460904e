/* The log: one line an event on standard error, ready for the journal. Never an address, a name or an answer. */
#pragma once
#include <glib.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Lines above level are left out from here on. The default is LOG_LEVEL_INFO. */
void log_set_level(enum log_level level);

/* Returns the level called name ("error", "warning", "info", "debug") in *level; false where there is none. */
gboolean log_level_from_name(const char *name, enum log_level *level);

/* Writes one line: source (what part speaks: "maildir", "send"), the message's number where message_id > 0, then the text. */
void log_write(enum log_level level, const char *source, gint64 message_id, const char *format, ...) G_GNUC_PRINTF(4, 5);

/* Writes a line whatever the level: what somebody has asked for. */
void log_always(const char *source, const char *format, ...) G_GNUC_PRINTF(2, 3);

#define log_error(source, id, ...) log_write(LOG_LEVEL_ERROR, source, id, __VA_ARGS__)
#define log_warning(source, id, ...) log_write(LOG_LEVEL_WARNING, source, id, __VA_ARGS__)
#define log_info(source, id, ...) log_write(LOG_LEVEL_INFO, source, id, __VA_ARGS__)
#define log_debug(source, id, ...) log_write(LOG_LEVEL_DEBUG, source, id, __VA_ARGS__)
