/* Reads the words claimed for each question, and settles what several claims say together: the same is recorded, what differs
 * is unclear, unless a later one corrects an earlier one. */
#include "reading/gather.h"

#include <string.h>

#include "base/text.h"
#include "reading/party.h"

#define CERTAIN 95u
#define BY_ORDER_CERTAINTY 80u /* at most, for what was placed by order */

/* One thing said about a question. */
struct statement {
    struct value value;
    const struct claim *claim; /* NULL: marks on our options */
};

struct gatherer {
    struct sorter *sorter;
    const struct alignment *alignment;
    const struct parties *parties;
    const struct question *question;
    GArray *statements; /* struct statement */
};

void read_answer_free(struct read_answer *answer)
{
    if (answer == NULL)
        return;
    g_free(answer->question);
    json_decref(answer->value);
    g_free(answer->words);
    g_free(answer->comment);
    g_free(answer->reason);
    g_free(answer);
}

static struct statement *statement_at(const struct gatherer *gatherer, guint index)
{
    return &g_array_index(gatherer->statements, struct statement, index);
}

/* ---- what is said */

static void add_marks_of_block(struct gatherer *gatherer, guint block)
{
    guint count = gatherer->question->options->len;
    g_autofree struct option_mark *marks = g_new0(struct option_mark, count + 1);
    bool any = false;
    for (guint i = 0; i < count; i++)
        marks[i].option = gatherer->question->options->pdata[i];
    for (guint i = 0; i < gatherer->alignment->options->len; i++) {
        const struct seen_option *seen = &g_array_index(gatherer->alignment->options, struct seen_option, i);
        if (seen->block != block || seen->question != gatherer->question->number || seen->option >= count)
            continue;
        marks[seen->option].present = true;
        marks[seen->option].struck = seen->struck;
        marks[seen->option].mark = seen->mark;
        any |= seen->struck || seen->mark > 0;
    }
    if (!any)
        return;
    struct statement statement = {0};
    gatherer->sorter->context.question = gatherer->question;
    answer_read_marks(&gatherer->sorter->context, marks, count, &statement.value);
    g_array_append_val(gatherer->statements, statement);
}

static void add_marks(struct gatherer *gatherer)
{
    guint last = G_MAXUINT;
    for (guint i = 0; i < gatherer->alignment->options->len; i++) {
        const struct seen_option *seen = &g_array_index(gatherer->alignment->options, struct seen_option, i);
        if (seen->question != gatherer->question->number || seen->block == last)
            continue;
        last = seen->block;
        add_marks_of_block(gatherer, last);
    }
}

/* Reads what claim says of each case on its own: the same is recorded, what differs is unclear. Returns false where it speaks
 * of one case only. */
static bool read_cases(struct gatherer *gatherer, const struct claim *claim, struct value *value)
{
    g_autoptr(GPtrArray) parts = parties_divide(gatherer->parties, claim->words);
    enum party_choice choice = gatherer->parties->choice;
    if (parts->len == 0)
        return false;
    if (choice != PARTY_NONE) {
        answer_read(&gatherer->sorter->context, parts->pdata[choice == PARTY_FIRST ? 0 : parts->len - 1], value);
        return true;
    }
    answer_read(&gatherer->sorter->context, parts->pdata[0], value);
    bool same = value->state == ANSWER_RECORDED;
    for (guint i = 1; i < parts->len; i++) {
        struct value other = {0};
        answer_read(&gatherer->sorter->context, parts->pdata[i], &other);
        same = same && other.state == ANSWER_RECORDED && json_equal(value->json, other.json);
        value_clear(&other);
    }
    if (same)
        return true;
    value_clear(value);
    *value = (struct value){.state = ANSWER_UNCLEAR, .reason = g_strdup("two cases that differ")};
    return true;
}

static void read_claim(struct gatherer *gatherer, const struct claim *claim, struct value *value)
{
    bool is_text = strcmp(gatherer->question->type, "text") == 0;
    if (is_text || !read_cases(gatherer, claim, value))
        answer_read(&gatherer->sorter->context, claim->words, value);
}

static void add_claims(struct gatherer *gatherer)
{
    for (guint i = 0; i < gatherer->sorter->claims->len; i++) {
        const struct claim *claim = &g_array_index(gatherer->sorter->claims, struct claim, i);
        if (claim->question != gatherer->question->number || claim->how == CLAIM_NOTE)
            continue;
        struct statement statement = {.claim = claim};
        gatherer->sorter->context.question = gatherer->question;
        read_claim(gatherer, claim, &statement.value);
        if (claim->how == CLAIM_DOUBT && statement.value.state == ANSWER_RECORDED) {
            statement.value.state = ANSWER_UNCLEAR;
            g_clear_pointer(&statement.value.json, json_decref);
            g_free(statement.value.reason);
            statement.value.reason = g_strdup("could be meant for this question or for another");
        }
        g_array_append_val(gatherer->statements, statement);
    }
}

static void clear_statements(struct gatherer *gatherer)
{
    for (guint i = 0; i < gatherer->statements->len; i++)
        value_clear(&statement_at(gatherer, i)->value);
    g_array_set_size(gatherer->statements, 0);
}

