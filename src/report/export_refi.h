/* The project of a REFI-QDA exchange; private to report/. */
#pragma once
#include "report/export_columns.h"

#define REFI_GUID_CHARACTERS 36u

/* Takes the text of a person, which the project calls by guid. Returns false where it cannot be kept. */
typedef bool (*refi_keep_text)(const char *guid, const char *text, void *data);

/* Writes the project as XML into out, and hands each text over once. Returns false, with an error unless a text could not be
 * kept. */
bool refi_write(const struct export_columns *columns, const struct report_request *request, const struct survey *survey,
                refi_keep_text keep_text, void *data, FILE *out, GError **error);
