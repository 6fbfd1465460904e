/* rules/labels.yaml, compiled. Internal to label_*.c. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/pattern.h"
#include "reply/label.h"

/* What a whole line says; bits. */
enum whole {
    WHOLE_GREETING = 1 << 0,
    WHOLE_FAREWELL = 1 << 1,
    WHOLE_FOOTER = 1 << 2,
    WHOLE_SEPARATOR = 1 << 3,    /* "Original Message": a boundary where dashes or a header block stand by */
    WHOLE_INTRODUCTION = 1 << 4, /* "Begin forwarded message": a boundary by itself */
    WHOLE_QUOTING = 1 << 5,      /* "Quoting A. Person": an attribution without a verb at its end */
    WHOLE_BANNER = 1 << 6        /* "[External]" */
};

/* What a stretch of words says; bits. */
enum part {
    PART_DISCLAIMER = 1 << 0, /* one is enough */
    PART_LEGAL = 1 << 1,      /* two are enough */
    PART_BANNER = 1 << 2,
    PART_BANNER_MORE = 1 << 3, /* goes on where a banner is */
    PART_COVER = 1 << 4,
    PART_PASS_ON = 1 << 5, /* a cover: the words of another are below */
    PART_NOTICE = 1 << 6,  /* prose that belongs to signatures */
    PART_TITLE = 1 << 7,   /* offices, organisations, degrees */
    PART_PERSON = 1 << 8,  /* I, my, we: somebody speaks */
    PART_PROSE = 1 << 9,   /* no line that introduces a quotation says this */
    PART_POSTSCRIPT = 1 << 10,
    PART_SOFT = 1 << 11,   /* a notice, where nobody speaks of themselves */
    PART_SELF = 1 << 12,   /* I, me, my */
    PART_NO_NAME = 1 << 13 /* words of a sender's name that name nobody */
};

enum header_role { ROLE_NONE, ROLE_FROM, ROLE_SENT, ROLE_TO, ROLE_CC, ROLE_SUBJECT, ROLE_OTHER, ROLES };

struct label_rules {
    struct pattern_set *whole; /* ids: enum whole */
    struct pattern_set *parts; /* ids: enum part */
    GHashTable *roles;         /* folded name of a header field -> enum header_role */
    GPtrArray *verbs;          /* char *, owned, folded: "wrote" */
    GHashTable *leads;         /* folded first words of an attribution: "on" */
};

/* Returns what the words [from, to) say as a whole, bits of enum whole; what some of them say, bits of enum part. */
guint rules_whole(const struct label_rules *rules, const struct words *words, guint from, guint to);
guint rules_parts(const struct label_rules *rules, const struct words *words, guint from, guint to);
