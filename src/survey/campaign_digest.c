/* The section `digest` of hearback.yaml, and `small_cells`: who gets the digest by mail and when, and what does not leave the
 * team.
 */
#include <string.h>

#include "survey/campaign_load.h"

#define SMALL_CELLS 10
#define SMALL_CELLS_MOST 1000
#define MINUTES_OF_HOUR 60u
#define AT_MINUTES (7u * MINUTES_OF_HOUR + 30u) /* before the day's work */

void digest_config_clear(struct digest_config *digest) { g_clear_pointer(&digest->to, g_ptr_array_unref); }

/* Reads "07:30" as minutes of the day. */
static guint load_at(const struct node *map, struct problems *problems)
{
    const char *text = node_text(map, "at", NULL, problems);
    guint hours = 0, minutes = 0;
    char rest = '\0';
    if (text == NULL)
        return AT_MINUTES;
    if (strspn(text, "0123456789:") == strlen(text) && strlen(text) <= strlen("07:30") &&
        sscanf(text, "%u:%2u%c", &hours, &minutes, &rest) == 2 && hours < 24 && minutes < MINUTES_OF_HOUR)
        return hours * MINUTES_OF_HOUR + minutes;
    node_problem(node_get(map, "at"), problems, "`at`: found `%s`; expected a time of day like `07:30`", text);
    return AT_MINUTES;
}

static void load_to(struct digest_config *digest, const struct node *map, struct problems *problems)
{
    const struct node *item = NULL;
    for (guint i = 0; (item = node_item(node_get(map, "to"), i)) != NULL; i++) {
        const char *text = node_item_text(item, problems);
        char *address = text != NULL ? campaign_check_address(item, text, problems) : NULL;
        if (address != NULL)
            g_ptr_array_add(digest->to, address);
    }
}

void campaign_load_digest(struct campaign *campaign, const struct node *root, struct problems *problems)
{
    static const char *const keys[] = {"every", "on", "at", "to", NULL};
    static const char *const times[] = {"never", "day", "week", NULL};
    static const char *const days[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", NULL};
    struct digest_config *digest = &campaign->digest;
    const struct node *map = node_get(root, "digest");
    *digest = (struct digest_config){.at_minutes = AT_MINUTES, .weekday = 1, .to = g_ptr_array_new_with_free_func(g_free)};
    campaign->small_cells = node_integer(root, "small_cells", 1, SMALL_CELLS_MOST, SMALL_CELLS, problems);
    if (map == NULL || !node_check_keys(map, keys, problems))
        return;
    digest->every = (enum digest_every)node_choice(map, "every", times, DIGEST_NEVER, problems);
    digest->weekday = 1 + node_choice(map, "on", days, 0, problems);
    digest->at_minutes = load_at(map, problems);
    load_to(digest, map, problems);
}
