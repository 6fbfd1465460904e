/* Commands in mails as phones and mail programs send them: read whole, with everything around them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reading/reading.h"
#include "staff/staff.h"

static struct knowledge *knowledge;

static int load(void **state)
{
    (void)state;
    AUTO(problems) problems = problems_new();
    knowledge = knowledge_load_built_in(problems);
    problems_print(problems, stderr);
    return knowledge != NULL ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    knowledge_free(knowledge);
    return 0;
}

/* Returns what was read: "verb:rest" for each line, "?text" for one that is none, '|' between. (transfer full) */
static char *read_mail(const char *subject, const char *type, const char *body)
{
    g_autofree char *text = g_strdup_printf(
        "From: Sam Jones <sam@staff.example>\nTo: team@headsup.example\nSubject: %s\nMessage-ID: <1@staff.example>\n"
        "Date: Tue, 5 Mar 2024 20:00:00 +0000\nMIME-Version: 1.0\nContent-Type: text/%s; charset=utf-8\n\n%s",
        subject, type, body);
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    AUTO(reading) reading = reading_make(knowledge, bytes);
    AUTO(staff_lines) lines = staff_parse(reading->lines, reading->subject, staff_verbs());
    GString *shown = g_string_new(NULL);
    for (guint i = 0; i < lines->list->len; i++) {
        const struct staff_line *line = lines->list->pdata[i];
        if (i > 0)
            g_string_append_c(shown, '|');
        if (line->verb != NULL)
            g_string_append_printf(shown, "%s:%s", line->verb, line->rest);
        else
            g_string_append_printf(shown, "?%s", line->text);
    }
    return g_string_free(shown, FALSE);
}

#define QUOTED                                                                                                                 \
    "> -- Please write your reply above this line. --\n>\n> (12) unclear: outcome\n> hold 1\n> 12: RI\n> With thanks,\n"
#define PLAIN_QUOTED "-- Please write your reply above this line. --\n\nhold 1\n\n12: RI\n\nWith thanks,\n"

