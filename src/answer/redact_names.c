/* Names of people, schools, places and organisations: found by their capitals, told apart by the words in and around them. */
#include <string.h>

#include "answer/redact_names.h"

#define PERSON_WORDS_MAX 5u
#define NAME_WORDS_MAX 16u /* of a school or organisation */
#define TAIL_WORDS_MAX 2u  /* behind the word of kind */
#define LINKS_MAX 2u       /* small words in a row inside a name */
#define LOOK_BEHIND 4u     /* words before a name that tell its kind */

struct redact_word *names_word(const struct names *names, guint at) { return &names->text->words[at]; }

bool names_has(const struct names *names, guint at, guint lists)
{
    return at < names->text->count && (names_word(names, at)->lists & lists) != 0;
}

bool names_continues(const struct names *names, guint at)
{
    const struct redact_text *text = names->text;
    return at > 0 && at < text->count && !text->words[at].sentence && !text->words[at].taken &&
           !text->words[at - 1].possessive && (text->words[at].follows || text->words[at].joined);
}

/* A possessive may stand inside the name of a school or place: "St Aidan's Primary". */
static bool continues_kind(const struct names *names, guint at)
{
    const struct redact_text *text = names->text;
    return at > 0 && at < text->count && !text->words[at].sentence && !text->words[at].taken &&
           (text->words[at].follows || text->words[at].joined || text->words[at - 1].end_plural > 0);
}

bool names_is_saint(const struct names *names, guint at)
{
    const char *word = names_word(names, at)->text;
    return strcmp(word, "st") == 0 || strcmp(word, "saint") == 0 || strcmp(word, "ss") == 0 || strcmp(word, "sts") == 0;
}

static bool is_article(const struct names *names, guint at)
{
    static const char *const articles[] = {"a", "an", "some", "no", "any", "every", "each", "more", "much", NULL};
    return g_strv_contains(articles, names_word(names, at)->text);
}

/* "Leocadia, our cook,": whether who somebody is stands behind the comma at past. */
static bool is_explained(const struct names *names, guint past)
{
    static const char *const owners[] = {"our", "my", "the", "who", "whose", "his", "her", NULL};
    if (past >= names->text->count || names_word(names, past)->sentence || names_word(names, past)->follows)
        return false;
    return names->text->text[names_word(names, past - 1)->end_all] == ',' &&
           g_strv_contains(owners, names_word(names, past)->text) && names_has(names, past + 1, LIST_PLAIN | LIST_PUBLIC);
}

bool names_is_person(const struct names *names, guint at)
{
    const struct redact_word *word = names_word(names, at);
    if (!(word->lists & (LIST_FIRST_NAME | LIST_DOUBTFUL_NAME)) || !word->capital)
        return false;
    if (!(word->lists & LIST_DOUBTFUL_NAME))
        return true;
    guint verbs = (word->lists & LIST_PUBLIC) ? LIST_SAYING_VERB : LIST_NAME_VERB;
    bool acts = names_continues(names, at + 1) && names_has(names, at + 1, verbs);
    bool has_surname = names_continues(names, at + 1) && names_word(names, at + 1)->capital &&
                       strcmp(names_word(names, at + 1)->text, "i") != 0 &&
                       !names_has(names, at + 1, LIST_PUBLIC | LIST_PLAIN | LIST_KIND_WORD);
    if (at > 0 && !word->sentence && is_article(names, at - 1))
        return false;
    if (word->first || (word->lists & (LIST_PUBLIC | LIST_PLAIN)))
        return acts || has_surname || is_explained(names, at + 1) || (word->possessive && !(word->lists & LIST_PUBLIC));
    return true;
}

