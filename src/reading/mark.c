/* Finds marks by their form. Which of them are meant is for others to decide: see sort.c. */
#include "reading/mark.h"

#include <string.h>

#define MOST_MARKS 800u    /* of one passage */
#define MOST_NAME_WORDS 8u /* before the colon: "What kind of inspection was it" */
#define MOST_NUMBER_WORDS 3u
#define FEWEST_LEADERS 4u /* dots in a row that lead from a name to its answer: three end a thought */

#define STRENGTH_PREFIX_START 100u /* "Q5" at the start of a line */
#define STRENGTH_DELIMITED_START 90u
#define STRENGTH_LIST 85u /* numbered by the markup */
#define STRENGTH_CELL 85u
#define STRENGTH_PREFIX 80u
#define STRENGTH_BARE_START 60u
#define STRENGTH_POINT 60u /* "5." or "5)" within a line */
#define STRENGTH_COLON 55u
#define STRENGTH_DASH 40u
#define STRENGTH_ALONE 30u            /* a bare number that fills its line */
#define KEYCAP_TEN "\xF0\x9F\x94\x9F" /* U+1F51F: the other figures are digits with a combining mark */
#define STRENGTH_BARE 15u
#define STRENGTH_ASKED 30u /* a question in the writer\'s own words, with the answer behind it */
#define STRENGTH_LETTER 70u

struct finder {
    const struct passage *passage;
    const struct words *words;
    const struct survey *survey;
    const struct mark_names *names;
    const struct answer_rules *rules;
    GArray *marks;
    guint line;     /* index in the passage's lines of the word at hand */
    guint numbered; /* the word behind the last number that surely names a question: one right there is its answer, "Q3: 5." */
};

static const struct word *word_at(const struct finder *finder, guint at)
{
    return at < finder->words->count ? &finder->words->list[at] : NULL;
}

static bool is_text(const struct word *word, const char *text) { return word != NULL && strcmp(word->text, text) == 0; }

static bool is_one_of(const struct word *word, const char *const *list)
{
    return word != NULL && g_strv_contains(list, word->text);
}

/* Whether word begins right where the word before it ends. */
static bool is_tight(const struct finder *finder, guint at)
{
    return at > 0 && at < finder->words->count && finder->words->list[at - 1].end == finder->words->list[at].start;
}

static bool begins_line(const struct word *word) { return (word->gap & GAP_LINE) != 0; }

/* ---- numbers */

/* Reads digits, with a part's letter behind them ("9a"), up to the number of questions. */
static bool read_digits(const struct finder *finder, const char *text, guint *number)
{
    guint value = 0, digits = 0;
    for (; g_ascii_isdigit(*text) && digits < 4; text++, digits++)
        value = value * 10 + (guint)(*text - '0');
    bool rest = *text == '\0' || (g_ascii_isalpha(*text) && text[1] == '\0');
    *number = value;
    return digits > 0 && digits < 3 && rest && value >= 1 && value <= finder->survey->questions->len;
}

static bool read_roman(const char *text, guint *number)
{
    static const char *const romans[] = {"i",  "ii",  "iii",  "iv",  "v",  "vi",  "vii",  "viii",  "ix",  "x",
                                         "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"};
    for (guint i = 0; i < G_N_ELEMENTS(romans); i++)
        if (strcmp(text, romans[i]) == 0) {
            *number = i + 1;
            return true;
        }
    return false;
}

/* Reads a number that is written as a word, from word at on. Returns how many words it took. */
static guint read_number_words(const struct finder *finder, guint at, guint *number)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    for (guint i = at; i < finder->words->count && i < at + MOST_NUMBER_WORDS && !finder->words->list[i].is_mark; i++)
        g_ptr_array_add(list, (gpointer)finder->words->list[i].text);
    guint taken = 0;
    gint64 value = 0;
    if (list->len == 0 || g_ascii_isdigit(*finder->words->list[at].text) ||
        !answer_number(finder->rules, list, &taken, &value) || value < 1 || value > finder->survey->questions->len)
        return 0;
    *number = (guint)value;
    return taken;
}

