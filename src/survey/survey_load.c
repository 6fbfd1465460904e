/* A survey's file: its frame, and that its questions get along with each other. The questions themselves: survey_questions.c.
 */
#include "survey/survey_load.h"

#include <string.h>

#include "base/text.h"

#define ID_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789_-"

char *survey_load_id(const struct node *node, const char *id, struct problems *problems)
{
    if (*id != '\0' && id[strspn(id, ID_CHARACTERS)] == '\0')
        return g_strdup(id);
    g_autofree char *shown = node_shorten(id);
    node_problem(node, problems, "found `%s` as an id; expected small letters, digits, `_` and `-` only", shown);
    return g_strdup("");
}

char *survey_load_line(const struct node *map, const char *key, bool is_needed, struct problems *problems)
{
    if (is_needed)
        node_need(map, key, problems);
    const char *text = node_text(map, key, NULL, problems);
    return text != NULL ? text_squeeze(text) : NULL;
}

/* Returns the paragraphs of key: without white space at their ends. (transfer full) */
static GPtrArray *load_paragraphs(const struct node *map, const char *key, struct problems *problems)
{
    GPtrArray *paragraphs = node_texts(map, key, problems);
    for (guint i = 0; i < paragraphs->len; i++)
        g_strchomp(paragraphs->pdata[i]);
    return paragraphs;
}

static char *load_numbering(const struct node *root, struct problems *problems)
{
    g_autofree char *numbering = survey_load_line(root, "numbering", false, problems);
    if (numbering == NULL)
        return g_strdup("1.");
    if (strcmp(numbering, "none") == 0)
        return g_strdup("");
    const char *one = strchr(numbering, '1');
    if (one == NULL || strpbrk(one + 1, "0123456789") != NULL || strcspn(numbering, "0123456789") < (gsize)(one - numbering))
        node_problem(node_get(root, "numbering"), problems,
                     "found `%s`; expected the number of the first question as it is written, like `1.` or `Q1:`, or `none`",
                     numbering);
    return g_steal_pointer(&numbering);
}

static void load_frame(struct survey *survey, const struct node *root, struct problems *problems)
{
    g_autofree char *id = survey_load_line(root, "survey", true, problems);
    survey->id = id != NULL ? survey_load_id(node_get(root, "survey"), id, problems) : g_strdup("");
    survey->title = survey_load_line(root, "title", true, problems);
    survey->subject = survey_load_line(root, "subject", false, problems);
    if (survey->subject == NULL)
        survey->subject = g_strdup(survey->title);
    survey->greeting = survey_load_line(root, "greeting", false, problems);
    if (survey->greeting == NULL)
        survey->greeting = g_strdup("");
    survey->numbering = load_numbering(root, problems);
    survey->intro = load_paragraphs(root, "intro", problems);
    survey->closing = load_paragraphs(root, "closing", problems);
    survey->also_sent = load_paragraphs(root, "also_sent", problems);
}

struct survey *survey_load(const char *path, const struct question_shape *const *shapes, struct problems *problems)
{
    static const char *const keys[] = {"survey", "title",   "subject",   "numbering", "greeting",
                                       "intro",  "closing", "questions", "also_sent", NULL};
    guint before = problems->list->len;
    AUTO(node) root = node_load(path, problems);
    if (root == NULL)
        return NULL;
    node_check_keys(root, keys, problems);
    if (root->kind != NODE_MAP)
        return NULL;
    AUTO(survey) survey = g_new0(struct survey, 1);
    survey->file = g_strdup(path);
    load_frame(survey, root, problems);
    survey->questions = survey_load_questions(root, shapes, problems);
    return problems->list->len == before ? g_steal_pointer(&survey) : NULL;
}
