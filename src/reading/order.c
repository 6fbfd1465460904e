/* Sorts answers that carry no numbers by their order: the pieces are laid against the questions, both in their order, so that
 * as many as possible look like answers; where another way would do about as well, nothing is decided. */
#include <string.h>

#include "base/text.h"
#include "reading/sort.h"

#define FIT_ZERO 45 /* a piece that looks less like an answer than this is none */
#define SKIP_PIECE (-30)
#define SKIP_QUESTION (-4)
#define DOUBT_MARGIN 10     /* another way must be worse by so much */
#define LONG_PIECE_WORDS 5u /* looks like an answer in one's own words */
#define SHORT_TEXT_FIT 35
#define SHORT_PIECE_WORDS 8u
#define SHORT_PERCENT 60u
#define MOST_PIECES 60u
#define FEWEST_ANSWERS 3u
#define FEWEST_GOOD_PERCENT 70u
#define FIT_GOOD 60u
#define EACH_PERCENT 75u
#define NONE G_MININT / 4

/* The table of the search: rows are pieces, columns questions. */
struct table {
    guint rows, columns;
    gint *fit;            /* of piece row as the answer to the question of the column */
    gint *before, *after; /* best score of all before (row, column), and from there on */
};

static gint *cell(gint *list, const struct table *table, guint row, guint column)
{
    return &list[row * (table->columns + 1) + column];
}

static gint piece_fit(struct sorter *sorter, guint question, const char *piece)
{
    const struct question *definition = survey_question_number(sorter->survey, question);
    if (strcmp(definition->type, "text") == 0 && !answer_is_refusal(sorter->context.rules, piece))
        return (words_count(piece) >= LONG_PIECE_WORDS ? 60 : SHORT_TEXT_FIT) - FIT_ZERO;
    return (gint)sorter_fit(sorter, question, piece) - FIT_ZERO;
}

static void fill_before(struct table *table)
{
    for (guint r = 0; r <= table->rows; r++)
        for (guint c = 0; c <= table->columns; c++) {
            gint best = r == 0 && c == 0 ? 0 : NONE;
            if (r > 0)
                best = MAX(best, *cell(table->before, table, r - 1, c) + SKIP_PIECE);
            if (c > 0)
                best = MAX(best, *cell(table->before, table, r, c - 1) + SKIP_QUESTION);
            if (r > 0 && c > 0)
                best = MAX(best, *cell(table->before, table, r - 1, c - 1) + *cell(table->fit, table, r - 1, c - 1));
            *cell(table->before, table, r, c) = best;
        }
}

static void fill_after(struct table *table)
{
    for (guint r = table->rows + 1; r-- > 0;)
        for (guint c = table->columns + 1; c-- > 0;) {
            gint best = r == table->rows && c == table->columns ? 0 : NONE;
            if (r < table->rows)
                best = MAX(best, *cell(table->after, table, r + 1, c) + SKIP_PIECE);
            if (c < table->columns)
                best = MAX(best, *cell(table->after, table, r, c + 1) + SKIP_QUESTION);
            if (r < table->rows && c < table->columns)
                best = MAX(best, *cell(table->after, table, r + 1, c + 1) + *cell(table->fit, table, r, c));
            *cell(table->after, table, r, c) = best;
        }
}

/* Finds the best question for piece row, and whether another is about as good. */
static void decide(const struct table *table, const guint *questions, guint row, guint *result, bool *doubt)
{
    gint none = NONE, best = NONE, second = NONE;
    guint column = 0;
    for (guint c = 0; c < table->columns; c++) {
        gint score =
            *cell(table->before, table, row, c) + *cell(table->fit, table, row, c) + *cell(table->after, table, row + 1, c + 1);
        if (score > best) {
            second = best;
            best = score;
            column = c;
        } else {
            second = MAX(second, score);
        }
    }
    for (guint c = 0; c <= table->columns; c++)
        none = MAX(none, *cell(table->before, table, row, c) + SKIP_PIECE + *cell(table->after, table, row + 1, c));
    *result = best > none ? questions[column] : 0;
    *doubt = *result != 0 && best - second < DOUBT_MARGIN;
}

/* Whether there are as many pieces as questions, and most look like the answer to the one in the same place. */
static bool is_one_for_each(const struct table *table)
{
    guint good = 0;
    for (guint i = 0; table->rows == table->columns && i < table->rows; i++)
        good += *cell(table->fit, table, i, i) > 0;
    return good * 100 >= table->columns * EACH_PERCENT && good > FEWEST_ANSWERS;
}

