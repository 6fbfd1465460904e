/* Limits by counting what went out in the last minute and day. A clock that was set back frees what would wait for ever. */
#include "send/pace.h"

#define MINUTE_SECS 60
#define DAY_SECS (24 * 3600)
#define DOMAINS_MOST 1000u /* with more of them, those that have rested are forgotten */

/* The last most mails; where it is full, the oldest of them must be older than secs before the next one goes. */
struct window {
    gint64 secs;
    guint most; /* 0: no limit */
    guint next; /* where the next time is put; where it is full, the oldest is there */
    guint count;
    gint64 *times;
};

struct domain {
    struct window window;
    gint64 put_off_secs; /* until when the last one must wait */
};

struct pace {
    struct window minute, day;
    guint per_domain;
    GHashTable *domains; /* char * → struct domain * */
};

static void window_init(struct window *window, gint64 secs, guint most)
{
    *window = (struct window){.secs = secs, .most = most, .times = g_new0(gint64, most)};
}

static void window_add(struct window *window, gint64 secs)
{
    if (window->most == 0)
        return;
    window->times[window->next] = secs;
    window->next = (window->next + 1) % window->most;
    window->count = MIN(window->count + 1, window->most);
}

static gint64 window_wait_secs(const struct window *window, gint64 now_secs)
{
    if (window->most == 0 || window->count < window->most)
        return 0;
    gint64 oldest = window->times[window->next];
    return oldest > now_secs ? 0 : MAX(oldest + window->secs - now_secs, 0);
}

static void domain_free(gpointer data)
{
    struct domain *domain = data;
    g_free(domain->window.times);
    g_free(domain);
}

struct pace *pace_new(const struct send_config *config)
{
    struct pace *pace = g_new0(struct pace, 1);
    window_init(&pace->minute, MINUTE_SECS, config->per_minute);
    window_init(&pace->day, DAY_SECS, config->per_day);
    pace->per_domain = config->per_domain;
    pace->domains = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, domain_free);
    return pace;
}

void pace_free(struct pace *pace)
{
    if (pace == NULL)
        return;
    g_free(pace->minute.times);
    g_free(pace->day.times);
    g_hash_table_unref(pace->domains);
    g_free(pace);
}

/* Whether nothing that is known of it limits anything at now_secs (data). */
static gboolean has_rested(gpointer name, gpointer value, gpointer data)
{
    (void)name;
    const struct domain *domain = value;
    const struct window *window = &domain->window;
    gint64 now_secs = *(const gint64 *)data;
    gint64 newest = window->count > 0 ? window->times[(window->next + window->most - 1) % window->most] : 0;
    return newest + window->secs <= now_secs && domain->put_off_secs <= now_secs;
}

static struct domain *domain_of(struct pace *pace, const char *name, gint64 now_secs)
{
    struct domain *domain = g_hash_table_lookup(pace->domains, name);
    if (domain != NULL)
        return domain;
    if (g_hash_table_size(pace->domains) >= DOMAINS_MOST)
        g_hash_table_foreach_remove(pace->domains, has_rested, &now_secs);
    domain = g_new0(struct domain, 1);
    window_init(&domain->window, MINUTE_SECS, pace->per_domain);
    g_hash_table_insert(pace->domains, g_strdup(name), domain);
    return domain;
}

void pace_note(struct pace *pace, const char *domain, gint64 secs)
{
    window_add(&pace->minute, secs);
    window_add(&pace->day, secs);
    if (pace->per_domain > 0)
        window_add(&domain_of(pace, domain, secs)->window, secs);
}

gint64 pace_wait_secs(const struct pace *pace, gint64 now_secs)
{
    return MAX(window_wait_secs(&pace->minute, now_secs), window_wait_secs(&pace->day, now_secs));
}

gint64 pace_domain_wait_secs(struct pace *pace, const char *domain, gint64 now_secs)
{
    return pace->per_domain > 0 ? window_wait_secs(&domain_of(pace, domain, now_secs)->window, now_secs) : 0;
}

gint64 pace_put_off(struct pace *pace, const char *name, gint64 now_secs)
{
    struct domain *domain = domain_of(pace, name, now_secs);
    gint64 free_secs = now_secs + window_wait_secs(&domain->window, now_secs);
    gint64 step_secs = MAX(MINUTE_SECS / (gint64)MAX(pace->per_domain, 1), 1);
    bool is_queueing = domain->put_off_secs >= free_secs;
    domain->put_off_secs = is_queueing ? domain->put_off_secs + step_secs : free_secs;
    return domain->put_off_secs;
}

gint64 pace_memory_secs(const struct pace *pace)
{
    return pace->day.most > 0 ? DAY_SECS : pace->minute.most > 0 || pace->per_domain > 0 ? MINUTE_SECS : 0;
}
