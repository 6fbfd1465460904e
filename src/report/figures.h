/* Figures that several reports show, as JSON; private to report/. */
#pragma once
#include "report/report.h"

/* {"received", "accounted", "adds_up", "by_disposition": [{"disposition", "count", "reasons": [{"reason", "count"}]}]} of what
 * came after since. (transfer full), NULL and an error where the store fails; so do the others. */
json_t *figures_messages(const struct report_request *request, const struct store_mark *since, GError **error);

/* [{"state", "count", "oldest"}] */
json_t *figures_outbox(const struct report_request *request, GError **error);

/* {"count", "urgent", "care", "items": [{"message", "person", "what", "since", "age_secs", "care"}], "left_out"} */
json_t *figures_waiting(const struct report_request *request, GError **error);

/* {"count", "uncertain", "failed", "deferred", "items": [{"mail", "message", "person", "purpose", "state", "attempts",
 * "queued", "words"}], "left_out"} */
json_t *figures_trouble(const struct report_request *request, GError **error);

/* {"count", "items": [{"case", "level", "state", "person", "opened", "age_secs", "messages", "told", "next"}]} of the cases of
 * care that are open, or of all; and one of them. */
struct care_case;
json_t *figures_cases(const struct report_request *request, bool are_all, GError **error);
json_t *figures_case(const struct report_request *request, const struct care_case *found);

/* [{"source", "state": "well" or "trouble", "words", "since", "looked", "next"}] */
json_t *figures_sources(const struct report_request *request, GError **error);

/* The answers to one survey: {"survey", "title", "people", "new_people", "questions": [{"id", "number", "ask", "type",
 * "answered", "unclear", "bars": [{"label", "count"}]}]}. Text questions have no bars. */
json_t *figures_answers(const struct report_request *request, const struct survey *survey, GError **error);

/* {"surveys": [{"survey", "closed": time or null, "invited", "waiting", "reminded", "answered"}], "suppressed": {"bounced":
 * 2}}. Surveys that nobody was invited to and that are open are left out. */
json_t *figures_asking(const struct report_request *request, GError **error);

/* Print them. */
void figures_print_asking(const json_t *asking, FILE *out);
void figures_print_cases(const json_t *cases, FILE *out);
void figures_print_messages(const json_t *messages, FILE *out);
void figures_print_sources(const json_t *sources, FILE *out);
void figures_print_waiting(const json_t *waiting, const struct report_request *request, FILE *out);
void figures_print_trouble(const json_t *trouble, FILE *out);
void figures_print_answers(const json_t *answers, const struct report_request *request, FILE *out);

/* Shared by them: an integer member, 0 where it is missing; a text member, "" where it is missing or null. */
gint64 figure(const json_t *figures, const char *name);
const char *figure_text(const json_t *figures, const char *name);

/* Returns the counted member name as "1 message", "2 messages"; where it is hidden (null), "few messages". (transfer full) */
char *figure_counted(const json_t *figures, const char *name, const char *one, const char *many);

/* Returns what became of messages, in words: "held for a person". (static) */
const char *figures_disposition_words(const char *disposition);

/* Returns "42 answers, mean 3.9; 2 unclear" of a question. (transfer full) */
char *figures_answers_line(const json_t *question);

/* Adds value (transfer full) to figures. Returns false where it is NULL. */
bool figure_add(json_t *figures, const char *name, json_t *value);

/* Returns secs as JSON text, "2024-06-18T22:14:30Z". */
json_t *figure_time(gint64 secs);

/* The same, null where secs is 0 or less: not yet, or never. */
json_t *figure_time_or_null(gint64 secs);
