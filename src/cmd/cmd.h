/* The subcommands of hearback: one file each, one line in the table. */
#pragma once

struct command {
    const char *name;    /* "read" */
    const char *usage;   /* "read [--json] FILE..." */
    const char *summary; /* one line, no full stop */
    /* Runs it with argv[0] = name. Returns the exit status. */
    int (*run)(int argc, char **argv);
};

/* Returns the NULL-terminated table in the order of `hearback help`. (static) */
const struct command *const *commands(void);

/* Opens the campaign folder that a command works on: --campaign DIR, else the environment's HEARBACK_CAMPAIGN, else the current
 * folder if it holds hearback.yaml. */
const char *command_campaign_dir(const char *option);

extern const struct command command_close, command_invite, command_remind, command_reopen, command_care, command_cases,
    command_check, command_clock, command_outbox, command_deliver, command_digest, command_report, command_export,
    command_fetch, command_import, command_init, command_login, command_publish, command_quote, command_read, command_redact,
    command_reread, command_run, command_send, command_show, command_status;

/* What staff may do by mail too (staff.c). */
extern const struct command command_review, command_find, command_themes, command_tag, command_untag, command_merge,
    command_correct, command_hold, command_release, command_note, command_pause, command_resume;