/* ---- what it means together */

static struct read_answer *answer_new(const struct gatherer *gatherer, enum answer_state state, const char *reason)
{
    struct read_answer *answer = g_new0(struct read_answer, 1);
    answer->question = g_strdup(gatherer->question->id);
    answer->state = state;
    answer->reason = g_strdup(reason);
    answer->certainty = state == ANSWER_RECORDED ? CERTAIN : 0;
    return answer;
}

/* Sets the words and place of answer from all statements that say something. */
static void set_words(const struct gatherer *gatherer, struct read_answer *answer)
{
    GString *words = g_string_new(NULL);
    bool placed = false;
    for (guint i = 0; i < gatherer->statements->len; i++) {
        const struct statement *statement = statement_at(gatherer, i);
        if (statement->claim == NULL || statement->value.state == ANSWER_NONE)
            continue;
        if (words->len > 0)
            g_string_append(words, "\n\n");
        g_string_append(words, statement->claim->words);
        answer->line_first = placed ? MIN(answer->line_first, statement->claim->line_first) : statement->claim->line_first;
        answer->line_last = placed ? MAX(answer->line_last, statement->claim->line_last) : statement->claim->line_last;
        placed = true;
    }
    answer->words = g_string_free(words, FALSE);
}

static struct read_answer *text_answer(const struct gatherer *gatherer)
{
    struct read_answer *answer = answer_new(gatherer, ANSWER_RECORDED, "the words as written");
    set_words(gatherer, answer);
    answer->value = json_string(answer->words);
    return answer;
}

static struct read_answer *answer_of(const struct gatherer *gatherer, guint index)
{
    const struct statement *statement = statement_at(gatherer, index);
    struct read_answer *answer = answer_new(gatherer, statement->value.state, statement->value.reason);
    answer->value = json_incref(statement->value.json);
    answer->comment = g_strdup(statement->value.comment);
    answer->certainty = statement->value.certainty;
    set_words(gatherer, answer);
    if (*answer->words == '\0' && answer->value != NULL) {
        g_free(answer->words);
        answer->words = answer_show(gatherer->question, answer->value);
    }
    if (statement->claim != NULL && statement->claim->how == CLAIM_ORDER)
        answer->certainty = MIN(answer->certainty, BY_ORDER_CERTAINTY);
    return answer;
}

/* Returns the index of the statement that stands for all that say something, or -1 where they differ. */
static gint settle(const struct gatherer *gatherer)
{
    gint settled = -1;
    for (guint i = 0; i < gatherer->statements->len; i++) {
        const struct statement *statement = statement_at(gatherer, i);
        if (statement->value.state == ANSWER_NONE)
            continue;
        if (settled < 0) {
            settled = (gint)i;
            continue;
        }
        const struct statement *before = statement_at(gatherer, (guint)settled);
        bool corrects = statement->claim != NULL && statement->claim->how == CLAIM_FACT;
        bool is_note = before->claim == NULL && before->value.state == ANSWER_RECORDED &&
                       statement->value.state == ANSWER_UNCLEAR && statement->value.consumed == 0;
        if (is_note || (before->value.json != NULL && statement->value.json != NULL &&
                        json_equal(before->value.json, statement->value.json)))
            continue;
        bool nothing_marked = before->claim == NULL && before->value.state == ANSWER_UNCLEAR;
        if (!corrects && !nothing_marked)
            return -1;
        settled = (gint)i;
    }
    return settled;
}

static bool says_something(const struct gatherer *gatherer)
{
    for (guint i = 0; i < gatherer->statements->len; i++)
        if (statement_at(gatherer, i)->value.state != ANSWER_NONE)
            return true;
    return false;
}

static struct read_answer *closed_answer(const struct gatherer *gatherer)
{
    gint settled = settle(gatherer);
    if (settled >= 0)
        return answer_of(gatherer, (guint)settled);
    struct read_answer *answer = answer_new(gatherer, ANSWER_UNCLEAR, "two answers that differ");
    set_words(gatherer, answer);
    return answer;
}

static gint by_place(gconstpointer a, gconstpointer b)
{
    const struct claim *one = a, *two = b;
    return (one->line_first > two->line_first) - (one->line_first < two->line_first);
}

GPtrArray *gather_answers(struct sorter *sorter, const struct alignment *alignment, const char *text)
{
    GPtrArray *answers = g_ptr_array_new_with_free_func((GDestroyNotify)read_answer_free);
    AUTO(parties) parties = parties_find(sorter, text);
    struct gatherer gatherer = {sorter, alignment, parties, NULL, g_array_new(FALSE, FALSE, sizeof(struct statement))};
    g_array_sort(sorter->claims, by_place);
    for (guint i = 0; i < sorter->survey->questions->len; i++) {
        gatherer.question = sorter->survey->questions->pdata[i];
        add_marks(&gatherer);
        add_claims(&gatherer);
        if (says_something(&gatherer))
            g_ptr_array_add(answers,
                            strcmp(gatherer.question->type, "text") == 0 ? text_answer(&gatherer) : closed_answer(&gatherer));
        clear_statements(&gatherer);
    }
    g_array_unref(gatherer.statements);
    return answers;
}
