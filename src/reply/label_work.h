/* What the parts of labelling share while one view is labelled. Internal to label_*.c. */
#pragma once
#include "reply/label_rules.h"

/* What can be seen of a line without knowing what it is; bits. */
enum shape {
    SHAPE_BLANK = 1 << 0,
    SHAPE_RULE = 1 << 1, /* "_____", "-----": nothing else */
    SHAPE_DATE = 1 << 2, /* a year, or a date in figures */
    SHAPE_TIME = 1 << 3,
    SHAPE_ADDRESS = 1 << 4, /* of mail */
    SHAPE_PHONE = 1 << 5,
    SHAPE_URL = 1 << 6,
    SHAPE_COLON = 1 << 7,     /* at its end */
    SHAPE_SENTENCE = 1 << 8,  /* ends like a sentence */
    SHAPE_NUMBERED = 1 << 9,  /* begins like an item: "1.", "Q3", "-" */
    SHAPE_DASHED = 1 << 10,   /* words between dashes: "--- so ---" */
    SHAPE_CAPITALS = 1 << 11, /* every word begins with a capital: like a name */
    SHAPE_VERB = 1 << 12,     /* has a verb of attributions at its end */
    SHAPE_VERB_INSIDE = 1 << 13,
    SHAPE_LEAD = 1 << 14,        /* begins as attributions do, or with a date, time or name of a day */
    SHAPE_MARK = 1 << 15,        /* "-- ": the mark of a signature */
    SHAPE_QUESTION = 1 << 16,    /* ends with a question mark */
    SHAPE_EXCLAIMED = 1 << 17,   /* ends with an exclamation mark */
    SHAPE_ENDS_ADDRESS = 1 << 18 /* ends with an address in brackets */
};

struct fact {
    guint first, past; /* its words, as indexes into work->words; marks count */
    guint count;       /* of words that are no marks */
    guint shape;       /* of enum shape */
    guint whole;       /* of enum whole */
    guint depth;       /* quote depth, where a mark got lost: what it was */
    enum header_role role;
    enum header_role bare_role; /* of a name without a colon */
    bool role_only;             /* nothing stands behind the name of the field */
};

/* A message within the mail: who speaks from its attribution on. */
struct segment {
    guint parent;      /* index; of the first segment: 0 */
    guint first, past; /* lines of its attribution; first == past where it has none */
    guint depth;
    char *address;  /* (nullable) of its author, lower case */
    guint ours;     /* lines of it that are ours */
    guint others;   /* lines of it that are neither blank nor ours */
    bool is_live;   /* its words that are not ours are the writer's */
    bool has_words; /* the writer's own words were found in it */
    bool has_cover, passes_on;
};

struct work {
    const struct label_rules *rules;
    const struct label_context *context;
    struct view *view;
    guint count; /* of lines */
    char *text;  /* of all lines */
    struct words *words;
    struct fact *facts; /* of every line */
    guint8 *kinds;      /* of every line: what label_signature.c has found out about it; 0: nothing yet */
    guint *segment_of;  /* of every line */
    GArray *segments;   /* struct segment */
    GPtrArray *names;   /* char *, owned: folded words of the writer's name */
    bool has_ours;
};

/* Returns line i of the view. (transfer none) */
static inline struct line *work_line(const struct work *work, guint i) { return work->view->lines->pdata[i]; }

/* Returns whether nothing of line i can be seen. */
static inline bool is_blank(const struct work *work, guint i) { return work->facts[i].shape & SHAPE_BLANK; }

/* Returns whether line i has any of the shapes. */
static inline bool has_shape(const struct work *work, guint i, guint shape) { return work->facts[i].shape & shape; }

/* Returns whether line i can be seen and has no label yet. */
static inline bool is_open(const struct work *work, guint i)
{
    return work_line(work, i)->label == LABEL_NONE && !is_blank(work, i);
}

/* Gives line i its label, if it has none. reason: static text. */
static inline void set_label(struct work *work, guint i, enum label label, const char *reason)
{
    struct line *line = work_line(work, i);
    if (line->label == LABEL_NONE) {
        line->label = label;
        line->label_reason = reason;
    }
}

/* label_facts.c: fills text, words, facts and names. */
void work_look(struct work *work);

/* Returns the shape of folded text, without what needs the rules. */
guint shape_of(const char *folded);

/* Returns the first address in folded text, or NULL. (transfer full) */
char *first_address(const char *folded);

/* label_attribution.c: looks for an attribution or header block that begins at line i. Returns the line behind it, or i where
 * there is none; *address (nullable) becomes the author's. (transfer full) */
guint attribution_at(struct work *work, guint i, char **address);

/* label_segments.c: divides the view into messages, labels attributions. */
void segments_find(struct work *work);

/* Where a stretch of the writer's lines stands; bits. Neither: between words of others. */
enum place {
    PLACE_TOP = 1 << 0, /* above everything else, or right below what introduces it */
    PLACE_END = 1 << 1  /* nothing but another message's introduction follows */
};

/* label_signature.c: signature marks, farewells with names, blocks of contact details, in the open lines of at[0..count).
 * Between the words of others (place 0) only a farewell over the writer's name is one. */
void label_sign_off(struct work *work, const guint *at, guint count, guint place);

/* label_legal.c: footers of programs, disclaimers, banners. */
void label_footers(struct work *work, const guint *at, guint count);
void label_disclaimers(struct work *work, const guint *at, guint count);
void label_banners(struct work *work, const guint *at, guint count);

/* label_stretch.c: labels all that is left of at[0..count), lines of a live segment without one of ours between them. */
void label_stretch(struct work *work, struct segment *segment, const guint *at, guint count, guint place);

/* Returns whether line i looks like the writer's name; like anybody's. */
bool is_writers_name(const struct work *work, guint i);
bool is_like_name(const struct work *work, guint i);
