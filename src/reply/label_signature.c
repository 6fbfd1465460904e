/* Finds where a writer signs off: the mark of a signature, a farewell with a name, a name with contact details. In doubt a line
 * is not part of it. */
#include <string.h>

#include "base/text.h"
#include "reply/label_work.h"

#define SIGNATURE_LINES_MAX 40u /* looked at behind a farewell or a name */
#define MARKED_LINES_MAX 60u    /* behind the mark of a signature */
#define MARKED_SPEECH_MAX 3u    /* lines of prose behind "-- " */
#define LINE_BYTES_MAX 100u     /* of a line of contact details */
#define SHORT_WORDS_MAX 6u      /* of a line that may be anything */
#define PROSE_WORDS_MAX 12u     /* a line with more is prose */
#define NAME_BYTES_MAX 60u
#define NAME_WORDS_MAX 5u
#define SHORT_NAME_MIN 3u /* letters of a short form of a name */
#define SHORT_NAME_MAX 5u /* of one with another first letter */

/* ---- names */

/* Returns whether word is a short form of name: begins as it does (Gill, Steve), stands within it (Bayo, Beth) or does but for
 * its first letter (Bill). */
static bool is_short_form(const char *word, const char *name)
{
    gsize length = strlen(word);
    if (length < SHORT_NAME_MIN)
        return false;
    if (strncmp(word, name, SHORT_NAME_MIN) == 0 && length <= strlen(name) + 2)
        return true;
    return strstr(name, word) != NULL ||
           (length > SHORT_NAME_MIN && length <= SHORT_NAME_MAX && strstr(name, word + 1) != NULL);
}

enum kinship { NOT_OF_NAME, SHORT_OF_NAME, INITIAL_OF_NAME, IN_NAME };

static enum kinship kinship_of(const struct work *work, const char *word)
{
    enum kinship best = NOT_OF_NAME;
    for (guint i = 0; i < work->names->len; i++) {
        const char *name = work->names->pdata[i];
        if (strcmp(word, name) == 0)
            return strlen(word) > 1 ? IN_NAME : INITIAL_OF_NAME;
        if (strlen(word) == 1 && *name == *word)
            best = MAX(best, INITIAL_OF_NAME);
        else if (is_short_form(word, name))
            best = MAX(best, SHORT_OF_NAME);
    }
    return best;
}

/* Returns whether every letter of word begins a part of the writer's name: "CN". */
static bool are_initials(const struct work *work, const char *word)
{
    if (strlen(word) > 4)
        return false;
    for (; *word != '\0'; word++) {
        bool found = false;
        for (guint i = 0; i < work->names->len && !found; i++)
            found = *(const char *)work->names->pdata[i] == *word;
        if (!found)
            return false;
    }
    return true;
}

bool is_like_name(const struct work *work, guint i)
{
    const struct fact *fact = &work->facts[i];
    return fact->count >= 1 && fact->count <= NAME_WORDS_MAX && (fact->shape & SHAPE_CAPITALS) &&
           strpbrk(work_line(work, i)->text, ":0123456789") == NULL &&
           !(fact->shape &
             (SHAPE_SENTENCE | SHAPE_COLON | SHAPE_NUMBERED | SHAPE_DATE | SHAPE_PHONE | SHAPE_ADDRESS | SHAPE_URL)) &&
           strlen(work_line(work, i)->text) <= NAME_BYTES_MAX;
}

/* How much of a line is the writer's name. */
struct naming {
    guint exact, known, unknown; /* words of the name as it is; words or letters like it; other words */
};

static struct naming name_in(const struct work *work, guint i)
{
    const struct fact *fact = &work->facts[i];
    struct naming naming = {0};
    for (guint n = fact->first; n < fact->past; n++) {
        const struct word *word = &work->words->list[n];
        if (word->is_mark)
            continue;
        enum kinship kinship = kinship_of(work, word->text);
        bool is_letter = strlen(word->text) <= 1 + (word->text[0] == 'x'); /* an initial, or a kiss */
        if (kinship == IN_NAME)
            naming.exact++;
        else if (is_letter)
            naming.known += fact->count <= 2 && kinship == INITIAL_OF_NAME;
        else if (kinship != NOT_OF_NAME || (fact->count == 1 && are_initials(work, word->text)))
            naming.known++;
        else
            naming.unknown++;
    }
    return naming;
}

bool is_writers_name(const struct work *work, guint i)
{
    const struct fact *fact = &work->facts[i];
    if (work->names->len == 0 || fact->count == 0 || fact->count > NAME_WORDS_MAX + 2 || (fact->shape & SHAPE_NUMBERED) ||
        strlen(work_line(work, i)->text) > NAME_BYTES_MAX || (fact->shape & (SHAPE_COLON | SHAPE_ADDRESS | SHAPE_URL)))
        return false;
    struct naming naming = name_in(work, i);
    if (naming.exact >= 2)
        return naming.unknown <= 2;
    return naming.exact + naming.known > 0 && naming.unknown <= (fact->shape & SHAPE_CAPITALS ? 2u : 0u);
}