/* A number being read as a mark. */
struct reading_mark {
    struct mark mark;
    bool prefix, roman, word; /* how it is written */
};

/* Whether the "no" at word at turns the figure before it rather than naming a question: "4, no 5". */
static bool is_turn(const struct finder *finder, guint at)
{
    guint before = at;
    while (before > 0 && finder->words->list[before - 1].is_mark)
        before--;
    return is_text(word_at(finder, at), "no") && before > 0 && !begins_line(word_at(finder, at)) &&
           !(finder->words->list[at].gap & GAP_SENTENCE) && g_ascii_isdigit(*finder->words->list[before - 1].text);
}

/* Reads one number with an optional "Q" or "question" in front at *at, moving past it. */
static bool read_one(const struct finder *finder, guint *at, struct reading_mark *reading, guint *number)
{
    guint i = *at;
    bool named = mark_names_is_number_word(finder->names, word_at(finder, i)) && !is_turn(finder, i);
    bool prefix = named || is_text(word_at(finder, i), "#");
    if (prefix) {
        bool is_q = finder->words->list[i].text[0] == 'q';
        i++;
        while (is_text(word_at(finder, i), ".") || is_text(word_at(finder, i), ":") || is_text(word_at(finder, i), "#"))
            i++;
        static const char *const between[] = {"no", "number", "nr", "num", NULL};
        if (is_q && is_one_of(word_at(finder, i), between))
            i++;
    }
    const struct word *word = word_at(finder, i);
    if (word == NULL || (i > *at && begins_line(word)))
        return false;
    const char *text = word->text;
    static const char *const glued[] = {"question", "qu", "qn", "q"};
    for (guint n = 0; !prefix && n < G_N_ELEMENTS(glued); n++)
        if (g_str_has_prefix(text, glued[n]) && g_ascii_isdigit(text[strlen(glued[n])])) { /* "Q5", "Qu5" */
            prefix = true;
            text += strlen(glued[n]);
        }
    guint taken = 1;
    bool roman = false, spelt = false;
    if (strcmp(text, KEYCAP_TEN) == 0 && finder->survey->questions->len >= 10) {
        *number = 10;
        *at = i + 1;
        return true;
    }
    if (!read_digits(finder, text, number)) {
        bool pronoun = prefix && *text == 'i' && text[1] == '\0'; /* "no I tell a lie" */
        roman = !pronoun && read_roman(text, number) && *number <= finder->survey->questions->len;
        taken = roman ? 1 : read_number_words(finder, i, number);
        spelt = taken > 0 && !roman;
    }
    if (taken == 0)
        return false;
    reading->prefix |= prefix;
    reading->roman |= roman;
    reading->word |= spelt;
    *at = i + taken;
    return true;
}

static bool add_question(struct mark *mark, guint number)
{
    if (mark->count >= MARK_MOST_QUESTIONS || (mark->count > 0 && mark->questions[mark->count - 1] >= number))
        return false;
    mark->questions[mark->count++] = number;
    return true;
}

/* Reads what joins a further number: returns 0 none, 1 and, 2 to; moves *at past it. */
static guint read_joint(const struct finder *finder, guint *at)
{
    static const char *const ands[] = {"&", ",", "/", "and", "+", NULL}, *const tos[] = {"-", "to", "until", NULL};
    const struct word *word = word_at(finder, *at);
    guint joint = is_one_of(word, ands) ? 1 : is_one_of(word, tos) ? 2 : 0;
    if (joint == 0)
        return 0;
    (*at)++;
    if (joint == 1 && is_text(word_at(finder, *at), "and"))
        (*at)++;
    return joint;
}

/* Whether the numbers of a mark follow each other. */
static bool is_one_after(const struct mark *mark)
{
    for (guint i = 1; i < mark->count; i++)
        if (mark->questions[i] != mark->questions[i - 1] + 1)
            return false;
    return true;
}