static void reads_mails(void **state)
{
    (void)state;
    static const struct {
        const char *subject, *type, *body, *expected;
    } cases[] = {
        {"x", "plain", "status\n", "status:"},
        {"x", "plain", "Status.\n", "status:"},
        {"x", "plain", "  PENDING  \n", "pending:"},
        {"x", "plain", "status\npending\n", "status:|pending:"},
        {"x", "plain", "12: Good\n13:RI\n#14 = skip\n15: Take.\n", "answer:12 Good|answer:13 RI|skip:14|take:15"},
        {"x", "plain", "correct 12 outcome=Requires Improvement\n", "correct:12 outcome=Requires Improvement"},
        /* where they end */
        {"x", "plain", "status\n\nhold 1\n", "status:"},
        {"x", "plain", "status\n--\nhold 1\n", "status:"},
        {"x", "plain", "status\n-- \nhold 1\n", "status:"},
        {"x", "plain", "status\n\xE2\x80\x94\nhold 1\n", "status:"},
        {"x", "plain", "status\nThanks, Sam\nhold 1\n", "status:"},
        {"x", "plain", "status\nmany thanks\nhold 1\n", "status:"},
        {"x", "plain", "-- \nhold 1\n", ""},
        {"x", "plain", "\n\n\nstatus\n", "status:"},
        /* greetings, signatures */
        {"x", "plain", "Hi,\n\nstatus\n", "status:"},
        {"x", "plain", "Dear hearback,\nstatus\n\nKind regards,\nSam Jones\nHeadsUp4HTs\n", "status:"},
        {"x", "plain", "pending\n\nSent from my iPhone\n", "pending:"},
        {"x", "plain", "pending\nSent from my iPhone\n", "pending:"},
        {"x", "plain", "pending\n\nGet Outlook for Android\n", "pending:"},
        /* quotations below and above, marked and not */
        {"Re: x", "plain", "12: Good\n\nOn Tue, 5 Mar 2024 at 19:00, HeadsUp4HTs <team@headsup.example> wrote:\n\n" QUOTED,
         "answer:12 Good"},
        {"Re: x", "plain", "On Tue, 5 Mar 2024 at 19:00, HeadsUp4HTs <team@headsup.example> wrote:\n" QUOTED "\n12: Good\n",
         "answer:12 Good"},
        {"Re: x", "plain",
         "On 5 Mar 2024, at 19:00, HeadsUp4HTs <team@headsup.example> wrote:\n\n" QUOTED "\npending\n\nSent from my iPhone\n",
         "pending:"},
        {"Re: x", "plain",
         "12: Good\n\n________________________________\nFrom: HeadsUp4HTs <team@headsup.example>\nSent: 05 March 2024 "
         "19:00\nTo: Sam Jones <sam@staff.example>\nSubject: x\n\n" PLAIN_QUOTED,
         "answer:12 Good"},
        {"Re: x", "plain",
         "From: HeadsUp4HTs <team@headsup.example>\nSent: 05 March 2024 19:00\nTo: Sam Jones <sam@staff.example>\nSubject: "
         "x\n\n" PLAIN_QUOTED,
         ""},
        {"Re: x", "plain", PLAIN_QUOTED, ""},
        {"Re: x", "plain", QUOTED, ""},
        /* answers between the items that they belong to */
        {"Re: x", "plain", "> (12) unclear: outcome\n12: Good\n\n> (13) unclear: lasted\n13: skip\n\n> With thanks,\nhold 1\n",
         "answer:12 Good|skip:13"},
        /* HTML as phones, Outlook and Gmail write it */
        {"x", "html", "<html><body><div dir=\"ltr\">status</div><div dir=\"ltr\">pending</div></body></html>",
         "status:|pending:"},
        {"Re: x", "html",
         "<html><body dir=\"auto\">12: Good<div>13: skip</div><div><br></div><div dir=\"ltr\">Sent from my iPhone</div><div "
         "dir=\"ltr\"><br><blockquote type=\"cite\">On 5 Mar 2024, at 19:00, HeadsUp4HTs &lt;team@headsup.example&gt; "
         "wrote:<br><br></blockquote></div><blockquote type=\"cite\"><div dir=\"ltr\"><p>hold "
         "1</p></div></blockquote></body></html>",
         "answer:12 Good|skip:13"},
        {"Re: x", "html",
         "<html><head><style>p.MsoNormal{margin:0cm;}</style></head><body><div class=\"WordSection1\"><p "
         "class=\"MsoNormal\">12: "
         "Good<o:p></o:p></p><p class=\"MsoNormal\">13: skip<o:p></o:p></p><p class=\"MsoNormal\"><o:p>&nbsp;</o:p></p><p "
         "class=\"MsoNormal\">Sam<o:p></o:p></p><div style=\"border:none;border-top:solid #E1E1E1 1.0pt\"><p "
         "class=\"MsoNormal\"><b>From:</b> HeadsUp4HTs &lt;team@headsup.example&gt;<br><b>Sent:</b> 05 March 2024 "
         "19:00<br><b>To:</b> Sam Jones<br><b>Subject:</b> x</p></div><p>hold 1</p></div></body></html>",
         "answer:12 Good|skip:13"},
        {"Re: x", "html",
         "<div dir=\"ltr\">12: Good</div><br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">On Tue, 5 Mar "
         "2024 "
         "at 19:00, HeadsUp4HTs &lt;<a href=\"mailto:team@headsup.example\">team@headsup.example</a>&gt; "
         "wrote:<br></div><blockquote class=\"gmail_quote\">hold 1<br>12: RI</blockquote></div>",
         "answer:12 Good"},
        /* the subject, where nothing else is written */
        {"status", "plain", "\n", "status:"},
        {"Pending", "plain", "\nSent from my iPhone\n", "pending:"},
        {"Re: status", "plain", "\n", ""},
        {"hold 1", "plain", "status\n", "status:"},
        /* what is none */
        {"x", "plain", "stauts\n", "?stauts"},
        {"x", "plain", "approve all\n", "approve:all"},
        {"x", "plain", "12 Good\n", "?12 Good"},
    };
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = read_mail(cases[i].subject, cases[i].type, cases[i].body);
        if (strcmp(found, cases[i].expected) == 0)
            continue;
        print_error("%u: \"%s\"\n  found    %s\n  expected %s\n", i, cases[i].body, found, cases[i].expected);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void suggests(void **state)
{
    (void)state;
    static const struct {
        const char *text, *nearest;
    } cases[] = {{"stauts", "status"}, {"aprove 12", "approve"}, {"relaese 1", "release"}, {"xyzzy", NULL}, {"Helo", "help"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        AUTO(staff_line) line = staff_parse_line(cases[i].text, staff_verbs());
        assert_null(line->verb);
        if (cases[i].nearest == NULL)
            assert_null(line->nearest);
        else
            assert_string_equal(line->nearest, cases[i].nearest);
    }
}

static void knows_its_limit(void **state)
{
    (void)state;
    g_autoptr(GString) body = g_string_new(NULL);
    for (guint i = 0; i < STAFF_LINES_MOST * 2; i++)
        g_string_append(body, "status\n");
    g_autofree char *found = read_mail("x", "plain", body->str);
    g_auto(GStrv) lines = g_strsplit(found, "|", -1);
    assert_int_equal(g_strv_length(lines), STAFF_LINES_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_mails), cmocka_unit_test(suggests),
                                       cmocka_unit_test(knows_its_limit)};
    return cmocka_run_group_tests(tests, load, unload);
}
