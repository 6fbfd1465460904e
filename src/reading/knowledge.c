/* Loads all that reading needs to know: surveys and rules, from a campaign's folder or as the program brings them along. */
#include <string.h>

#include "base/embedded.h"
#include "base/file.h"
#include "base/limits.h"
#include "reading/mark.h"
#include "reading/reading.h"
#include "reading/sent.h"
#include "reply/invitation.h"
#include "survey/node.h"

#define READER_VERSION "1" /* raised when the program reads the same files otherwise */
#define VERSION_DIGITS 12
#define RULES_FOLDER "rules/"
#define DEFAULT_SURVEY "ofsted-experiences"

/* Where the files are: in the folder of a campaign, or built in. */
struct loading {
    const struct campaign *campaign; /* NULL: built in */
    struct problems *problems;
    GChecksum *digest;
};

/* Returns the path of the rules file name, which goes into the version. (transfer full) */
static char *locate(const struct loading *loading, const char *name)
{
    g_autofree char *relative = g_strconcat(RULES_FOLDER, name, NULL);
    char *path =
        loading->campaign != NULL ? campaign_path(loading->campaign, relative) : g_strconcat(NODE_BUILT_IN, relative, NULL);
    g_autoptr(GBytes) bytes = loading->campaign != NULL ? file_read(path, LIMIT_YAML_BYTES, NULL) : NULL;
    g_checksum_update(loading->digest, (const guchar *)name, -1);
    if (bytes != NULL)
        g_checksum_update(loading->digest, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));
    for (const struct embedded_file *file = embedded_files(); loading->campaign == NULL && file->name != NULL; file++)
        if (strcmp(file->name, relative) == 0)
            g_checksum_update(loading->digest, (const guchar *)file->text, (gssize)file->length);
    return path;
}

static void load_survey(struct knowledge *knowledge, const struct loading *loading, const char *name)
{
    g_autofree char *file = g_strconcat(name, ".yaml", NULL);
    g_autofree char *path = locate(loading, file);
    struct survey *survey = survey_load(path, answer_shapes(), loading->problems);
    if (survey == NULL || knowledge->sorting == NULL) {
        g_clear_pointer(&survey, survey_free);
        return;
    }
    for (guint i = 0; i < knowledge->surveys->len; i++)
        if (strcmp(((const struct survey *)knowledge->surveys->pdata[i])->id, survey->id) == 0)
            problems_add(loading->problems, path, 0, 0, "survey `%s` is the id of %s too; expected one of its own", survey->id,
                         ((const struct survey *)knowledge->surveys->pdata[i])->file);
    g_ptr_array_add(knowledge->surveys, survey);
    g_autoptr(GPtrArray) sent = sent_texts(loading->campaign, survey, loading->digest);
    g_ptr_array_add(knowledge->invitations, invitation_new(survey, sent));
    g_ptr_array_add(knowledge->names, mark_names_new(survey, knowledge->sorting));
}

static void load_rules(struct knowledge *knowledge, const struct loading *loading)
{
    g_autofree char *labels = locate(loading, "labels.yaml"), *kinds = locate(loading, "kinds.yaml");
    g_autofree char *words = locate(loading, "words.yaml"), *care = locate(loading, "care.yaml");
    g_autofree char *sorting = locate(loading, "sorting.yaml"), *people = locate(loading, "people.yaml");
    knowledge->sorting = sort_rules_load(sorting, loading->problems);
    knowledge->labels = label_rules_load(labels, loading->problems);
    knowledge->kinds = kind_rules_load(kinds, loading->problems);
    knowledge->answers = answer_rules_load(words, loading->problems);
    knowledge->care = care_rules_load(care, loading->problems);
    knowledge->people = people_rules_load(people, loading->problems);
}

static void add_address(struct knowledge *knowledge, const char *address)
{
    if (address != NULL)
        g_ptr_array_add(knowledge->own_addresses, g_utf8_strdown(address, -1));
}

static struct knowledge *load(const struct campaign *campaign, struct problems *problems)
{
    guint before = problems->list->len;
    struct loading loading = {campaign, problems, g_checksum_new(G_CHECKSUM_SHA256)};
    AUTO(knowledge) knowledge = g_new0(struct knowledge, 1);
    knowledge->surveys = g_ptr_array_new_with_free_func((GDestroyNotify)survey_free);
    knowledge->invitations = g_ptr_array_new_with_free_func((GDestroyNotify)invitation_free);
    knowledge->names = g_ptr_array_new_with_free_func((GDestroyNotify)mark_names_free);
    knowledge->own_addresses = g_ptr_array_new_with_free_func(g_free);
    g_checksum_update(loading.digest, (const guchar *)READER_VERSION, -1);
    load_rules(knowledge, &loading);
    for (guint i = 0; campaign != NULL && i < campaign->surveys->len; i++)
        load_survey(knowledge, &loading, campaign->surveys->pdata[i]);
    if (campaign == NULL)
        load_survey(knowledge, &loading, DEFAULT_SURVEY);
    if (campaign != NULL) {
        add_address(knowledge, campaign->address);
        add_address(knowledge, campaign->bounce_address);
        add_address(knowledge, campaign->staff.address);
        knowledge->authserv_id = g_strdup(campaign->staff.authserv_id);
        knowledge->authserv_hops = campaign->staff.hops;
        for (guint i = 0; i < campaign->own_addresses->len; i++)
            add_address(knowledge, campaign->own_addresses->pdata[i]);
    }
    knowledge->version = g_strndup(g_checksum_get_string(loading.digest), VERSION_DIGITS);
    g_checksum_free(loading.digest);
    return problems->list->len == before ? g_steal_pointer(&knowledge) : NULL;
}

struct knowledge *knowledge_load(const struct campaign *campaign, struct problems *problems)
{
    return load(campaign, problems);
}

struct knowledge *knowledge_load_built_in(struct problems *problems) { return load(NULL, problems); }

void knowledge_free(struct knowledge *knowledge)
{
    if (knowledge == NULL)
        return;
    g_ptr_array_unref(knowledge->names);
    g_ptr_array_unref(knowledge->invitations);
    g_ptr_array_unref(knowledge->surveys);
    g_clear_pointer(&knowledge->sorting, sort_rules_free);
    g_clear_pointer(&knowledge->labels, label_rules_free);
    g_clear_pointer(&knowledge->kinds, kind_rules_free);
    g_clear_pointer(&knowledge->answers, answer_rules_free);
    g_clear_pointer(&knowledge->care, care_rules_free);
    g_clear_pointer(&knowledge->people, people_rules_free);
    g_ptr_array_unref(knowledge->own_addresses);
    g_free(knowledge->authserv_id);
    g_free(knowledge->version);
    g_free(knowledge);
}
