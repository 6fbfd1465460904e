/* Names where capitals say nothing: a writer who uses none, a passage that is shouted. */
#include <string.h>

#include "answer/redact_names.h"
#include "base/english.h"

#define SHAPED_LENGTH_MIN 7u /* bytes of a word that is a place by its ending */
#define PLACE_LENGTH_MIN 5u  /* bytes of a word of no list that is a place behind "in", where capitals say nothing */

bool names_is_shout(const struct names *names, guint at)
{
    bool before = at > 0 && names_word(names, at - 1)->shouted && strlen(names_word(names, at - 1)->text) > 3;
    bool after =
        at + 1 < names->text->count && names_word(names, at + 1)->shouted && strlen(names_word(names, at + 1)->text) > 3;
    return names_word(names, at)->shouted && (before || after);
}

static bool is_caseless(const struct names *names, guint at) { return names->text->small || names_is_shout(names, at); }

bool names_is_unknown(const struct names *names, guint at)
{
    const struct redact_word *word = names_word(names, at);
    return !word->known && g_ascii_isalpha(word->text[0]) && strlen(word->text) >= UNKNOWN_LENGTH_MIN;
}

/* Whether the word behind the first name at at is a surname: no word of the language, or one letter. */
static bool has_small_surname(const struct names *names, guint at)
{
    if (names_word(names, at)->possessive || !names_continues(names, at + 1))
        return false;
    const char *next = names_word(names, at + 1)->text;
    bool initial = strlen(next) == 1 && g_ascii_isalpha(*next) && strchr("aix", *next) == NULL;
    return is_caseless(names, at) && (initial || names_is_unknown(names, at + 1) || names_has(names, at + 1, LIST_FIRST_NAME));
}

/* "thornfield": a word of no language that ends as places do. */
static bool is_place_shaped(const struct names *names, guint at)
{
    const struct redact_word *word = names_word(names, at);
    if (!names_is_unknown(names, at) || strlen(word->text) < SHAPED_LENGTH_MIN)
        return false;
    for (char **ending = names->text->rules->place_endings; *ending != NULL; ending++)
        if (g_str_has_suffix(word->text, *ending))
            return true;
    return false;
}

/* "eskerby primary", "st wilfs", a place behind "in". Returns the index behind it, or at. */
static guint past_small_kind(const struct names *names, guint at, enum redact_kind *kind)
{
    guint past = at, all = LIST_SCHOOL_WORD | LIST_ORGANISATION_WORD, town = redact_text_longest(names->text, at, LIST_PLACE);
    bool saint = names_is_saint(names, at) && names_continues(names, at + 1) &&
                 !names_has(names, at + 1, LIST_PLAIN | LIST_NAME_VERB | LIST_PUBLIC);
    bool behind =
        at > 0 && !names_word(names, at)->sentence && names_has(names, at - 1, LIST_BEFORE_PLACE | LIST_BEFORE_SCHOOL);
    bool has_kind = names_is_unknown(names, at) && names_continues(names, at + 1) && names_has(names, at + 1, all);
    *kind = REDACT_SCHOOL;
    if (saint || has_kind) {
        for (past = at + (saint ? 2 : 1); names_continues(names, past) && names_has(names, past, all); past++)
            *kind = names_has(names, past, LIST_SCHOOL_WORD) ? REDACT_SCHOOL : names_kind(names, past);
    } else if (is_place_shaped(names, at) && !names_has(names, at, LIST_FIRST_NAME)) {
        for (past = at + 1; names_continues(names, past) && names_has(names, past, all | LIST_PLACE_WORD); past++)
            continue;
    } else if (behind && names_has(names, at - 1, LIST_BEFORE_PLACE) && names_is_unknown(names, at) &&
               strlen(names_word(names, at)->text) >= PLACE_LENGTH_MIN) {
        *kind = REDACT_PLACE;
        past = at + 1;
    } else if (town > 0 && behind && (town > 1 || !english_has(names_word(names, at)->text))) {
        *kind = REDACT_PLACE;
        past = at + town;
    }
    return past;
}

/* "moz took over", "told deano": a word of no language where a person stands. */
static bool is_small_person(const struct names *names, guint at)
{
    if (!names_is_unknown(names, at))
        return false;
    bool begins = at == 0 || names_word(names, at)->sentence || !names_word(names, at)->follows ||
                  names_has(names, at - 1, LIST_LINK) ||
                  g_strv_contains((const char *const[]){"but", "so", "because", "when", "then", "that", "if", "as", NULL},
                                  names_word(names, at - 1)->text);
    bool acts = names_continues(names, at + 1) && names_has(names, at + 1, LIST_NAME_VERB | LIST_SAYING_VERB);
    bool named = at > 0 && !names_word(names, at)->sentence && names_word(names, at)->follows &&
                 names_has(names, at - 1, LIST_BEFORE_PERSON);
    return (begins && acts) || named;
}

guint names_take_caseless(struct names *names, guint at)
{
    const struct redact_word *word = names_word(names, at);
    bool caseless = is_caseless(names, at), doubtful = (word->lists & LIST_DOUBTFUL_NAME) != 0;
    bool is_name = (word->lists & LIST_FIRST_NAME) && !doubtful && strlen(word->text) > 2 &&
                   !(word->lists & (LIST_PLAIN | LIST_PUBLIC | LIST_NAME_VERB));
    bool says = caseless && doubtful && names_continues(names, at + 1) && names_has(names, at + 1, LIST_SAYING_VERB);
    bool told = caseless && doubtful && at > 0 && word->follows && names_has(names, at - 1, LIST_BEFORE_PERSON);
    enum redact_kind kind = REDACT_PERSON;
    guint past = caseless ? past_small_kind(names, at, &kind) : at;
    if (past == at && (is_name || says || told || (caseless && is_small_person(names, at)))) {
        kind = REDACT_PERSON;
        past = at + 1 + has_small_surname(names, at);
    }
    if (past > at)
        redact_text_take(names->text, at, past, kind);
    return MAX(past, at + 1);
}