/* A word with a capital that belongs to one thing alone. */
static bool is_specific(const struct names *names, guint at)
{
    const struct redact_word *word = names_word(names, at);
    if (!word->capital || word->taken || strcmp(word->text, "i") == 0 || g_hash_table_contains(names->spared, word->text))
        return false;
    if (names_is_person(names, at))
        return true;
    if (word->lists & LIST_DOUBTFUL_NAME)
        return false;
    if (word->lists & (LIST_PUBLIC | LIST_PLAIN | LIST_KIND_WORD | LIST_TITLE | LIST_SHOUTED | LIST_NAME_VERB))
        return false;
    if (strlen(word->text) == 1 && at > 0 && !word->sentence && names_has(names, at - 1, LIST_BEFORE_LETTER))
        return false;
    if ((word->lists & LIST_BEFORE_LETTER) && names_continues(names, at + 1) && strlen(names_word(names, at + 1)->text) == 1)
        return false;
    if (g_str_has_prefix(word->text, "i'") || strchr(word->text, '\'') != NULL)
        return !word->first || word->possessive;
    return !word->shouted || strlen(word->text) <= 3;
}

/* ---- people with a title */

/* "Mr X": a letter that stands for a name already. */
static bool is_stand_in(const char *word) { return strlen(word) == 1 && strchr("xyz", word[0]) != NULL; }

/* Returns the index behind the name that begins at at, without its title; at where there is none. */
static guint past_surname(const struct names *names, guint at, bool small)
{
    guint i = at, past = at;
    for (; i < names->text->count && i < at + PERSON_WORDS_MAX && names_continues(names, i); i++) {
        const struct redact_word *word = names_word(names, i);
        bool is_particle = (word->lists & LIST_PARTICLE) && !(word->lists & LIST_FIRST_NAME);
        bool is_name = word->capital && !(word->shouted && (word->lists & LIST_PUBLIC)) && !is_stand_in(word->text);
        if (small && past == at)
            is_name |= !(word->lists & (LIST_PLAIN | LIST_NAME_VERB)) && strlen(word->text) > 2;
        bool is_kind = i > at && (word->lists & LIST_KIND_WORD) && !small;
        if (is_kind || (!is_particle && !is_name))
            break;
        if (is_name)
            past = i + 1;
        if (word->possessive)
            break;
    }
    return past;
}

static bool take_titled(struct names *names, guint at)
{
    static const char *const small_titles[] = {"mr", "mrs", "ms", "dr", "mx", NULL};
    const struct redact_word *word = names_word(names, at);
    if (!(word->lists & LIST_TITLE) || (!word->capital && !g_strv_contains(small_titles, word->text)))
        return false;
    guint name = at + 1;
    while (name < names->text->count && names_continues(names, name) && (names_word(names, name)->lists & LIST_TITLE) &&
           names_word(names, name)->capital && names_continues(names, name + 1))
        name++;
    if (name + 1 < names->text->count && strcmp(names_word(names, name)->text, "and") == 0 &&
        names_has(names, name + 1, LIST_TITLE))
        name += 2; /* Mr and Mrs Smith */
    if (redact_text_longest(names->text, at, LIST_PUBLIC) > name - at)
        return false;
    guint past = past_surname(names, name, !word->capital);
    if (past == name)
        return false;
    redact_text_take(names->text, at, past, REDACT_PERSON);
    return true;
}

/* ---- names with a word that tells their kind */

guint names_past_run(const struct names *names, guint at)
{
    guint past = at + 1;
    for (guint i = at + 1, links = 0; i < at + NAME_WORDS_MAX && continues_kind(names, i); i++) {
        const struct redact_word *word = names_word(names, i);
        bool is_kind = (word->lists & LIST_KIND_WORD) != 0 && links == 0 && i == past;
        if ((word->capital && strcmp(word->text, "i") != 0) || is_kind) {
            past = i + 1;
            links = 0;
        } else if (!(word->lists & LIST_LINK) || ++links > LINKS_MAX)
            break;
    }
    return past;
}

enum redact_kind names_kind(const struct names *names, guint at)
{
    guint lists = names_word(names, at)->lists;
    return (lists & LIST_SCHOOL_WORD) ? REDACT_SCHOOL : (lists & LIST_ORGANISATION_WORD) ? REDACT_ORGANISATION : REDACT_PLACE;
}

