/* Commands that do one of several things by its name: "cases done 3 she is well". */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* What may stand behind the name of an action. */
enum action_takes { ACTION_NOTHING, ACTION_ID, ACTION_IDS, ACTION_ID_MAYBE_WORDS, ACTION_ID_WORDS };

struct action {
    const char *name;
    enum action_takes takes;
    /* id: 0 where it takes none; words: NULL where there are none. Returns false and an error where it fails. */
    bool (*run)(void *data, gint64 id, const char *words, GError **error);
};

/* Does what words (NULL: the name of the first action) say. The last of actions has no name. id_is: what an ID is, "the number
 * of a mail". Returns false where words say nothing that is known; error is set where what they say fails. */
bool action_run(const struct action *actions, char **words, void *data, const char *id_is, GError **error);

/* Returns the number > 0 that text is, 0 where it is none. */
gint64 action_id(const char *text);
