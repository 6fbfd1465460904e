/* The log. Writes whole lines with one write(2) each, so that processes do not mix theirs; to the journal, where that is what
 * reads standard error, with fields. */
#include "base/log.h"

#include <unistd.h>

#include "base/journal.h"

static enum log_level loudest = LOG_LEVEL_INFO;
static const char *const names[] = {"error", "warning", "info", "debug"};

void log_set_level(enum log_level level) { loudest = level; }

gboolean log_level_from_name(const char *name, enum log_level *level)
{
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_strcmp0(name, names[i]) == 0) {
            *level = (enum log_level)i;
            return TRUE;
        }
    return FALSE;
}

static void write_line(enum log_level level, const char *source, gint64 message_id, const char *text)
{
    if (journal_is_there() && journal_send(level, source, message_id, text))
        return;
    g_autoptr(GString) line = g_string_new(NULL);
    g_string_append_printf(line, "hearback: %s: ", source);
    if (message_id > 0)
        g_string_append_printf(line, "message %" G_GINT64_FORMAT ": ", message_id);
    if (level <= LOG_LEVEL_WARNING)
        g_string_append_printf(line, "%s: ", names[level]);
    g_string_append(line, text);
    g_string_append_c(line, '\n');
    ssize_t written = write(STDERR_FILENO, line->str, line->len);
    (void)written; /* there is nowhere left to complain to */
}

void log_write(enum log_level level, const char *source, gint64 message_id, const char *format, ...)
{
    if (level > loudest)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    write_line(level, source, message_id, g_strdelimit(text, "\r\n", ' '));
}

void log_always(const char *source, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    write_line(LOG_LEVEL_INFO, source, 0, g_strdelimit(text, "\r\n", ' '));
}
