/* Of all places that look like a number or name of a question, chooses the sequence that makes the best sense: marks in order,
 * strong by their form, each followed by words that look like an answer to their question. */
#include "reading/sort.h"

#include <string.h>

#include "base/text.h"

#define FIT_WORDS 40u       /* of an answer that are looked at to see whether they look like one */
#define FIT_MOST_BYTES 400u /* longer words are no answer to a closed question by themselves */
#define FIT_NEUTRAL 50
#define FIT_REFUSAL 55u
#define FIT_BLANK 42u
#define FIT_TEXT 55u
#define FIT_TEXT_WEAK 20u /* a bare number within a line, before words that may be anything */
#define FIT_GOOD 60u
#define FIT_SEVERAL 55u
#define GOOD_PERCENT 30u  /* of the closed questions among the marks must look well answered */
#define STRONG_MARK 80u   /* means an answer even if it is the only one */
#define OWN_STRENGTH 400u /* of the question that words stand under: nothing outweighs it */
#define FEWEST_NAMED 2u   /* "Q1", "Outcome:": nobody numbers what happened so */
#define FEWEST_MARKS 3u
#define WEAK_MARK 50u
#define DASHED_MARK 40u
#define NEAR_QUESTIONS 4u
#define NEXT_BONUS 15
#define NEAR_BONUS 12
#define FAR_BONUS 4
#define FIRST_BONUS 10
#define BACK_NAMED (-15)
#define BACK_NUMBERED (-70)
#define BACK_WEAK (-200)
#define EMPTY_SCORE (-200)
#define NAME_MOST_WORDS 8u /* of a question's name behind its number */
#define LEAD_WORDS 8u      /* before a mark within a line, that are no story */
#define STORY_WORDS 12u    /* behind the last answer, on lines of their own, are no comment any more */

void claim_clear(struct claim *claim) { g_free(claim->words); }

void sorter_claim(struct sorter *sorter, const struct passage *passage, guint question, enum claim_how how, guint start,
                  guint end)
{
    struct claim claim = {.question = question, .how = how, .words = passage_cut(passage, start, end)};
    if (question == 0 || text_is_blank(claim.words)) {
        g_free(claim.words);
        return;
    }
    while (start < end && g_ascii_isspace(passage->text[start]))
        start++;
    claim.line_first = passage_line_at(passage, start);
    claim.line_last = passage_line_at(passage, end > start ? end - 1 : start);
    g_array_append_val(sorter->claims, claim);
}

/* ---- what belongs to no question */

void sorter_claim_story(struct sorter *sorter, const struct passage *passage, guint start, guint end)
{
    while (start < end) {
        const char *blank = strstr(passage->text + start, "\n\n");
        guint paragraph = blank != NULL ? MIN(end, (guint)(blank - passage->text) + 2) : end;
        sorter_claim(sorter, passage, sorter_story(sorter), CLAIM_STORY, start, paragraph);
        start = paragraph;
    }
}

guint sorter_story(const struct sorter *sorter)
{
    for (guint i = 0; i < sorter->survey->questions->len; i++) {
        const struct question *question = sorter->survey->questions->pdata[i];
        if (question->takes_story)
            return question->number;
    }
    return 0;
}

G_STATIC_ASSERT(FIT_REFUSAL == FIT_TEXT);

static guint find_fit(struct sorter *sorter, const char *words)
{
    if (strcmp(sorter->context.question->type, "text") == 0)
        return FIT_TEXT; /* a refusal fits no less */
    return answer_is_refusal(sorter->context.rules, words) ? FIT_REFUSAL : answer_fits(&sorter->context, words);
}

guint sorter_fit(struct sorter *sorter, guint question, const char *words)
{
    sorter->context.question = survey_question_number(sorter->survey, question);
    if (sorter->context.question == NULL)
        return 0;
    if (text_is_blank(words))
        return FIT_BLANK;
    if (strlen(words) > FIT_MOST_BYTES)
        return strcmp(sorter->context.question->type, "text") == 0 ? FIT_TEXT : 0;
    g_autofree char *key = g_strdup_printf("%u %s", question, words);
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(sorter->fits, key));
    if (known != 0)
        return known - 1;
    guint fit = find_fit(sorter, words);
    g_hash_table_insert(sorter->fits, g_steal_pointer(&key), GUINT_TO_POINTER(fit + 1));
    return fit;
}

