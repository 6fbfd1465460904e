/* hearback read: shows what would be made of messages, without writing anything anywhere. Works without a campaign too, by the
 * rules and the survey that the program brings along. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "flow/flow.h"

#define CONFIGURATION_FILE "hearback.yaml"
#define LABEL_COLUMNS 11
#define LINE_COLUMNS 100

struct reader {
    struct campaign *campaign; /* (nullable) */
    struct knowledge *knowledge;
    gboolean as_json, as_text;
};

/* ---- what it reads by */

static bool load(struct reader *reader, const char *option, GError **error)
{
    const char *dir = command_campaign_dir(option);
    g_autofree char *file = dir != NULL ? g_build_filename(dir, CONFIGURATION_FILE, NULL) : NULL;
    if (option != NULL || (file != NULL && g_file_test(file, G_FILE_TEST_EXISTS))) {
        reader->campaign = office_load(dir, &reader->knowledge, error);
        return reader->campaign != NULL;
    }
    AUTO(problems) problems = problems_new();
    reader->knowledge = knowledge_load_built_in(problems);
    if (reader->knowledge != NULL)
        return true;
    problems_print(problems, stderr);
    g_set_error(error, ERROR_DOMAIN, ERROR_BUG, "the rules that the program brings along are wrong in the places named above");
    return false;
}

/* ---- for people */

/* Returns how text is shown on one line. (transfer full) */
static char *shorten(const char *text, guint columns)
{
    char *line = text_squeeze(text);
    if (text_columns(line) <= columns)
        return line;
    char *end = g_utf8_offset_to_pointer(line, (glong)columns - 1);
    g_autofree char *start = g_strndup(line, (gsize)(end - line));
    g_free(line);
    return g_strconcat(start, "…", NULL);
}

static void print_lines(const struct reading *reading)
{
    for (guint i = 0; i < reading->lines->len; i++) {
        const struct read_line *line = reading->lines->pdata[i];
        if (line->label == LABEL_BLANK)
            continue;
        g_autofree char *text = shorten(line->text, LINE_COLUMNS);
        printf("%5u  %-*s %-14s %.*s%s\n", i + 1, LABEL_COLUMNS, label_name(line->label),
               line->question != NULL ? line->question : "", (int)MIN(line->quote_depth, 5u), ">>>>>", text);
    }
}

static const struct question *find_question(const struct reader *reader, const struct reading *reading, const char *id)
{
    const struct survey *survey = survey_find(reader->knowledge->surveys, reading->survey);
    return survey != NULL ? survey_question(survey, id) : NULL;
}

static void print_answer(const struct reader *reader, const struct reading *reading, const struct read_answer *answer)
{
    const struct question *question = find_question(reader, reading, answer->question);
    g_autofree char *shown = answer->value != NULL && question != NULL ? answer_show(question, answer->value) : NULL;
    g_autofree char *value = shorten(shown != NULL ? shown : "UNCLEAR", LINE_COLUMNS / 2);
    g_autofree char *words = shorten(answer->words, LINE_COLUMNS / 2);
    printf("%5u. %-*s %s\n", question != NULL ? question->number : 0, LABEL_COLUMNS + 3, answer->question, value);
    printf("%*s from the words: %s\n", LABEL_COLUMNS + 10, "", words);
    printf("%*s because: %s", LABEL_COLUMNS + 10, "", answer->reason);
    if (answer->state == ANSWER_RECORDED)
        printf(" (%u %% sure)", answer->certainty);
    printf("\n");
    if (answer->comment != NULL && *answer->comment != '\0') {
        g_autofree char *comment = shorten(answer->comment, LINE_COLUMNS / 2);
        printf("%*s beside it: %s\n", LABEL_COLUMNS + 10, "", comment);
    }
}

static void print_list(const char *title, const GPtrArray *list)
{
    if (list->len > 0)
        printf("\n%s\n", title);
    for (guint i = 0; i < list->len; i++)
        printf("       %s\n", (const char *)list->pdata[i]);
}

