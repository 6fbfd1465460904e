/* The digest as a mail: the figures of report_digest for one kind of reader, as text and HTML with charts. */
#pragma once
#include "report/report.h"
#include "store/store.h"
#include "survey/campaign.h"

/* Who reads it. */
enum digest_audience {
    DIGEST_TEAM,   /* members of the staff: may read what people wrote */
    DIGEST_OUTSIDE /* others: no words of people, no small cells, nothing of single messages */
};

/* A digest ready to be addressed. */
struct digest_mail;

/* Makes it of figures, as report_digest returns them. Returns it (transfer full), or NULL and an error: a wrong template. */
struct digest_mail *digest_mail_new(const struct report_request *request, const struct campaign *campaign,
                                    const json_t *figures, enum digest_audience audience, GError **error);
void digest_mail_free(struct digest_mail *mail);
DEFINE_AUTO(digest_mail)

/* Returns the mail for address, to queue (transfer full), or NULL and an error. */
struct outbox_mail *digest_mail_to(const struct digest_mail *mail, const char *address, const char *name, gint64 now_secs,
                                   GError **error);

/* Checks the templates of reports, for `hearback check`. */
void digest_check(const struct campaign *campaign, struct problems *problems);
