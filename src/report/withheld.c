/* Which values of which questions too few people have given. Counts current answers, as all figures do. */
#include "report/withheld.h"

#include <string.h>

#include "report/small_cells.h"
#include "store/store_export.h"

struct withheld {
    GHashTable *values; /* char *: question, blank, value as JSON; owned */
};

struct tallies {
    const struct survey *survey;
    GHashTable *questions; /* char * -> GPtrArray of struct tally_of * */
    GHashTable *values;    /* char *, as key_of makes it -> struct tally_of *, borrowed from there */
};

struct tally_of {
    json_t *value;
    gint64 count;
};

static void tally_free(void *data)
{
    struct tally_of *tally = data;
    json_decref(tally->value);
    g_free(tally);
}

void withheld_free(struct withheld *withheld)
{
    if (withheld == NULL)
        return;
    g_hash_table_unref(withheld->values);
    g_free(withheld);
}

static char *key_of(const struct question *question, const json_t *value)
{
    g_autofree char *json = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    return g_strconcat(question->id, " ", json, NULL);
}

static struct tally_of *new_tally(struct tallies *tallies, const struct question *question, const json_t *value)
{
    GPtrArray *list = g_hash_table_lookup(tallies->questions, question->id);
    if (list == NULL) {
        list = g_ptr_array_new_with_free_func(tally_free);
        g_hash_table_insert(tallies->questions, g_strdup(question->id), list);
    }
    struct tally_of *tally = g_new0(struct tally_of, 1);
    tally->value = json_deep_copy(value);
    g_ptr_array_add(list, tally);
    return tally;
}

static bool add_person(const struct store_person *person, void *data)
{
    struct tallies *tallies = data;
    for (guint i = 0; i < person->answers->len; i++) {
        const struct store_answer *answer = person->answers->pdata[i];
        const struct question *question = survey_question(tallies->survey, answer->question);
        if (question == NULL || !answer->is_recorded || strcmp(question->type, "text") == 0)
            continue;
        char *key = key_of(question, answer->value);
        struct tally_of *tally = g_hash_table_lookup(tallies->values, key);
        if (tally == NULL) {
            tally = new_tally(tallies, question, answer->value);
            g_hash_table_insert(tallies->values, key, tally);
        } else {
            g_free(key);
        }
        tally->count++;
    }
    return true;
}

static void hide_values(struct withheld *withheld, const struct question *question, const GPtrArray *list, gint64 least)
{
    g_autofree gint64 *counts = g_new0(gint64, list->len);
    g_autofree bool *hidden = g_new0(bool, list->len);
    for (guint i = 0; i < list->len; i++)
        counts[i] = ((const struct tally_of *)list->pdata[i])->count;
    small_cells_hide(counts, 1, list->len, least, hidden);
    for (guint i = 0; i < list->len; i++)
        if (hidden[i] || counts[i] < least)
            g_hash_table_add(withheld->values, key_of(question, ((const struct tally_of *)list->pdata[i])->value));
}

static bool has_option(const json_t *value, const char *id)
{
    size_t i;
    const json_t *entry;
    json_array_foreach(value, i, entry) if (g_strcmp0(json_string_value(entry), id) == 0) return true;
    return false;
}

static void hide_options(struct withheld *withheld, const struct question *question, const GPtrArray *list, gint64 least)
{
    guint count = question->options->len;
    gint64 answered = 0;
    g_autofree gint64 *counts = g_new0(gint64, count + 1);
    g_autofree bool *hidden = g_new0(bool, count + 1);
    for (guint t = 0; t < list->len; t++) {
        const struct tally_of *tally = list->pdata[t];
        answered += tally->count;
        for (guint i = 0; i < count; i++)
            if (has_option(tally->value, ((const struct option *)question->options->pdata[i])->id))
                counts[i] += tally->count;
    }
    small_cells_hide_options(counts, count, answered, least, hidden);
    for (guint i = 0; i < count; i++) {
        AUTO_JSON id = json_string(((const struct option *)question->options->pdata[i])->id);
        if (hidden[i] || answered < least)
            g_hash_table_add(withheld->values, key_of(question, id));
    }
}

struct withheld *withheld_new(const struct report_request *request, const struct survey *survey,
                              const struct export_options *options, GError **error)
{
    g_autoptr(GHashTable) questions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct tallies tallies = {survey, questions, values};
    gint64 least = options->small_cells;
    if (!store_each_exported(request->store, options->id, survey->id, add_person, &tallies, error))
        return NULL;
    struct withheld *withheld = g_new0(struct withheld, 1);
    withheld->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < survey->questions->len; i++) {
        const struct question *question = survey->questions->pdata[i];
        const GPtrArray *list = g_hash_table_lookup(questions, question->id);
        if (list != NULL && strcmp(question->type, "multi") == 0)
            hide_options(withheld, question, list, least);
        else if (list != NULL && strcmp(question->type, "text") != 0)
            hide_values(withheld, question, list, least);
    }
    return withheld;
}

bool withheld_has(const struct withheld *withheld, const struct question *question, const json_t *value)
{
    if (withheld == NULL || value == NULL)
        return false;
    g_autofree char *key = key_of(question, value);
    return g_hash_table_contains(withheld->values, key);
}