/* Whether the run joins two names: a person and a school, two schools. */
static bool joins_names(const struct names *names, guint from, guint at)
{
    const char *word = names_word(names, at)->text;
    if (strcmp(word, "and") != 0 && strcmp(word, "at") != 0 && strcmp(word, "in") != 0 && strcmp(word, "with") != 0 &&
        strcmp(word, "for") != 0 && strcmp(word, "by") != 0)
        return false;
    for (guint i = from; i < at; i++)
        if (names_is_person(names, i) || names_has(names, i, LIST_KIND_WORD))
            return true;
    return strcmp(word, "and") != 0 || !names_has(names, at + 1, LIST_KIND_WORD);
}

/* Returns the index behind the last word of kind in the run [at, past), and the kind; at where the run has none. */
static guint past_kind(const struct names *names, guint at, guint past, enum redact_kind *kind)
{
    guint found = at;
    for (guint i = at + 1; i < past && !joins_names(names, at, i); i++) {
        const struct redact_word *word = names_word(names, i);
        if (!(word->lists & LIST_KIND_WORD) || (found == i && !word->capital && names_kind(names, i) == REDACT_PLACE))
            continue;
        bool again = found > at && *kind == REDACT_SCHOOL && names_kind(names, i) == REDACT_PLACE;
        if (again)
            continue;
        found = i + 1;
        *kind = names_kind(names, i);
    }
    return found;
}

/* "Larkrise Schools Together", "Unity Partnership North": common words with capitals behind the word of kind. */
static guint past_tail(const struct names *names, guint past)
{
    for (guint end = past + TAIL_WORDS_MAX; past < end && names_word(names, past - 1)->capital && names_continues(names, past);
         past++) {
        const struct redact_word *word = names_word(names, past);
        bool common = !word->capital || word->line || word->shouted || names_has(names, past, LIST_TITLE | LIST_KIND_WORD) ||
                      names_is_person(names, past);
        if (common || (names_has(names, past, LIST_PUBLIC) && !names_has(names, past, LIST_NAME_START)))
            break;
    }
    return past;
}

/* "branch of the NAHT": what belongs to a word of kind in small letters. */
static guint past_branch(const struct names *names, guint past)
{
    guint i = past;
    if (names_word(names, past - 1)->capital || !names_continues(names, i) || strcmp(names_word(names, i)->text, "of") != 0)
        return past;
    i++;
    if (names_continues(names, i) && strcmp(names_word(names, i)->text, "the") == 0)
        i++;
    return names_continues(names, i) && names_word(names, i)->capital ? names_past_run(names, i) : past;
}

/* Takes "Our Lady of Lourdes", "Sacred Heart Primary". Returns the index behind it, or at. */
static guint take_dedicated(struct names *names, guint at)
{
    guint words = names_word(names, at)->capital ? redact_text_longest(names->text, at, LIST_SCHOOL_START) : 0;
    if (words < 2)
        return at;
    enum redact_kind kind = REDACT_SCHOOL;
    guint past = past_kind(names, at, names_past_run(names, at), &kind);
    if (past < at + words)
        past = at + words;
    if (past == at + words && continues_kind(names, past) && strcmp(names_word(names, past)->text, "of") == 0)
        past = names_past_run(names, past);
    redact_text_take(names->text, at, past, REDACT_SCHOOL);
    return past;
}

/* Takes a name that begins with a word of its kind: "Diocese of X", "River X", "St X". */
static guint take_started(struct names *names, guint at)
{
    guint dedicated = take_dedicated(names, at);
    if (dedicated > at)
        return dedicated;
    guint start = redact_text_longest(names->text, at, LIST_ORGANISATION_START | LIST_PLACE_START);
    bool saint = start == 0 && names_is_saint(names, at);
    guint name = at + (saint ? 1 : start);
    if ((start == 0 && !saint) || !names_word(names, at)->capital || !names_continues(names, name) ||
        !names_word(names, name)->capital)
        return at;
    if (names_has(names, name, LIST_PUBLIC) && !saint)
        return at;
    enum redact_kind kind = REDACT_SCHOOL;
    guint past = names_past_run(names, at), end = past_kind(names, name, past, &kind);
    if (start > 0) {
        kind = redact_text_longest(names->text, at, LIST_ORGANISATION_START) > 0 ? REDACT_ORGANISATION : REDACT_PLACE;
        end = names_past_run(names, name);
    } else if (end == name) {
        bool place = redact_text_longest(names->text, at, LIST_PLACE) > 1;
        kind = place ? REDACT_PLACE : REDACT_SCHOOL;
        end = name + 1;
        while (end < past && !names_has(names, end, LIST_LINK | LIST_PUBLIC) && !names_word(names, end - 1)->possessive)
            end++;
    }
    redact_text_take(names->text, at, end, kind);
    return end;
}

