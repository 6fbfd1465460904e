/* How many people share what is known about a writer: the fewer they are, the easier one is found among them. */
#include <string.h>

#include "answer/answer.h"
#include "report/quotes.h"

#define BETWEEN "\x1f" /* between the answers of a cell: in no answer */

struct context {
    const struct survey *survey;
    GHashTable *people; /* pseudonym -> char **: what each question of context was answered, "" where nothing */
    GHashTable *whole;  /* cell of all of them -> how many people */
    GHashTable *shown;  /* cell of the first answers that can be shown -> how many people */
};

static void count(GHashTable *cells, const char *cell)
{
    guint people = GPOINTER_TO_UINT(g_hash_table_lookup(cells, cell));
    g_hash_table_replace(cells, g_strdup(cell), GUINT_TO_POINTER(people + 1));
}

static bool is_shown(const struct question *question) { return strcmp(question->type, "choice") == 0; }

/* Returns what person answered to question, as people see it. (transfer full) */
static char *answered(const struct store_person *person, const struct question *question)
{
    for (guint i = 0; i < person->answers->len; i++) {
        const struct store_answer *answer = person->answers->pdata[i];
        if (strcmp(answer->question, question->id) == 0 && answer->is_recorded)
            return answer_show(question, answer->value);
    }
    return g_strdup("");
}

static bool add_person(const struct store_person *person, void *data)
{
    struct context *context = data;
    g_autoptr(GPtrArray) answers = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) shown = g_string_new(NULL);
    for (guint i = 0; i < context->survey->questions->len; i++) {
        const struct question *question = context->survey->questions->pdata[i];
        if (!question->is_context)
            continue;
        char *answer = answered(person, question);
        g_ptr_array_add(answers, answer);
        if (!is_shown(question) || *answer == '\0')
            continue;
        g_string_append_printf(shown, "%s" BETWEEN, answer);
        count(context->shown, shown->str);
    }
    g_ptr_array_add(answers, NULL);
    g_autofree char *whole = g_strjoinv(BETWEEN, (char **)answers->pdata);
    count(context->whole, whole);
    g_hash_table_insert(context->people, g_strdup(person->pseudonym), g_strdupv((char **)answers->pdata));
    return true;
}

struct context *context_new(const struct report_request *request, const struct survey *survey, GError **error)
{
    AUTO(context) context = g_new0(struct context, 1);
    context->survey = survey;
    context->people = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
    context->whole = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    context->shown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return store_each_person(request->store, survey->id, add_person, context, error) ? g_steal_pointer(&context) : NULL;
}

void context_free(struct context *context)
{
    g_hash_table_unref(context->people);
    g_hash_table_unref(context->whole);
    g_hash_table_unref(context->shown);
    g_free(context);
}

guint context_cell(const struct context *context, const char *pseudonym)
{
    char **answers = g_hash_table_lookup(context->people, pseudonym);
    g_autofree char *whole = answers != NULL ? g_strjoinv(BETWEEN, answers) : NULL;
    if (whole == NULL || strspn(whole, BETWEEN) == strlen(whole))
        return 0;
    return GPOINTER_TO_UINT(g_hash_table_lookup(context->whole, whole));
}

char *context_shown(const struct context *context, const char *pseudonym)
{
    char **answers = g_hash_table_lookup(context->people, pseudonym);
    g_autoptr(GString) cell = g_string_new(NULL);
    GString *shown = g_string_new(NULL);
    for (guint i = 0; answers != NULL && i < context->survey->questions->len; i++) {
        const struct question *question = context->survey->questions->pdata[i];
        if (!question->is_context)
            continue;
        const char *answer = *answers++;
        if (!is_shown(question) || *answer == '\0')
            continue;
        g_string_append_printf(cell, "%s" BETWEEN, answer);
        if (GPOINTER_TO_UINT(g_hash_table_lookup(context->shown, cell->str)) < SMALL_CELL)
            break;
        g_string_append_printf(shown, "%s%s", shown->len > 0 ? " \u00b7 " : "", answer);
    }
    return g_string_free(shown, FALSE);
}
