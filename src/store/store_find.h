/* Finding what people wrote, by words and by themes. */
#pragma once
#include "store/store.h"

struct store_found {
    gint64 message;
    const char *pseudonym, *survey, *question;
    const char *words; /* the passage of the answer that has the words; all of it where none were asked for */
};

struct store_search {
    const char *words; /* as a person types them: "words in quotes" stand next to each other, one with * at its end begins so */
    const char *theme; /* (nullable) only what is about it */
    const char *const *hidden; /* NULL-terminated: "SURVEY QUESTION", whose answers are not looked at */
    bool with_care;            /* words of people whom somebody should look after, too */
    guint most;                /* answers that are shown */
};

struct store_search_counts {
    gint64 found;    /* all, shown or not */
    gint64 withheld; /* more, since somebody should look after their writers */
    bool is_empty;   /* there was no word to look for, and no theme */
};

/* Visits the newest answers that count and have all of the words, in any of their forms ("inspectors" finds "inspector"). */
bool store_find(struct store *store, const struct store_search *search,
                bool (*visit)(const struct store_found *found, void *data), void *data, struct store_search_counts *counts,
                GError **error);

/* ---- themes of messages */

/* Sets theme on message id, or takes it off (is_off): a human says so. *is_changed: false where it was so already. */
bool store_theme_set(struct store *store, gint64 id, const char *theme, bool is_off, const char *who, gint64 now_secs,
                     bool *is_changed, GError **error);

/* Proposes theme for message id, unless something is said of it already. */
bool store_theme_propose(struct store *store, gint64 id, const char *theme, gint64 now_secs, GError **error);

/* Takes back all proposals (not what humans said), and has all answers looked at again, where rules is another version than
 * before. */
bool store_theme_begin(struct store *store, const char *rules, GError **error);

struct store_story {
    gint64 answer, message;
    const char *survey, *question, *words;
};
/* Visits at most most answers in words that no rule of themes has looked at, and marks them as looked at; *count: how many. */
bool store_theme_next(struct store *store, guint most, bool (*visit)(const struct store_story *story, void *data), void *data,
                      guint *count, GError **error);

struct store_theme {
    const char *theme, *state; /* "set" or "proposed" */
    gint64 people;             /* whose messages that count have it */
};
/* Visits the themes of the messages that people of survey wrote from since_secs on and before until_secs (0: no bound), or of
 * message id alone where that is not 0. */
bool store_each_theme(struct store *store, const char *survey, gint64 since_secs, gint64 until_secs, gint64 id,
                      bool (*visit)(const struct store_theme *theme, void *data), void *data, GError **error);

/* Visits the themes that humans have set on messages of the person called pseudonym which count for survey. */
bool store_each_theme_of(struct store *store, const char *pseudonym, const char *survey,
                         bool (*visit)(const char *theme, void *data), void *data, GError **error);
