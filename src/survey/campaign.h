/* The configuration of a campaign: the file hearback.yaml in the campaign's folder. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "survey/calendar.h"
#include "survey/problems.h"

/* Where a password is: exactly one of them is set, or none. */
struct secret_config {
    char *file;       /* (nullable) absolute; its first line is the password */
    char *command;    /* (nullable) a shell command that prints it */
    char *credential; /* (nullable) the name of a systemd credential */
};

/* How tokens of an account with OAuth2 are got (RFC 6749); all set where token_file is, but for one of the first two. */
struct oauth_config {
    char *device_endpoint;    /* (nullable) https://: a person types a code there (RFC 8628) */
    char *authorize_endpoint; /* (nullable) https://: a person's browser goes there (RFC 8252) */
    char *token_endpoint;     /* https:// */
    char *client_id;
    struct secret_config client_secret; /* some providers want one, though it is none */
    char *scope;
    char *token_file; /* (nullable) absolute: written by `hearback login`, renewed by whoever uses it */
};

enum source_security { SOURCE_TLS, SOURCE_STARTTLS, SOURCE_PLAIN };
enum source_auth { SOURCE_AUTH_PASSWORD, SOURCE_AUTH_XOAUTH2, SOURCE_AUTH_OAUTHBEARER };
/* What is done with a message in a mailbox once it is kept. */
enum source_after { SOURCE_LEAVE, SOURCE_MOVE, SOURCE_FLAG, SOURCE_DELETE };

struct source_config {
    const char *type; /* interned: "maildir" */
    char *name;       /* how it is called in the log: "maildir-1" where not given */
    char *path;       /* absolute; NULL for a mailbox on a server */
    gint64 poll_secs;
    guint line;
    /* a mailbox on a server: */
    char *host;
    guint port;
    enum source_security security;
    char *ca_file;       /* (nullable) absolute */
    gint64 timeout_secs; /* for one answer, besides the time that its bytes need; lmtp: within which a client must get on */
    char *user;
    enum source_auth auth;
    struct secret_config secret; /* for SOURCE_AUTH_PASSWORD */
    struct oauth_config oauth;   /* for the others */
    GPtrArray *folders;          /* char *, owned: "INBOX" */
    enum source_after after;
    char *after_folder;  /* SOURCE_MOVE */
    char *after_keyword; /* SOURCE_FLAG */
    /* a socket that mail servers hand over to; host and port where it is none in the file system: */
    char *socket;          /* (nullable) absolute */
    char *group;           /* (nullable) whose members may use the socket, beside our own user */
    GPtrArray *recipients; /* (nullable) char *, owned: whom mail is taken for; NULL: everybody */
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
    char *user;                /* (nullable) */
    char *password_file;       /* (nullable) absolute; its first line is the password or the token */
    char *password_command;    /* (nullable) */
    struct oauth_config oauth; /* where its token_file is set, instead of a password */
    char *helo;                /* (nullable) name to greet with */
    gint64 timeout_secs;
    gint64 give_up_secs;       /* after so long temporary failures become a failure */
    guint per_minute, per_day; /* so many mails go out at most; 0: no limit */
    guint per_domain;          /* a minute, to one domain */
    guint line;
};

/* Whose replies count. */
enum survey_mode {
    MODE_OPEN,     /* anybody's */
    MODE_INVITED,  /* those of people whom we have written to */
    MODE_CONFIRMED /* anybody's, once they have said that it was they who wrote */
};

/* How people are written to first. */
struct asking_config {
    enum survey_mode mode;
    guint per_minute;         /* invitations and reminders that go out at most */
    GPtrArray *columns;       /* char *, owned: of a list of people, for the templates */
    gint64 remind_after_secs; /* since we last wrote to them */
    guint remind_most;        /* reminders to one person in all */
    bool remind_automatic;    /* the daemon does so by itself */
    struct calendar calendar; /* when no reminder goes out */
};

/* What a member of the staff may do. */
enum staff_right {
    STAFF_READ = 1 << 0,     /* figures, messages, what waits */
    STAFF_MODERATE = 1 << 1, /* decide what counts, and correct answers */
    STAFF_CARE = 1 << 2,     /* read the words of people whom somebody should look after */
    STAFF_EXPORT = 1 << 3,   /* get the answers as a file */
    STAFF_ADMIN = 1 << 4     /* all of these, and stop and start what goes out */
};
#define STAFF_ALL (STAFF_READ | STAFF_MODERATE | STAFF_CARE | STAFF_EXPORT | STAFF_ADMIN)