guint sorter_fit_well(struct sorter *sorter, guint question, const char *words, guint least)
{
    sorter->context.question = survey_question_number(sorter->survey, question);
    bool may =
        sorter->context.question != NULL && strlen(words) <= FIT_MOST_BYTES && answer_may_fit(&sorter->context, words, least);
    guint fit = may ? sorter_fit(sorter, question, words) : 0;
    return fit >= least ? fit : 0;
}

/* ---- choosing among marks */

/* The search for the best sequence. */
struct chooser {
    struct sorter *sorter;
    const struct passage *passage;
    GArray *marks;  /* struct mark, owned */
    gint *best;     /* of the best sequence that ends with a mark, without what follows the mark */
    gint *from;     /* the mark before it in that sequence, -1: none */
    guint *fit_end; /* of each mark: the word up to which its fit was last tried, and what it was */
    guint *fit;
    guint *successor; /* of each mark: the next one that surely ends its answer */
};

static const struct mark *mark_at(const struct chooser *chooser, guint index)
{
    return &g_array_index(chooser->marks, struct mark, index);
}

static bool is_text_question(const struct sorter *sorter, guint number)
{
    const struct question *question = survey_question_number(sorter->survey, number);
    return question != NULL && strcmp(question->type, "text") == 0;
}

/* Returns the end of the words behind a mark that shall look like an answer: the next mark, a blank line, or FIT_WORDS. */
static guint fit_end(const struct passage *passage, const struct mark *mark, guint past)
{
    guint8 gap = mark->by_name && !mark->at_line_start ? GAP_PARAGRAPH | GAP_SENTENCE : GAP_PARAGRAPH;
    guint end = mark->past;
    for (; end < past && end < mark->past + FIT_WORDS; end++)
        if (end > mark->past && (passage->words->list[end].gap & gap))
            break;
    return end;
}

/* Returns the line of the passage that word index stands in. */
static const struct passage_line *line_of(const struct passage *passage, guint index)
{
    guint line = passage_line_at(passage, passage_word_start(passage, index));
    for (guint i = 0; i < passage->lines->len; i++) {
        const struct passage_line *place = &g_array_index(passage->lines, struct passage_line, i);
        if (place->line == line)
            return place;
    }
    return NULL;
}

/* Whether mark stands in the first cell of a row. */
static bool is_in_label_cell(const struct passage *passage, const struct mark *mark)
{
    const struct passage_line *line = line_of(passage, mark->first);
    return line != NULL && line->is_label_cell;
}

/* Whether the words from index on, behind a number in a cell, stand in a cell before that of the answer. */
static bool is_before_answer_cell(const struct passage *passage, guint index)
{
    const struct passage_line *line = line_of(passage, index);
    return !(passage->words->list[index].gap & GAP_LINE) || (line != NULL && line->goes_on);
}

/* Moves *start behind the name of the question where it is written between number and answer: "1. Role: head". */
static void pass_name(const struct sorter *sorter, const struct passage *passage, const struct mark *mark, guint *start,
                      guint end)
{
    guint first = mark->past, past = first;
    while (past < passage->words->count && past < first + NAME_MOST_WORDS && passage->words->list[past].start < end) {
        const struct word *word = &passage->words->list[past];
        if (past > first && ((word->gap & GAP_LINE) || strcmp(word->text, ":") == 0 || strcmp(word->text, "?") == 0))
            break;
        past++;
    }
    if (past == first || past >= first + NAME_MOST_WORDS)
        return;
    bool ends = past >= passage->words->count || passage->words->list[past].start >= end;
    bool delimited = !ends && passage->words->list[past].is_mark && !(passage->words->list[past].gap & GAP_LINE);
    if (!delimited && !(is_in_label_cell(passage, mark) && is_before_answer_cell(passage, first)))
        return;
    g_autoptr(GArray) named = mark_named_questions(sorter->names, passage->words, first, past);
    for (guint i = 0; i < named->len; i++)
        if (g_array_index(named, struct mark_named, i).question == mark->questions[0])
            *start = ends || past + 1 >= passage->words->count ? end : passage_word_start(passage, past + (delimited ? 1 : 0));
}

