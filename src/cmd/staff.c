/* What the campaign's people may do by mail, at the terminal: hearback review, find, correct, hold, release, note, pause,
 * resume. The commands themselves are those of staff/; whoever has the campaign's folder may give all of them. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/reporting.h"
#include "flow/staff.h"

/* Opens the campaign in dir, with a desk at which the user of this terminal sits. */
static bool open_desk(const char *dir, struct reporting *reporting, struct staff_desk *desk, GError **error)
{
    if (!reporting_open(reporting, dir, error))
        return false;
    *desk = flow_staff_desk(reporting->office, reporting->request.now_secs);
    desk->who = g_get_user_name();
    desk->rights = STAFF_ALL;
    desk->is_utf8 = reporting->request.is_utf8;
    return true;
}

/* Does what line says, all of it or nothing. */
static bool do_line(const struct staff_desk *desk, const char *line, struct staff_result *result, GError **error)
{
    AUTO(staff_line) parsed = staff_parse_line(line, staff_verbs());
    if (!store_begin(desk->store, error))
        return false;
    if (staff_do(desk, parsed, result, error))
        return store_commit(desk->store, error);
    store_rollback(desk->store);
    return false;
}

/* Does line and prints what came of it. Returns the exit status: EX_DATAERR where it was not done. */
static int do_and_print(const char *name, const char *dir, const char *line)
{
    g_autoptr(GError) error = NULL;
    struct reporting reporting;
    struct staff_desk desk;
    struct staff_result result = {0};
    if (open_desk(dir, &reporting, &desk, &error) && do_line(&desk, line, &result, &error)) {
        fprintf(result.is_done ? stdout : stderr, "%s\n", result.words->str);
        reporting_was_printed(&error);
        bell_ring(reporting.office->campaign);
    }
    int status = result.is_done ? EX_OK : EX_DATAERR;
    staff_result_clear(&result);
    reporting_close(&reporting);
    return error != NULL ? command_fail(name, error) : status;
}

/* Reads the options of a command. *line (transfer full): its words, behind verb where that is not NULL; "" where there are
 * none.
 */
static bool read_line(int argc, char **argv, const char *verb, char **dir, char **line, GError **error)
{
    g_auto(GStrv) words = NULL;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, dir, NULL, NULL},
                                    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &words, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    if (!command_options(&argc, &argv, entries, error))
        return false;
    g_autofree char *rest = words != NULL ? g_strjoinv(" ", words) : g_strdup("");
    *line = verb != NULL ? g_strconcat(verb, " ", rest, NULL) : g_steal_pointer(&rest);
    return true;
}

/* A command that is called as its verb. */
static int run_verb(int argc, char **argv)
{
    g_autofree char *dir = NULL, *line = NULL;
    g_autoptr(GError) error = NULL;
    const char *name = argv[0];
    if (!read_line(argc, argv, name, &dir, &line, &error))
        return command_usage(name, error);
    return do_and_print(name, dir, line);
}

/* ---- review */

/* Queues the mails to members, whether there is something new for them or not. */
static int send_review(const char *dir)
{
    g_autoptr(GError) error = NULL;
    struct reporting reporting;
    struct staff_desk desk;
    guint count = 0;
    if (open_desk(dir, &reporting, &desk, &error) && staff_send_review(&desk, true, &count, &error)) {
        printf("%u %s queued\n", count, count == 1 ? "mail" : "mails");
        reporting_was_printed(&error);
        bell_ring(reporting.office->campaign);
    }
    reporting_close(&reporting);
    return error != NULL ? command_fail("review", error) : EX_OK;
}

static int run_review(int argc, char **argv)
{
    static const char *const verbs[] = {"take", "answer", "skip", "done", "approve", "reject", NULL};
    g_autofree char *dir = NULL, *line = NULL;
    g_autoptr(GError) error = NULL;
    if (!read_line(argc, argv, NULL, &dir, &line, &error))
        return command_usage("review", error);
    if (strcmp(line, "send") == 0)
        return send_review(dir);
    if (*line == '\0' || strcmp(line, "list") == 0)
        return do_and_print("review", dir, "pending");
    AUTO(staff_line) parsed = staff_parse_line(line, verbs);
    return parsed->verb != NULL ? do_and_print("review", dir, line) : command_usage("review", NULL);
}

const struct command command_review = {
    .name = "review",
    .usage = "review [--campaign DIR] [list | send | answer ITEM WORDS | take, skip, done, approve or reject ITEM]",
    .summary = "what waits for a person: look, mail it to the staff, settle it",
    .run = run_review};

#define VERB(variable, verb, words, what)                                                                                      \
    const struct command variable = {.name = verb, .usage = verb " [--campaign DIR]" words, .summary = what, .run = run_verb}

VERB(command_find, "find", " WORDS", "what people wrote that has these words, in any of their forms");
VERB(command_themes, "themes", "", "what experiences are about, and how many people say so");
VERB(command_tag, "tag", " MESSAGE THEME", "say what a message is about");
VERB(command_untag, "untag", " MESSAGE THEME", "say what a message is not about");
VERB(command_correct, "correct", " MESSAGE QUESTION=VALUE", "record what a person says an answer is");
VERB(command_hold, "hold", " MESSAGE [WHY]", "have the answers of a message not count for now");
VERB(command_release, "release", " MESSAGE", "have the answers of a message that is held count");
VERB(command_merge, "merge", " PERSON into PERSON", "say that two people are one");
VERB(command_note, "note", " MESSAGE WORDS", "note something about a message");
VERB(command_pause, "pause", "", "let no mail go out, except to the staff");
VERB(command_resume, "resume", "", "let mail go out again");