/* Returns whether the writer's name on line at[i], right below other words, stands by itself and is no word of theirs. */
static bool is_name_below(const struct work *work, const guint *at, guint i)
{
    const struct line *above = work_line(work, at[i - 1]);
    gsize length = strlen(above->text);
    bool ends = length > 0 && strchr(".!?,:)", above->text[length - 1]) != NULL;
    return !above->continues && (ends || name_in(work, at[i]).exact > 0);
}

/* ---- lines of a signature */

enum kind {
    KIND_PROSE,   /* the writer may be speaking */
    KIND_SHORT,   /* could be anything */
    KIND_NAME,    /* like a name */
    KIND_WRITER,  /* the writer's name */
    KIND_CONTACT, /* contact details, office, organisation */
    KIND_GOODBYE, /* a farewell */
    KIND_SPEECH,  /* an item, a postscript, a long sentence of somebody: no signature */
    KIND_NOTHING
};

static enum kind look_for_kind(const struct work *work, guint i)
{
    const struct fact *fact = &work->facts[i];
    guint parts = fact->past - fact->first > 400 ? 0 : rules_parts(work->rules, work->words, fact->first, fact->past);
    if (is_writers_name(work, i))
        return KIND_WRITER;
    if ((fact->shape & SHAPE_NUMBERED) &&
        !(fact->shape & (SHAPE_PHONE | SHAPE_ADDRESS | SHAPE_URL) && fact->count <= PROSE_WORDS_MAX))
        return KIND_SPEECH;
    if ((parts & PART_POSTSCRIPT) || (fact->shape & SHAPE_QUESTION))
        return KIND_SPEECH;
    if (parts & (PART_NOTICE | PART_SOFT))
        return KIND_CONTACT;
    if (fact->whole & WHOLE_FAREWELL)
        return KIND_GOODBYE;
    bool is_long = strlen(work_line(work, i)->text) > LINE_BYTES_MAX || fact->count > PROSE_WORDS_MAX;
    bool is_sentence = is_long && (fact->shape & SHAPE_SENTENCE);
    if ((fact->shape & (SHAPE_PHONE | SHAPE_ADDRESS | SHAPE_URL)) && !(parts & PART_PERSON) && !is_sentence)
        return KIND_CONTACT;
    if (is_long)
        return parts & PART_PERSON ? KIND_SPEECH : KIND_PROSE;
    if ((parts & PART_TITLE) && !(parts & PART_PERSON) && !(fact->shape & SHAPE_SENTENCE))
        return KIND_CONTACT;
    if (is_like_name(work, i))
        return KIND_NAME;
    if (parts & PART_PERSON)
        return fact->count > SHORT_WORDS_MAX || (fact->shape & SHAPE_SENTENCE) ? KIND_SPEECH : KIND_PROSE;
    return fact->count <= SHORT_WORDS_MAX && !(fact->shape & SHAPE_SENTENCE) ? KIND_SHORT : KIND_PROSE;
}

static enum kind kind_of(const struct work *work, guint i)
{
    if (work->kinds[i] == 0)
        work->kinds[i] = (guint8)(1 + look_for_kind(work, i));
    return (enum kind)(work->kinds[i] - 1);
}

/* What stands behind a place where a signature may begin. */
struct tail {
    guint kinds[KIND_NOTHING]; /* how many lines of each */
    enum kind first;           /* of the first line */
    guint lines;
    guint stop; /* index of the first line that cannot belong to it; the count where all can */
};

static struct tail look_behind(const struct work *work, const guint *at, guint count, guint from, guint max)
{
    struct tail tail = {.first = KIND_NOTHING, .stop = count};
    guint rules = 0;
    for (guint i = from; i < count; i++) {
        if (!is_open(work, at[i]))
            continue;
        bool is_rule = has_shape(work, at[i], SHAPE_RULE);
        enum kind kind = is_rule ? KIND_NOTHING : kind_of(work, at[i]);
        if (kind == KIND_SPEECH || tail.lines == max || (is_rule && ++rules > max)) {
            tail.stop = i;
            return tail;
        }
        if (is_rule)
            continue;
        tail.first = tail.lines == 0 ? kind : tail.first;
        tail.kinds[kind]++;
        tail.lines++;
    }
    return tail;
}