/* ---- names that only what stands around them tells */

static bool stands_before(const struct names *names, guint at, guint lists, guint words)
{
    for (guint i = at; i-- > 0 && at - i <= words && !names_word(names, i + 1)->sentence;)
        if (!names_word(names, i)->taken && names_has(names, i, lists))
            return true;
    return false;
}

static bool called_so(const struct names *names, guint at)
{
    for (guint i = at; i-- > 0 && at - i <= LOOK_BEHIND && !names_word(names, i + 1)->sentence;)
        if (g_str_has_prefix(names_word(names, i)->text, "call") || g_str_has_prefix(names_word(names, i)->text, "nicknam"))
            return true;
    return false;
}

static enum redact_kind kind_by_place(const struct names *names, guint at, guint past)
{
    if (names_is_person(names, at))
        return REDACT_PERSON;
    if (redact_text_longest(names->text, at, LIST_PLACE) == past - at)
        return REDACT_PLACE;
    if (at == 0 || names_word(names, at)->sentence)
        return past - at > 1 || !names_word(names, at)->possessive ? REDACT_PERSON : REDACT_SCHOOL;
    if (called_so(names, at) || names_has(names, past, LIST_NAME_VERB))
        return REDACT_PERSON;
    if (!names_word(names, at)->follows && stands_before(names, at, LIST_ORGANISATION_WORD, 2))
        return REDACT_ORGANISATION;
    if (names_has(names, at - 1, LIST_BEFORE_SCHOOL) || strcmp(names_word(names, at - 1)->text, "the") == 0)
        return REDACT_SCHOOL;
    if (names_has(names, at - 1, LIST_BEFORE_PLACE))
        return REDACT_PLACE;
    bool owns = continues_kind(names, past) && !names_has(names, past, LIST_PLAIN | LIST_BEFORE_PLACE | LIST_LINK);
    return names_word(names, past - 1)->possessive && !owns ? REDACT_SCHOOL : REDACT_PERSON;
}

/* Returns the index behind a name of capitals alone that begins at at. */
static guint past_plain_name(const struct names *names, guint at)
{
    guint past = at + 1;
    for (guint i = at + 1; i < at + PERSON_WORDS_MAX && names_continues(names, i); i++) {
        const struct redact_word *word = names_word(names, i);
        bool particle = (word->lists & LIST_PARTICLE) && !word->capital;
        bool after_first = i == at + 1 && names_is_person(names, at);
        bool surname = word->capital && (after_first || !(word->lists & (LIST_PUBLIC | LIST_TITLE))) &&
                       strcmp(word->text, "i") != 0 && !word->shouted;
        bool branch = i == at + 1 && word->shouted && (word->lists & LIST_PUBLIC) && !names_word(names, at)->known;
        if (branch)
            return i + 1;
        if (!particle && !surname)
            break;
        if (surname)
            past = i + 1;
    }
    return past;
}

/* Whether the capital of at may come from its place alone, and nothing else speaks for a name. */
static bool is_doubtful_start(const struct names *names, guint at, guint past)
{
    const struct redact_word *word = names_word(names, at);
    bool single = word->first && past == at + 1 && !names_is_person(names, at);
    if (single && !word->known && !(word->lists & LIST_DOUBTFUL_NAME) && strlen(word->text) >= UNKNOWN_LENGTH_MIN)
        return false;
    bool says = names_continues(names, past) && names_has(names, past, LIST_SAYING_VERB);
    return single && !says && !names_word(names, at)->shouted && !is_explained(names, past);
}

