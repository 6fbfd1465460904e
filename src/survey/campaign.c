/* The configuration of a campaign: hearback.yaml, section by section. Reads no other file, but looks which surveys there are.
 */
#include "survey/campaign.h"

#include <string.h>

#include "base/limits.h"
#include "survey/campaign_load.h"
#include "survey/node.h"

#define CONFIGURATION_FILE "hearback.yaml"
#define DEFAULT_LANGUAGE "en-GB"
#define MAILS_PER_DAY 10
#define MAILS_PER_DAY_MOST 1000
#define ACKNOWLEDGE_EVERY_SECS 3600
#define ACKNOWLEDGE_EVERY_MOST_SECS (30 * 24 * 3600)
#define MESSAGE_LEAST_KB 64
#define MESSAGE_MOST_MB 1024

/* ---- sections */

static void load_names(struct campaign *campaign, const struct node *root, struct problems *problems)
{
    if (node_need(root, "campaign", problems))
        campaign->name = campaign_read_line(root, "campaign", problems);
    campaign->language = campaign_read_line(root, "language", problems);
    if (campaign->language == NULL)
        campaign->language = g_strdup(DEFAULT_LANGUAGE);
    for (const char *p = campaign->language; *p != '\0'; p++)
        if (!g_ascii_isalnum(*p) && *p != '-') {
            node_problem(node_get(root, "language"), problems, "`language`: found `%s`; expected a language like `en-GB`",
                         campaign->language);
            break;
        }
}

static void load_addresses(struct campaign *campaign, const struct node *root, struct problems *problems)
{
    if (node_need(root, "address", problems))
        campaign->address = campaign_read_address(root, "address", problems);
    campaign->bounce_address = campaign_read_address(root, "bounce_address", problems);
    campaign->contact_address = campaign_read_address(root, "contact_address", problems);
    campaign->own_addresses = g_ptr_array_new_with_free_func(g_free);
    const struct node *item = NULL;
    for (guint i = 0; (item = node_item(node_get(root, "own_addresses"), i)) != NULL; i++) {
        const char *text = node_item_text(item, problems);
        char *address = text != NULL ? campaign_check_address(item, text, problems) : NULL;
        if (address != NULL)
            g_ptr_array_add(campaign->own_addresses, address);
    }
}

static void load_acknowledging(struct campaign *campaign, const struct node *root, struct problems *problems)
{
    campaign->acknowledge = node_boolean(root, "acknowledge", true, problems);
    campaign->acknowledge_every_secs =
        campaign_read_seconds(root, "acknowledge_every", 1, ACKNOWLEDGE_EVERY_MOST_SECS, ACKNOWLEDGE_EVERY_SECS, problems);
    campaign->mails_per_day = (guint)node_integer(root, "mails_per_day", 1, MAILS_PER_DAY_MOST, MAILS_PER_DAY, problems);
    campaign->support = node_texts(root, "support", problems);
}

static void load_limits(struct campaign *campaign, const struct node *root, struct problems *problems)
{
    gint64 bytes = node_bytes(root, "message_limit", LIMIT_MESSAGE_BYTES, problems);
    if (bytes >> 10 < MESSAGE_LEAST_KB || bytes > (gint64)MESSAGE_MOST_MB << 20) {
        node_problem(node_get(root, "message_limit"), problems, "`message_limit`: found `%s`; expected from `%d KB` to `%d MB`",
                     node_get(root, "message_limit")->scalar, MESSAGE_LEAST_KB, MESSAGE_MOST_MB);
        bytes = LIMIT_MESSAGE_BYTES;
    }
    campaign->message_limit_bytes = bytes;
}

static void load_metrics(struct campaign *campaign, const struct node *root, struct problems *problems)
{
    campaign->metrics_file = campaign_read_path(campaign, root, "metrics", problems);
}

/* A new section is a function and a line here. Each key belongs to one of them. */
static const struct section {
    void (*load)(struct campaign *campaign, const struct node *root, struct problems *problems);
    const char *keys[6];
} sections[] = {
    {load_names, {"campaign", "language"}},
    {load_addresses, {"address", "own_addresses", "bounce_address", "contact_address"}},
    {campaign_load_surveys, {"surveys"}},
    {load_acknowledging, {"acknowledge", "acknowledge_every", "mails_per_day", "support"}},
    {load_limits, {"message_limit"}},
    {campaign_load_sources, {"sources"}},
    {campaign_load_send, {"send"}},
    {load_metrics, {"metrics"}},
    {campaign_load_asking, {"survey_mode", "invite", "remind"}},
    {campaign_load_staff, {"staff", "staff_address", "authserv_id", "authserv_hops", "review_every"}},
    {campaign_load_digest, {"digest", "small_cells"}},
    {campaign_load_care, {"care"}},
};

