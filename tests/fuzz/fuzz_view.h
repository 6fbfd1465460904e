/* What must hold of every view, for the fuzzers. */
#pragma once
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "reply/view.h"

#define REQUIRE(condition)                                                                                                     \
    do {                                                                                                                       \
        if (!(condition))                                                                                                      \
            abort();                                                                                                           \
    } while (0)

static inline void require_runs(const struct line *line)
{
    guint at = 0;
    for (guint i = 0; i < line->runs->len; i++) {
        const struct run *run = &g_array_index(line->runs, struct run, i);
        REQUIRE(run->start == at && run->length > 0);
        REQUIRE((run->style & STYLE_COLOUR) || run->colour == 0);
        at += run->length;
    }
    REQUIRE(line->runs->len == 0 || at == strlen(line->text));
}

/* length: bytes of the text that the view was made of. */
static inline void require_view(const struct view *view, gsize length)
{
    REQUIRE(view->lines->len <= LIMIT_LINES);
    for (guint i = 0; i < view->lines->len; i++) {
        const struct line *line = view->lines->pdata[i];
        REQUIRE(g_utf8_validate(line->text, -1, NULL));
        REQUIRE(strpbrk(line->text, "\n\r") == NULL);
        REQUIRE(line->origin_offset <= length && line->origin_length <= length - line->origin_offset);
        REQUIRE(line->quote_depth <= LIMIT_QUOTE_DEPTH + LIMIT_HTML_DEPTH);
        REQUIRE(line->table != 0 || (line->row == 0 && line->cell == 0));
        REQUIRE(!line->continues || i + 1 < view->lines->len);
        REQUIRE(line->label == LABEL_NONE && line->label_reason == NULL);
        REQUIRE(line_style(line, 0, 0) == 0);
        require_runs(line);
    }
}
