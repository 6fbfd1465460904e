/* Views with a label before each line, for tests of labelling: "W|the words" and so on, one line a line. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "reply/label.h"

static const char label_letters[] = {
    [LABEL_NONE] = '?',        [LABEL_BLANK] = '.',   [LABEL_WRITER] = 'W',     [LABEL_OURS] = 'O',
    [LABEL_ATTRIBUTION] = 'A', [LABEL_EARLIER] = 'E', [LABEL_GREETING] = 'G',   [LABEL_FAREWELL] = 'F',
    [LABEL_SIGNATURE] = 'S',   [LABEL_FOOTER] = 'T',  [LABEL_DISCLAIMER] = 'D', [LABEL_BANNER] = 'B',
    [LABEL_UNCLAIMED] = 'U',   [LABEL_COVER] = 'C'};

static inline struct label_rules *load_label_rules(void)
{
    AUTO(problems) problems = problems_new();
    struct label_rules *rules = label_rules_load(TEST_ROOT "/rules/labels.yaml", problems);
    if (rules == NULL)
        problems_print(problems, stderr);
    assert_non_null(rules);
    return rules;
}

/* Returns the view of marked without its labels; lines of ours keep theirs. */
static inline struct view *view_of_marked(const char *marked)
{
    g_auto(GStrv) lines = g_strsplit(marked, "\n", -1);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
        g_string_append_printf(text, "%s\n", lines[i] + 2);
    struct view *view = view_from_plain(text->str, false, false);
    for (guint i = 0; i < view->lines->len; i++)
        if (lines[i][0] == 'O')
            ((struct line *)view->lines->pdata[i])->label = LABEL_OURS;
    return view;
}

/* Returns marked as it was labelled, to compare with what was wanted. */
static inline char *show_labels(const struct view *view, const char *marked)
{
    g_auto(GStrv) lines = g_strsplit(marked, "\n", -1);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < view->lines->len; i++)
        g_string_append_printf(out, "%c|%s\n", label_letters[((struct line *)view->lines->pdata[i])->label], lines[i] + 2);
    return g_string_free(out, FALSE);
}

static inline bool labels_as_marked(const struct label_rules *rules, const struct label_context *context, const char *marked)
{
    AUTO(view) view = view_of_marked(marked);
    label_lines(rules, context, view);
    g_autofree char *shown = show_labels(view, marked);
    if (strcmp(shown, marked) == 0)
        return true;
    print_error("wanted:\n%s\nlabelled:\n%s\n", marked, shown);
    return false;
}
