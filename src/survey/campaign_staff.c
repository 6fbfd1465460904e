/* The section `staff` of hearback.yaml and what belongs to it: who may give commands by mail, and whose word we take that it is
 * they. */
#include <string.h>

#include "survey/campaign_load.h"

#define HOPS_MOST 20
#define REVIEW_EVERY_LEAST_SECS 300
#define REVIEW_EVERY_MOST_SECS (31 * 24 * 3600)

static const char *const right_names[] = {"read", "moderate", "care", "export", "admin", NULL};

const char *staff_right_name(enum staff_right right)
{
    guint place = 0;
    while (right >> place > 1 && place + 2 < G_N_ELEMENTS(right_names))
        place++;
    return right_names[place];
}

static void member_free(void *data)
{
    struct staff_member *member = data;
    g_free(member->address);
    g_free(member->name);
    g_free(member);
}

void staff_config_clear(struct staff_config *staff)
{
    g_clear_pointer(&staff->members, g_ptr_array_unref);
    g_clear_pointer(&staff->address, g_free);
    g_clear_pointer(&staff->authserv_id, g_free);
}

static guint right_of(const struct node *item, const char *name, struct problems *problems)
{
    for (guint i = 0; right_names[i] != NULL; i++)
        if (strcmp(right_names[i], name) == 0)
            return strcmp(name, "admin") == 0 ? STAFF_ALL : 1u << i;
    node_problem(item, problems, "`may`: found `%s`; expected some of read, moderate, care, export, admin", name);
    return 0;
}

/* Whoever may do anything may look at what it is done to. */
static guint load_rights(const struct node *map, struct problems *problems)
{
    guint rights = STAFF_READ;
    const struct node *item = NULL;
    for (guint i = 0; (item = node_item(node_get(map, "may"), i)) != NULL; i++) {
        const char *name = node_item_text(item, problems);
        if (name != NULL)
            rights |= right_of(item, name, problems);
    }
    return rights;
}

static void load_member(struct campaign *campaign, const struct node *map, struct problems *problems)
{
    static const char *const keys[] = {"address", "name", "may", NULL};
    if (!node_check_keys(map, keys, problems) || !node_need(map, "address", problems))
        return;
    g_autofree char *address = campaign_read_address(map, "address", problems);
    if (address == NULL)
        return;
    if (campaign_staff_member(campaign, address) != NULL || campaign_is_own_address(campaign, address)) {
        node_problem(node_get(map, "address"), problems,
                     "`staff`: found `%s` a second time, or as an address of the campaign; expected each member once, with an "
                     "address of the member's own",
                     address);
        return;
    }
    struct staff_member *member = g_new0(struct staff_member, 1);
    member->name = campaign_read_line(map, "name", problems);
    if (member->name == NULL || *member->name == '\0') {
        g_free(member->name);
        member->name = g_strndup(address, (gsize)(strchr(address, '@') - address));
    }
    member->address = g_steal_pointer(&address);
    member->rights = load_rights(map, problems);
    g_ptr_array_add(campaign->staff.members, member);
}

void campaign_load_staff(struct campaign *campaign, const struct node *root, struct problems *problems)
{
    struct staff_config *staff = &campaign->staff;
    const struct node *item = NULL;
    staff->members = g_ptr_array_new_with_free_func(member_free);
    staff->address = campaign_read_address(root, "staff_address", problems);
    staff->authserv_id = campaign_read_host(root, "authserv_id", problems);
    staff->hops = (guint)node_integer(root, "authserv_hops", 0, HOPS_MOST, 0, problems);
    if (node_get(root, "review_every") != NULL)
        staff->review_every_secs = campaign_read_seconds(root, "review_every", REVIEW_EVERY_LEAST_SECS, REVIEW_EVERY_MOST_SECS,
                                                         REVIEW_EVERY_MOST_SECS, problems);
    for (guint i = 0; (item = node_item(node_get(root, "staff"), i)) != NULL; i++)
        load_member(campaign, item, problems);
    if (staff->members->len > 0 && node_need(root, "staff_address", problems) &&
        campaign_is_same_address(campaign->address, staff->address != NULL ? staff->address : ""))
        node_problem(
            node_get(root, "staff_address"), problems,
            "`staff_address`: found the address that the survey is answered to; expected another one, so that a member "
            "of the staff may answer the survey too");
}

const struct staff_member *campaign_staff_member(const struct campaign *campaign, const char *address)
{
    for (guint i = 0; address != NULL && i < campaign->staff.members->len; i++) {
        const struct staff_member *member = campaign->staff.members->pdata[i];
        if (g_ascii_strcasecmp(member->address, address) == 0)
            return member;
    }
    return NULL;
}
