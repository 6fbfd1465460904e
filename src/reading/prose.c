/* Answers told in sentences: "I am a serving head of a special school. We were inspected in May 2023 ...". The text is cut at
 * clauses; runs of clauses are laid against the questions so that they say the most, best in the order of the questions. A
 * story is not read so: most of a paragraph must answer, and it must answer much of the survey. */
#include "reading/prose.h"

#include <string.h>

#include "answer/lexicon.h"
#include "base/text.h"

#define MOST_CLAUSES 80u
#define MOST_RUN 5u /* clauses that answer one question together */
#define FIT_ANSWER 60u
#define FIT_PLAIN 90u /* without any word of the question */
#define MOST_PLAIN_WORDS 8u
#define FIT_ZERO 50
#define NAMED_BONUS 15
#define MOST_HITS 2u
#define SKIP_CLAUSE (-8)
#define RUN_CLAUSE (-2)
#define BACK (-12) /* to an earlier question */
#define YEAR_DIGITS 4u
#define FEWEST_ANSWERS 3u
#define SURVEY_PERCENT 38u    /* of the closed questions must be answered */
#define MOST_SHORT_CLAUSES 8u /* where all answer, a few are enough: "RI. Not fair. Visit was a 5, wait 4." */
#define PARAGRAPH_PERCENT 60u /* of a paragraph's clauses must answer something */
#define SENTENCES_PERCENT 70u /* or of its sentences */
#define NAMING_PERCENT 50u    /* of a paragraph's clauses must name a question */
#define MOST_SCRAP_WORDS 6u   /* and marks, of the end of a sentence that says nothing by itself */
#define FEWEST_REPEATED 2u
#define FEWEST_OF_ANOTHER 2u
#define NO_SCORE (G_MININT / 4)

/* The way that a state of the search was reached. */
struct step {
    gint score;
    guint from, before; /* clause and question before; from == own clause - 1 and before == own question: skipped */
};

static struct clause *clause_at(const struct prose *prose, guint i) { return prose_clause(prose, i); }

static struct step *step_at(const struct prose *prose, guint clause, guint question)
{
    return &prose->steps[clause * prose->columns + question];
}

/* Whether word i is a month, a year or a day: "in May 2023". */
static bool is_date(const struct prose *prose, guint i)
{
    const struct words *words = prose->passage->words;
    if (i >= words->count)
        return false;
    const char *word = words->list[i].text;
    bool is_year = strlen(word) == YEAR_DIGITS && strspn(word, "0123456789") == YEAR_DIGITS;
    return is_year || lexicon_has(prose->sorter->context.rules, LIST_MONTH, word, NULL);
}

static bool cuts(const struct prose *prose, guint i)
{
    const struct words *words = prose->passage->words;
    static const char *const joints[] = {"and",      "but",   "which",   "who",     "though",
                                         "although", "while", "whereas", "because", NULL};
    const struct word *word = &words->list[i], *before = &words->list[i - 1];
    if (word->gap & (GAP_SENTENCE | GAP_LINE))
        return true;
    if (before->is_mark)
        return strchr(",;:-", *before->text) != NULL;
    for (guint n = 0; joints[n] != NULL; n++)
        if (strcmp(word->text, joints[n]) == 0)
            return true;
    static const char *const reasons[] = {"i", "we", "my", "our", "it", "they", "he", "she", "the", NULL};
    if (strcmp(word->text, "as") == 0 && i + 1 < words->count && g_strv_contains(reasons, words->list[i + 1].text))
        return true;
    if (strcmp(word->text, "in") == 0 && is_date(prose, i + 1))
        return true;
    bool of_a = i + 1 < words->count && (strcmp(word->text, "of") == 0 || strcmp(word->text, "at") == 0);
    if (i + 2 < words->count && lexicon_has(prose->sorter->context.rules, LIST_UNIT, words->list[i + 2].text, NULL))
        return false; /* "the best part of a year" */
    return of_a && (strcmp(words->list[i + 1].text, "a") == 0 || strcmp(words->list[i + 1].text, "an") == 0);
}

/* Returns the word behind the sentence that begins at word i where all it does is to put a figure right: "No, call it 4."; else
 * i. */