gint order_pieces(struct sorter *sorter, const GPtrArray *pieces, const guint *questions, guint count, guint *result,
                  bool *doubt)
{
    struct table table = {.rows = pieces->len, .columns = count};
    gsize cells = (gsize)(table.rows + 1) * (count + 1);
    table.fit = g_new0(gint, cells);
    table.before = g_new0(gint, cells);
    table.after = g_new0(gint, cells);
    for (guint r = 0; r < table.rows; r++)
        for (guint c = 0; c < count; c++)
            *cell(table.fit, &table, r, c) = piece_fit(sorter, questions[c], pieces->pdata[r]);
    fill_before(&table);
    fill_after(&table);
    bool each = is_one_for_each(&table);
    for (guint r = 0; each && r < table.rows; r++)
        result[r] = questions[r];
    for (guint r = 0; !each && r < table.rows; r++)
        decide(&table, questions, r, &result[r], &doubt[r]);
    gint score = *cell(table.before, &table, table.rows, count);
    g_free(table.fit);
    g_free(table.before);
    g_free(table.after);
    return score;
}

/* ---- dividing a passage */

/* A piece of a passage's text. */
struct piece_place {
    guint start, end;
};

enum division { BY_LINES, BY_COMMAS, BY_SENTENCES, DIVISIONS };

static bool divides(const struct passage *passage, guint at, enum division division)
{
    const char *p = passage->text + at;
    switch (division) {
    case BY_LINES:
        return *p == '\n';
    case BY_COMMAS:
        return *p == '\n' || *p == ';' || (*p == ',' && (p[1] == ' ' || p[1] == '\n' || p[1] == '\0')) ||
               (*p == '/' && p[1] == ' ' && at > 0 && p[-1] == ' ');
    default:
        return *p == '\n' || (strchr(".!;", *p) != NULL && (p[1] == ' ' || p[1] == '\n' || p[1] == '\0'));
    }
}

/* Divides the passage up to byte limit. (transfer full): GArray of struct piece_place */
static GArray *divide(const struct sort_rules *rules, const struct passage *passage, enum division division, guint limit)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(struct piece_place));
    for (guint at = 0, start = 0; at <= limit && places->len < MOST_PIECES; at++) {
        if (at < limit && !divides(passage, at, division))
            continue;
        struct piece_place place = {start, at};
        sort_rules_trim(rules, passage->text, false, &place.start, &place.end);
        g_autofree char *text = passage_cut(passage, place.start, place.end);
        if (!text_is_blank(text))
            g_array_append_val(places, place);
        start = at + 1;
    }
    return places;
}

/* A way to divide a passage, and what came of it. */
struct attempt {
    GArray *places;
    guint *result;
    bool *doubt;
    gint score;
    guint answers, good;
};

static void attempt_clear(struct attempt *attempt)
{
    if (attempt->places != NULL)
        g_array_unref(attempt->places);
    g_free(attempt->result);
    g_free(attempt->doubt);
}

/* Whether most pieces are as short as answers in a row are. */
static bool are_short(const GPtrArray *pieces)
{
    guint count = 0;
    for (guint i = 0; i < pieces->len; i++)
        count += words_count(pieces->pdata[i]) <= SHORT_PIECE_WORDS;
    return count * 100 >= pieces->len * SHORT_PERCENT;
}

static struct attempt try_division(struct sorter *sorter, const struct passage *passage, enum division division, guint limit)
{
    struct attempt attempt = {.places = divide(sorter->rules, passage, division, limit)};
    guint count = sorter->survey->questions->len;
    if (attempt.places->len * FEWEST_GOOD_PERCENT > count * 100 || attempt.places->len < FEWEST_ANSWERS)
        return attempt; /* cannot become sound */
    g_autofree guint *questions = g_new0(guint, count + 1);
    for (guint i = 0; i < count; i++)
        questions[i] = i + 1;
    g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < attempt.places->len; i++) {
        const struct piece_place *place = &g_array_index(attempt.places, struct piece_place, i);
        g_ptr_array_add(pieces, passage_cut(passage, place->start, place->end));
    }
    if (!are_short(pieces))
        return attempt;
    attempt.result = g_new0(guint, pieces->len + 1);
    attempt.doubt = g_new0(bool, pieces->len + 1);
    attempt.score = order_pieces(sorter, pieces, questions, count, attempt.result, attempt.doubt);
    for (guint i = 0; i < pieces->len; i++) {
        attempt.answers += attempt.result[i] != 0;
        attempt.good += attempt.result[i] != 0 && sorter_fit(sorter, attempt.result[i], pieces->pdata[i]) >= FIT_GOOD;
    }
    return attempt;
}

