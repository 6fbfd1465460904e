/* Proposing quotes. Decides nothing: a human approves each. */
#include "report/quotes.h"

#include <string.h>

#include "base/text.h"
#include "report/figures.h"
#include "report/page.h"

#define PASSAGE_MOST 600u     /* bytes, unless one sentence is longer */
#define PASSAGE_GOOD 200u     /* a paragraph so long stands alone */
#define SENTENCE_END_BYTES 8u /* in which a sentence's last mark and what closes behind it stand */

bool quotes_where(const struct survey *survey, struct quotes_where *where)
{
    *where = (struct quotes_where){.survey = survey, .texts = g_ptr_array_new()};
    where->quotable.survey = survey->id;
    for (guint i = 0; i < survey->questions->len; i++) {
        const struct question *question = survey->questions->pdata[i];
        if (question->is_consent)
            where->quotable.consent = question->id;
        else if (strcmp(question->type, "text") == 0 && !question->is_private)
            g_ptr_array_add(where->texts, question->id);
    }
    g_ptr_array_add(where->texts, NULL);
    where->quotable.texts = (const char *const *)where->texts->pdata;
    return where->quotable.consent != NULL;
}

void quotes_where_clear(struct quotes_where *where) { g_clear_pointer(&where->texts, g_ptr_array_unref); }

/* ---- passages */

/* Whether a passage may end before byte at: *next is the first span that ends behind it. */
static bool is_outside_spans(const GPtrArray *spans, guint at, guint *next)
{
    while (*next < spans->len && ((const struct redact_span *)spans->pdata[*next])->end <= at)
        (*next)++;
    return *next == spans->len || ((const struct redact_span *)spans->pdata[*next])->start >= at;
}

/* Returns how many bytes of white space begin at p; *is_blank_line: more than one line ends in them. */
static gsize space_at(const char *p, bool *is_blank_line)
{
    gsize length = strspn(p, " \t\r\n");
    guint ends = 0;
    for (gsize i = 0; i < length; i++)
        ends += p[i] == '\n';
    *is_blank_line = ends > 1;
    return length;
}

/* Whether a sentence ends before the white space at byte at. */
static bool ends_sentence(const char *text, guint at, gsize space)
{
    static const char *const closing[] = {"\"", "'", ")", "\u201d", "\u2019"}, *const marks[] = {".", "!", "?", "\u2026"};
    g_autofree char *before = g_strndup(text + at - MIN(at, SENTENCE_END_BYTES), MIN(at, SENTENCE_END_BYTES));
    for (guint i = 0; i < G_N_ELEMENTS(closing); i++)
        if (g_str_has_suffix(before, closing[i]))
            before[strlen(before) - strlen(closing[i])] = '\0';
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
        if (g_str_has_suffix(before, marks[i]))
            return !g_unichar_islower(g_utf8_get_char(text + at + space));
    return false;
}

static void add_passage(GArray *passages, struct passage *current, guint next)
{
    if (current->end > current->start)
        g_array_append_val(passages, *current);
    *current = (struct passage){next, next};
}

/* Takes the sentence up to end into the current passage, or begins a new one with it. */
static void take_sentence(GArray *passages, struct passage *current, guint start, guint end)
{
    if (current->end > current->start && end - current->start > PASSAGE_MOST)
        add_passage(passages, current, start);
    current->end = end;
}

GArray *quotes_passages(const char *text, const GPtrArray *spans)
{
    GArray *passages = g_array_new(FALSE, FALSE, sizeof(struct passage));
    bool is_blank_line = false;
    guint start = (guint)space_at(text, &is_blank_line), span = 0, last = start;
    struct passage current = {start, start};
    for (guint at = start; text[at] != '\0';) {
        gsize space = space_at(text + at, &is_blank_line);
        guint next = at + (guint)space;
        bool ends = space > 0 && (is_blank_line || text[next] == '\0' || ends_sentence(text, at, space));
        if (ends && is_outside_spans(spans, at, &span)) {
            take_sentence(passages, &current, start, at);
            start = next;
            if (is_blank_line && current.end - current.start >= PASSAGE_GOOD)
                add_passage(passages, &current, next);
        }
        at = space > 0 ? next : (guint)(g_utf8_next_char(text + at) - text);
        last = space > 0 ? last : at;
    }
    if (last > start)
        take_sentence(passages, &current, start, last);
    add_passage(passages, &current, 0);
    return passages;
}

/* ---- proposing */

struct proposing {
    const struct report_request *request;
    const struct quotes_where *where;
    const struct redact_rules *rules;
    const char *who;
    gint64 person;
    GPtrArray *answers; /* struct store_quotable *, owned: of that person */
    guint count;
    GError *error;
};

static void quotable_free(void *data)
{
    struct store_quotable *quotable = data;
    g_free((char *)quotable->question);
    g_free((char *)quotable->text);
    g_free(quotable);
}

