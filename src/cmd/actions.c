/* Actions by their names. Never prints anything. */
#include "cmd/actions.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"

gint64 action_id(const char *text)
{
    char *end = NULL;
    errno = 0;
    gint64 id = g_ascii_strtoll(text, &end, 10);
    return id > 0 && *end == '\0' && errno == 0 ? id : 0;
}

/* Whether action may be followed by count words. */
static bool takes(const struct action *action, guint count)
{
    switch (action->takes) {
    case ACTION_NOTHING:
        return count == 0;
    case ACTION_ID:
        return count == 1;
    case ACTION_IDS:
    case ACTION_ID_MAYBE_WORDS:
        return count >= 1;
    case ACTION_ID_WORDS:
        return count >= 2;
    }
    return false;
}

static bool run_for(const struct action *action, void *data, const char *name, const char *words, const char *id_is,
                    GError **error)
{
    gint64 id = action_id(name);
    if (id > 0)
        return action->run(data, id, words, error);
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "%s: expected %s", name, id_is);
    return false;
}

bool action_run(const struct action *actions, char **words, void *data, const char *id_is, GError **error)
{
    const char *name = words != NULL ? words[0] : actions->name;
    guint count = words != NULL ? g_strv_length(words) - 1 : 0;
    const struct action *action = actions;
    while (action->name != NULL && (strcmp(action->name, name) != 0 || !takes(action, count)))
        action++;
    if (action->name == NULL)
        return false;
    if (action->takes == ACTION_NOTHING) {
        action->run(data, 0, NULL, error);
    } else if (action->takes == ACTION_IDS) {
        for (guint i = 1; i <= count && run_for(action, data, words[i], NULL, id_is, error);)
            i++;
    } else {
        g_autofree char *rest = count > 1 ? g_strjoinv(" ", words + 2) : NULL;
        run_for(action, data, words[1], rest, id_is, error);
    }
    return true;
}
