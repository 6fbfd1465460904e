/* UTF-8 text as people write it: folded for comparing, split into words, measured. Input is valid UTF-8 throughout. */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* Returns text made comparable: lower case, without accents, typographic quotes, dashes and ellipsis as ASCII, every white
 * space (no-break too) one ' ', zero-width characters and soft hyphens gone. (transfer full) */
char *text_fold(const char *text);

/* Returns text with runs of white space (no-break too) as one ' ' and none at either end; zero-width characters gone;
 * letters as they are. (transfer full) */
char *text_squeeze(const char *text);

/* Returns whether text holds nothing that can be seen: white space and zero-width characters only, or nothing. */
bool text_is_blank(const char *text);

/* Returns whether c is part of a word: a letter, a digit, or a mark on one. */
static inline bool text_is_word_character(gunichar c)
{
    return c < 0x80 ? g_ascii_isalnum((gchar)c) : g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* Returns the words of folded text: runs of letters and digits, with apostrophes inside a word ("didn't").
 * (transfer full): GPtrArray of char *, freed with it. */
GPtrArray *text_words(const char *folded);

/* Returns the optimal string alignment distance of a and b in code points (a swap of neighbours counts as one), or max + 1
 * where it is more than max. */
guint text_edit_distance(const char *a, const char *b, guint max);

/* Returns the one of the NULL-terminated names that is nearest to word, at most a third of its length away, or NULL. */
const char *text_nearest(const char *word, const char *const *names);

/* Returns what byte is in windows-1252; U+FFFD where that has nothing. */
gunichar text_windows_1252(guchar byte);

/* Returns length bytes as valid UTF-8: what is UTF-8 stays, every other byte is taken as windows-1252 (U+FFFD where that has
 * none), and NUL becomes a space, so that no word is lost. (transfer full) */
char *text_repair(const char *bytes, gsize length);

/* Returns how many columns text takes on a terminal. */
guint text_columns(const char *text);