/* Reads further numbers of a mark: "5 & 6", "3-5", "11, 12", "Q7 and 8". They count only where punctuation closes them, or
 * where the first is said to be one. */
static void read_more(const struct finder *finder, guint *at, struct reading_mark *reading)
{
    struct reading_mark more = *reading;
    guint end = *at;
    for (guint joint, i = *at; (joint = read_joint(finder, &i)) != 0;) {
        guint number = 0, last = more.mark.questions[more.mark.count - 1];
        const struct word *next = word_at(finder, i);
        if (next == NULL || begins_line(next) || !read_one(finder, &i, &more, &number) || number <= last)
            break;
        for (guint n = joint == 2 ? last + 1 : number; n <= number; n++)
            if (!add_question(&more.mark, n))
                return;
        end = i;
    }
    static const char *const closers[] = {".", ":", ")", "]", "=", NULL};
    const struct word *closer = word_at(finder, end);
    bool closed = is_one_of(closer, closers) || (is_text(closer, "-") && !is_tight(finder, end));
    if (end == *at || !(closed || (more.prefix && is_one_after(&more.mark))))
        return;
    *reading = more;
    *at = end;
}

/* Moves *at past the punctuation behind a number. Returns the strongest of it, 0 where there is none. */
static char read_delimiter(const struct finder *finder, guint *at, bool *tight)
{
    char found = 0;
    guint i = *at;
    for (; i < finder->words->count && i < *at + 4; i++) {
        const struct word *word = &finder->words->list[i];
        if (!word->is_mark || begins_line(word) || strchr(".:)]=-*>,;/", *word->text) == NULL || word->text[1] != '\0')
            break;
        if (*word->text == '/' && (is_tight(finder, i + 1) || !is_tight(finder, i)))
            break;
        bool sticks = is_tight(finder, i + 1) && !is_tight(finder, i); /* belongs to the answer: "18. =A1" */
        if (found != 0 && sticks)
            break;
        if ((*word->text == ',' || *word->text == ';') && found == 0)
            found = ',';
        else if (found == 0 || found == ',' || strchr(")].", *word->text) != NULL)
            found = *word->text;
    }
    const struct word *next = word_at(finder, i);
    *tight = found != 0 && next != NULL && strchr(".:-,/", found) != NULL && g_ascii_isdigit(*next->text) &&
             is_tight(finder, i) && is_tight(finder, *at);
    *at = i;
    return found;
}

static guint strength_of(const struct reading_mark *reading, char delimiter, bool start, bool fills, bool tight)
{
    if (reading->prefix)
        return start ? STRENGTH_PREFIX_START : STRENGTH_PREFIX;
    if (tight && !start)
        return 0;
    if (delimiter == ',' || delimiter == ';')
        delimiter = 0;
    if (delimiter == 0) {
        if (reading->roman || reading->word)
            return 0;
        return fills ? STRENGTH_ALONE : start ? STRENGTH_BARE_START : STRENGTH_BARE;
    }
    if (start)
        return tight ? STRENGTH_BARE_START : STRENGTH_DELIMITED_START;
    if (reading->roman || reading->word)
        return 0;
    return delimiter == ':' ? STRENGTH_COLON : strchr(".)]", delimiter) != NULL ? STRENGTH_POINT : STRENGTH_DASH;
}

static void add_mark(struct finder *finder, const struct mark *mark)
{
    if (finder->marks->len < MOST_MARKS && mark->strength > 0)
        g_array_append_val(finder->marks, *mark);
}

/* Whether nothing else stands on the line behind word past - 1. */
static bool fills_line(const struct finder *finder, guint past)
{
    const struct word *next = word_at(finder, past);
    return next == NULL || begins_line(next);
}

