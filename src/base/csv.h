/* Tables as spreadsheets write them (RFC 4180 and what really comes): comma, semicolon or tab; with or without quotes, byte
 * order mark and "sep="; UTF-8, UTF-16 or windows-1252. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"

struct csv_row {
    guint line;        /* 1-based: where it begins */
    GPtrArray *fields; /* char *, owned: UTF-8, no white space around them */
};

struct csv {
    GPtrArray *rows; /* struct csv_row *, owned; empty ones are left out */
};

/* Reads bytes. Returns the table (transfer full), or NULL and ERROR_PERMANENT with the line: a quotation without an end, words
 * behind one, a NUL byte, more than LIMIT_LIST_ROWS rows. Linear in the length of bytes. */
struct csv *csv_read(GBytes *bytes, GError **error);
void csv_free(struct csv *csv);
DEFINE_AUTO(csv)