/* Takes what is no answer off the ends of the words behind mark. */
static void trim(const struct sorter *sorter, const struct passage *passage, const struct mark *mark, guint *start, guint *end)
{
    guint behind = *start;
    if (mark->count == 1)
        pass_name(sorter, passage, mark, &behind, *end);
    if (behind < *end || is_in_label_cell(passage, mark)) /* else the name is the answer: "6. fair?" */
        *start = behind;
    if (*start < *end)
        sort_rules_trim(sorter->rules, passage->text, mark->by_name || sorter->corrects, start, end);
}

/* Returns how well the words between mark index and word past suit its question. */
static guint region_fit(struct chooser *chooser, guint index, guint past, bool in_run)
{
    const struct mark *mark = mark_at(chooser, index);
    if (mark->count > 1)
        return FIT_SEVERAL;
    if (is_text_question(chooser->sorter, mark->questions[0]) && mark->strength < WEAK_MARK && !in_run)
        return FIT_TEXT_WEAK;
    guint end = fit_end(chooser->passage, mark, past);
    if (chooser->fit_end[index] != end) {
        guint from = passage_word_start(chooser->passage, mark->past), to = passage_word_start(chooser->passage, end);
        trim(chooser->sorter, chooser->passage, mark, &from, &to);
        g_autofree char *words = passage_cut(chooser->passage, from, to);
        chooser->fit[index] = sorter_fit(chooser->sorter, mark->questions[0], words);
        chooser->fit_end[index] = end;
    }
    return chooser->fit[index];
}

static gint region_score(struct chooser *chooser, guint index, guint past)
{
    const struct mark *mark = mark_at(chooser, index);
    const struct mark *before = chooser->from[index] >= 0 ? mark_at(chooser, (guint)chooser->from[index]) : NULL;
    bool in_run = before != NULL && !before->at_line_start;
    bool in_text = before == NULL || is_text_question(chooser->sorter, before->questions[before->count - 1]);
    if (in_text && !mark->at_line_start && mark->past >= past) /* "a long week, number 7." */
        return EMPTY_SCORE;
    return (gint)mark->strength / 2 + (gint)region_fit(chooser, index, past, in_run) - FIT_NEUTRAL;
}

static gint order_score(const struct mark *before, const struct mark *mark)
{
    guint next = mark->questions[0];
    if (before == NULL)
        return next == 1 ? FIRST_BONUS : 0;
    guint last = before->questions[before->count - 1];
    if (next == last + 1)
        return NEXT_BONUS;
    if (next > last)
        return next <= last + 4 ? NEAR_BONUS - 2 * (gint)(next - last) : FAR_BONUS;
    if (mark->strength < WEAK_MARK)
        return BACK_WEAK;
    return mark->by_name ? BACK_NAMED : BACK_NUMBERED;
}

static void choose_for(struct chooser *chooser, guint index)
{
    const struct mark *mark = mark_at(chooser, index);
    chooser->best[index] = order_score(NULL, mark);
    chooser->from[index] = -1;
    for (guint i = 0; i < index; i++) {
        const struct mark *before = mark_at(chooser, i);
        if (before->past > mark->first || before->first == mark->first || index > chooser->successor[i])
            continue;
        gint score = chooser->best[i] + region_score(chooser, i, mark->first) + order_score(before, mark);
        if (score > chooser->best[index]) {
            chooser->best[index] = score;
            chooser->from[index] = (gint)i;
        }
    }
}

/* Returns the indexes of the marks of the best sequence, in order; empty where no sequence is better than none.
 * (transfer full) */
static GArray *choose(struct chooser *chooser)
{
    gint best = 0, last = -1;
    for (guint i = 0; i < chooser->marks->len; i++) {
        choose_for(chooser, i);
        gint score = chooser->best[i] + region_score(chooser, i, chooser->passage->words->count);
        if (score > best) {
            best = score;
            last = (gint)i;
        }
    }
    GArray *chosen = g_array_new(FALSE, FALSE, sizeof(guint));
    for (gint i = last; i >= 0; i = chooser->from[i]) {
        guint index = (guint)i;
        g_array_prepend_val(chosen, index);
    }
    return chosen;
}

static guint region_past(const struct chooser *chooser, const GArray *chosen, guint i)
{
    return i + 1 < chosen->len ? mark_at(chooser, g_array_index(chosen, guint, i + 1))->first : chooser->passage->words->count;
}

