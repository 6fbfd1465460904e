/* Finding names, shared by its parts: what they know of the words, and the parts themselves. */
#pragma once
#include "answer/redact_text.h"

#define LIST_KIND_WORD (LIST_SCHOOL_WORD | LIST_ORGANISATION_WORD | LIST_PLACE_WORD)
#define UNKNOWN_LENGTH_MIN 3u /* bytes of a word that is a name because the language has no such word */

/* Names found so far, so that they are known where they stand alone. */
struct names {
    struct redact_text *text;
    GHashTable *kinds;  /* word -> enum redact_kind + 1 */
    GHashTable *spared; /* words of public people named in full */
};

/* Returns word at, which must be one of the text's. (owned by names) */
struct redact_word *names_word(const struct names *names, guint at);

/* Returns whether there is a word at, and it stands in one of lists. */
bool names_has(const struct names *names, guint at, guint lists);

/* Returns whether word at stands directly behind the one before it, in the same name as far as marks go. */
bool names_continues(const struct names *names, guint at);

/* Returns whether word at is "St" or the like. */
bool names_is_saint(const struct names *names, guint at);

/* Returns whether a word that may be a first name is one here. */
bool names_is_person(const struct names *names, guint at);

/* Returns whether no list and no dictionary has word at, which is long enough to tell. */
bool names_is_unknown(const struct names *names, guint at);

/* Returns the kind that word at, a word of kind, makes of the name before it. */
enum redact_kind names_kind(const struct names *names, guint at);

/* Returns the index behind the run of capitals, small links and words of kind that begins at at. */
guint names_past_run(const struct names *names, guint at);

/* Returns whether at is one of the capitals of a passage that is shouted as a whole. */
bool names_is_shout(const struct names *names, guint at);

/* Takes the name of a page or group that begins at at. Returns whether there is one. */
bool names_take_social(struct names *names, guint at);

/* Takes what begins at at and is a name whatever its letters. Returns the index to go on with. */
guint names_take_caseless(struct names *names, guint at);
