/* text: exactly the words that were written, line breaks kept. */
#include "answer/answer_types.h"

#include <string.h>

/* Returns words without blanks at the ends of lines and of the whole. (transfer full) */
static char *trimmed(const char *words)
{
    g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        g_strchomp(lines[i]);
    return g_strstrip(g_strjoinv("\n", lines));
}

static void read_text(const struct answer_context *context, const char *words, struct value *value)
{
    (void)context;
    g_autofree char *text = trimmed(words);
    if (strspn(text, "?! .") == strlen(text)) {
        value->state = ANSWER_UNCLEAR;
        value->reason = g_strdup("there is only a mark");
        return;
    }
    value->state = ANSWER_RECORDED;
    value->json = json_string(text);
    value->certainty = 90;
    value->consumed = 100;
    value->reason = g_strdup("the words as written");
}

static char *show_text(const struct question *question, const json_t *json)
{
    (void)question;
    return g_strdup(json_is_string(json) ? json_string_value(json) : "");
}

const struct answer_type answer_type_text = {.shape = {.type = "text"}, .read = read_text, .show = show_text};
