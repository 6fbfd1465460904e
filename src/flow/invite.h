/* Writing to people first: the list of whom to invite, and queueing what goes to them. */
#pragma once
#include "flow/flow.h"
#include "store/store_ask.h"

/* ---- the list (invite_list.c) */

struct invitee {
    guint line;     /* in the file */
    char *address;  /* as an SMTP server takes it */
    json_t *fields; /* "name" and the columns of the configuration: {"school": "..."} */
};

struct invite_list {
    GPtrArray *people; /* struct invitee *, owned; each address once, but for people of several names */
    GPtrArray *wrong;  /* char *, owned: what is wrong, with the line, never with an address */
    guint repeated;    /* rows whose address stands further above */
};

/* Reads the file path: name, address and the columns that the configuration names. Returns the list (transfer full), or NULL
 * and an error where nothing can be made of the file. Rows that are wrong stand in `wrong`. */
struct invite_list *invite_list_read(const struct office *office, const char *path, GError **error);
void invite_list_free(struct invite_list *list);
DEFINE_AUTO(invite_list)

/* ---- inviting */

struct invite_counts {
    guint64 queued, known, answered, suppressed, care, left; /* left: beyond the limit of this run */
    gint64 last_secs;                                        /* when the last of them goes out */
};

struct invite_options {
    const struct survey *survey;
    guint64 most; /* at most so many; 0: all */
    bool is_dry;  /* only count */
    void (*progress)(void *data, guint64 done);
    void *progress_data;
    bool (*stop)(void *data);
};

/* Queues an invitation for each person of list who may have one and has none. What is done stays done where it fails or is
 * ended; a second run goes on from there. Adds to *counts. */
bool flow_invite(struct office *office, const struct invite_list *list, const struct invite_options *options,
                 struct invite_counts *counts, GError **error);

/* ---- reminding */

struct remind_counts {
    guint64 reminders, missing; /* to those who have not answered; to those who have answered in part */
    gint64 not_before_secs;     /* > 0: it is night, a weekend or a holiday until then, and nothing was queued */
};

/* Queues the reminders to survey that are due now, unless people shall be left in peace now. is_dry: only counts. */
bool flow_remind(const struct office *office, const struct survey *survey, bool is_dry, struct remind_counts *counts,
                 GError **error);

/* Returns the survey called id, the first one where id is NULL; NULL and ERROR_PERMANENT where there is none. (transfer none)
 */
const struct survey *flow_survey(const struct office *office, const char *id, GError **error);