static bool is_sound(const struct attempt *attempt)
{
    return attempt->good >= FEWEST_ANSWERS && attempt->good * 100 >= attempt->places->len * FEWEST_GOOD_PERCENT;
}

/* Returns the byte up to which the passage may be answers in order: where a paragraph is too long for them. */
static guint answers_end(const struct passage *passage)
{
    const char *blank = strstr(passage->text, "\n\n");
    return blank != NULL ? (guint)(blank - passage->text) : (guint)strlen(passage->text);
}

/* What the order leaves over may still say by itself what it answers: "visit was a 5, wait a 4". */
static void claim_left_over(struct sorter *sorter, const struct passage *passage, guint start, guint end)
{
    for (guint at = start, from = start; at <= end; at++) {
        if (at < end && !divides(passage, at, BY_COMMAS))
            continue;
        guint question = sorter_fact(sorter, passage, from, at);
        if (question != 0)
            sorter_claim(sorter, passage, question, CLAIM_ORDER, from, at);
        else
            sorter_claim_story(sorter, passage, from, at);
        from = at + 1;
    }
}

/* Whether a piece that was taken for somebody's own words is made of answers to closed questions throughout. */
static bool says_facts(struct sorter *sorter, const struct passage *passage, const struct attempt *attempt, guint piece)
{
    guint question = attempt->result[piece];
    guint start = g_array_index(attempt->places, struct piece_place, piece).start;
    guint end = g_array_index(attempt->places, struct piece_place, piece).end;
    if (strcmp(survey_question_number(sorter->survey, question)->type, "text") != 0)
        return false;
    for (guint at = start, from = start; at <= end; at++) {
        if (at < end && !divides(passage, at, BY_COMMAS))
            continue;
        guint fact = sorter_fact(sorter, passage, from, at);
        for (guint i = 0; i < attempt->places->len; i++)
            if (fact == 0 || attempt->result[i] == fact) /* answered elsewhere */
                return false;
        from = at + 1;
    }
    return true;
}

static void claim_attempt(struct sorter *sorter, const struct passage *passage, const struct attempt *attempt, guint limit)
{
    for (guint i = 0; i < attempt->places->len; i++) {
        const struct piece_place *place = &g_array_index(attempt->places, struct piece_place, i);
        if (attempt->result[i] == 0 || says_facts(sorter, passage, attempt, i))
            claim_left_over(sorter, passage, place->start, place->end);
        else
            sorter_claim(sorter, passage, attempt->result[i], attempt->doubt[i] ? CLAIM_DOUBT : CLAIM_ORDER, place->start,
                         place->end);
    }
    sorter_claim_story(sorter, passage, limit, (guint)strlen(passage->text));
}

/* Tries all divisions up to limit, and claims by the best one that is sound. */
static guint sort_up_to(struct sorter *sorter, const struct passage *passage, guint limit)
{
    struct attempt best = {0};
    for (guint division = 0; division < DIVISIONS; division++) {
        struct attempt attempt = try_division(sorter, passage, division, limit);
        bool complete = division == BY_LINES && attempt.answers == sorter->survey->questions->len;
        bool better = is_sound(&attempt) && (best.places == NULL || attempt.score > best.score);
        if (better) {
            attempt_clear(&best);
            best = attempt;
        } else {
            attempt_clear(&attempt);
        }
        if (better && complete) /* a line for each question: nothing says it better */
            break;
    }
    guint answers = best.answers;
    if (best.places != NULL)
        claim_attempt(sorter, passage, &best, limit);
    attempt_clear(&best);
    return answers;
}

guint sort_by_order(struct sorter *sorter, const struct passage *passage)
{
    guint length = (guint)strlen(passage->text), limit = answers_end(passage);
    guint answers = sort_up_to(sorter, passage, length);
    return answers == 0 && limit < length ? sort_up_to(sorter, passage, limit) : answers;
}
