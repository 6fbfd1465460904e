/* The commands, private to staff/: one function each, one line in the table of command.c. */
#pragma once
#include "report/report.h"
#include "staff/staff.h"
#include "store/store_ask.h"
#include "store/store_query.h"
#include "store/store_staff.h"

/* A command as it was given. */
struct staff_call {
    const struct staff_command *command;
    gint64 number;     /* of the item or message, where the command takes one */
    const char *words; /* what stands behind it, "" where there is nothing */
};

struct staff_command {
    const char *name;
    const char *usage; /* "hold MESSAGE [WHY]" */
    guint right;
    enum { TAKES_WORDS, TAKES_NUMBER, TAKES_NUMBER_AND_WORDS } takes;
    bool (*run)(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
};

/* looking (look.c, report.c, find.c, export.c) */
bool staff_status(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_report(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_show(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_find(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_export(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_help(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);

/* themes (themes.c) */
bool staff_tag(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_untag(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_themes(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);

/* people (persons.c, cases.c) */
bool staff_merge(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_cases(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);

/* deciding about items (review.c) */
bool staff_pending(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_take(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_approve(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_reject(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_answer(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_skip(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);

/* deciding about quotes (quote.c) */
bool staff_quotes(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_quote(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);

/* changing messages, and the campaign (change.c) */
bool staff_correct(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_hold(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_release(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_note(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_pause(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);
bool staff_resume(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error);

/* ---- shared by them */

/* Say that it was done, and what; that it was not, and why. Return true, for the end of a command. */
bool staff_say(struct staff_result *result, const char *format, ...) G_GNUC_PRINTF(2, 3);
bool staff_refuse(struct staff_result *result, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Ends a command over trouble (transfer full): where what was asked cannot be, says so; what is wrong with the database
 * becomes the error, and false is returned. */
bool staff_refuse_for(struct staff_result *result, GError *trouble, GError **error);

/* Records who did call's command to message and item (0: none). */
bool staff_record(const struct staff_desk *desk, const struct staff_call *call, gint64 message, gint64 item, const char *detail,
                  GError **error);

/* Returns what reports need to know of desk. */
struct report_request staff_request(const struct staff_desk *desk);

/* Puts what the report called name prints into result. */
bool staff_print_report(const char *name, const struct report_request *request, struct staff_result *result, GError **error);

/* Returns the question that name (folded) means: its id, its number, or one of its other names; NULL where none. */
const struct question *staff_question(const struct survey *survey, const char *name);

/* Returns the survey that message id answers; the first one where it names none. NULL and an error. (transfer none) */
const struct survey *staff_survey_of(const struct staff_desk *desk, gint64 id, GError **error);

/* Reads words as the answer to question in message id and records it. Where they are none, says so in result, with what may be
 * answered, and *is_recorded is false. */
bool staff_record_answer(const struct staff_desk *desk, gint64 id, const struct survey *survey, const struct question *question,
                         const char *words, bool *is_recorded, struct staff_result *result, GError **error);

/* Puts the facts of message id into *message (transfer full); says so in result where there is none (then NULL). */
bool staff_find_message(const struct staff_desk *desk, gint64 id, struct store_message **message, struct staff_result *result,
                        GError **error);
