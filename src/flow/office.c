/* Opening a campaign for work. Prints what is wrong with its files; never opens the database of a campaign whose files are. */
#include "base/error.h"
#include "flow/flow.h"
#include "report/digest.h"
#include "staff/staff.h"
#include "survey/problems.h"
#include "talk/talk.h"

#define DATABASE_FILE "hearback.db"

struct campaign *office_load(const char *dir, struct knowledge **knowledge, GError **error)
{
    AUTO(problems) problems = problems_new();
    if (knowledge != NULL)
        *knowledge = NULL;
    AUTO(campaign) campaign = campaign_load(dir, problems);
    if (campaign != NULL && knowledge != NULL)
        *knowledge = knowledge_load(campaign, problems);
    if (campaign != NULL && knowledge != NULL) {
        talk_check(campaign, problems);
        staff_check(campaign, problems);
        digest_check(campaign, problems);
    }
    if (problems_is_empty(problems))
        return g_steal_pointer(&campaign);
    if (knowledge != NULL)
        g_clear_pointer(knowledge, knowledge_free);
    problems_print(problems, stderr);
    g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                "the files of the campaign are wrong in the places named above; try: hearback check");
    return NULL;
}

struct store *office_open_store(const struct campaign *campaign, GError **error)
{
    g_autofree char *path = campaign_path(campaign, DATABASE_FILE);
    return store_open(path, error);
}

struct office *office_open(const char *dir, GError **error)
{
    AUTO(office) office = g_new0(struct office, 1);
    office->campaign = office_load(dir, &office->knowledge, error);
    if (office->campaign != NULL)
        office->store = office_open_store(office->campaign, error);
    return office->store != NULL ? g_steal_pointer(&office) : NULL;
}

void office_free(struct office *office)
{
    if (office == NULL)
        return;
    readers_free(office->readers);
    store_free(office->store);
    if (office->knowledge != NULL)
        knowledge_free(office->knowledge);
    if (office->campaign != NULL)
        campaign_free(office->campaign);
    g_free(office);
}