/* Adds the mark of a number at first, if there is one. Returns the word behind it, first where there is none. */
static guint find_number(struct finder *finder, guint first, bool start, bool is_cell)
{
    struct reading_mark reading = {.mark = {.first = first, .at_line_start = start}};
    guint at = first, number = 0;
    while (at < finder->words->count && at < first + 3 && finder->words->list[at].is_mark &&
           strchr("([*-", *finder->words->list[at].text) != NULL && finder->words->list[at].text[1] == '\0')
        at++;
    if (at > first && !start && !is_text(word_at(finder, first), "(") && !is_text(word_at(finder, first), "["))
        return first;
    if (!read_one(finder, &at, &reading, &number) || (first == finder->numbered && !start && !reading.prefix))
        return first;
    reading.mark.questions[reading.mark.count++] = number;
    read_more(finder, &at, &reading);
    bool tight = false;
    char delimiter = read_delimiter(finder, &at, &tight);
    reading.mark.past = at;
    reading.mark.by_name = reading.prefix;
    bool behind_semicolon = first > 0 && is_text(word_at(finder, first - 1), ";"); /* "7:5;8:4" */
    reading.mark.strength =
        strength_of(&reading, delimiter, start, start && fills_line(finder, at), tight && !behind_semicolon);
    static const char *const corrects[] = {"should", "ought", "needs", NULL};
    if (delimiter == 0 && !reading.roman && is_one_of(word_at(finder, at), corrects)) { /* "And 12 should be yes" */
        reading.mark.strength = MAX(reading.mark.strength, STRENGTH_PREFIX);
        reading.mark.by_name = true;
    }
    if (is_cell && fills_line(finder, at))
        reading.mark.strength = MAX(reading.mark.strength, STRENGTH_CELL);
    add_mark(finder, &reading.mark);
    if (reading.mark.strength >= STRENGTH_PREFIX)
        finder->numbered = at;
    return delimiter != 0 || reading.prefix ? at : first;
}

/* ---- names */

/* Whether a tab stands before word index: a table typed by hand. */
static bool is_tabbed(const struct finder *finder, guint index)
{
    if (index == 0 || index >= finder->words->count)
        return false;
    guint from = finder->words->list[index - 1].end, to = finder->words->list[index].start;
    return to > from && memchr(finder->passage->text + from, '\t', to - from) != NULL;
}

/* Returns how many marks of a leader begin at word at, as in "Phase ........ primary"; 0 where there is none. */
static guint leader_length(const struct finder *finder, guint at)
{
    guint count = 0;
    while (word_at(finder, at + count) != NULL && !begins_line(word_at(finder, at + count)) &&
           (is_text(word_at(finder, at + count), ".") || is_text(word_at(finder, at + count), "_")))
        count++;
    return count >= FEWEST_LEADERS ? count : 0;
}

/* Adds the marks of the names that the words from first on may be; begin: where a number or letter before them begins. */
static void find_name(struct finder *finder, guint begin, guint first, bool is_cell)
{
    guint colon = first;
    while (colon < finder->words->count && colon <= first + MOST_NAME_WORDS + 2) {
        const struct word *word = &finder->words->list[colon];
        if (colon > first && begins_line(word))
            break;
        bool dash = is_text(word, "-") && !is_tight(finder, colon) && !is_tight(finder, colon + 1);
        if (colon > first && (is_tabbed(finder, colon) || leader_length(finder, colon) > 0))
            break;
        if (is_text(word, ":") || is_text(word, "=") || is_text(word, "?") || dash)
            break;
        colon++;
    }
    const struct word *mark = word_at(finder, colon);
    bool tabbed = colon > first && is_tabbed(finder, colon) && !begins_line(mark);
    bool cell = (is_cell && (mark == NULL || begins_line(mark))) || tabbed;
    guint leader = colon > first ? leader_length(finder, colon) : 0;
    bool delimited = leader > 0 || (mark != NULL && mark->is_mark && !tabbed && !(colon > first && begins_line(mark)) &&
                                    strchr(":=?-", *mark->text) != NULL);
    bool open = delimited && *mark->text == '?' && begin < first && fills_line(finder, colon + 1); /* an answer: "6. Fair?" */
    if (colon == first || (!delimited && !cell) || open)
        return;
    struct mark found = {.first = begin,
                         .past = colon + (leader > 0  ? leader
                                          : delimited ? 1
                                                      : 0),
                         .by_name = true,
                         .at_line_start = true,
                         .count = 1};
    while (delimited && found.past < finder->words->count && finder->words->list[found.past].is_mark &&
           !begins_line(&finder->words->list[found.past]) && strchr(":-=", *finder->words->list[found.past].text) != NULL)
        found.past++;
    g_autoptr(GArray) named = mark_named_questions(finder->names, finder->words, first, colon);
    for (guint i = 0; i < named->len; i++) {
        const struct mark_named *question = &g_array_index(named, struct mark_named, i);
        found.questions[0] = question->question;
        bool weak = delimited && (*mark->text == '-' || (*mark->text == '?' && !fills_line(finder, found.past)));
        found.strength = weak ? question->strength * 4 / 5 : question->strength;
        add_mark(finder, &found);
    }
    bool asks = begin == first && delimited && *mark->text == '?' && !fills_line(finder, found.past);
    for (guint i = 1; named->len == 0 && asks && i <= finder->survey->questions->len; i++) {
        found.questions[0] = i;
        found.strength = STRENGTH_ASKED;
        add_mark(finder, &found);
    }
}

