/* The words of a mail, from its templates; for talk/ and report/. */
#pragma once
#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#include "mail/compose.h"
#include "survey/campaign.h"

struct words {
    char *subject, *text, *html;
};

/* Renders templates/NAME.txt, whose first line is the subject, and NAME.html, with data, to which the subject is added. Clear
 * words afterwards, whatever it returns. ERROR_CONFIGURATION where a template is wrong. */
bool words_render(const struct campaign *campaign, const char *name, json_t *data, struct words *words, GError **error);
void words_clear(struct words *words);

/* Adds what is wrong with templates/NAME.txt and NAME.html to problems. sample: as talk_sample_data returns it. */
void words_check(const struct campaign *campaign, const char *name, json_t *sample, struct problems *problems);

/* Returns address with the tag token, "survey+TOKEN@...". (transfer full), NULL where token is none that an address could have
 */
char *tagged_address(const char *address, const char *token);

/* Returns the envelope sender to which what bounces comes back with token. (transfer full), NULL as tagged_address */
char *tagged_sender(const struct campaign *campaign, const char *token);

/* Renders the templates called name with data, and puts outgoing with that subject and those words together for the outbox.
 * Returns the mail (transfer full), or NULL and an error. */
struct outbox_mail *words_mail(const struct campaign *campaign, const char *name, json_t *data, const struct outgoing *outgoing,
                               const char *purpose, const char *envelope_from, GError **error);

/* Puts outgoing, whose words are set, together for the outbox. Returns the mail (transfer full), or NULL and an error. */
struct outbox_mail *words_compose(const struct outgoing *outgoing, const char *purpose, const char *envelope_from,
                                  GError **error);
