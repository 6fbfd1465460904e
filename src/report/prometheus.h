/* The state of a campaign for Prometheus and its like: the figures of `hearback status` in the text format. */
#pragma once
#include "report/report.h"

/* Returns the text. (transfer full), NULL and an error of the store. */
char *prometheus_text(const struct report_request *request, GError **error);

/* Writes it to path so that a reader finds either the old or the new one, readable for everybody. */
bool prometheus_write(const struct report_request *request, const char *path, GError **error);
