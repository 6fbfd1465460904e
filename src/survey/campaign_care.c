/* The section `care` of hearback.yaml: who looks after people in distress, and how soon. */
#include <string.h>

#include "survey/campaign_load.h"

#define URGENT_SECS (30 * 60)
#define URGENT_REST_SECS (60 * 60)
#define CARE_SECS (4 * 3600)
#define CARE_REST_SECS (14 * 3600)
#define LEAST_SECS 60
#define MOST_SECS (7 * 24 * 3600)

static void contact_free(void *data)
{
    struct care_contact *contact = data;
    g_free(contact->name);
    g_free(contact->address);
    g_free(contact);
}

void care_config_clear(struct care_config *care)
{
    g_clear_pointer(&care->contacts, g_ptr_array_unref);
    calendar_clear(&care->calendar);
    g_clear_pointer(&care->in_touch, g_free);
}

static void load_levels(struct care_contact *contact, const struct node *node, struct problems *problems)
{
    const struct node *item = NULL;
    contact->takes_urgent = contact->takes_care = node_get(node, "levels") == NULL;
    for (guint i = 0; (item = node_item(node_get(node, "levels"), i)) != NULL; i++) {
        const char *name = node_item_text(item, problems);
        if (g_strcmp0(name, "urgent") == 0)
            contact->takes_urgent = true;
        else if (g_strcmp0(name, "care") == 0)
            contact->takes_care = true;
        else if (name != NULL)
            node_problem(item, problems, "`levels`: found `%s`; expected `urgent` or `care`", name);
    }
}

static void load_contacts(struct care_config *care, const struct node *list, struct problems *problems)
{
    static const char *const keys[] = {"name", "address", "levels", NULL};
    const struct node *item = NULL;
    for (guint i = 0; list != NULL && list->kind == NODE_LIST && (item = node_item(list, i)) != NULL; i++) {
        if (!node_check_keys(item, keys, problems) || !node_need(item, "address", problems))
            continue;
        struct care_contact *contact = g_new0(struct care_contact, 1);
        contact->name = campaign_read_line(item, "name", problems);
        contact->address = campaign_read_address(item, "address", problems);
        load_levels(contact, item, problems);
        if (contact->address != NULL)
            g_ptr_array_add(care->contacts, contact);
        else
            contact_free(contact);
    }
    if (list != NULL && list->kind != NODE_LIST)
        node_problem(list, problems, "`contacts`: expected a list of contacts, each with `address` and `name`");
}

static void load_times(struct care_config *care, const struct node *map, struct problems *problems)
{
    static const char *const keys[] = {"urgent", "care", "urgent_at_rest", "care_at_rest", NULL};
    if (map == NULL || !node_check_keys(map, keys, problems))
        return;
    care->by_day.urgent_secs = campaign_read_seconds(map, "urgent", LEAST_SECS, MOST_SECS, URGENT_SECS, problems);
    care->by_day.care_secs = campaign_read_seconds(map, "care", LEAST_SECS, MOST_SECS, CARE_SECS, problems);
    care->at_rest.urgent_secs = campaign_read_seconds(map, "urgent_at_rest", LEAST_SECS, MOST_SECS, URGENT_REST_SECS, problems);
    care->at_rest.care_secs = campaign_read_seconds(map, "care_at_rest", LEAST_SECS, MOST_SECS, CARE_REST_SECS, problems);
}

void campaign_load_care(struct campaign *campaign, const struct node *root, struct problems *problems)
{
    static const char *const keys[] = {"contacts", "escalate_after", "in_touch", "zone",
                                       "nights",   "weekends",       "holidays", NULL};
    struct care_config *care = &campaign->care;
    const struct node *map = node_get(root, "care");
    bool is_sound = map != NULL && node_check_keys(map, keys, problems);
    care->contacts = g_ptr_array_new_with_free_func(contact_free);
    care->by_day = (struct care_times){URGENT_SECS, CARE_SECS};
    care->at_rest = (struct care_times){URGENT_REST_SECS, CARE_REST_SECS};
    calendar_load(&care->calendar, is_sound ? map : NULL, problems);
    if (!is_sound)
        return;
    if (node_need(map, "contacts", problems))
        load_contacts(care, node_get(map, "contacts"), problems);
    load_times(care, node_get(map, "escalate_after"), problems);
    care->in_touch = campaign_read_line(map, "in_touch", problems);
}
