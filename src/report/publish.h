/* The page of experiences: what the campaign shows to everybody. Nothing is on it but what store_published_each hands out. */
#pragma once
#include "report/quotes.h"
#include "survey/campaign.h"

/* The files of a publication, in memory. */
struct publication {
    char *page, *feed, *json;
    GArray *ids; /* gint64: the quotes on it */
    guint small; /* how many of them are of people whom fewer than SMALL_CELL share their context with */
};
void publication_free(struct publication *publication);
DEFINE_AUTO(publication)

/* Makes the files from the campaign's templates/publish. url: (nullable) where the page will stand. Returns them (transfer
 * full), or NULL and an error. */
struct publication *publication_new(const struct report_request *request, const struct campaign *campaign, const char *url,
                                    GError **error);

/* Adds what is wrong with these templates to problems, for `hearback check`. */
void publication_check(const struct campaign *campaign, struct problems *problems);

/* Writes them into the folder dir, which is made where it is missing, each file whole or not at all, readable for everybody;
 * and records which quotes stand there, and which do no longer. Refuses a folder with a page that is none of ours. */
bool publication_write(const struct publication *publication, const struct report_request *request, const char *dir,
                       GError **error);