static void check_keys(const struct node *root, struct problems *problems)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(sections); i++)
        for (guint j = 0; sections[i].keys[j] != NULL; j++)
            g_ptr_array_add(keys, (char *)sections[i].keys[j]);
    g_ptr_array_add(keys, NULL);
    node_check_keys(root, (const char *const *)keys->pdata, problems);
}

/* ---- the whole */

static struct campaign *load_sections(const char *dir, const char *file, const struct node *root, struct problems *problems)
{
    struct campaign *campaign = g_new0(struct campaign, 1);
    campaign->dir = g_canonicalize_filename(dir, NULL);
    campaign->file = g_strdup(file);
    campaign->sources = g_ptr_array_new_with_free_func(source_config_free);
    for (guint i = 0; i < G_N_ELEMENTS(sections); i++)
        sections[i].load(campaign, root, problems);
    return campaign;
}

/* What is known of a campaign whose configuration cannot be read: its folder. */
static struct campaign *load_nothing(const char *dir, const char *file)
{
    AUTO(problems) unheard = problems_new();
    AUTO(node) nothing = g_new0(struct node, 1);
    *nothing = (struct node){.kind = NODE_MAP, .file = g_intern_string(file), .children = g_ptr_array_new()};
    return load_sections(dir, file, nothing, unheard);
}

struct campaign *campaign_load_anyway(const char *dir, struct problems *problems)
{
    g_autofree char *file = g_build_filename(dir, CONFIGURATION_FILE, NULL);
    guint before = problems->list->len;
    if (!g_file_test(file, G_FILE_TEST_EXISTS)) {
        problems_add(problems, file, 0, 0,
                     "there is no such file; name the folder of a campaign with --campaign DIR, or make "
                     "one with `hearback init DIR`");
        return NULL;
    }
    AUTO(node) root = node_load(file, problems);
    if (root != NULL)
        check_keys(root, problems);
    struct campaign *campaign =
        root != NULL && root->kind == NODE_MAP ? load_sections(dir, file, root, problems) : load_nothing(dir, file);
    if (problems->list->len > before)
        campaign_add_surveys(campaign);
    return campaign;
}

struct campaign *campaign_load(const char *dir, struct problems *problems)
{
    guint before = problems->list->len;
    AUTO(campaign) campaign = campaign_load_anyway(dir, problems);
    return problems->list->len == before ? g_steal_pointer(&campaign) : NULL;
}

void campaign_free(struct campaign *campaign)
{
    if (campaign == NULL)
        return;
    g_free(campaign->dir);
    g_free(campaign->file);
    g_free(campaign->name);
    g_free(campaign->address);
    g_ptr_array_unref(campaign->own_addresses);
    g_free(campaign->bounce_address);
    g_free(campaign->contact_address);
    g_ptr_array_unref(campaign->support);
    g_ptr_array_unref(campaign->surveys);
    g_free(campaign->language);
    g_ptr_array_unref(campaign->sources);
    send_config_clear(&campaign->send);
    g_free(campaign->metrics_file);
    asking_config_clear(&campaign->asking);
    staff_config_clear(&campaign->staff);
    digest_config_clear(&campaign->digest);
    care_config_clear(&campaign->care);
    g_free(campaign);
}

char *campaign_path(const struct campaign *campaign, const char *name) { return g_build_filename(campaign->dir, name, NULL); }

char *campaign_rules_path(const struct campaign *campaign, const char *name)
{
    g_autofree char *own = campaign_path(campaign, name);
    return g_file_test(own, G_FILE_TEST_EXISTS) ? g_steal_pointer(&own) : g_strconcat(NODE_BUILT_IN, name, NULL);
}

bool campaign_is_same_address(const char *ours, const char *address)
{
    const char *at = strchr(address, '@'), *plus = strchr(address, '+');
    if (ours == NULL || at == NULL || g_ascii_strcasecmp(ours, address) == 0)
        return ours != NULL && at != NULL;
    g_autofree char *plain = g_strdup_printf("%.*s%s", (int)((plus != NULL && plus < at ? plus : at) - address), address, at);
    return g_ascii_strcasecmp(ours, plain) == 0;
}

bool campaign_is_own_address(const struct campaign *campaign, const char *address)
{
    if (campaign_is_same_address(campaign->address, address) || campaign_is_same_address(campaign->bounce_address, address) ||
        campaign_is_same_address(campaign->staff.address, address))
        return true;
    for (guint i = 0; i < campaign->own_addresses->len; i++)
        if (campaign_is_same_address(campaign->own_addresses->pdata[i], address))
            return true;
    return false;
}
