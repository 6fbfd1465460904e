/* The table of commands, and what they share: which campaign they work on. */
#include <stddef.h>
#include <stdlib.h>

#include "cmd/cmd.h"

#define CAMPAIGN_VARIABLE "HEARBACK_CAMPAIGN"

const struct command *const *commands(void)
{
    static const struct command *const table[] = {&command_init,    &command_check,   &command_login,
                                                  &command_invite,  &command_remind,  &command_close,
                                                  &command_reopen,  &command_run,     &command_fetch,
                                                  &command_deliver, &command_import,  &command_send,
                                                  &command_outbox,  &command_clock,   &command_status,
                                                  &command_show,    &command_cases,   &command_review,
                                                  &command_find,    &command_themes,  &command_tag,
                                                  &command_untag,   &command_merge,   &command_correct,
                                                  &command_hold,    &command_release, &command_note,
                                                  &command_pause,   &command_resume,  &command_care,
                                                  &command_redact,  &command_quote,   &command_publish,
                                                  &command_read,    &command_reread,  &command_report,
                                                  &command_digest,  &command_export,  NULL};
    return table;
}

const char *command_campaign_dir(const char *option)
{
    const char *variable = getenv(CAMPAIGN_VARIABLE);
    if (option != NULL)
        return option;
    return variable != NULL && *variable != '\0' ? variable : ".";
}
