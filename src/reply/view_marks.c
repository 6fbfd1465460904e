/* Quote marks at the start of lines: '>' as plain text has them, and as HTML has them that was made of plain text. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "reply/view_lines.h"

const char *quote_marks(const char *start, const char *end, guint *depth)
{
    const char *p = start;
    *depth = 0;
    while (p < end) {
        if (*p == '>') {
            p++;
            (*depth)++;
        } else if (*p == ' ' && *depth > 0 && p + 1 < end && p[1] == '>') {
            p++;
        } else {
            break;
        }
    }
    if (*depth > 0 && p < end && *p == ' ')
        p++;
    *depth = MIN(*depth, LIMIT_QUOTE_DEPTH);
    return p;
}

/* Takes the first bytes of the line's text away, and of its runs. */
static void cut_start(struct line *line, guint bytes)
{
    memmove(line->text, line->text + bytes, strlen(line->text + bytes) + 1);
    guint kept = 0;
    for (guint i = 0; i < line->runs->len; i++) {
        struct run run = g_array_index(line->runs, struct run, i);
        guint end = run.start + run.length;
        if (end <= bytes)
            continue;
        run.start = run.start > bytes ? run.start - bytes : 0;
        run.length = end - bytes - run.start;
        g_array_index(line->runs, struct run, kept++) = run;
    }
    g_array_set_size(line->runs, kept);
}

static void take_marks(struct line *line)
{
    guint depth;
    const char *text = quote_marks(line->text, line->text + strlen(line->text), &depth);
    cut_start(line, (guint)(text - line->text));
    line->quote_depth = MIN(line->quote_depth + depth, LIMIT_QUOTE_DEPTH);
}

void view_take_marks(struct view *view)
{
    for (guint i = 0; i < view->lines->len;) {
        guint run = 0;
        while (i + run < view->lines->len && *((const struct line *)view->lines->pdata[i + run])->text == '>')
            run++;
        for (guint n = 0; run > 1 && n < run; n++)
            take_marks(view->lines->pdata[i + n]);
        i += run + 1;
    }
}
