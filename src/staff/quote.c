/* Commands about quotes: what waits to be decided, and the decision. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "staff/command.h"
#include "staff/quote_desk.h"

#define LIST_MOST 20u
#define USAGE                                                                                                                  \
    "quote ID, quote approve ID, quote reject ID, quote redact ID WORDS, quote change ID OLD = NEW, quote agreed ID or "       \
    "quote withdraw ID"

bool staff_quotes(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    const char *state = *call->words != '\0' && strcmp(call->words, "all") != 0 ? call->words : NULL;
    AUTO_JSON list = quotes_collect(desk, 0, *call->words == '\0' ? "proposed" : state, error);
    if (list == NULL)
        return false;
    size_t count = json_array_size(list), i, length = 0;
    const json_t *quote;
    if (count == 0)
        return staff_say(result, "There are no quotes to decide about.");
    g_autofree char *text = NULL;
    FILE *out = open_memstream(&text, &length);
    json_array_foreach(list, i, quote) if (i < LIST_MOST) quotes_print(quote, out);
    fclose(out);
    if (count > LIST_MOST)
        staff_say(result, "The first %u of %zu:\n", LIST_MOST, count);
    return staff_say(result, "%s", g_strchomp(text));
}

static bool show(const struct staff_desk *desk, gint64 id, struct staff_result *result, GError **error)
{
    g_autofree char *text = NULL;
    size_t length = 0;
    GError *trouble = NULL;
    FILE *out = open_memstream(&text, &length);
    bool ok = quotes_show(desk, id, out, NULL, &trouble);
    fclose(out);
    return ok ? staff_say(result, "%s", g_strchomp(text)) : staff_refuse_for(result, trouble, error);
}

/* Returns the number that *words begin with, and moves them behind it; 0 where there is none. */
static gint64 take_id(const char **words)
{
    const char *p = *words + (**words == '#');
    char *end = NULL;
    errno = 0;
    gint64 id = g_ascii_isdigit(*p) ? g_ascii_strtoll(p, &end, 10) : 0;
    if (id <= 0 || errno != 0)
        return 0;
    *words = end + strspn(end, " .,:");
    return id;
}

static bool act(const struct staff_desk *desk, const char *verb, gint64 id, const char *words, struct staff_result *result,
                GError **error)
{
    GError *trouble = NULL;
    if (!quotes_act(desk, verb, id, words, &trouble))
        return staff_refuse_for(result, trouble, error);
    staff_say(result, "Done.\n");
    return show(desk, id, result, error);
}

bool staff_quote(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    const char *rest = call->words;
    gint64 id = take_id(&rest);
    if (id > 0 && *rest == '\0')
        return show(desk, id, result, error);
    gsize length = strcspn(call->words, " ");
    g_autofree char *first = g_strndup(call->words, length), *verb = text_fold(first);
    rest = call->words + length + strspn(call->words + length, " ");
    if (strcmp(verb, "list") == 0 || *verb == '\0') {
        const struct staff_call list = {.command = call->command, .words = rest};
        return staff_quotes(desk, &list, result, error);
    }
    bool is_verb = g_strv_contains(quotes_verbs(), verb);
    if (g_ascii_strncasecmp(rest, "all", strlen("all")) == 0)
        return staff_refuse(result, "Not done: each quote is decided by itself. Please name one number a line.");
    id = is_verb || strcmp(verb, "show") == 0 ? take_id(&rest) : 0;
    if (id == 0)
        return staff_refuse(result, "Not done: expected %s.", USAGE);
    return is_verb ? act(desk, verb, id, rest, result, error) : show(desk, id, result, error);
}