static guint behind_turn(const struct prose *prose, guint i)
{
    static const char *const turns[] = {"no", "sorry", "actually", "correction", "make", "call", NULL}, *const joints[] = {
                                                                                                            "it", "that", "a",
                                                                                                            "say", NULL};
    const struct words *words = prose->passage->words;
    guint end = i, figures = 0;
    if (i == 0 || !(words->list[i].gap & GAP_SENTENCE) || !g_strv_contains(turns, words->list[i].text))
        return i;
    for (; end < words->count && (end == i || !(words->list[end].gap & (GAP_SENTENCE | GAP_PARAGRAPH))); end++) {
        const struct word *word = &words->list[end];
        bool counts = g_ascii_isdigit(*word->text) || lexicon_has(prose->sorter->context.rules, LIST_NUMBER, word->text, NULL);
        if (!counts && !word->is_mark && !g_strv_contains(turns, word->text) && !g_strv_contains(joints, word->text))
            return i;
        figures += counts;
    }
    return figures == 1 ? end : i;
}

static void cut(struct prose *prose)
{
    const struct words *words = prose->passage->words;
    guint paragraph = 0, whole = 0; /* no clause ends before word `whole` */
    for (guint i = 1, first = 0; i <= words->count && prose->clauses->len < MOST_CLAUSES; i++) {
        if (i < words->count && i >= whole)
            whole = behind_turn(prose, i);
        if (i < words->count && (i < whole || !cuts(prose, i)))
            continue;
        struct clause clause = {.first = first, .past = i, .start = first, .paragraph = paragraph};
        clause.begins_sentence = (words->list[first].gap & (GAP_SENTENCE | GAP_LINE)) != 0;
        clause.hits = g_new0(guint, prose->columns);
        clause.parts = g_new0(guint, prose->columns);
        mark_names_count(prose->sorter->names, words, first, i, clause.hits);
        g_array_append_val(prose->clauses, clause);
        first = i;
        if (i < words->count && (words->list[i].gap & GAP_PARAGRAPH))
            paragraph++;
    }
}

static void clause_clear(gpointer data)
{
    struct clause *clause = data;
    g_free(clause->hits);
    g_free(clause->parts);
}

/* Returns how many of the words [from, ...) of the clauses [first, past) know question; only the first word may be left out. */
static guint count_hits(const struct prose *prose, guint first, guint past, guint from, guint question)
{
    guint hits = 0;
    for (guint i = first; i < past; i++)
        hits += clause_at(prose, i)->hits[question - 1];
    return from == clause_at(prose, first)->first
               ? hits
               : hits - mark_names_hits(prose->sorter->names, question, prose->passage->words, from - 1, from);
}

/* Whether the clauses [first, past) may name a value of question at all. */
static bool may_answer(const struct prose *prose, guint first, guint past, const struct question *question)
{
    struct answer_context context = prose->sorter->context;
    context.question = question;
    for (guint i = first; i < past; i++) {
        struct clause *clause = clause_at(prose, i);
        guint *part = &clause->parts[question->number - 1];
        if (*part == 0)
            *part = 1u + answer_may_be_named(&context, prose->passage->words, clause->first, clause->past);
        if (*part > 1)
            return true;
    }
    return false;
}

/* Whether the words [from, to) could answer anything: "Yes," */
static bool is_plain(const struct prose *prose, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        const struct word *word = &prose->passage->words->list[i];
        if (!word->is_mark && !g_hash_table_contains(prose->sorter->rules->plain_answers, word->text))
            return false;
    }
    return true;
}

/* Returns what the clauses [first, past) score as the answer to question, NO_SCORE where they are none. */
static gint run_score(const struct prose *prose, guint first, guint past, guint question)
{
    const struct question *definition = survey_question_number(prose->sorter->survey, question);
    if (strcmp(definition->type, "text") == 0)
        return NO_SCORE;
    guint from = clause_at(prose, first)->first, to = clause_at(prose, past - 1)->past;
    const char *begins = prose->passage->words->list[from].text;
    from += from + 1 < to && (strcmp(begins, "and") == 0 || strcmp(begins, "but") == 0);
    guint hits = count_hits(prose, first, past, from, question);
    bool several = strcmp(definition->type, "multi") == 0;
    if (hits == 0 && is_plain(prose, from, to))
        return NO_SCORE;
    if ((hits == 0 && ((past - first > 1 && !several) || to - from > MOST_PLAIN_WORDS)) ||
        !may_answer(prose, first, past, definition))
        return NO_SCORE;
    g_autofree char *words =
        passage_cut(prose->passage, passage_word_start(prose->passage, from), passage_word_start(prose->passage, to));
    bool is_figure = strcmp(definition->type, "scale") == 0 || strcmp(definition->type, "number") == 0;
    guint fit = sorter_fit_well(prose->sorter, question, words, FIT_ANSWER);
    if (fit < FIT_ANSWER || (hits == 0 && (fit < FIT_PLAIN || is_figure)))
        return NO_SCORE;
    return (gint)fit - FIT_ZERO + NAMED_BONUS * (gint)MIN(hits, MOST_HITS) + RUN_CLAUSE * (gint)(past - first - 1);
}

