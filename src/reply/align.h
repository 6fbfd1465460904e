/* Finds the words that we sent in a reply, wherever and however changed they stand; what is left over belongs to people. */
#pragma once
#include <glib.h>

#include "base/cleanup.h"
#include "reply/invitation.h"
#include "reply/view.h"

/* An option of ours as it came back, with what the writer did to it. */
struct seen_option {
    guint question; /* its number */
    guint block;    /* each complete list of a question's options is a block of its own, counted from 0 */
    guint option;   /* index in the question's options */
    bool struck;
    guint mark; /* 0 none; how strongly it is marked: 1 slanted, capitals or words beside it; 2 style; 3 ticks and arrows */
};

struct alignment {
    GArray *options;     /* struct seen_option, by block */
    guint words;         /* of the view */
    guint ours;          /* of them ours */
    guint asks;          /* questions of ours seen */
    guint last_question; /* number of the question seen last, 0: none */
};

/* Marks the lines of view that are ours (label, ours, question), splitting lines that are partly so. Time is about linear in
 * the number of words. (transfer full) */
struct alignment *align_view(const struct invitation *invitation, struct view *view);
void alignment_free(struct alignment *alignment);
DEFINE_AUTO(alignment)

/* Returns how many words of view invitation would claim, without changing view: to choose among surveys. */
guint align_count(const struct invitation *invitation, const struct view *view);
