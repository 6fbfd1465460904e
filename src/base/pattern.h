/* The pattern language of rules/: phrases over folded words.
 *
 *     sent from my _{1,4}           a word stands for itself; _ is any one word, _{1,4} one to four
 *     (do not|don't) want [any] more     alternatives of phrases; optional phrases
 *     depress* # %me                a word that begins so; a number; a list defined in the same file
 *     ^ regards $                   the start and the end of the text that is looked at
 *     wrote ":"                     a punctuation mark that must stand there
 *     kill ~_{0,3} myself           ~: the next element may stand behind the end of a sentence
 *
 * Words match whatever letter case, accents, quotes and punctuation stand between them, but not over the end of a sentence or a
 * blank line, unless ~ says so. Matching is by simulation of an automaton: time is linear in the text, whatever the text. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "base/words.h"

struct pattern_set;

/* Returns an empty set. (transfer full) */
struct pattern_set *pattern_set_new(void);
void pattern_set_free(struct pattern_set *set);
DEFINE_AUTO(pattern_set)

/* Patterns and lists that are added later mean by each word of spellings the words that it stands for, as words_respell does
 * with the text. The table belongs to the caller and must outlive set. */
void pattern_set_spell(struct pattern_set *set, GHashTable *spellings);

/* Defines %name (letters, digits, _) as any of the NULL-terminated phrases, for patterns that are added later. Returns false
 * and *what (transfer full): what is wrong, where in the phrase. */
bool pattern_set_define(struct pattern_set *set, const char *name, const char *const *phrases, char **what);

/* Adds the pattern text under the caller's id (several may share one). Returns false and *what as above. */
bool pattern_set_add(struct pattern_set *set, guint id, const char *text, char **what);

struct pattern_match {
    guint id;
    guint first, last; /* indexes of the first and the last word of the match, both included */
};

/* Returns every match in words, which must have marks where a pattern asks for marks: for each pattern and first word the
 * longest, ordered by first word, then id. (transfer full): GArray of struct pattern_match */
GArray *pattern_set_match(const struct pattern_set *set, const struct words *words);

/* The same for the words [from, to) alone, as if they were the whole text. */
GArray *pattern_set_match_part(const struct pattern_set *set, const struct words *words, guint from, guint to);

/* Returns whether any pattern with id matches in words. */
bool pattern_set_has(const struct pattern_set *set, const struct words *words, guint id);
