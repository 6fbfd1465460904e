/* The rules of redaction as they are kept in memory: see rules/redact.yaml. */
#pragma once
#include "answer/redact.h"
#include "base/pattern.h"

#define REDACT_PHRASE_WORDS 8u /* words of the longest phrase that is known */

/* The lists that a word or phrase may stand in: bits. */
enum redact_list {
    LIST_TITLE = 1 << 0,
    LIST_PARTICLE = 1 << 1,
    LIST_LINK = 1 << 2,
    LIST_FIRST_NAME = 1 << 3,
    LIST_DOUBTFUL_NAME = 1 << 4,
    LIST_NAME_VERB = 1 << 5,
    LIST_PLAIN = 1 << 6,
    LIST_PUBLIC = 1 << 7,
    LIST_SHOUTED = 1 << 8,
    LIST_SCHOOL_WORD = 1 << 9,
    LIST_ORGANISATION_WORD = 1 << 10,
    LIST_ORGANISATION_START = 1 << 11,
    LIST_PLACE_WORD = 1 << 12,
    LIST_PLACE_START = 1 << 13,
    LIST_BEFORE_PLACE = 1 << 14,
    LIST_BEFORE_SCHOOL = 1 << 15,
    LIST_PLACE = 1 << 16,
    LIST_SOCIAL_SITE = 1 << 17,
    LIST_PUBLIC_ADDRESS = 1 << 18,
    LIST_HELPLINE = 1 << 19,
    LIST_URN_WORD = 1 << 20,
    LIST_REFERENCE_WORD = 1 << 21,
    LIST_PUBLIC_DATE = 1 << 22,
    LIST_PUBLIC_DATE_WORD = 1 << 23,
    LIST_INSPECTOR = 1 << 24,
    LIST_SAYING_VERB = 1 << 25,
    LIST_NAME_START = 1 << 26,
    LIST_SCHOOL_START = 1 << 27,
    LIST_OWN_SCHOOL = 1 << 28, /* of the register of schools */
    LIST_BEFORE_PERSON = 1 << 29,
    LIST_BEFORE_LETTER = 1 << 30
};

struct redact_rules {
    GHashTable *lists; /* phrase, its words with ' ' between them -> bits of enum redact_list */
    struct pattern_set *roles;
    char *words[REDACT_KINDS];
    char *inspector;      /* the word for a person who inspects */
    char **place_endings; /* "ham", "thorpe" */
};

/* Returns the bits of the lists that phrase stands in. */
guint redact_lists_of(const struct redact_rules *rules, const char *phrase);