/* Returns whether at[from..count) has open lines. */
static bool has_open(const struct work *work, const guint *at, guint from, guint count)
{
    for (guint i = from; i < count; i++)
        if (is_open(work, at[i]))
            return true;
    return false;
}

static void label_signature(struct work *work, const guint *at, guint from, guint to, const char *reason)
{
    for (guint i = from; i < to; i++)
        if (is_open(work, at[i]))
            set_label(work, at[i], work->facts[at[i]].whole & WHOLE_FAREWELL ? LABEL_FAREWELL : LABEL_SIGNATURE, reason);
}

/* ---- the mark of a signature */

static bool is_small_mark(const struct work *work, guint i)
{
    const char *text = work_line(work, i)->text;
    return has_shape(work, i, SHAPE_MARK | SHAPE_RULE) || strcmp(text, "\u2014") == 0 || strcmp(text, "\u2013") == 0 ||
           strcmp(text, "__") == 0;
}

/* Returns whether at[from..count) can stand behind "-- ", which nobody types: no postscript, no items, not much prose. */
static bool is_behind_true_mark(const struct work *work, const guint *at, guint count, guint from)
{
    guint spoken = 0, lines = 0;
    for (guint i = from; i < count && lines <= MARKED_LINES_MAX; i++) {
        if (!is_open(work, at[i]))
            continue;
        lines++;
        spoken += kind_of(work, at[i]) == KIND_SPEECH;
    }
    return lines <= MARKED_LINES_MAX && spoken <= MARKED_SPEECH_MAX;
}

/* Returns whether a signature can begin with the mark or rule at[i]. */
static bool is_signature_mark(const struct work *work, const guint *at, guint count, guint i)
{
    if (strcmp(work_line(work, at[i])->text, "-- ") == 0)
        return is_behind_true_mark(work, at, count, i + 1);
    bool is_strict = has_shape(work, at[i], SHAPE_MARK);
    struct tail tail = look_behind(work, at, count, i + 1, is_strict ? MARKED_LINES_MAX : SIGNATURE_LINES_MAX);
    if (tail.stop < count)
        return false;
    if (is_strict)
        return true;
    if (tail.lines == 0)
        return false;
    guint known = tail.kinds[KIND_CONTACT] + tail.kinds[KIND_WRITER];
    bool begins = tail.first == KIND_NAME || tail.first == KIND_WRITER || tail.first == KIND_CONTACT;
    return known > 0 ? tail.kinds[KIND_PROSE] <= 1 : begins && tail.lines <= 3 && tail.kinds[KIND_PROSE] == 0;
}

/* Returns the topmost mark that a signature can stand behind, or count. */
static guint find_mark(const struct work *work, const guint *at, guint count)
{
    guint found = count, looked = 0;
    for (guint i = count; i-- > 0 && looked < MARKED_LINES_MAX;) {
        if (!is_open(work, at[i]))
            continue;
        if (is_small_mark(work, at[i]) && is_signature_mark(work, at, count, i))
            found = i;
        looked++;
    }
    return found;
}

/* ---- farewells and names */

/* Returns whether a farewell at[i] is followed by nothing but a signature; *past: where that ends. */
static bool signs_off(const struct work *work, const guint *at, guint count, guint i, guint *past)
{
    struct tail tail = look_behind(work, at, count, i + 1, SIGNATURE_LINES_MAX);
    *past = tail.stop;
    if (tail.lines == 0)
        return tail.stop == count;
    if (tail.first == KIND_WRITER) {
        if (tail.stop == count && tail.kinds[KIND_PROSE] <= 2 + 2 * tail.kinds[KIND_CONTACT])
            return true;
        if (i > 0 && is_open(work, at[i - 1]))
            return false;
        *past = i + 1; /* the writer goes on below: "Regards, Jo" above the answers */
        while (kind_of(work, at[*past]) != KIND_WRITER || !is_open(work, at[*past]))
            (*past)++;
        (*past)++;
        return true;
    }
    if (tail.stop < count)
        return false;
    guint named = tail.kinds[KIND_NAME] + tail.kinds[KIND_WRITER] + tail.kinds[KIND_CONTACT] + tail.kinds[KIND_GOODBYE];
    bool begins = tail.first != KIND_PROSE && tail.first != KIND_SHORT;
    if (named == tail.lines && tail.lines <= 3)
        return true;
    if (tail.first == KIND_SHORT && tail.lines == 1)
        return true; /* "thanks" and a small name */
    return begins && tail.kinds[KIND_CONTACT] + tail.kinds[KIND_WRITER] > 0 &&
           tail.kinds[KIND_PROSE] <= 1 + tail.kinds[KIND_CONTACT];
}

