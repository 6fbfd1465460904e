/* The progress bar. Never writes to anything but a terminal, and not more often than an eye can follow. */
#include "cmd/progress.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define REDRAW_MSECS 100
#define COLUMNS_DEFAULT 80u
#define BAR_MOST 40u
#define ESTIMATE_AFTER_MSECS 1000

static gint64 now_msecs(void) { return g_get_monotonic_time() / 1000; }

bool progress_is_wanted(void)
{
    const char *terminal = g_getenv("TERM");
    return isatty(STDERR_FILENO) && g_strcmp0(terminal, "dumb") != 0;
}

static guint terminal_columns(void)
{
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : COLUMNS_DEFAULT;
}

/* Returns the seconds left as "1:02:03" or "0:12", "" as long as nobody can tell. (transfer full) */
static char *time_left(const struct progress *progress, gint64 now)
{
    gint64 passed = now - progress->began_msecs;
    if (passed < ESTIMATE_AFTER_MSECS || progress->done == 0 || progress->total <= progress->done)
        return g_strdup("");
    gdouble share = (gdouble)(progress->total - progress->done) / (gdouble)progress->done;
    gint64 left = (gint64)((gdouble)passed * share / 1000.0 + 0.5);
    if (left >= 3600)
        return g_strdup_printf("  %d:%02d:%02d left", (int)(left / 3600), (int)(left / 60 % 60), (int)(left % 60));
    return g_strdup_printf("  %d:%02d left", (int)(left / 60), (int)(left % 60));
}

static char *amounts(const struct progress *progress)
{
    if (!progress->in_bytes)
        return g_strdup_printf("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, progress->done, progress->total);
    g_autofree char *done = g_format_size(progress->done), *total = g_format_size(progress->total);
    return g_strdup_printf("%s of %s", done, total);
}

char *progress_line(const struct progress *progress, gint64 now, guint columns)
{
    guint64 done = MIN(progress->done, progress->total);
    guint percent = progress->total > 0 ? (guint)((gdouble)done * 100.0 / (gdouble)progress->total) : 0;
    g_autofree char *numbers = amounts(progress), *left = time_left(progress, now);
    g_autofree char *words = g_strdup_printf("%3u %%  %s%s", percent, numbers, left);
    glong taken = g_utf8_strlen(progress->what, -1) + g_utf8_strlen(words, -1) + 5; /* " [", "] " and a column at the edge */
    guint width = columns > (guint)taken ? MIN(columns - (guint)taken, BAR_MOST) : 0;
    if (width < 5)
        return g_strndup(words, columns > 0 ? columns - 1 : 0);
    guint filled = width * percent / 100;
    GString *line = g_string_new(progress->what);
    g_string_append(line, " [");
    for (guint i = 0; i < width; i++)
        g_string_append_c(line, i < filled ? '#' : '.');
    g_string_append_printf(line, "] %s", words);
    return g_string_free(line, FALSE);
}

static void draw(struct progress *progress)
{
    gint64 now = now_msecs();
    if (!progress->is_shown || now - progress->drawn_msecs < REDRAW_MSECS)
        return;
    g_autofree char *line = progress_line(progress, now, terminal_columns());
    fprintf(stderr, "\r%s\033[K", line);
    fflush(stderr);
    progress->drawn_msecs = now;
}

void progress_begin(struct progress *progress, const char *what, bool in_bytes, guint64 total)
{
    *progress = (struct progress){
        .what = what, .is_shown = progress_is_wanted(), .in_bytes = in_bytes, .total = total, .began_msecs = now_msecs()};
    draw(progress);
}

void progress_add(struct progress *progress, guint64 done)
{
    progress->done += done;
    draw(progress);
}

void progress_end(struct progress *progress)
{
    if (!progress->is_shown)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
}
