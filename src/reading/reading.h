/* The pure function from the bytes of a message to what hearback understands of it: no I/O, no clock, no state. */
#pragma once
#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#include "answer/answer.h"
#include "answer/care.h"
#include "base/cleanup.h"
#include "reply/bounce.h"
#include "reply/classify.h"
#include "reply/label.h"
#include "reply/people_rules.h"
#include "survey/campaign.h"
#include "survey/survey.h"

/* All that reading needs to know; loaded once, never changed afterwards. */
struct knowledge {
    GPtrArray *surveys;     /* struct survey *, owned; the first is the default */
    GPtrArray *invitations; /* struct invitation *, owned: what was sent, one for each survey */
    GPtrArray *names;       /* struct mark_names *, owned: how questions may be called, one for each survey */
    struct sort_rules *sorting;
    struct label_rules *labels;
    struct kind_rules *kinds;
    struct answer_rules *answers;
    struct care_rules *care;
    struct people_rules *people;
    GPtrArray *own_addresses; /* char *, owned: lower case, without tags */
    char *authserv_id;        /* (nullable) whose Authentication-Results are believed */
    guint authserv_hops;      /* Received lines of our own servers that may stand above them */
    char *version;            /* hex digest over the files and the program's reader version: "rules version" of an answer */
};

/* Loads rules and surveys of the campaign. Returns them (transfer full), or NULL after adding every problem found. */
struct knowledge *knowledge_load(const struct campaign *campaign, struct problems *problems);

/* The same with the rules and the survey that the program brings along, without any campaign. */
struct knowledge *knowledge_load_built_in(struct problems *problems);
void knowledge_free(struct knowledge *knowledge);
DEFINE_AUTO(knowledge)

#define REVIEW_CHALLENGE "challenge"

/* A line of the message as read, for showing and for accounting for every word. */
struct read_line {
    char *text;
    enum label label;
    char *reason;   /* why this label, (nullable) */
    char *question; /* id of the question that its words answer, (nullable) */
    guint quote_depth;
};

struct read_answer {
    char *question;          /* id */
    enum answer_state state; /* ANSWER_UNCLEAR or ANSWER_RECORDED; ANSWER_NONE is shown by read, never stored */
    json_t *value;           /* NULL unless ANSWER_RECORDED */
    char *words;             /* as written */
    char *comment;           /* (nullable) */
    guint certainty;         /* 0..100 */
    char *reason;
    guint line_first, line_last; /* 0-based index in lines: where it stands */
};

struct reading {
    enum mail_kind kind;
    char *kind_reason;
    char *survey;       /* id, (nullable): which survey it answers */
    char *token;        /* (nullable) from the address it was sent to */
    char *from_address; /* lower case; "" where there is none */
    char *from_name;
    char *subject;
    char *message_id, *in_reply_to; /* without <>, "" where there is none */
    GPtrArray *references;          /* char *, owned */
    bool has_date;
    gint64 date_secs;
    GPtrArray *answers; /* struct read_answer *, owned; in the order of the questions */
    GPtrArray *lines;   /* struct read_line *, owned */
    char *text;         /* all the words of the writer */
    enum care_level care;
    char *care_reason; /* (nullable) rule that fired, never shown outside */
    GPtrArray *notes;  /* char *, owned: odd things, choices made, attachments named for review */
    GPtrArray *review; /* char *, owned: what a person must look at: "unclear: lasted", "attachment: answers.docx", "unclaimed
                          words" */
    bool may_acknowledge;        /* RFC 3834: nothing in the mail forbids an automatic answer */
    char *no_acknowledge_reason; /* (nullable) */
    char *reply_address;         /* where an answer would go: Reply-To or From; (nullable) */
    bool others_see;             /* others than the writer are likely to see an answer, or wrote for the writer */
    enum bounce bounce;          /* of a KIND_BOUNCE: what it says of the address */
    char *reported_id;           /* (nullable) of a KIND_BOUNCE: Message-ID of the mail of ours that it speaks of */
    char *reported_address;      /* (nullable) and where that went to */
    gint64 away_until_secs;      /* of a KIND_AUTO_REPLY: the day of the writer's return, 0: not said */
    bool is_ambiguous;           /* a KIND_UNSUBSCRIBE that may wish everything taken back */
    bool is_forged;              /* our own mail server says that the sender's domain has not sent it (DMARC) */
    char *version;               /* of the knowledge */
};

/* Reads one message. Returns the reading (transfer full); never NULL: what cannot be parsed is a reading whose review says so.
 */
struct reading *reading_make(const struct knowledge *knowledge, GBytes *bytes);
void reading_free(struct reading *reading);
DEFINE_AUTO(reading)

/* Returns the words of a person in a plain text as a reply parser would: no quotations, signature, greeting, farewell and so
 * on. text is UTF-8. (transfer full) */
char *reading_words_of_text(const struct knowledge *knowledge, const char *text);

/* The JSON form: what `hearback read --json` prints and what crosses the sandbox. (transfer full) */
json_t *reading_to_json(const struct reading *reading);
struct reading *reading_from_json(const json_t *json, GError **error);

/* Returns the answer to the question id, or NULL. (transfer none) */
const struct read_answer *reading_answer(const struct reading *reading, const char *question);
