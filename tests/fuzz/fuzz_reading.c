/* Any bytes as the body of a reply, plain or HTML: aligned with what was sent, labelled, sorted to questions, valued. No letter
 * may get lost on the way, every line has a label, and what is read survives its JSON form. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "fuzz_view.h"
#include "reading/reading.h"
#include "reply/align.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct knowledge *knowledge(void)
{
    static struct knowledge *loaded;
    if (loaded == NULL) {
        AUTO(problems) problems = problems_new();
        loaded = knowledge_load_built_in(problems);
        REQUIRE(loaded != NULL);
    }
    return loaded;
}

/* Returns all that the lines of view hold, but white space. (transfer full) */
static char *content(const struct view *view)
{
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < view->lines->len; i++)
        for (const char *p = ((struct line *)view->lines->pdata[i])->text; *p != '\0'; p++)
            if (!g_ascii_isspace(*p))
                g_string_append_c(all, *p);
    return g_string_free(all, FALSE);
}

/* Alignment splits lines and loses nothing of them. */
static void try_align(const char *text, bool is_html)
{
    AUTO(view) view = is_html ? view_from_html(text) : view_from_plain(text, false, false);
    g_autofree char *before = content(view);
    AUTO(alignment) alignment = align_view(knowledge()->invitations->pdata[0], view);
    g_autofree char *after = content(view);
    REQUIRE(strcmp(before, after) == 0);
    for (guint i = 0; i < view->lines->len; i++)
        require_runs(view->lines->pdata[i]);
    REQUIRE(alignment->ours <= alignment->words);
}

static void try_reading(const uint8_t *data, size_t size, bool is_html)
{
    GString *mail = g_string_new("From: A Head <a@school.example>\nTo: survey@headsup.example\nSubject: Re: Your experience\n"
                                 "Date: Mon, 4 Nov 2024 21:14:00 +0000\nContent-Type: ");
    g_string_append(mail, is_html ? "text/html; charset=utf-8\n\n" : "text/plain; charset=utf-8\n\n");
    g_string_append_len(mail, (const char *)data, (gssize)size);
    g_autoptr(GBytes) bytes = g_bytes_new(mail->str, mail->len);
    AUTO(reading) reading = reading_make(knowledge(), bytes);
    for (guint i = 0; i < reading->lines->len; i++)
        REQUIRE(((struct read_line *)reading->lines->pdata[i])->label != LABEL_NONE);
    for (guint i = 0; i < reading->answers->len; i++) {
        const struct read_answer *answer = reading->answers->pdata[i];
        REQUIRE((answer->state == ANSWER_RECORDED) == (answer->value != NULL));
        REQUIRE(answer->line_first <= answer->line_last && answer->line_last < MAX(reading->lines->len, 1u));
    }
    AUTO_JSON json = reading_to_json(reading);
    AUTO(reading) again = reading_from_json(json, NULL);
    AUTO_JSON same = reading_to_json(again);
    REQUIRE(json_equal(json, same));
    g_string_free(mail, TRUE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    bool is_html = data[0] & 1;
    g_autofree char *text = text_repair((const char *)data + 1, size - 1);
    try_align(text, is_html);
    try_reading(data + 1, size - 1, is_html);
    return 0;
}
