/* What the campaign's people can ask for, by mail and at the terminal: the same commands, done by the same code. */
#pragma once
#include "reading/reading.h"
#include "staff/parse.h"
#include "store/store.h"
#include "survey/campaign.h"

/* Who gives commands, and what there is to do them with. */
struct staff_desk {
    const struct campaign *campaign;
    const struct knowledge *knowledge;
    struct store *store;
    const json_t *daemon; /* (nullable) how the daemon is */
    const char *who;      /* the member's name, or the user at the terminal */
    guint rights;         /* of enum staff_right */
    gint64 mail;          /* the message with the commands; 0: none */
    gint64 now_secs;
    bool is_utf8;
};

/* What became of one command. */
struct staff_result {
    bool is_done;
    GString *words;   /* what was done, what was found, or what was wrong and the nearest right one */
    GPtrArray *files; /* (nullable) struct staff_file *, owned: go with it */
};

struct staff_file {
    char *name;
    const char *type; /* static: "text/csv" */
    GBytes *bytes;
};

/* Frees what is in result. */
void staff_result_clear(struct staff_result *result);

/* Returns the NULL-terminated verbs of all commands. (static) */
const char *const *staff_verbs(void);

/* Does one command. Returns false and an error where the database or a template fails; what is wrong with the command itself is
 * told in *result, which comes uninitialised. The caller has opened a transaction. */
bool staff_do(const struct staff_desk *desk, const struct staff_line *line, struct staff_result *result, GError **error);

/* ---- by mail (receive.c) */

/* What becomes of a mail that may be a member's. */
struct staff_outcome {
    bool is_staff;            /* else it goes the way of all mail */
    bool is_proven;           /* commands were done: it is set aside; else it is held */
    const char *reason;       /* static: REASON_... of the store */
    struct outbox_mail *mail; /* (nullable) the answer */
};

/* Looks whether message id, with this reading, is a member's mail to the staff's address, or a reply to a mail of ours to a
 * member; does what it says if that is proven. Then the reading is one of KIND_STAFF, without answers. desk: who, rights and
 * mail are set here. Free outcome->mail. */
bool staff_receive(struct staff_desk *desk, gint64 id, struct reading *reading, struct staff_outcome *outcome, GError **error);

/* ---- what waits, by mail (review_mail.c) */

/* Queues for each member who may decide about it a mail with what waits; is_forced: also where nothing is new since the last.
 * *count: how many mails. */
bool staff_send_review(const struct staff_desk *desk, bool is_forced, guint *count, GError **error);

/* Adds what is wrong with the templates that this folder uses. */
void staff_check(const struct campaign *campaign, struct problems *problems);