/* Answers may be lettered where we numbered: "a) serving", "(b) primary". */
static guint find_letter(struct finder *finder, guint first)
{
    guint at = first;
    if (is_text(word_at(finder, at), "(") || is_text(word_at(finder, at), "["))
        at++;
    const struct word *word = word_at(finder, at);
    if (word == NULL || !g_ascii_isalpha(word->text[0]) || word->text[1] != '\0' || (at > first && begins_line(word)))
        return first;
    guint number = (guint)(word->text[0] - 'a') + 1;
    bool tight = false;
    guint past = at + 1;
    char delimiter = read_delimiter(finder, &past, &tight);
    if (number > finder->survey->questions->len || delimiter == 0 || delimiter == ',' || delimiter == ';')
        return first;
    struct mark mark = {.first = first, .past = past, .strength = STRENGTH_LETTER, .at_line_start = true, .count = 1};
    mark.questions[0] = number;
    add_mark(finder, &mark);
    return past;
}

static void find_list_number(struct finder *finder, guint first, gint number)
{
    if (number < 1 || (guint)number > finder->survey->questions->len)
        return;
    struct mark mark = {.first = first, .past = first, .strength = STRENGTH_LIST, .at_line_start = true, .count = 1};
    mark.questions[0] = (guint)number;
    add_mark(finder, &mark);
}

GArray *marks_find(const struct passage *passage, const struct survey *survey, const struct mark_names *names,
                   const struct answer_rules *rules)
{
    struct finder finder = {passage, passage->words, survey, names, rules, g_array_new(FALSE, FALSE, sizeof(struct mark)),
                            0,       G_MAXUINT};
    for (guint i = 0; i < passage->words->count; i++) {
        const struct word *word = &passage->words->list[i];
        bool start = begins_line(word);
        const struct passage_line *line = NULL;
        if (start) {
            while (finder.line + 1 < passage->lines->len &&
                   g_array_index(passage->lines, struct passage_line, finder.line + 1).start <= word->start)
                finder.line++;
            line = &g_array_index(passage->lines, struct passage_line, finder.line);
        }
        bool is_cell = line != NULL && line->is_label_cell;
        if (line != NULL && line->list_number > 0)
            find_list_number(&finder, i, line->list_number);
        guint behind = find_number(&finder, i, start, is_cell);
        if (!start)
            continue;
        bool letter = word->end - word->start == 1 && g_ascii_isalpha(*word->text);
        if (behind == i || letter) /* "i)" is a roman one, or comes behind "h)" */
            behind = MAX(behind, find_letter(&finder, i));
        find_name(&finder, i, i, is_cell);
        if (behind > i)
            find_name(&finder, i, behind, is_cell);
    }
    return finder.marks;
}
