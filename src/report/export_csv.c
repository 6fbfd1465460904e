/* The answers as CSV (RFC 4180): one row a person, one column a question, and one of 0 and 1 for each option of a question that
 * takes several. An unclear answer is an empty cell, and its question is named in the column "unclear". Never writes an address
 * or a name that hearback knows. */
#include <string.h>

#include "report/page.h"
#include "report/report.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

struct sheet {
    const struct survey *survey;
    const struct export_options *options;
    FILE *out;
    bool begun; /* the row has a cell already */
};

/* ---- cells */

/* Whether a spreadsheet would take text for a formula. The wide forms are treated as the narrow ones by some. */
static bool looks_like_formula(const char *text)
{
    static const char *const starts[] = {"=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
    char *end = NULL;
    g_ascii_strtod(text, &end);
    if (*text != '\0' && end != text && *end == '\0')
        return false; /* a number, as "-3" */
    for (guint i = 0; i < G_N_ELEMENTS(starts); i++)
        if (g_str_has_prefix(text, starts[i]))
            return true;
    return false;
}

static void put_cell(struct sheet *sheet, const char *text)
{
    g_autofree char *clean = page_clean(text);
    bool escaped = sheet->options->excel && looks_like_formula(text);
    bool quoted = strpbrk(clean, ",\"\r\n") != NULL || *clean == ' ';
    if (sheet->begun)
        putc(',', sheet->out);
    sheet->begun = true;
    if (quoted)
        putc('"', sheet->out);
    if (escaped)
        putc('\'', sheet->out);
    for (const char *p = clean; *p != '\0'; p++) {
        if (*p == '"')
            putc('"', sheet->out);
        putc(*p, sheet->out);
    }
    if (quoted)
        putc('"', sheet->out);
}

static void end_row(struct sheet *sheet)
{
    fputs("\r\n", sheet->out);
    sheet->begun = false;
}

/* ---- columns */

static bool is_left_out(const struct sheet *sheet, const struct question *question)
{
    return question->is_private && strcmp(question->type, "text") == 0 && !sheet->options->private;
}

static bool is_multi(const struct question *question) { return strcmp(question->type, "multi") == 0; }

static void put_names(struct sheet *sheet, const struct question *question)
{
    for (guint i = 0; is_multi(question) && i < question->options->len; i++) {
        g_autofree char *name =
            g_strdup_printf("%s_%s", question->id, ((const struct option *)question->options->pdata[i])->id);
        put_cell(sheet, name);
    }
    if (!is_multi(question))
        put_cell(sheet, question->id);
    if (question->is_consent) {
        g_autofree char *name = g_strconcat(question->id, "_comment", NULL);
        put_cell(sheet, name);
    }
}

static void put_header(struct sheet *sheet)
{
    put_cell(sheet, "person");
    put_cell(sheet, "last_answer");
    for (guint i = 0; i < sheet->survey->questions->len; i++)
        if (!is_left_out(sheet, sheet->survey->questions->pdata[i]))
            put_names(sheet, sheet->survey->questions->pdata[i]);
    put_cell(sheet, "unclear");
    end_row(sheet);
}

/* ---- rows */

static const struct store_answer *answer_to(const struct store_person *person, const char *question)
{
    for (guint i = 0; i < person->answers->len; i++) {
        const struct store_answer *answer = person->answers->pdata[i];
        if (strcmp(answer->question, question) == 0)
            return answer;
    }
    return NULL;
}

static bool has_option(const json_t *list, const char *id)
{
    size_t i;
    const json_t *entry;
    json_array_foreach(list, i, entry) if (json_is_string(entry) && strcmp(json_string_value(entry), id) == 0) return true;
    return false;
}

static void put_options(struct sheet *sheet, const struct question *question, const json_t *value)
{
    for (guint i = 0; i < question->options->len; i++) {
        const struct option *option = question->options->pdata[i];
        put_cell(sheet, value == NULL ? "" : has_option(value, option->id) ? "1" : "0");
    }
}

static void put_value(struct sheet *sheet, const json_t *value)
{
    g_autofree char *json = value != NULL && !json_is_string(value) ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    put_cell(sheet, value == NULL ? "" : json != NULL ? json : json_string_value(value));
}

/* is_withheld: the words of somebody who should be looked after are for those who do so alone. */
static void put_answer(struct sheet *sheet, const struct question *question, const struct store_answer *answer,
                       bool is_withheld)
{
    bool is_text = strcmp(question->type, "text") == 0;
    const json_t *value = answer != NULL && !(is_withheld && is_text) ? answer->value : NULL;
    if (is_multi(question))
        put_options(sheet, question, value);
    else
        put_value(sheet, value);
    if (question->is_consent)
        put_cell(sheet, answer != NULL && answer->comment != NULL && !is_withheld ? answer->comment : "");
}

static char *unclear_questions(const struct sheet *sheet, const struct store_person *person)
{
    GString *ids = g_string_new(NULL);
    for (guint i = 0; i < sheet->survey->questions->len; i++) {
        const struct question *question = sheet->survey->questions->pdata[i];
        const struct store_answer *answer = answer_to(person, question->id);
        if (answer != NULL && !answer->is_recorded && !is_left_out(sheet, question))
            g_string_append_printf(ids, "%s%s", ids->len > 0 ? " " : "", question->id);
    }
    return g_string_free(ids, FALSE);
}

static bool put_person(const struct store_person *person, void *data)
{
    struct sheet *sheet = data;
    g_autofree char *unclear = unclear_questions(sheet, person);
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(person->last_secs);
    g_autofree char *day = when != NULL ? g_date_time_format(when, "%Y-%m-%d") : g_strdup("");
    put_cell(sheet, person->pseudonym);
    put_cell(sheet, day);
    for (guint i = 0; i < sheet->survey->questions->len; i++) {
        const struct question *question = sheet->survey->questions->pdata[i];
        if (!is_left_out(sheet, question))
            put_answer(sheet, question, answer_to(person, question->id), person->care > 0);
    }
    put_cell(sheet, unclear);
    end_row(sheet);
    return ferror(sheet->out) == 0;
}

static bool csv_write(const struct report_request *request, const struct survey *survey, const struct export_options *options,
                      FILE *out, GError **error)
{
    struct sheet sheet = {.survey = survey, .options = options, .out = out};
    if (options->excel)
        fputs(BYTE_ORDER_MARK, out);
    put_header(&sheet);
    return store_each_person(request->store, survey->id, put_person, &sheet, error);
}

const struct export_format export_csv = {
    .name = "csv", .summary = "one row a person, one column a question (RFC 4180)", .write = csv_write};
