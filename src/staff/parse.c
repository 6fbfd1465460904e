/* Commands in a mail: one a line. What quotes, greets, signs or thanks is none; a line that is meant to be one and is not
 * understood stays in the list, so that its writer is told. */
#include "staff/parse.h"

#include <string.h>

#include "base/text.h"
#include "reading/reading.h"

void staff_line_free(struct staff_line *line)
{
    if (line == NULL)
        return;
    g_free(line->text);
    g_free(line->verb);
    g_free(line->rest);
    g_free(line);
}

static void free_line(void *data) { staff_line_free(data); }

void staff_lines_free(struct staff_lines *lines)
{
    if (lines == NULL)
        return;
    g_ptr_array_unref(lines->list);
    g_free(lines);
}

/* ---- one line */

/* Behind the number of an item: what is done with it, rather than an answer. */
static const char *const item_verbs[] = {"take", "skip", "done", "approve", "reject", NULL};

/* Returns text without the marks that end a sentence, folded: "Good." is "good". (transfer full) */
static char *bare(const char *text)
{
    char *folded = text_fold(text);
    gsize length = strlen(folded);
    while (length > 0 && strchr(".!,;: ", folded[length - 1]) != NULL)
        folded[--length] = '\0';
    return folded;
}

/* Reads "12: Good", "#12 = Good". Returns whether it is of this form. */
static bool read_answer(struct staff_line *line, const char *const *verbs)
{
    const char *p = line->text + (*line->text == '#'), *digits = p;
    while (g_ascii_isdigit(*p))
        p++;
    gsize count = (gsize)(p - digits);
    while (*p == ' ')
        p++;
    if (count == 0 || (*p != ':' && *p != '='))
        return false;
    g_autofree char *value = g_strstrip(g_strdup(p + 1)), *word = bare(value);
    bool is_verb = g_strv_contains(item_verbs, word) && g_strv_contains(verbs, word);
    line->verb = g_strdup(is_verb ? word : "answer");
    line->rest = is_verb ? g_strndup(digits, count) : g_strdup_printf("%.*s %s", (int)count, digits, value);
    return true;
}

struct staff_line *staff_parse_line(const char *text, const char *const *verbs)
{
    struct staff_line *line = g_new0(struct staff_line, 1);
    line->text = text_squeeze(text);
    if (read_answer(line, verbs))
        return line;
    const char *space = strchr(line->text, ' ');
    g_autofree char *first = g_strndup(line->text, space != NULL ? (gsize)(space - line->text) : strlen(line->text));
    g_autofree char *word = bare(first);
    line->rest = g_strdup(space != NULL ? space + 1 : "");
    if (g_strv_contains(verbs, word))
        line->verb = g_steal_pointer(&word);
    else
        line->nearest = text_nearest(word, verbs);
    return line;
}

/* ---- the lines of a mail */

struct parsing {
    struct staff_lines *lines;
    const char *const *verbs;
    bool was_quoted; /* a quotation stood above */
    bool is_blank;   /* a blank line stood just above */
    bool is_first;   /* no words of the writer stood above */
};

/* "--" above a signature, also as phones set it, and the rule that some mail programs draw above a quotation. */
static bool is_rule(const char *text)
{
    static const char *const rules[] = {"--", "\xE2\x80\x94", "\xE2\x80\x93", "__", "==", "**"};
    for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
        const char *p = text;
        if (!g_str_has_prefix(p, rules[i]))
            continue;
        while (g_str_has_prefix(p, rules[i]))
            p += strlen(rules[i]);
        if (*p == '\0' || *p == ' ' || *p == rules[i][0])
            return true;
    }
    return false;
}

