/* Views of mails: chooses the text, frees what belongs to a view, names labels. */
#include "reply/view.h"

#include "reply/view_lines.h"

void line_free(struct line *line)
{
    if (line == NULL)
        return;
    g_free(line->text);
    g_array_unref(line->runs);
    g_free(line);
}

void view_free(struct view *view)
{
    if (view == NULL)
        return;
    g_ptr_array_unref(view->lines);
    g_free(view->why);
    g_free(view);
}

/* Returns the runs of line that lie in [start, end), counted from start. (transfer full) */
static GArray *cut_runs(const struct line *line, guint start, guint end)
{
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(struct run));
    for (guint i = 0; i < line->runs->len; i++) {
        struct run run = g_array_index(line->runs, struct run, i);
        guint from = MAX(run.start, start), to = MIN(run.start + run.length, end);
        if (from >= to)
            continue;
        run.start = from - start;
        run.length = to - from;
        g_array_append_val(runs, run);
    }
    return runs;
}

struct line *line_split(struct line *line, guint offset)
{
    struct line *rest = g_memdup2(line, sizeof *line);
    rest->text = g_strdup(line->text + offset);
    rest->runs = cut_runs(line, offset, G_MAXUINT);
    rest->joined = true;
    rest->list_number = 0;
    gsize taken = MIN(offset, line->origin_length);
    rest->origin_offset += taken;
    rest->origin_length -= taken;
    line->origin_length = taken;
    line->continues = false;
    GArray *runs = cut_runs(line, 0, offset);
    g_array_unref(line->runs);
    line->runs = runs;
    char *text = g_strndup(line->text, offset);
    g_free(line->text);
    line->text = text;
    return rest;
}

const char *label_name(enum label label)
{
    static const char *const names[] = {[LABEL_NONE] = "none",
                                        [LABEL_BLANK] = "blank",
                                        [LABEL_WRITER] = "writer",
                                        [LABEL_OURS] = "ours",
                                        [LABEL_ATTRIBUTION] = "attribution",
                                        [LABEL_EARLIER] = "earlier",
                                        [LABEL_GREETING] = "greeting",
                                        [LABEL_FAREWELL] = "farewell",
                                        [LABEL_SIGNATURE] = "signature",
                                        [LABEL_FOOTER] = "footer",
                                        [LABEL_DISCLAIMER] = "disclaimer",
                                        [LABEL_BANNER] = "banner",
                                        [LABEL_UNCLAIMED] = "unclaimed",
                                        [LABEL_COVER] = "cover"};
    return label < G_N_ELEMENTS(names) ? names[label] : "none";
}

/* Returns whether anything in the run's part of [start, end) can be seen. */
static bool is_seen(const struct line *line, const struct run *run, guint start, guint end)
{
    for (guint i = MAX(run->start, start); i < MIN(run->start + run->length, end); i++)
        if (!g_ascii_isspace(line->text[i]))
            return true;
    return false;
}

guint line_style(const struct line *line, guint start, guint length)
{
    guint common = 0, end = start + length;
    bool any = false;
    for (guint i = 0; i < line->runs->len; i++) {
        const struct run *run = &g_array_index(line->runs, struct run, i);
        if (run->start >= end || run->start + run->length <= start || !is_seen(line, run, start, end))
            continue;
        common = any ? common & run->style : run->style;
        any = true;
    }
    return common;
}
