/* What is done with messages in an IMAP mailbox once they are kept. Never removes one that was not copied before, and never
 * anybody else's deleted messages. */
#include "base/error.h"
#include "source/imap_round.h"

const char *imap_cannot_let_go(const struct imap *imap, const struct source_config *config)
{
    if (config->after != SOURCE_MOVE || imap_can(imap, "MOVE") || imap_can(imap, "UIDPLUS"))
        return NULL;
    return "the server can move no single messages (neither MOVE nor UIDPLUS), so they stay where they are; use `after: flag`";
}

static bool move_once(struct imap *imap, const guint32 *uids, guint count, const char *folder, GError **error)
{
    if (imap_can(imap, "MOVE"))
        return imap_move(imap, uids, count, folder, error);
    return imap_copy(imap, uids, count, folder, error) && imap_flag(imap, uids, count, "\\Deleted", error) &&
           imap_expunge(imap, uids, count, error);
}

/* Moves; where that fails the folder may not be there yet. */
static bool move(struct imap *imap, const guint32 *uids, guint count, const char *folder, GError **error)
{
    g_autoptr(GError) first = NULL;
    if (move_once(imap, uids, count, folder, &first))
        return true;
    if (!imap_is_dead(imap) && imap_create(imap, folder, NULL))
        return move_once(imap, uids, count, folder, error);
    g_propagate_error(error, g_steal_pointer(&first));
    return false;
}

bool imap_let_go(struct imap *imap, const struct source_config *config, const guint32 *uids, guint count, GError **error)
{
    const char *why_not = imap_cannot_let_go(imap, config);
    if (count == 0 || config->after == SOURCE_LEAVE)
        return true;
    if (why_not == NULL)
        return config->after == SOURCE_MOVE ? move(imap, uids, count, config->after_folder, error)
                                            : imap_flag(imap, uids, count, config->after_keyword, error);
    g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "%s", why_not);
    return false;
}
