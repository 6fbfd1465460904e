/* A survey: what it asks, and the text of its invitation. Loading and checking is in survey_load.c. */
#include "survey/survey.h"

#include <string.h>

#include "base/text.h"

void survey_free(struct survey *survey)
{
    if (survey == NULL)
        return;
    g_free(survey->id);
    g_free(survey->title);
    g_free(survey->subject);
    g_free(survey->greeting);
    g_free(survey->numbering);
    g_ptr_array_unref(survey->intro);
    g_ptr_array_unref(survey->closing);
    g_ptr_array_unref(survey->questions);
    g_ptr_array_unref(survey->also_sent);
    g_free(survey->file);
    g_free(survey);
}

const struct survey *survey_find(const GPtrArray *surveys, const char *id)
{
    for (guint i = 0; id != NULL && i < surveys->len; i++)
        if (strcmp(((const struct survey *)surveys->pdata[i])->id, id) == 0)
            return surveys->pdata[i];
    return NULL;
}

const struct survey *survey_find_or_first(const GPtrArray *surveys, const char *id)
{
    const struct survey *found = survey_find(surveys, id);
    return found != NULL ? found : surveys->pdata[0];
}

const struct question *survey_question(const struct survey *survey, const char *id)
{
    for (guint i = 0; i < survey->questions->len; i++) {
        const struct question *question = survey->questions->pdata[i];
        if (strcmp(question->id, id) == 0)
            return question;
    }
    return NULL;
}

const struct question *survey_question_number(const struct survey *survey, guint number)
{
    return number >= 1 && number <= survey->questions->len ? survey->questions->pdata[number - 1] : NULL;
}

const struct option *question_option(const struct question *question, const char *id)
{
    for (guint i = 0; i < question->options->len; i++) {
        const struct option *option = question->options->pdata[i];
        if (strcmp(option->id, id) == 0)
            return option;
    }
    return NULL;
}

char *question_options_line(const struct question *question)
{
    if (question->options->len == 0)
        return question->hint != NULL ? g_strdup_printf("(%s)", question->hint) : NULL;
    GString *line = g_string_new("(");
    for (guint i = 0; i < question->options->len; i++) {
        const struct option *option = question->options->pdata[i];
        g_string_append_printf(line, "%s%s", i > 0 ? " / " : "", option->label);
    }
    g_string_append_c(line, ')');
    return g_string_free(line, FALSE);
}

char *survey_number(const struct survey *survey, guint number)
{
    const char *one = strchr(survey->numbering, '1');
    if (one == NULL)
        return g_strdup("");
    return g_strdup_printf("%.*s%u%s", (int)(one - survey->numbering), survey->numbering, number, one + 1);
}

/* A block of the mail stands between blank lines. */
static void add_block(GString *text, const char *block)
{
    if (*block != '\0')
        g_string_append_printf(text, "%s%s\n", text->len > 0 ? "\n" : "", block);
}

/* The line of options stands below the first word of the question. */
static void add_question(GString *text, const struct survey *survey, const struct question *question)
{
    g_autofree char *number = survey_number(survey, question->number), *options = question_options_line(question);
    guint indent = *number != '\0' ? text_columns(number) + 1 : 0;
    g_autoptr(GString) block = g_string_new(number);
    g_string_append_printf(block, "%s%s", indent > 0 ? " " : "", question->ask);
    if (options != NULL)
        g_string_append_printf(block, "\n%*s%s", (int)indent, "", options);
    add_block(text, block->str);
}

char *survey_invitation_text(const struct survey *survey)
{
    GString *text = g_string_new(NULL);
    add_block(text, survey->greeting);
    for (guint i = 0; i < survey->intro->len; i++)
        add_block(text, survey->intro->pdata[i]);
    for (guint i = 0; i < survey->questions->len; i++)
        add_question(text, survey, survey->questions->pdata[i]);
    for (guint i = 0; i < survey->closing->len; i++)
        add_block(text, survey->closing->pdata[i]);
    return g_string_free(text, FALSE);
}
