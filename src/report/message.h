/* One message and all that hearback has made of it. */
#pragma once
#include "report/report.h"

/* Returns everything about message id (transfer full), NULL and an error where there is none. with_contact: its sender's
 * address and name too, which are left out else. */
json_t *message_collect(const struct report_request *request, gint64 id, bool with_contact, GError **error);

/* Prints it for people. */
void message_print(const json_t *message, const struct report_request *request, FILE *out);
