/* One question to a web server: as much HTTP as OAuth2 needs; private to net/. */
#pragma once
#include <glib.h>
#include <stdbool.h>

struct http_answer {
    guint status; /* 200 */
    GString *body;
};
void http_answer_clear(struct http_answer *answer);

/* Posts form (application/x-www-form-urlencoded) to url: https://, or http:// on this machine. The certificate is checked,
 * nothing is redirected, the answer has limits of time and size. Returns false and ERROR_CONFIGURATION or ERROR_TEMPORARY where
 * there is no answer; else *answer, to be freed with http_answer_clear. */
bool http_post(const char *url, const char *form, struct http_answer *answer, GError **error);

/* Appends name=value to form, with & before it where it is not the first. */
void http_add_field(GString *form, const char *name, const char *value);
