/* hearback deliver: takes one message from standard input, for aliases, .forward, the pipe of a mail server and procmail. The
 * message is kept before anything else; from then on the exit status is 0, since a mail server that tries again or bounces
 * would be wrong. Prints nothing where all is well. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fault.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "flow/flow.h"
#include "source/raw.h"

#define SOURCE_NAME "deliver"
#define READ_SECS 60 /* for reading what is kept; a daemon or the next delivery goes on from there */

/* Takes away the line "From ..." that some programs put before a message: it is its envelope, not part of it. */
static void strip_envelope(struct raw *raw)
{
    gsize length = 0;
    const char *text = g_bytes_get_data(raw->bytes, &length);
    const char *end = length >= 5 && memcmp(text, "From ", 5) == 0 ? memchr(text, '\n', length) : NULL;
    if (end == NULL)
        return;
    gsize line = (gsize)(end - text) + 1;
    GBytes *rest = g_bytes_new_from_bytes(raw->bytes, line, length - line);
    g_bytes_unref(raw->bytes);
    raw->bytes = rest;
    raw->size_bytes -= line;
}

/* What a mail server should do: try again, unless trying again cannot help. */
static int delivery_status(const GError *error)
{
    int status = error_exit_status(error);
    return status == EX_CONFIG || status == EX_DATAERR ? status : EX_TEMPFAIL;
}

/* Keeps the message on standard input. Returns the exit status. */
static int keep(const struct campaign *campaign)
{
    g_autoptr(GError) error = NULL;
    struct raw raw = {0};
    if (!raw_read_stream(STDIN_FILENO, (guint64)campaign->message_limit_bytes, &raw, &error)) {
        command_fail("deliver", error);
        return delivery_status(error);
    }
    strip_envelope(&raw);
    AUTO(store) store = office_open_store(campaign, &error);
    struct taker *taker = store != NULL ? flow_taker_new(store, campaign, 1, false) : NULL;
    bool kept = taker != NULL &&
                taker->take(taker->data, SOURCE_NAME, NULL, raw.bytes, raw.size_bytes, raw.oversize) != TAKEN_NOT &&
                taker->flush(taker->data);
    raw_clear(&raw);
    flow_taker_free(taker);
    if (error != NULL)
        command_fail("deliver", error);
    fault_point("deliver.kept");
    return kept ? EX_OK : error != NULL ? delivery_status(error) : EX_TEMPFAIL;
}

static void read_kept(const char *dir)
{
    g_autoptr(GError) error = NULL;
    struct read_counts counts = {0};
    AUTO(office) office = office_open(dir, &error);
    if (office == NULL || !flow_read_kept(office, NULL, NULL, &counts, &error))
        log_warning("deliver", 0, "the message is kept, but not read yet: %s", error->message);
}

/* Reads and records what is kept, this message among it, in a process of its own: whatever happens to that, the message is
 * kept. */
static void read_kept_apart(const char *dir)
{
    pid_t pid = fork();
    if (pid == 0) {
        alarm(READ_SECS);
        read_kept(dir);
        _exit(0);
    }
    while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
}

static int run(int argc, char **argv)
{
    g_autofree char *option = NULL;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &option, NULL, NULL}, G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || argc > 1)
        return command_usage("deliver", error);
    log_set_level(LOG_LEVEL_WARNING);
    signal(SIGPIPE, SIG_IGN);
    const char *dir = command_campaign_dir(option);
    AUTO(campaign) campaign = office_load(dir, NULL, &error);
    if (campaign == NULL)
        return command_fail("deliver", error);
    int status = keep(campaign);
    if (status == EX_OK && !daemon_is_running(campaign))
        read_kept_apart(dir);
    return status;
}

const struct command command_deliver = {.name = "deliver",
                                        .usage = "deliver [--campaign DIR]",
                                        .summary = "take one message from standard input, for mail servers",
                                        .run = run};
