/* Answers that leave hearback as a file: who is in it, for whom it was made, and why an answer is missing. */
#pragma once
#include "store/store_query.h"

/* The option of a question about sharing that agrees; any other answer, and none, is a no. */
#define SHARE_YES "yes"

struct store_export {
    gint64 id, made_secs;
    const char *survey, *format;
    const char *who;       /* has made it */
    const char *recipient; /* (nullable) whom it is for; NULL: the team itself */
    const char *words;     /* "as written", "redacted", "none" */
    gint64 people;         /* in it */
    gint64 size_bytes;
    const char *sha256; /* (nullable) it did not come to its end */
};

/* Records an export that is about to be made, and everybody who is in it: whoever has answered the survey, and, where share (id
 * of a question, nullable) is asked, has agreed there. One that is made later is not in it. Returns its id, 0 and an error;
 * *people: how many are in it; *left_out: how many have not agreed. */
gint64 store_export_begin(struct store *store, const struct store_export *row, const char *share, gint64 *people,
                          gint64 *left_out, GError **error);

/* Records that it is whole. */
bool store_export_done(struct store *store, gint64 id, gint64 size_bytes, const char *sha256, GError **error);

/* Forgets it: nothing of it has got out. */
bool store_export_forget(struct store *store, gint64 id, GError **error);

/* Visits the exports there were, oldest first. */
bool store_each_export(struct store *store, bool (*visit)(const struct store_export *row, void *data), void *data,
                       GError **error);

/* Visits everybody who is in export id, as store_each_person does. */
bool store_each_exported(struct store *store, gint64 id, const char *survey,
                         bool (*visit)(const struct store_person *person, void *data), void *data, GError **error);

/* Visits the pseudonyms of those who were in an export of survey before id and have withdrawn since. */
bool store_each_gone(struct store *store, gint64 id, const char *survey, bool (*visit)(const char *pseudonym, void *data),
                     void *data, GError **error);

/* ---- why an answer is missing */

/* Adds to set (of char *, owned) the questions that person has passed over in words, in messages that count. */
bool store_passed_over(struct store *store, gint64 person, const char *survey, GHashTable *set, GError **error);

/* Notes that survey has these questions (NULL-terminated). Those that it had from the beginning are known since 0, others since
 * the last answer to the survey. Writes only where something is new. */
bool store_know_questions(struct store *store, const char *survey, const char *const *questions, GError **error);

/* Puts into *since_secs since when survey has question, 0: from the beginning. */
bool store_question_since(struct store *store, const char *survey, const char *question, gint64 *since_secs, GError **error);
