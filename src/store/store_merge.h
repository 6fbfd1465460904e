/* Two people who turn out to be one. */
#pragma once
#include "store/store.h"

/* Makes all of the person called former that of the person called pseudonym; the former name is remembered. *messages: how many
 * came along. ERROR_PERMANENT where there is no such person, or both are one. */
bool store_merge(struct store *store, const char *former, const char *pseudonym, const char *who, gint64 *messages,
                 gint64 now_secs, GError **error);
