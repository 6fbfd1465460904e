/* Commands about people: that two of them are one. */
#include <string.h>

#include "staff/command.h"
#include "store/store_merge.h"

#define NAMES 2u

/* Takes "P-0007 into P-0003" apart. Returns false where it is not two people. */
static bool read_names(const char *words, char *names[NAMES])
{
    g_autofree char *upper = g_ascii_strup(words, -1);
    g_auto(GStrv) list = g_strsplit_set(upper, " ,.", -1);
    guint count = 0;
    for (guint i = 0; list[i] != NULL; i++) {
        bool is_filler = *list[i] == '\0' || strcmp(list[i], "INTO") == 0 || strcmp(list[i], "AND") == 0;
        if (!is_filler && count < NAMES)
            names[count] = g_strdup(list[i]);
        count += !is_filler;
    }
    return count == NAMES;
}

static bool merge(const struct staff_desk *desk, const struct staff_call *call, char *const names[NAMES],
                  struct staff_result *result, GError **error)
{
    gint64 messages = 0;
    g_autofree char *detail = g_strdup_printf("%s into %s", names[0], names[1]);
    GError *trouble = NULL;
    if (store_merge(desk->store, names[0], names[1], desk->who, &messages, desk->now_secs, &trouble))
        return staff_record(desk, call, 0, 0, detail, error) &&
               staff_say(result,
                         "Done: %s is %s from now on, with %" G_GINT64_FORMAT
                         " more %s. Of two answers to a question the later one counts.",
                         names[0], names[1], messages, messages == 1 ? "message" : "messages");
    return staff_refuse_for(result, trouble, error);
}

bool staff_merge(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    char *names[NAMES] = {NULL};
    bool ok = read_names(call->words, names) ? merge(desk, call, names, result, error)
                                             : staff_refuse(result, "Not done: expected \"%s\".", call->command->usage);
    for (guint i = 0; i < NAMES; i++)
        g_free(names[i]);
    return ok;
}