/* "-Helen", "~ Helen": a name behind a dash. */
static bool is_dashed_name(const struct work *work, guint i)
{
    const char *text = work_line(work, i)->text;
    text += strspn(text, " ");
    bool is_dash = *text == '-' || *text == '~' || g_str_has_prefix(text, "\u2013") || g_str_has_prefix(text, "\u2014");
    return is_dash && (*text != '-' || g_ascii_isalpha(text[1]) || is_writers_name(work, i));
}

/* Returns whether a name at[i], with no farewell, begins a signature. */
static bool is_signature_name(const struct work *work, const guint *at, guint count, guint i, bool has_before)
{
    bool begins = i == 0 || !is_open(work, at[i - 1]) || has_shape(work, at[i - 1], SHAPE_RULE);
    bool is_writer = is_writers_name(work, at[i]);
    if (!begins && !(is_writer && is_name_below(work, at, i)))
        return false;
    if (!is_writer && !is_like_name(work, at[i]))
        return false;
    if (is_dashed_name(work, at[i]) && has_before && !has_open(work, at, i + 1, count))
        return true;
    struct tail tail = look_behind(work, at, count, i + 1, SIGNATURE_LINES_MAX);
    if (tail.stop < count)
        return false;
    guint contacts = tail.kinds[KIND_CONTACT];
    if (is_writer)
        return tail.lines == 0
                   ? begins || work->facts[at[i]].count > 1 || has_before
                   : tail.kinds[KIND_PROSE] <= 1 + 2 * contacts && (contacts + tail.kinds[KIND_WRITER] > 0 || tail.lines <= 2);
    if (!has_before || kind_of(work, at[i]) != KIND_NAME)
        return false;
    bool is_near = tail.first == KIND_CONTACT || tail.first == KIND_NAME || tail.first == KIND_WRITER;
    if (tail.lines == 0)
        return work->facts[at[i]].count >= 2 && i + 1 < count && work_line(work, at[i + 1])->label == LABEL_FOOTER;
    return is_near && contacts > 0 && work->facts[at[i]].count >= 2 && tail.kinds[KIND_PROSE] <= contacts;
}

/* A last paragraph of nothing but contact details. */
static bool is_contact_block(const struct work *work, const guint *at, guint count, guint i, bool has_before)
{
    bool begins = i == 0 || !is_open(work, at[i - 1]);
    enum kind kind = kind_of(work, at[i]);
    if (!begins || !has_before || kind == KIND_PROSE || kind == KIND_SPEECH ||
        has_shape(work, at[i], SHAPE_SENTENCE | SHAPE_COLON))
        return false;
    struct tail tail = look_behind(work, at, count, i, SIGNATURE_LINES_MAX);
    return tail.stop == count && tail.kinds[KIND_PROSE] == 0 && tail.kinds[KIND_CONTACT] >= 3 && tail.lines >= 4;
}

/* A farewell right above the writer's name, and nothing else behind them. */
static bool is_plain_sign_off(const struct work *work, const guint *at, guint count, guint i)
{
    struct tail tail = look_behind(work, at, count, i + 1, 2);
    return tail.first == KIND_WRITER && tail.stop == count;
}

static bool begins_sign_off(const struct work *work, const guint *at, guint count, guint i, guint place, bool has_before,
                            guint *past)
{
    bool farewell = work->facts[at[i]].whole & WHOLE_FAREWELL;
    *past = count;
    if (place == 0)
        return farewell && is_plain_sign_off(work, at, count, i);
    if (farewell && signs_off(work, at, count, i, past))
        return true;
    *past = count;
    return is_signature_name(work, at, count, i, has_before) || is_contact_block(work, at, count, i, has_before);
}

static guint find_sign_off(const struct work *work, const guint *at, guint count, guint place, guint *past)
{
    bool has_before = !(place & PLACE_TOP);
    for (guint i = 0; i < count; i++) {
        if (!is_open(work, at[i]))
            continue;
        if (begins_sign_off(work, at, count, i, place, has_before, past))
            return i;
        has_before = true;
    }
    return count;
}

void label_sign_off(struct work *work, const guint *at, guint count, guint place)
{
    guint mark = place == 0 ? count : find_mark(work, at, count);
    label_signature(work, at, mark, count, "behind the mark of a signature");
    guint past = mark;
    guint from = find_sign_off(work, at, mark, place, &past);
    if (from == mark)
        return;
    bool farewell = work->facts[at[from]].whole & WHOLE_FAREWELL;
    label_signature(work, at, from, past, farewell ? "a farewell and what follows it" : "a name and contact details");
    if (past == mark || !has_open(work, at, past, mark))
        return;
    guint rest_past = mark - past;
    guint rest = find_sign_off(work, at + past, mark - past, place & ~(guint)PLACE_TOP, &rest_past);
    label_signature(work, at + past, rest, rest_past, "a farewell and what follows it");
}
