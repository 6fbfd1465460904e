/* The configuration of a campaign: the file hearback.yaml in the campaign's folder. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "survey/problems.h"

struct source_config {
    const char *type; /* interned: "maildir" */
    char *name;       /* how it is called in the log: "maildir-1" where not given */
    char *path;       /* absolute */
    gint64 poll_secs;
    guint line;
};

enum smtp_security { SMTP_STARTTLS, SMTP_TLS, SMTP_PLAIN };
enum smtp_auth { SMTP_AUTH_NONE, SMTP_AUTH_PLAIN, SMTP_AUTH_LOGIN, SMTP_AUTH_XOAUTH2 };

struct send_config {
    const char *transport; /* interned: "smtp" or "maildir" */
    char *maildir;         /* absolute; transport maildir */
    char *host;
    guint port;
    enum smtp_security security;
    char *ca_file; /* (nullable) absolute */
    enum smtp_auth auth;
    char *user;             /* (nullable) */
    char *password_file;    /* (nullable) absolute; its first line is the password or the token */
    char *password_command; /* (nullable) */
    char *helo;             /* (nullable) name to greet with */
    gint64 timeout_secs;
    gint64 give_up_secs; /* after so long temporary failures become a failure */
};

struct campaign {
    char *dir;                /* absolute path of the campaign's folder */
    char *file;               /* path of hearback.yaml */
    char *name;               /* "HeadsUp4HTs" */
    char *address;            /* "survey@headsup.example" */
    GPtrArray *own_addresses; /* char *, owned: further addresses of ours: never answered */
    char *bounce_address;     /* (nullable) envelope sender of what we send; NULL: the null sender */
    char *contact_address;    /* (nullable) where people reach a human */
    GPtrArray *support;       /* char *, owned: support lines shown in every acknowledgement */
    GPtrArray *surveys;       /* char *, owned: names of the survey files in rules/, without .yaml; the first is the default */
    char *language;           /* "en-GB" */
    gint64 message_limit_bytes;
    gint64 acknowledge_every_secs; /* at most one acknowledgement per sender in this time */
    bool acknowledge;
    GPtrArray *sources; /* struct source_config *, owned */
    struct send_config send;
};

/* Reads and checks dir/hearback.yaml. Returns the campaign (transfer full), or NULL after adding every problem found. */
struct campaign *campaign_load(const char *dir, struct problems *problems);
void campaign_free(struct campaign *campaign);
DEFINE_AUTO(campaign)

/* Returns the path of name inside the campaign's folder: campaign_path(c, "rules/x.yaml"). (transfer full) */
char *campaign_path(const struct campaign *campaign, const char *name);

/* Returns whether address (local@domain, any case, with or without +tag) is one of ours. */
bool campaign_is_own_address(const struct campaign *campaign, const char *address);