/* ---- all together */

/* Notes the words of somebody whom the public knows, named in full: at least two of them have capitals. */
static void spare(struct names *names, guint at, guint words)
{
    guint capitals = 0;
    for (guint i = at; i < at + words; i++)
        capitals += names_word(names, i)->capital;
    for (guint i = at; i < at + words && capitals > 1; i++)
        if (names_word(names, i)->capital && !names_has(names, i, LIST_PLAIN))
            g_hash_table_add(names->spared, g_strdup(names_word(names, i)->text));
}

/* "Little" of "Little Sowerby" and of "Little Ted"; "Half" of "Half Moon Street", where no sentence begins. */
static bool is_start_of_name(const struct names *names, guint at)
{
    const struct redact_word *word = names_word(names, at);
    guint common = LIST_PUBLIC | LIST_TITLE | LIST_KIND_WORD;
    bool raised =
        !word->first && !word->shouted && (word->lists & LIST_PLAIN) && !(word->lists & common) && strlen(word->text) > 2;
    return (names_has(names, at, LIST_NAME_START) || raised) && word->capital && names_continues(names, at + 1) &&
           is_specific(names, at + 1);
}

/* Whether at is a common word with a capital of its own. */
static bool is_raised(const struct names *names, guint at)
{
    const struct redact_word *word = names_word(names, at);
    return word->capital && !word->first && !word->shouted && !word->taken && (word->lists & LIST_KIND_WORD) &&
           !(word->lists & (LIST_PUBLIC | LIST_PLAIN | LIST_SCHOOL_WORD));
}

/* "Marsh Lane Primary": common words with capitals, and a word for a school behind them. */
static bool begins_school(const struct names *names, guint at)
{
    const struct redact_word *word = names_word(names, at);
    bool common = (word->lists & (LIST_KIND_WORD | LIST_NAME_START)) && !(word->lists & (LIST_PUBLIC | LIST_SCHOOL_WORD));
    enum redact_kind kind = REDACT_PERSON;
    if (!word->capital || !common || !continues_kind(names, at + 1) || !names_word(names, at + 1)->capital)
        return false;
    guint past = past_kind(names, at, names_past_run(names, at), &kind);
    return past > at + 1 && kind == REDACT_SCHOOL && (past > at + 2 || !(word->lists & LIST_PLAIN));
}

/* Takes "the Priory", "the Bay Horse": common words behind "the". Returns the index behind them, or at. */
static guint take_raised(struct names *names, guint at)
{
    const struct redact_word *word = names_word(names, at);
    bool pair = word->capital && !word->shouted && names_has(names, at, LIST_NAME_START | LIST_KIND_WORD) &&
                !(word->lists & LIST_SCHOOL_WORD) && continues_kind(names, at + 1) && is_raised(names, at + 1);
    bool is_common = (word->lists & (LIST_PLAIN | LIST_PUBLIC)) != 0;
    bool has_article = at > 0 && strcmp(names_word(names, at - 1)->text, "the") == 0;
    if (!(pair && (has_article || !is_common)) && !(has_article && is_raised(names, at)))
        return at;
    guint past = at + 1;
    while (names_continues(names, past) && is_raised(names, past))
        past++;
    if (names_continues(names, past) && names_word(names, past)->capital)
        return at;
    redact_text_take(names->text, at, past, past > at + 1 ? REDACT_PLACE : REDACT_SCHOOL);
    return past;
}