/* Whether the numbers leave some out, as answers do and a list of what happened does not. */
static bool leaves_out(const struct chooser *chooser, const GArray *chosen)
{
    for (guint i = 1; i < chosen->len; i++) {
        const struct mark *before = mark_at(chooser, g_array_index(chosen, guint, i - 1));
        const struct mark *mark = mark_at(chooser, g_array_index(chosen, guint, i));
        if (mark->at_line_start && before->at_line_start && mark->questions[0] > before->questions[before->count - 1] + 1)
            return true;
    }
    return false;
}

/* Whether the sequence is one of answers and not, say, a list of what happened. */
static bool makes_sense(struct chooser *chooser, const GArray *chosen)
{
    guint closed = 0, good = 0, strong = 0, named = 0;
    for (guint i = 0; i < chosen->len; i++) {
        const struct mark *mark = mark_at(chooser, g_array_index(chosen, guint, i));
        strong += mark->strength >= STRONG_MARK;
        named += mark->by_name && mark->strength >= STRONG_MARK;
        if (is_text_question(chooser->sorter, mark->questions[0]))
            continue;
        closed++;
        good += region_fit(chooser, g_array_index(chosen, guint, i), region_past(chooser, chosen, i), true) >= FIT_GOOD ||
                mark->count > 1;
    }
    if (named >= FEWEST_NAMED || (named > 0 && chooser->sorter->corrects))
        return true;
    if (chosen->len < FEWEST_MARKS && strong == 0)
        return chooser->sorter->corrects && closed > 0 && good == closed;
    return closed == 0 || good * 100 >= closed * GOOD_PERCENT || (good > 0 && leaves_out(chooser, chosen));
}

/* ---- claiming */

/* Gives each question of mark its piece of words: one each, or as their order leaves no doubt, else all of the words. */
static void share_out(struct sorter *sorter, const struct mark *mark, const GPtrArray *pieces, const char *words,
                      const char **given)
{
    g_autofree guint *result = g_new0(guint, pieces->len + 1);
    g_autofree bool *doubt = g_new0(bool, pieces->len + 1);
    guint found = 0;
    for (guint i = 0; i < mark->count; i++)
        given[i] = pieces->len == mark->count ? pieces->pdata[i] : words;
    if (pieces->len == mark->count || pieces->len < 2)
        return;
    order_pieces(sorter, pieces, mark->questions, mark->count, result, doubt);
    for (guint i = 0; i < pieces->len; i++)
        found += result[i] != 0 && !doubt[i];
    for (guint i = 0; found == mark->count && i < pieces->len; i++)
        for (guint n = 0; n < mark->count; n++)
            if (mark->questions[n] == result[i])
                given[n] = pieces->pdata[i];
}

static void claim_each(struct sorter *sorter, const struct passage *passage, const struct mark *mark, guint start, guint end)
{
    g_autofree char *words = passage_cut(passage, start, end);
    g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) parts = g_strsplit_set(words, ",;/\n", -1);
    for (guint i = 0; parts[i] != NULL; i++) {
        const char *part = g_strstrip(parts[i]);
        if (!text_is_blank(part))
            g_ptr_array_add(pieces, g_strdup(g_str_has_prefix(part, "and ") ? part + strlen("and ") : part));
    }
    if (pieces->len == 1) {
        g_auto(GStrv) halves = g_strsplit(words, " and ", -1);
        if (g_strv_length(halves) == mark->count) {
            g_ptr_array_set_size(pieces, 0);
            for (guint i = 0; halves[i] != NULL; i++)
                g_ptr_array_add(pieces, g_strdup(halves[i]));
        }
    }
    guint line_first = passage_line_at(passage, start), line_last = passage_line_at(passage, end > start ? end - 1 : start);
    g_autofree const char **given = g_new0(const char *, mark->count + 1);
    share_out(sorter, mark, pieces, words, given);
    for (guint i = 0; i < mark->count; i++) {
        struct claim claim = {mark->questions[i], CLAIM_NUMBER, g_strdup(given[i]), line_first, line_last};
        g_array_append_val(sorter->claims, claim);
    }
}

/* Returns the byte behind the answer that begins at start: the last one of a passage ends with its paragraph, or, where it is
 * short, with its line if much more follows. */