static void reach(const struct prose *prose, guint clause, guint question, gint score, guint from, guint before)
{
    struct step *step = step_at(prose, clause, question);
    if (score > step->score)
        *step = (struct step){score, from, before};
}

/* Goes on from clause at: skips it, or takes it and some behind it as the answer to another question. */
static void go_on(const struct prose *prose, guint at)
{
    for (guint past = at + 1; clause_at(prose, at)->is_open && past <= prose->clauses->len && past <= at + MOST_RUN; past++) {
        if (clause_at(prose, past - 1)->paragraph != clause_at(prose, at)->paragraph || !clause_at(prose, past - 1)->is_open)
            break;
        for (guint question = 1; question < prose->columns; question++) {
            gint score = run_score(prose, at, past, question);
            bool is_vague = strcmp(survey_question_number(prose->sorter->survey, question)->type, "multi") == 0 &&
                            count_hits(prose, at, past, clause_at(prose, at)->first, question) == 0;
            for (guint before = 0; score != NO_SCORE && before < prose->columns; before++)
                if (before != question && step_at(prose, at, before)->score > NO_SCORE && !(before > question && is_vague))
                    reach(prose, past, question, step_at(prose, at, before)->score + score + (before > question ? BACK : 0), at,
                          before);
        }
    }
    for (guint question = 0; question < prose->columns; question++)
        if (step_at(prose, at, question)->score > NO_SCORE)
            reach(prose, at + 1, question, step_at(prose, at, question)->score + SKIP_CLAUSE, at, question);
}

/* Gives the clauses the questions of the best way. */
static void search(struct prose *prose)
{
    guint count = prose->clauses->len;
    prose->steps = g_new0(struct step, (gsize)(count + 1) * prose->columns);
    for (gsize i = 0; i < (gsize)(count + 1) * prose->columns; i++)
        prose->steps[i].score = NO_SCORE;
    step_at(prose, 0, 0)->score = 0;
    for (guint at = 0; at < count; at++)
        go_on(prose, at);
    guint best = 0;
    for (guint question = 0; question < prose->columns; question++)
        if (step_at(prose, count, question)->score > step_at(prose, count, best)->score)
            best = question;
    for (guint at = count, question = best; at > 0;) {
        const struct step *step = step_at(prose, at, question);
        for (guint i = step->from; step->before != question && i < at; i++)
            clause_at(prose, i)->question = question;
        at = step->from;
        question = step->before;
    }
    g_free(prose->steps);
}

/* Takes the questions from the clauses of paragraphs that tell more than they answer; words for a text question count as
 * neither. Returns how many closed questions are answered. */
static guint keep_answers(struct prose *prose)
{
    guint answers = 0;
    for (guint first = 0, past; first < prose->clauses->len; first = past) {
        guint answering = 0, texts = 0, sentences = 0, telling = 0;
        bool answers_here = false;
        for (past = first;
             past < prose->clauses->len && clause_at(prose, past)->paragraph == clause_at(prose, first)->paragraph; past++) {
            bool text = prose_is_text(prose, clause_at(prose, past)->question);
            texts += text;
            answering += clause_at(prose, past)->question != 0 && !text;
            if (clause_at(prose, past)->begins_sentence) {
                sentences += !text;
                answers_here = false;
            }
            telling += !answers_here && clause_at(prose, past)->question != 0 && !text;
            answers_here |= clause_at(prose, past)->question != 0;
        }
        bool kept =
            answering * 100 >= (past - first - texts) * PARAGRAPH_PERCENT || telling * 100 >= sentences * SENTENCES_PERCENT;
        for (guint i = first; i < past; i++) {
            struct clause *clause = clause_at(prose, i);
            bool text = prose_is_text(prose, clause->question);
            clause->is_of_story = !kept;
            if (!kept && !text)
                clause->question = 0;
            answers += clause->question != 0 && !text && (i == 0 || clause_at(prose, i - 1)->question != clause->question);
        }
    }
    return answers;
}

