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

struct finding {
    const struct staff_desk *desk;
    FILE *out;
    guint count, withheld;
};

static bool is_private(const struct staff_desk *desk, const struct store_found *found)
{
    const struct survey *survey = survey_find(desk->knowledge->surveys, found->survey);
    const struct question *question = survey != NULL ? survey_question(survey, found->question) : NULL;
    return question == NULL || question->is_private;
}

static bool print_found(const struct store_found *found, void *data)
{
    struct finding *finding = data;
    if (is_private(finding->desk, found))
        return true;
    if (found->care > 0 && (finding->desk->rights & STAFF_CARE) == 0) {
        finding->withheld++;
        return true;
    }
    guint left_out = 0;
    g_autofree char *words = page_words(found->words, REPORT_COLUMNS, 2, FOUND_LINES, &left_out);
    if (finding->count++ < FOUND_MOST)
        fprintf(finding->out, "message %" G_GINT64_FORMAT ", %s, %s:\n%s%s", found->message,
                found->pseudonym != NULL ? found->pseudonym : "nobody we know", found->question, words,
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

static void print_rest(const struct finding *finding)
{
    if (finding->count > FOUND_MOST)
        fprintf(finding->out, "... and %u more answers\n", finding->count - FOUND_MOST);
    if (finding->withheld > 0)
        fprintf(finding->out, "%u not shown: somebody should look after the writers first\n", finding->withheld);
    if (finding->count + finding->withheld == 0)
        fprintf(finding->out, "No answer has these words.\n");
}

bool staff_find(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    g_autofree char *words = g_strdup(call->words), *theme = take_theme(words), *text = NULL;
    size_t length = 0;
    bool is_empty = false;
    struct finding finding = {.desk = desk, .out = open_memstream(&text, &length)};
    bool ok = store_find(desk->store, words, theme, print_found, &finding, &is_empty, error);
    print_rest(&finding);
    fclose(finding.out);
    if (ok && is_empty)
        return staff_refuse(result, "Not done: expected \"%s\", or \"find theme:THEME\".", call->command->usage);
    return ok && staff_say(result, "%s", g_strchomp(text));
}
