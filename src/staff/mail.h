/* Mails to members of the staff, private to staff/. Each carries a token that proves, once, that a reply is the member's. */
#pragma once
#include "mail/mail.h"
#include "staff/staff.h"

struct staff_mail {
    const struct staff_member *member;
    const char *template_name; /* "staff_answer" */
    const char *purpose;       /* "staff", "review": they go out while the campaign is paused */
    json_t *data;              /* for the template, beside what all of them may use; changed */
    const struct reading *to;  /* (nullable) what is answered */
    GPtrArray *files;          /* (nullable) struct outgoing_file * */
};

/* Issues a token and makes the mail (transfer full), NULL and an error. */
struct outbox_mail *staff_compose(const struct staff_desk *desk, const struct staff_mail *mail, GError **error);

/* Returns the tokens of ours that mail brings back, as token_read returns them. (transfer full): GPtrArray of char *, owned */
GPtrArray *staff_tokens_of(const struct campaign *campaign, const struct mail *mail);
