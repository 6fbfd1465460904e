/* Finding what people wrote, by words and themes. Shows nothing of private questions, and of people in distress only to those
 * who look after them. */
#include "store/store_find.h"

#include <string.h>

#include "base/text.h"
#include "report/page.h"
#include "report/themes.h"
#include "staff/command.h"

#define FOUND_MOST 20u
#define FOUND_LINES 6u
#define THEME_MARK "theme:"

/* Returns the questions whose answers are for nobody's eyes here, NULL-terminated. (transfer full): GPtrArray of char *, owned
 */
static GPtrArray *hidden_questions(const struct staff_desk *desk)
{
    GPtrArray *hidden = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < desk->knowledge->surveys->len; i++) {
        const struct survey *survey = desk->knowledge->surveys->pdata[i];
        for (guint n = 0; n < survey->questions->len; n++) {
            const struct question *question = survey->questions->pdata[n];
            if (question->is_private)
                g_ptr_array_add(hidden, g_strdup_printf("%s %s", survey->id, question->id));
        }
    }
    g_ptr_array_add(hidden, NULL);
    return hidden;
}

static bool print_found(const struct store_found *found, void *data)
{
    guint left_out = 0;
    g_autofree char *words = page_words(found->words, REPORT_COLUMNS, 2, FOUND_LINES, &left_out);
    fprintf(data, "message %" G_GINT64_FORMAT ", %s, %s:\n%s%s", found->message, found->pseudonym, found->question, words,
            left_out > 0 ? "  ...\n" : "");
    return true;
}

/* Takes "theme:workload" out of words. Returns the theme (transfer full), NULL where none is named. */
static char *take_theme(char *words)
{
    char *mark = strstr(words, THEME_MARK);
    if (mark == NULL || (mark > words && mark[-1] != ' '))
        return NULL;
    char *name = mark + strlen(THEME_MARK);
    gsize length = strcspn(name, " ");
    char *theme = g_ascii_strdown(name, (gssize)length);
    memset(mark, ' ', (gsize)(name - mark) + length);
    return theme;
}

static void print_rest(const struct store_search_counts *counts, FILE *out)
{
    if (counts->found > FOUND_MOST)
        fprintf(out, "... and %" G_GINT64_FORMAT " more answers\n", counts->found - FOUND_MOST);
    if (counts->withheld > 0)
        fprintf(out, "%" G_GINT64_FORMAT " not shown: somebody should look after the writers first\n", counts->withheld);
    if (counts->found + counts->withheld == 0)
        fprintf(out, "No answer has these words.\n");
}

bool staff_find(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    g_autofree char *words = g_strdup(call->words), *theme = take_theme(words), *text = NULL;
    g_autoptr(GPtrArray) hidden = hidden_questions(desk);
    struct store_search_counts counts = {0};
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    const struct store_search search = {.words = words,
                                        .theme = theme,
                                        .hidden = (const char *const *)hidden->pdata,
                                        .with_care = (desk->rights & STAFF_CARE) != 0,
                                        .most = FOUND_MOST};
    bool ok = store_find(desk->store, &search, print_found, out, &counts, error);
    print_rest(&counts, out);
    fclose(out);
    if (ok && counts.is_empty)
        return staff_refuse(result, "Not done: expected \"%s\", or \"find theme:THEME\".", call->command->usage);
    return ok && staff_say(result, "%s", g_strchomp(text));
}