static guint end_of_last(const struct sorter *sorter, const struct passage *passage, guint question, guint start)
{
    guint length = (guint)strlen(passage->text);
    if (question == sorter_story(sorter))
        return length;
    while (start < length && g_ascii_isspace(passage->text[start]))
        start++;
    const char *paragraph = strstr(passage->text + start, "\n\n");
    guint end = paragraph != NULL ? (guint)(paragraph - passage->text) : length;
    const char *line = memchr(passage->text + start, '\n', end - start);
    if (line == NULL || is_text_question(sorter, question))
        return end;
    g_autofree char *rest = passage_cut(passage, (guint)(line - passage->text), end);
    AUTO(words) words = words_new(rest, false);
    return words->count > STORY_WORDS ? (guint)(line - passage->text) : end;
}

/* Whether the sentence that begins at word index goes on with what was said before: "It was RI." */
static bool goes_on(const struct passage *passage, guint index)
{
    static const char *const subjects[] = {"it", "that", "this", NULL}, *const verbs[] = {"was", "is", "should", "ought", NULL};
    if (index + 1 >= passage->words->count)
        return false;
    return g_strv_contains(subjects, passage->words->list[index].text) &&
           g_strv_contains(verbs, passage->words->list[index + 1].text);
}

/* Returns the byte behind the sentence that word first of the passage stands in. */
static guint end_of_sentence(const struct passage *passage, guint first)
{
    guint i = first + 1;
    while (i < passage->words->count && !((passage->words->list[i].gap & GAP_SENTENCE) && !goes_on(passage, i)))
        i++;
    return passage_word_start(passage, i);
}

/* Whether the words before mark only lead to it: "sorry - Q5 should be", "Answers: 1. yes". */
static bool only_leads_to(const struct passage *passage, const struct mark *mark)
{
    if (mark->at_line_start || mark->first > LEAD_WORDS)
        return false;
    for (guint i = 1; i <= mark->first; i++)
        if (passage->words->list[i].gap & (GAP_SENTENCE | GAP_LINE))
            return false;
    return true;
}

/* Returns where the words that lead to the first mark begin: in a correction ("I put 4 for question 8") with their paragraph,
 * else at the mark. */
static guint lead_start(const struct sorter *sorter, const struct passage *passage, const struct mark *mark)
{
    guint start = passage_word_start(passage, mark->first), paragraph = start;
    if (mark->at_line_start || !mark->by_name || !sort_rules_is_correction(sorter->rules, passage->text))
        return start;
    for (guint i = mark->first; i > 0 && !(passage->words->list[i].gap & GAP_PARAGRAPH); i--)
        paragraph = passage_word_start(passage, i - 1);
    return paragraph;
}

/* Claims what stands behind the last answer for the story. Where earlier answers are put right, sentences of the same paragraph
 * are no story: those that say what they put right are claimed for that, and the others for nothing. */
static void claim_behind(struct sorter *sorter, const struct passage *passage, guint start, guint end)
{
    for (guint i = 0, from = start; start < end && i <= passage->words->count; i++) {
        guint at = MIN(end, passage_word_start(passage, i));
        guint8 gap = i < passage->words->count ? passage->words->list[i].gap : GAP_PARAGRAPH;
        if (at <= from || !(at == end || (gap & (GAP_SENTENCE | GAP_PARAGRAPH))))
            continue;
        guint question = sorter_fact(sorter, passage, from, at);
        if (question != 0)
            sorter_claim(sorter, passage, question, CLAIM_FACT, from, at);
        from = start = at;
        if (gap & GAP_PARAGRAPH)
            break;
    }
    sorter_claim_story(sorter, passage, start, end);
}