static bool is_thanks(const char *text)
{
    static const char *const thanks[] = {"thanks", "thank", "thx", "ta"};
    g_autofree char *folded = text_fold(text);
    g_autoptr(GPtrArray) words = text_words(folded);
    for (guint i = 0; i < G_N_ELEMENTS(thanks); i++)
        for (guint n = 0; n < words->len && n < 2; n++)
            if (strcmp(words->pdata[n], thanks[i]) == 0 && (n == 0 || strcmp(words->pdata[0], "many") == 0))
                return true;
    return false;
}

/* A command may have words of the survey in it by chance. */
static bool is_ours(const struct parsing *parsing, const struct read_line *line)
{
    if (line->label != LABEL_OURS)
        return false;
    AUTO(staff_line) parsed = staff_parse_line(line->text, parsing->verbs);
    return parsed->verb == NULL;
}

static bool is_quoted(const struct parsing *parsing, const struct read_line *line)
{
    return line->quote_depth > 0 || line->label == LABEL_ATTRIBUTION || line->label == LABEL_EARLIER ||
           line->label == LABEL_BANNER || is_ours(parsing, line);
}

static bool is_signature(enum label label)
{
    return label == LABEL_SIGNATURE || label == LABEL_FOOTER || label == LABEL_DISCLAIMER || label == LABEL_FAREWELL;
}

/* Whether line, in which there is no command, greets: "Hi Sam,". */
static bool is_greeting(const struct read_line *line, const char *text)
{
    return line->label == LABEL_GREETING || g_str_has_suffix(text, ",");
}

static bool is_answer(const struct staff_line *line) { return line->verb != NULL && strcmp(line->verb, "answer") == 0; }

/* Takes one line of the writer. Returns false where the commands end. */
static bool take_line(struct parsing *parsing, const struct read_line *read)
{
    bool has_any = parsing->lines->list->len > 0, was_first = parsing->is_first;
    AUTO(staff_line) line = staff_parse_line(read->text, parsing->verbs);
    if (!has_any && was_first && line->verb == NULL && is_signature(read->label))
        return false;
    parsing->is_first = false;
    if (is_thanks(line->text))
        return false;
    if (has_any && parsing->is_blank && !parsing->was_quoted)
        return false;
    if (has_any && parsing->was_quoted && line->verb == NULL)
        return true;
    if (has_any && parsing->was_quoted && !is_answer(line) && !g_ascii_isdigit(*line->text))
        return true;
    if (line->verb == NULL && !has_any && is_greeting(read, line->text))
        return true;
    if (is_signature(read->label) && (line->verb == NULL || (!has_any && !was_first)))
        return false;
    if (parsing->lines->list->len == STAFF_LINES_MOST) {
        parsing->lines->has_more = true;
        return false;
    }
    g_ptr_array_add(parsing->lines->list, g_steal_pointer(&line));
    return true;
}

static void take_subject(struct parsing *parsing, const char *subject)
{
    AUTO(staff_line) line = staff_parse_line(subject, parsing->verbs);
    if (line->verb != NULL)
        g_ptr_array_add(parsing->lines->list, g_steal_pointer(&line));
}

struct staff_lines *staff_parse(const GPtrArray *lines, const char *subject, const char *const *verbs)
{
    struct staff_lines *found = g_new0(struct staff_lines, 1);
    found->list = g_ptr_array_new_with_free_func(free_line);
    struct parsing parsing = {.lines = found, .verbs = verbs, .is_first = true};
    bool goes_on = true;
    for (guint i = 0; goes_on && i < lines->len; i++) {
        const struct read_line *line = lines->pdata[i];
        if (line->quote_depth == 0 && is_rule(line->text))
            break;
        if (is_quoted(&parsing, line)) {
            parsing.was_quoted = found->list->len > 0;
            continue;
        }
        bool is_blank = text_is_blank(line->text);
        if (!is_blank)
            goes_on = take_line(&parsing, line);
        parsing.is_blank = is_blank;
    }
    if (found->list->len == 0 && parsing.is_first && subject != NULL)
        take_subject(&parsing, subject);
    return found;
}
