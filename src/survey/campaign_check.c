/* Whether the files and folders that the configuration names are there. Reads none of them: a password stays where it is. */
#include <errno.h>
#include <unistd.h>

#include "survey/campaign.h"

static void check_path(const struct campaign *campaign, guint line, const char *what, const char *path, int mode,
                       struct problems *problems)
{
    if (path != NULL && access(path, mode) != 0)
        problems_add(problems, campaign->file, line, 1, "%s %s: %s", what, path, g_strerror(errno));
}

void campaign_check_files(const struct campaign *campaign, struct problems *problems)
{
    for (guint i = 0; i < campaign->sources->len; i++) {
        const struct source_config *source = campaign->sources->pdata[i];
        check_path(campaign, source->line, "the folder", source->path, R_OK | X_OK, problems);
        g_autofree char *folder = source->socket != NULL ? g_path_get_dirname(source->socket) : NULL;
        check_path(campaign, source->line, "the folder of the socket", folder, W_OK | X_OK, problems);
        check_path(campaign, source->line, "the certificates", source->ca_file, R_OK, problems);
        check_path(campaign, source->line, "the password", source->secret.file, R_OK, problems);
    }
    const struct send_config *send = &campaign->send;
    check_path(campaign, send->line, "the certificates", send->ca_file, R_OK, problems);
    check_path(campaign, send->line, "the password", send->password_file, R_OK, problems);
}