struct staff_member {
    char *address;
    char *name;   /* as colleagues know the member; the address's local part where the file gives none */
    guint rights; /* of enum staff_right */
};

/* Who may give commands by mail, and how we know that it is they. */
struct staff_config {
    GPtrArray *members;       /* struct staff_member *, owned */
    char *address;            /* (nullable) where commands go; set where there are members */
    char *authserv_id;        /* (nullable) whose Authentication-Results are believed; NULL: nobody's */
    guint hops;               /* Received lines of our own servers that may stand above them */
    gint64 review_every_secs; /* how often what waits is sent to members; 0: never by itself */
};

/* Somebody who looks after people in distress. */
struct care_contact {
    char *name, *address;
    bool takes_urgent, takes_care; /* cases of which level */
};

struct care_times {
    gint64 urgent_secs, care_secs;
};

/* Who looks after people in distress, and how soon the next one is told where nobody has taken a case. */
struct care_config {
    GPtrArray *contacts;               /* struct care_contact *, owned: in the order in which they are told */
    struct care_times by_day, at_rest; /* at_rest: at night, on weekends and on holidays */
    struct calendar calendar;
    char *in_touch; /* (nullable) a sentence for the person: who will be in touch by when */
};

enum digest_every { DIGEST_NEVER, DIGEST_DAILY, DIGEST_WEEKLY };

/* Who gets the digest by mail, and when. Members of the staff always do. */
struct digest_config {
    enum digest_every every; /* by the daemon's clock */
    guint weekday;           /* DIGEST_WEEKLY: 1 is Monday */
    guint at_minutes;        /* of the day, in the campaign's time zone */
    GPtrArray *to;           /* char *, owned: addresses outside the team: without words of people and small cells */
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
    guint mails_per_day; /* to one person, at most */
    GPtrArray *sources;  /* struct source_config *, owned */
    struct send_config send;
    char *metrics_file; /* (nullable) absolute: where a daemon writes its figures for Prometheus */
    struct asking_config asking;
    struct staff_config staff;
    struct digest_config digest;
    gint64 small_cells; /* counts of fewer people than these do not leave the team */
    struct care_config care;
};

/* Reads and checks dir/hearback.yaml. Returns the campaign (transfer full), or NULL after adding every problem found. */
struct campaign *campaign_load(const char *dir, struct problems *problems);

/* The same for `hearback check`, which goes on to the files that the configuration names: returns the campaign (transfer full)
 * with defaults where something is wrong, and then with all surveys of rules/; NULL only where there is no such file. */
struct campaign *campaign_load_anyway(const char *dir, struct problems *problems);

/* Adds a problem for each file and folder that the configuration names and that is not there: passwords, certificates, Maildirs
 * to read. For `hearback check` alone: a daemon may be started before a disk is mounted. */
void campaign_check_files(const struct campaign *campaign, struct problems *problems);

void campaign_free(struct campaign *campaign);
DEFINE_AUTO(campaign)

/* Returns the path of name inside the campaign's folder: campaign_path(c, "rules/x.yaml"). (transfer full) */
char *campaign_path(const struct campaign *campaign, const char *name);

/* Returns where to load the rules called name from ("rules/x.yaml"): the campaign's own, or those built in where it has none.
 * (transfer full), for node_load */
char *campaign_rules_path(const struct campaign *campaign, const char *name);

/* Returns whether address (any case, with or without +tag) is the address ours (nullable). */
bool campaign_is_same_address(const char *ours, const char *address);

/* Returns whether address (local@domain, any case, with or without +tag) is one of ours. */
bool campaign_is_own_address(const struct campaign *campaign, const char *address);

/* Returns the name of a right as it stands in the configuration: "read". (static) */
const char *staff_right_name(enum staff_right right);

/* Returns the member whose address this is (any case), or NULL. (transfer none) */
const struct staff_member *campaign_staff_member(const struct campaign *campaign, const char *address);
