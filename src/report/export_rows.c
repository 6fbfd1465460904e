/* The table behind exports. An unclear answer is an empty cell, and its question is named in the column "unclear". Outside of
 * the team: no words, no days, and no answers that few have given; those are empty too, and named in the column "withheld".
 * Never writes an address or a name that hearback knows. */
#include "report/export_rows.h"

#include <string.h>

#include "answer/redact.h"
#include "base/error.h"
#include "report/withheld.h"
#include "store/store_export.h"

#define COPY_BYTES 65536

struct sheet {
    const struct survey *survey;
    const struct export_options *options;
    const struct withheld *withheld; /* (nullable) */
    struct export_sink *sink;
    bool is_in_care; /* the person of this row needs somebody to look after */
    GString *names;  /* of questions with answers that are withheld, in this row */
};

bool export_leaves_out(const struct question *question, const struct export_options *options)
{
    bool is_text = strcmp(question->type, "text") == 0;
    return is_text && (options->outside || (question->is_private && !options->private));
}

const struct store_answer *export_answer(const struct store_person *person, const struct question *question)
{
    if (person->care > 0 && strcmp(question->type, "text") == 0)
        return NULL;
    for (guint i = 0; i < person->answers->len; i++) {
        const struct store_answer *answer = person->answers->pdata[i];
        if (strcmp(answer->question, question->id) == 0)
            return answer;
    }
    return NULL;
}

char *export_words(const char *words, const struct export_options *options)
{
    if (options->redaction == NULL)
        return g_strdup(words);
    g_autoptr(GPtrArray) spans = redact_find(options->redaction, words);
    return redact_apply(words, spans);
}

static void put(const struct sheet *sheet, const char *text) { sheet->sink->cell(sheet->sink, text, false); }

static bool is_multi(const struct question *question) { return strcmp(question->type, "multi") == 0; }

static bool has_comment(const struct sheet *sheet, const struct question *question)
{
    return question->is_consent && !sheet->options->outside;
}

/* ---- names */

static void put_names(const struct sheet *sheet, const struct question *question)
{
    for (guint i = 0; is_multi(question) && i < question->options->len; i++) {
        g_autofree char *name =
            g_strdup_printf("%s_%s", question->id, ((const struct option *)question->options->pdata[i])->id);
        put(sheet, name);
    }
    if (!is_multi(question))
        put(sheet, question->id);
    if (has_comment(sheet, question)) {
        g_autofree char *name = g_strconcat(question->id, "_comment", NULL);
        put(sheet, name);
    }
}

static bool put_header(const struct sheet *sheet)
{
    put(sheet, "person");
    if (!sheet->options->outside)
        put(sheet, "last_answer");
    for (guint i = 0; i < sheet->survey->questions->len; i++)
        if (!export_leaves_out(sheet->survey->questions->pdata[i], sheet->options))
            put_names(sheet, sheet->survey->questions->pdata[i]);
    put(sheet, sheet->options->outside ? "withheld" : "unclear");
    return sheet->sink->end_row(sheet->sink);
}

/* ---- rows */

static void note(struct sheet *sheet, const struct question *question)
{
    g_string_append_printf(sheet->names, "%s%s", sheet->names->len > 0 ? " " : "", question->id);
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
    bool is_noted = false;
    for (guint i = 0; i < question->options->len; i++) {
        const struct option *option = question->options->pdata[i];
        AUTO_JSON id = json_string(option->id);
        bool is_hidden = value != NULL && withheld_has(sheet->withheld, question, id);
        if (is_hidden && !is_noted)
            note(sheet, question);
        is_noted = is_noted || is_hidden;
        sheet->sink->cell(sheet->sink, value == NULL || is_hidden ? "" : has_option(value, option->id) ? "1" : "0", true);
    }
}

static void put_value(struct sheet *sheet, const struct question *question, const json_t *value)
{
    if (withheld_has(sheet->withheld, question, value)) {
        note(sheet, question);
        value = NULL;
    }
    bool is_words = strcmp(question->type, "text") == 0 && json_is_string(value);
    g_autofree char *words = is_words ? export_words(json_string_value(value), sheet->options) : NULL;
    const char *text = words != NULL ? words : json_string_value(value);
    const struct option *option = sheet->sink->with_labels && text != NULL ? question_option(question, text) : NULL;
    g_autofree char *json = value != NULL && text == NULL ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    sheet->sink->cell(sheet->sink,
                      option != NULL ? option->label
                      : text != NULL ? text
                      : json != NULL ? json
                                     : "",
                      json_is_number(value));
}

static void put_answer(struct sheet *sheet, const struct question *question, const struct store_answer *answer)
{
    const json_t *value = answer != NULL ? answer->value : NULL;
    if (is_multi(question))
        put_options(sheet, question, value);
    else
        put_value(sheet, question, value);
    if (has_comment(sheet, question)) {
        bool is_shown = answer != NULL && answer->comment != NULL && !sheet->is_in_care;
        g_autofree char *comment = is_shown ? export_words(answer->comment, sheet->options) : g_strdup("");
        put(sheet, comment);
    }
    if (answer != NULL && !answer->is_recorded && !sheet->options->outside)
        note(sheet, question);
}

static bool put_person(const struct store_person *person, void *data)
{
    struct sheet *sheet = data;
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(person->last_secs);
    g_autofree char *day = when != NULL ? g_date_time_format(when, "%Y-%m-%d") : g_strdup("");
    g_string_truncate(sheet->names, 0);
    sheet->is_in_care = person->care > 0;
    put(sheet, person->pseudonym);
    if (!sheet->options->outside)
        put(sheet, day);
    for (guint i = 0; i < sheet->survey->questions->len; i++) {
        const struct question *question = sheet->survey->questions->pdata[i];
        if (!export_leaves_out(question, sheet->options))
            put_answer(sheet, question, export_answer(person, question));
    }
    put(sheet, sheet->names->str);
    return sheet->sink->end_row(sheet->sink);
}

bool export_rows(const struct report_request *request, const struct survey *survey, const struct export_options *options,
                 struct export_sink *sink, GError **error)
{
    AUTO(withheld) withheld = options->outside ? withheld_new(request, survey, options, error) : NULL;
    g_autoptr(GString) names = g_string_new(NULL);
    struct sheet sheet = {.survey = survey, .options = options, .withheld = withheld, .sink = sink, .names = names};
    if (options->outside && withheld == NULL)
        return false;
    return !put_header(&sheet) || store_each_exported(request->store, options->id, survey->id, put_person, &sheet, error);
}

bool export_copy(const char *path, FILE *out, GError **error)
{
    g_autofree char *buffer = g_malloc(COPY_BYTES);
    FILE *in = fopen(path, "rbe");
    size_t count = 0;
    while (in != NULL && (count = fread(buffer, 1, COPY_BYTES, in)) > 0)
        fwrite(buffer, 1, count, out);
    bool ok = in != NULL && ferror(in) == 0;
    if (in != NULL)
        fclose(in);
    if (!ok)
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "cannot read back what was made");
    return ok;
}
