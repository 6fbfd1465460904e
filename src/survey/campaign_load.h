/* Inside campaign: a section of hearback.yaml is a function in a file of its own, and a line in the table of campaign.c. */
#pragma once
#include "survey/campaign.h"
#include "survey/node.h"

/* Each reads its part of root into campaign, with defaults for what is missing or wrong, and adds every problem found. */
void campaign_load_surveys(struct campaign *campaign, const struct node *root, struct problems *problems);
void campaign_load_sources(struct campaign *campaign, const struct node *root, struct problems *problems);
void campaign_load_send(struct campaign *campaign, const struct node *root, struct problems *problems);
void campaign_load_asking(struct campaign *campaign, const struct node *root, struct problems *problems);
void campaign_load_digest(struct campaign *campaign, const struct node *root, struct problems *problems);
void campaign_load_staff(struct campaign *campaign, const struct node *root, struct problems *problems);
void campaign_load_care(struct campaign *campaign, const struct node *root, struct problems *problems);

/* The types of sources on servers (campaign_mailbox.c). */
void campaign_load_imap(struct source_config *source, const struct campaign *campaign, const struct node *node,
                        struct problems *problems);
void campaign_load_pop3(struct source_config *source, const struct campaign *campaign, const struct node *node,
                        struct problems *problems);

/* The type of source that mail servers hand over to (campaign_lmtp.c). */
void campaign_load_lmtp(struct source_config *source, const struct campaign *campaign, const struct node *node,
                        struct problems *problems);

/* Reads the map `oauth` of parent. */
void campaign_load_oauth(struct oauth_config *oauth, const struct campaign *campaign, const struct node *parent,
                         struct problems *problems);

/* What is in them; a zeroed one is allowed. */
/* Adds every survey in rules/ that is not there yet: where the configuration is wrong, any could be meant. */
void campaign_add_surveys(struct campaign *campaign);

void source_config_free(void *source);
void send_config_clear(struct send_config *send);
void asking_config_clear(struct asking_config *asking);
void digest_config_clear(struct digest_config *digest);
void staff_config_clear(struct staff_config *staff);
void care_config_clear(struct care_config *care);
void secret_config_clear(struct secret_config *secret);
void oauth_config_clear(struct oauth_config *oauth);

/* ---- values that several sections have */

/* Returns the path in key as an absolute one: "~/" is the home folder, others begin in the campaign's folder (transfer full);
 * NULL where key is missing. */
char *campaign_read_path(const struct campaign *campaign, const struct node *map, const char *key, struct problems *problems);

/* Returns the text in key, on one line (transfer full); NULL where it is missing. */
char *campaign_read_line(const struct node *map, const char *key, struct problems *problems);

/* Returns the name or number of a machine in key (transfer full); NULL where it is missing. */
char *campaign_read_host(const struct node *map, const char *key, struct problems *problems);

/* Returns whether host is this machine itself, so that nothing goes over a network. */
bool campaign_is_this_machine(const char *host);

/* Returns the time in key, which must be from least to most seconds. */
gint64 campaign_read_seconds(const struct node *map, const char *key, gint64 least, gint64 most, gint64 otherwise,
                             struct problems *problems);

/* Returns the mail address in key (transfer full); NULL where it is missing or none. */
char *campaign_read_address(const struct node *map, const char *key, struct problems *problems);

/* Returns text as a mail address (transfer full), or NULL after adding a problem at node. */
char *campaign_check_address(const struct node *node, const char *text, struct problems *problems);
