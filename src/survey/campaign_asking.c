/* The sections `survey_mode`, `invite` and `remind` of hearback.yaml: whose replies count, and how people are written to first.
 */
#include <string.h>

#include "survey/campaign_load.h"

#define PER_MINUTE 60
#define PER_MINUTE_MOST 6000
#define COLUMN_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789_"
#define REMIND_AFTER_SECS (7 * 24 * 3600)
#define REMIND_LEAST_SECS (24 * 3600)
#define REMIND_LONGEST_SECS (365 * 24 * 3600)
#define REMIND_MOST 2
#define REMIND_MOST_MOST 10

void asking_config_clear(struct asking_config *asking)
{
    g_clear_pointer(&asking->columns, g_ptr_array_unref);
    calendar_clear(&asking->calendar);
}

/* A column of the list becomes a name in the templates. */
static void load_columns(struct asking_config *asking, const struct node *map, struct problems *problems)
{
    const struct node *item = NULL;
    for (guint i = 0; (item = node_item(node_get(map, "columns"), i)) != NULL; i++) {
        const char *name = node_item_text(item, problems);
        if (name == NULL)
            continue;
        if (strspn(name, COLUMN_CHARACTERS) == strlen(name))
            g_ptr_array_add(asking->columns, g_strdup(name));
        else
            node_problem(item, problems, "`columns`: found `%s`; expected a name of small letters, digits and _, like `school`",
                         name);
    }
}

static void load_invite(struct asking_config *asking, const struct node *map, struct problems *problems)
{
    static const char *const keys[] = {"per_minute", "columns", NULL};
    asking->per_minute = PER_MINUTE;
    asking->columns = g_ptr_array_new_with_free_func(g_free);
    if (map == NULL || !node_check_keys(map, keys, problems))
        return;
    asking->per_minute = (guint)node_integer(map, "per_minute", 1, PER_MINUTE_MOST, PER_MINUTE, problems);
    load_columns(asking, map, problems);
}

static void load_remind(struct asking_config *asking, const struct node *map, struct problems *problems)
{
    static const char *const keys[] = {"after", "most", "automatic", "zone", "nights", "weekends", "holidays", NULL};
    asking->remind_after_secs = REMIND_AFTER_SECS;
    asking->remind_most = REMIND_MOST;
    bool sound = map != NULL && node_check_keys(map, keys, problems);
    calendar_load(&asking->calendar, sound ? map : NULL, problems);
    if (!sound)
        return;
    asking->remind_after_secs =
        campaign_read_seconds(map, "after", REMIND_LEAST_SECS, REMIND_LONGEST_SECS, REMIND_AFTER_SECS, problems);
    asking->remind_automatic = node_boolean(map, "automatic", false, problems);
    asking->remind_most = (guint)node_integer(map, "most", 0, REMIND_MOST_MOST, REMIND_MOST, problems);
}

void campaign_load_asking(struct campaign *campaign, const struct node *root, struct problems *problems)
{
    static const char *const modes[] = {"open", "invited", "confirmed", NULL};
    campaign->asking.mode = (enum survey_mode)node_choice(root, "survey_mode", modes, MODE_OPEN, problems);
    load_invite(&campaign->asking, node_get(root, "invite"), problems);
    load_remind(&campaign->asking, node_get(root, "remind"), problems);
}