/* Returns the spans within [start, end) as they stand in that part; what reaches over its end is cut. */
static GPtrArray *spans_within(const GPtrArray *spans, guint start, guint end)
{
    GPtrArray *within = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < spans->len; i++) {
        const struct redact_span *span = spans->pdata[i];
        if (span->end <= start || span->start >= end)
            continue;
        struct redact_span *part = g_memdup2(span, sizeof *span);
        part->start = MAX(span->start, start) - start;
        part->end = MIN(span->end, end) - start;
        g_ptr_array_add(within, part);
    }
    return within;
}

static bool propose_passage(struct proposing *proposing, const struct store_quotable *answer, const GPtrArray *spans,
                            const struct passage *passage)
{
    g_autofree char *original = g_strndup(answer->text + passage->start, passage->end - passage->start);
    g_autoptr(GPtrArray) within = spans_within(spans, passage->start, passage->end);
    g_autofree char *redacted = redact_apply(original, within), *clean = page_clean(redacted), *words = page_unwrap(clean);
    bool is_new = false;
    const struct store_quote quote = {.message = answer->message,
                                      .survey = proposing->where->survey->id,
                                      .question = answer->question,
                                      .original = original,
                                      .words = words,
                                      .first_byte = passage->start,
                                      .end_byte = passage->end,
                                      .asks_first = answer->asks_first};
    if (text_is_blank(words))
        return true;
    if (!store_quote_propose(proposing->request->store, &quote, proposing->who, proposing->request->now_secs, &is_new,
                             &proposing->error))
        return false;
    proposing->count += is_new;
    return true;
}

static bool propose_answer(struct proposing *proposing, const struct store_quotable *answer, const GPtrArray *spans)
{
    g_autoptr(GArray) passages = quotes_passages(answer->text, spans);
    for (guint i = 0; i < passages->len; i++)
        if (!propose_passage(proposing, answer, spans, &g_array_index(passages, struct passage, i)))
            return false;
    return true;
}

/* All that the person wrote is redacted as one text, so that a name gets the same word in each of its passages. */
static bool propose_person(struct proposing *proposing)
{
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < proposing->answers->len; i++)
        g_string_append_printf(all, "%s\n\n", ((const struct store_quotable *)proposing->answers->pdata[i])->text);
    g_autoptr(GPtrArray) spans = redact_find(proposing->rules, all->str);
    bool ok = true;
    for (guint i = 0, at = 0; ok && i < proposing->answers->len; i++) {
        const struct store_quotable *answer = proposing->answers->pdata[i];
        guint length = (guint)strlen(answer->text);
        g_autoptr(GPtrArray) within = spans_within(spans, at, at + length);
        ok = propose_answer(proposing, answer, within);
        at += length + 2;
    }
    g_ptr_array_set_size(proposing->answers, 0);
    return ok;
}

static bool visit_quotable(const struct store_quotable *quotable, void *data)
{
    struct proposing *proposing = data;
    if (quotable->person != proposing->person && !propose_person(proposing))
        return false;
    proposing->person = quotable->person;
    struct store_quotable *answer = g_memdup2(quotable, sizeof *quotable);
    answer->question = g_strdup(quotable->question);
    answer->text = g_strdup(quotable->text);
    g_ptr_array_add(proposing->answers, answer);
    return true;
}

bool quotes_propose(const struct report_request *request, const struct quotes_where *where, const struct redact_rules *rules,
                    const char *who, guint *count, GError **error)
{
    g_autoptr(GPtrArray) answers = g_ptr_array_new_with_free_func(quotable_free);
    struct proposing proposing = {.request = request, .where = where, .rules = rules, .who = who, .answers = answers};
    if (!store_begin(request->store, error))
        return false;
    bool ok = store_each_quotable(request->store, &where->quotable, visit_quotable, &proposing, error) &&
              proposing.error == NULL && propose_person(&proposing);
    *count = proposing.count;
    if (ok)
        return store_commit(request->store, error);
    store_rollback(request->store);
    if (proposing.error != NULL)
        g_propagate_error(error, proposing.error);
    return false;
}

/* ---- one quote */

json_t *quote_figures(const struct store_quote *quote, const struct context *context)
{
    return json_pack("{s:I,s:I,s:I,s:s,s:s,s:s,s:s,s:s,s:o,s:b,s:b,s:b,s:b,s:s,s:s,s:i,s:s?}", "id", (json_int_t)quote->id,
                     "message", (json_int_t)quote->message, "person_id", (json_int_t)quote->person, "survey", quote->survey,
                     "person", quote->pseudonym, "question", quote->question, "state", quote->state, "who", quote->who, "at",
                     figure_time(quote->at_secs), "asks_first", quote->asks_first, "agreed", quote->agreed_secs > 0,
                     "may_be_published", quote->may_be_published, "is_published", quote->is_published, "original",
                     quote->original, "words", quote->words, "people", (int)context_cell(context, quote->pseudonym),
                     "consent_comment", quote->consent_comment);
}
