/* A text before any question is asked of it: its words and the phrases of the rules that stand in it. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "answer/lexicon.h"

struct utterance {
    struct words *words; /* with marks; at most LIMIT_ANSWER_WORDS */
    GArray *matches;     /* struct pattern_match */
    guint32 *tags;       /* of each word: bits of TAG(enum phrase_kind) */
    guint32 *lists;      /* of each word: bits 1 << enum word_list */
    guint *numbers;      /* of each word: its number in the memory of the rules */
    bool *weighs;        /* of each word: it has weight by itself, whatever is asked */
    char *joined;        /* the words with one blank between, as lexicon_join makes it */
    bool cut;            /* there were more words than are looked at */
    guint refusal_past;  /* the index behind the refusal that it opens with, or 0 */
    bool refuses;        /* it refuses, and says nothing else of weight */
};

/* Returns what text is made of. (transfer none): kept by the memory of rules, which the caller holds */
const struct utterance *utterance_of(const struct answer_rules *rules, const char *text);
void utterance_free(struct utterance *utterance);