static void claim_all(struct chooser *chooser, const GArray *chosen)
{
    struct sorter *sorter = chooser->sorter;
    const struct passage *passage = chooser->passage;
    const struct mark *first = mark_at(chooser, g_array_index(chosen, guint, 0));
    if (!only_leads_to(passage, first))
        sorter_claim_story(sorter, passage, 0, lead_start(sorter, passage, first));
    for (guint i = 0; i < chosen->len; i++) {
        const struct mark *mark = mark_at(chooser, g_array_index(chosen, guint, i));
        guint start = passage_word_start(passage, mark->past),
              end = passage_word_start(passage, region_past(chooser, chosen, i));
        if (i + 1 == chosen->len) {
            guint whole = end;
            end = end_of_last(sorter, passage, mark->questions[mark->count - 1], start);
            bool in_sentence = mark->by_name && !mark->at_line_start && sorter->corrects;
            if (in_sentence)
                end = MIN(end, end_of_sentence(passage, mark->past));
            if (in_sentence)
                claim_behind(sorter, passage, end, whole);
            else
                sorter_claim_story(sorter, passage, end, whole);
        }
        trim(sorter, passage, mark, &start, &end);
        if (mark->count > 1)
            claim_each(sorter, passage, mark, start, end);
        else
            sorter_claim(sorter, passage, mark->questions[0], CLAIM_NUMBER, start, end);
    }
}

/* Returns the first mark behind number i that is plain and names one of the next questions: the answer to a closed question
 * does not go on beyond it. G_MAXUINT where there is none. */
static guint successor_of(const struct chooser *chooser, guint i)
{
    const struct mark *mark = mark_at(chooser, i);
    guint last = mark->questions[mark->count - 1];
    if (is_text_question(chooser->sorter, last))
        return G_MAXUINT;
    for (guint n = i + 1; n < chooser->marks->len; n++) {
        const struct mark *next = mark_at(chooser, n);
        if (next->first > mark->first && next->at_line_start && next->strength >= STRONG_MARK && next->questions[0] > last &&
            next->questions[0] <= last + NEAR_QUESTIONS)
            return n;
    }
    return G_MAXUINT;
}

static void chooser_init(struct chooser *chooser, struct sorter *sorter, const struct passage *passage, GArray *marks)
{
    *chooser = (struct chooser){.sorter = sorter, .passage = passage, .marks = marks};
    chooser->best = g_new0(gint, marks->len + 1);
    chooser->from = g_new0(gint, marks->len + 1);
    chooser->fit_end = g_new0(guint, marks->len + 1);
    chooser->fit = g_new0(guint, marks->len + 1);
    chooser->successor = g_new0(guint, marks->len + 1);
    for (guint i = 0; i < marks->len; i++)
        chooser->successor[i] = successor_of(chooser, i);
    for (guint i = 0; i < marks->len; i++)
        chooser->fit_end[i] = G_MAXUINT;
}

static void chooser_clear(struct chooser *chooser)
{
    g_free(chooser->best);
    g_free(chooser->from);
    g_free(chooser->fit_end);
    g_free(chooser->fit);
    g_free(chooser->successor);
    g_array_unref(chooser->marks);
}

/* Whether among marks is one that is strong, or some questions in the writer's own words: figures within a story are not. */
static bool is_worth_a_look(const GArray *marks)
{
    guint asked = 0, dashed = 0, line = G_MAXUINT;
    for (guint i = 0; i < marks->len; i++) {
        const struct mark *mark = &g_array_index(marks, struct mark, i);
        if (mark->strength >= WEAK_MARK)
            return true;
        dashed += mark->strength >= DASHED_MARK;
        asked += mark->at_line_start && mark->by_name && mark->first != line;
        line = mark->first;
    }
    return asked >= FEWEST_MARKS || dashed >= FEWEST_MARKS;
}

static GArray *marks_in(const struct sorter *sorter, const struct passage *passage)
{
    return marks_find(passage, sorter->survey, sorter->names, sorter->context.rules);
}

/* Claims passage by the best sequence of marks (transfer full). Returns how many it has, 0 where none makes sense. */
static guint sort_by(struct sorter *sorter, const struct passage *passage, GArray *marks)
{
    struct chooser chooser;
    sorter->corrects = sort_rules_is_correction(sorter->rules, passage->text);
    chooser_init(&chooser, sorter, passage, marks);
    g_autoptr(GArray) chosen = is_worth_a_look(chooser.marks) ? choose(&chooser) : g_array_new(FALSE, FALSE, sizeof(guint));
    guint count = chosen->len > 0 && makes_sense(&chooser, chosen) ? chosen->len : 0;
    if (count > 0)
        claim_all(&chooser, chosen);
    chooser_clear(&chooser);
    return count;
}

guint sort_by_marks(struct sorter *sorter, const struct passage *passage)
{
    return sort_by(sorter, passage, marks_in(sorter, passage));
}