static void claim_runs(struct prose *prose)
{
    for (guint first = 0, past; first < prose->clauses->len; first = past) {
        const struct clause *clause = clause_at(prose, first);
        for (past = first + 1; past < prose->clauses->len && clause_at(prose, past)->question == clause->question &&
                               clause_at(prose, past)->paragraph == clause->paragraph;
             past++)
            ;
        guint start = passage_word_start(prose->passage, clause->start),
              end = passage_word_start(prose->passage, clause_at(prose, past - 1)->past);
        bool is_scrap = first > 0 && !clause->begins_sentence && past == first + 1 && !clause->is_of_story &&
                        clause->past - clause->first <= MOST_SCRAP_WORDS;
        if (clause->question != 0)
            sorter_claim(prose->sorter, prose->passage, clause->question, CLAIM_ORDER, start, end);
        else if (is_scrap) /* "but nothing else" */
            sorter_claim(prose->sorter, prose->passage, sorter_story(prose->sorter), CLAIM_NOTE, start, end);
        else
            sorter_claim_story(prose->sorter, prose->passage, start, end);
    }
    const struct clause *last = clause_at(prose, prose->clauses->len - 1);
    sorter_claim_story(prose->sorter, prose->passage, passage_word_start(prose->passage, last->past),
                       (guint)strlen(prose->passage->text));
}

/* Whether the passage is short and holds nothing but answers. */
static bool all_answer(const struct prose *prose)
{
    for (guint i = 0; i < prose->clauses->len; i++)
        if (clause_at(prose, i)->question == 0)
            return false;
    return prose->clauses->len <= MOST_SHORT_CLAUSES;
}

/* Whether the passage goes back to several questions that it has answered, as one who tells of two inspections does. */
static bool repeats(const struct prose *prose)
{
    g_autofree guint *runs = g_new0(guint, prose->columns);
    guint repeated = 0;
    for (guint i = 0; i < prose->clauses->len; i++) {
        guint question = clause_at(prose, i)->question;
        if (question != 0 && (i == 0 || clause_at(prose, i - 1)->question != question))
            repeated += ++runs[question] == 2;
    }
    return repeated >= FEWEST_REPEATED;
}

/* Whether the passage tells of somebody else: "My husband was a head. He was inspected in May". */
static bool is_of_another(const struct prose *prose)
{
    static const char *const others[] = {"he", "she", "he'd", "she'd", "he's", "she's", NULL};
    guint count = 0;
    for (guint i = 0; i < prose->clauses->len; i++)
        count += g_strv_contains(others, prose->passage->words->list[clause_at(prose, i)->first].text);
    return count >= FEWEST_OF_ANOTHER;
}

static guint closed_questions(const struct survey *survey)
{
    guint count = 0;
    for (guint i = 0; i < survey->questions->len; i++)
        count += strcmp(((const struct question *)survey->questions->pdata[i])->type, "text") != 0;
    return count;
}

/* Notes in named which questions the words of clause name. Returns whether it names any. */
static bool note_named(const struct prose *prose, const struct clause *clause, bool *named)
{
    bool any = false;
    for (guint i = 0; i < prose->sorter->survey->questions->len; i++) {
        bool hit = clause->hits[i] > 0;
        named[i] |= hit;
        any |= hit;
    }
    return any;
}

/* Opens the paragraphs of which most clauses name a question. Returns whether they name enough questions for a search to be
 * worth its time. */
static bool open_paragraphs(struct prose *prose, guint wanted)
{
    guint count = prose->sorter->survey->questions->len, all = 0;
    g_autofree bool *named = g_new0(bool, count + 1);
    for (guint first = 0, past; first < prose->clauses->len; first = past) {
        guint naming = 0;
        for (past = first;
             past < prose->clauses->len && clause_at(prose, past)->paragraph == clause_at(prose, first)->paragraph; past++)
            naming += note_named(prose, clause_at(prose, past), named);
        for (guint i = first; i < past; i++)
            clause_at(prose, i)->is_open = naming * 100 >= (past - first) * NAMING_PERCENT;
    }
    for (guint i = 0; i < count; i++)
        all += named[i];
    return all >= wanted;
}

guint sort_by_prose(struct sorter *sorter, const struct passage *passage)
{
    guint wanted = MAX(FEWEST_ANSWERS, closed_questions(sorter->survey) * SURVEY_PERCENT / 100);
    struct prose prose = {sorter, passage, g_array_new(FALSE, FALSE, sizeof(struct clause)), sorter->survey->questions->len + 1,
                          NULL};
    g_array_set_clear_func(prose.clauses, clause_clear);
    cut(&prose);
    guint answers = 0;
    if (open_paragraphs(&prose, prose.clauses->len <= MOST_SHORT_CLAUSES ? FEWEST_ANSWERS : wanted)) {
        prose_find_texts(&prose);
        search(&prose);
        prose_name_texts(&prose);
        answers = keep_answers(&prose);
    }
    bool enough =
        (answers >= wanted || (answers >= FEWEST_ANSWERS && all_answer(&prose))) && !repeats(&prose) && !is_of_another(&prose);
    if (enough) {
        prose_give_rest(&prose);
        claim_runs(&prose);
    }
    g_array_unref(prose.clauses);
    return enough ? answers : 0;
}
