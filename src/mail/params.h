/* "text/plain; charset=utf-8; format=flowed": a value with parameters (RFC 2045, 2183, 2231), as programs really write it. */
#pragma once
#include <glib.h>

#include "base/cleanup.h"
#include "mail/scan.h"

struct params {
    char *value;  /* what stands before the first parameter, lower case, "" where there is nothing */
    GArray *list; /* of struct param, see params.c */
};

/* Reads the value of field (nullable: no value, no parameters). Bounded. (transfer full) */
struct params *params_read(const struct field *field);
void params_free(struct params *params);
DEFINE_AUTO(params)

/* Returns the parameter called name as its bytes stand there, without quotes; its pieces joined. NULL where there is none.
 * (transfer full) */
char *params_raw(const struct params *params, const char *name);

/* Returns the parameter as words: percent codes and encoded words decoded, control characters as spaces. (transfer full) */
char *params_words(const struct params *params, const char *name);