/* Takes the name that begins at at, if one does. Returns the index to go on with. */
static guint take_name(struct names *names, guint at)
{
    struct redact_text *text = names->text;
    if (names_is_shout(names, at))
        return names_take_caseless(names, at);
    guint own = redact_text_longest(text, at, LIST_OWN_SCHOOL);
    if (own > 1 && names_word(names, at)->capital) {
        redact_text_take(text, at, at + own, REDACT_SCHOOL);
        return at + own;
    }
    guint public = redact_text_longest(text, at, LIST_PUBLIC);
    if (public > 1 && names_word(names, at)->capital) {
        spare(names, at, public);
        return at + public;
    }
    guint started = take_started(names, at);
    if (started > at)
        return started;
    guint raised = take_raised(names, at);
    if (raised > at)
        return raised;
    if (!(is_specific(names, at) || is_start_of_name(names, at) || begins_school(names, at)))
        return at + 1;
    enum redact_kind kind = REDACT_PERSON;
    guint past = past_kind(names, at, names_past_run(names, at), &kind);
    if (past > at && !(names_is_person(names, at) && kind != REDACT_SCHOOL && !names_word(names, past - 1)->capital)) {
        past = past_branch(names, past_tail(names, past));
        bool person = names_is_person(names, at) && past == at + 2 && kind != REDACT_SCHOOL;
        redact_text_take(text, at, past, person ? REDACT_PERSON : kind);
        return past;
    }
    past = past_plain_name(names, at);
    if (past > at + 1 && names_word(names, at)->first && !names_is_person(names, at) && names_is_person(names, at + 1))
        return at + 1;
    if (!is_doubtful_start(names, at, past))
        redact_text_take(text, at, past, kind_by_place(names, at, past));
    return past;
}

/* Notes the words of the names found, each with its kind. */
static void note_names(struct names *names)
{
    const struct redact_text *text = names->text;
    guint word = 0;
    for (guint i = 0; i < text->spans->len; i++) {
        const struct redact_span *span = text->spans->pdata[i];
        if (span->kind > REDACT_ORGANISATION)
            continue;
        if (word >= text->count || text->words[word].start > span->start)
            word = 0;
        while (word < text->count && text->words[word].start < span->start)
            word++;
        for (guint k = word; k < text->count && text->words[k].start < span->end; k++) {
            guint skip = LIST_PLAIN | LIST_PUBLIC | LIST_KIND_WORD | LIST_TITLE | LIST_LINK | LIST_PARTICLE;
            if (!text->words[k].capital || (text->words[k].lists & skip) || strlen(text->words[k].text) < 3)
                continue;
            g_autofree char *bare =
                g_strndup(text->words[k].text, strlen(text->words[k].text) - (text->words[k].possessive ? 2 : 0));
            if (!g_hash_table_contains(names->kinds, bare))
                g_hash_table_insert(names->kinds, g_steal_pointer(&bare), GUINT_TO_POINTER(span->kind + 1));
            if (span->kind != REDACT_PERSON)
                break;
        }
    }
}

static void take_known(struct names *names)
{
    struct redact_text *text = names->text;
    for (guint i = 0; i < text->count; i++) {
        const struct redact_word *word = &text->words[i];
        if (word->taken || !word->capital)
            continue;
        g_autofree char *bare = g_strndup(word->text, strlen(word->text) - (word->possessive ? 2 : 0));
        guint kind = GPOINTER_TO_UINT(g_hash_table_lookup(names->kinds, bare));
        if (kind > 0)
            redact_text_take(text, i, i + 1, (enum redact_kind)(kind - 1));
    }
}

static int compare_spans(gconstpointer a, gconstpointer b)
{
    const struct redact_span *one = *(struct redact_span *const *)a, *two = *(struct redact_span *const *)b;
    return (one->start > two->start) - (one->start < two->start);
}

void redact_find_names(struct redact_text *text)
{
    struct names names = {.text = text,
                          .kinds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                          .spared = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    for (guint i = 0; i < text->count; i++)
        if (!text->words[i].taken && !names_take_social(&names, i))
            take_titled(&names, i);
    for (guint i = 0; i < text->count;) {
        if (text->words[i].taken)
            i++;
        else if (text->words[i].capital)
            i = take_name(&names, i);
        else
            i = names_take_caseless(&names, i);
    }
    g_ptr_array_sort(text->spans, compare_spans);
    note_names(&names);
    take_known(&names);
    g_ptr_array_sort(text->spans, compare_spans);
    g_hash_table_unref(names.kinds);
    g_hash_table_unref(names.spared);
}