/* Returns of all marks of a passage under a question those that count: the question itself, before all words or behind its own
 * number, and those at the start of lines that are strong. (transfer full) */
static GArray *marks_under(const struct passage *passage, const GArray *all)
{
    GArray *marks = g_array_new(FALSE, FALSE, sizeof(struct mark));
    struct mark own = {.strength = OWN_STRENGTH, .at_line_start = true, .count = 1, .questions = {passage->question}};
    for (guint i = 0; i < all->len; i++) {
        const struct mark *mark = &g_array_index(all, struct mark, i);
        bool is_own = mark->count == 1 && mark->questions[0] == passage->question;
        if (mark->first == 0 && is_own && mark->strength >= STRONG_MARK)
            own.past = mark->past;
        if (marks->len == 0 && mark->first > 0)
            g_array_append_val(marks, own);
        if (mark->first > 0 && mark->at_line_start && mark->strength >= WEAK_MARK && !is_own)
            g_array_append_val(marks, *mark);
    }
    if (marks->len == 0)
        g_array_append_val(marks, own);
    return marks;
}

/* Cuts the sequence off at the first mark that is not well answered: it belongs to the answer before. */
static void keep_well_answered(struct chooser *chooser, GArray *chosen)
{
    for (guint i = 1; i < chosen->len; i++) {
        guint index = g_array_index(chosen, guint, i);
        bool is_text = is_text_question(chooser->sorter, mark_at(chooser, index)->questions[0]);
        if (!is_text && region_fit(chooser, index, region_past(chooser, chosen, i), true) < FIT_GOOD)
            g_array_remove_index(chosen, i--);
    }
}

/* Whether mark opens the passage and plainly numbers one of the closed questions behind the one that the passage stands under.
 */
static bool opens_later(const struct sorter *sorter, const struct passage *passage, const struct mark *mark)
{
    guint question = mark->questions[0];
    return mark->first == 0 && mark->strength >= STRONG_MARK && question > passage->question &&
           question <= passage->question + NEAR_QUESTIONS && !is_text_question(sorter, question);
}

/* Returns the word at which the answer behind mark index ends at the latest: the next mark at the start of a line. */
static guint past_answer(const struct chooser *chooser, guint index)
{
    for (guint n = index + 1; n < chooser->marks->len; n++)
        if (mark_at(chooser, n)->at_line_start && mark_at(chooser, n)->first >= mark_at(chooser, index)->past)
            return mark_at(chooser, n)->first;
    return chooser->passage->words->count;
}

/* Whether the passage under a question begins with the number of a later one and an answer to that: "6. Was it fair? [x] partly
 * [ ] no" and then "7. 4". */
static bool answers_later(struct sorter *sorter, const struct passage *passage, GArray *marks)
{
    bool answers = false;
    for (guint i = 0; !answers && i < marks->len; i++) {
        if (!opens_later(sorter, passage, &g_array_index(marks, struct mark, i)))
            continue;
        struct chooser chooser;
        chooser_init(&chooser, sorter, passage, g_array_ref(marks));
        answers = region_fit(&chooser, i, past_answer(&chooser, i), true) >= FIT_GOOD;
        chooser_clear(&chooser);
    }
    return answers;
}

void sort_under_question(struct sorter *sorter, const struct passage *passage)
{
    g_autoptr(GArray) marks = marks_in(sorter, passage);
    if (answers_later(sorter, passage, marks) && sort_by(sorter, passage, g_array_ref(marks)) > 0)
        return;
    struct chooser chooser;
    chooser_init(&chooser, sorter, passage, marks_under(passage, marks));
    g_autoptr(GArray) chosen = choose(&chooser);
    guint first = 0;
    if (chosen->len == 0 || g_array_index(chosen, guint, 0) != 0)
        g_array_prepend_val(chosen, first);
    keep_well_answered(&chooser, chosen);
    if (chosen->len == 1) {
        guint start = passage_word_start(passage, mark_at(&chooser, 0)->past), end = (guint)strlen(passage->text);
        sort_rules_trim(sorter->rules, passage->text, false, &start, &end);
        sorter_claim(sorter, passage, passage->question, CLAIM_PLACE, start, end);
    } else
        claim_all(&chooser, chosen);
    chooser_clear(&chooser);
}