static void print_reading(const struct reader *reader, const struct reading *reading)
{
    printf("This is a message of the kind `%s`: %s.\n", kind_name(reading->kind),
           reading->kind_reason != NULL ? reading->kind_reason : "");
    if (reading->survey != NULL)
        printf("It is read by the survey `%s`.\n", reading->survey);
    if (reading->care != CARE_NONE)
        printf("SOMEBODY SHOULD LOOK AT IT TODAY: words of distress, level `%s` (rule %s).\n",
               reading->care == CARE_URGENT ? "urgent" : "care", reading->care_reason != NULL ? reading->care_reason : "");
    printf("\nLine by line\n");
    print_lines(reading);
    printf("\nAnswers\n");
    for (guint i = 0; i < reading->answers->len; i++)
        print_answer(reader, reading, reading->answers->pdata[i]);
    if (reading->answers->len == 0)
        printf("       none\n");
    print_list("For a person to look at", reading->review);
    print_list("How it was read", reading->notes);
    if (!reading->may_acknowledge)
        printf("\nIt would not be answered: %s.\n", reading->no_acknowledge_reason);
}

/* ---- one file after the other */

/* Returns all bytes of the file called name, "-" for standard input. (transfer full) */
static GBytes *read_bytes(const struct reader *reader, const char *name, GError **error)
{
    gsize most = reader->campaign != NULL ? (gsize)reader->campaign->message_limit_bytes : LIMIT_MESSAGE_BYTES;
    return file_read(strcmp(name, "-") == 0 ? "/dev/stdin" : name, most, error);
}

static void show_text(const struct reader *reader, GBytes *bytes)
{
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    g_autofree char *text = text_repair(data != NULL ? data : "", length);
    g_autofree char *words = reading_words_of_text(reader->knowledge, text);
    printf("%s\n", words);
}

static bool show(const struct reader *reader, const char *name, bool is_next, GError **error)
{
    g_autoptr(GBytes) bytes = read_bytes(reader, name, error);
    if (bytes == NULL)
        return false;
    if (reader->as_text) {
        show_text(reader, bytes);
        return true;
    }
    AUTO(reading) reading = reading_make(reader->knowledge, bytes);
    if (reader->as_json) {
        AUTO_JSON json = reading_to_json(reading);
        g_autofree char *text = json_dumps(json, JSON_COMPACT);
        printf("%s\n", text);
        return true;
    }
    printf("%s%s\n\n", is_next ? "\n" : "", name);
    print_reading(reader, reading);
    return true;
}

static int show_all(const struct reader *reader, int argc, char **argv)
{
    int status = EX_OK;
    for (int i = 1; i < argc; i++) {
        g_autoptr(GError) error = NULL;
        if (!show(reader, argv[i], i > 1, &error))
            status = command_fail("read", error);
    }
    if (fflush(stdout) == 0)
        return status;
    fprintf(stderr, "hearback read: what was read cannot be written to standard output\n");
    return EX_IOERR;
}

static int run(int argc, char **argv)
{
    g_autofree char *dir = NULL;
    struct reader reader = {0};
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"json", 'j', 0, G_OPTION_ARG_NONE, &reader.as_json, NULL, NULL},
                                    {"text", 't', 0, G_OPTION_ARG_NONE, &reader.as_text, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || argc < 2)
        return command_usage("read", error);
    log_set_level(LOG_LEVEL_WARNING);
    int status = load(&reader, dir, &error) ? show_all(&reader, argc, argv) : command_fail("read", error);
    g_clear_pointer(&reader.knowledge, knowledge_free);
    g_clear_pointer(&reader.campaign, campaign_free);
    return status;
}

const struct command command_read = {.name = "read",
                                     .usage = "read [--campaign DIR] [--json | --text] FILE...",
                                     .summary = "show what would be made of messages, writing nothing",
                                     .run = run};
