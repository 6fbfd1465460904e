/* The words that we sent, made ready to be found again in replies. */
#pragma once
#include <glib.h>

#include "base/cleanup.h"
#include "base/words.h"
#include "reply/view.h"
#include "survey/survey.h"

/* A stretch of our words that belongs together: a question, its options, a sentence of the introduction. */
struct sent_piece {
    enum ours ours;
    guint question;    /* its number; 0: none */
    guint first, past; /* indexes in the words of the invitation: [first, past) */
};

/* One option of a question among our words. */
struct sent_option {
    guint question, option; /* number of the question; index of the option */
    guint first, past;
};

struct invitation {
    const struct survey *survey; /* not owned */
    struct words *words;         /* all versions, one after the other */
    guint *piece_of;             /* of each word: index in pieces */
    GArray *pieces;              /* struct sent_piece */
    GArray *options;             /* struct sent_option, in the order of the words */
    GHashTable *pairs;           /* hash of two neighbouring words -> GArray of guint: where they stand */
};

/* Makes it from survey, which must live longer, and what else our mails say (nullable): GPtrArray of char *. (transfer full) */
struct invitation *invitation_new(const struct survey *survey, const GPtrArray *also_sent);
void invitation_free(struct invitation *invitation);
DEFINE_AUTO(invitation)

/* Returns the hash under which the words with the hashes one and two, in this order, stand in pairs. */
guint invitation_pair(guint one, guint two);
