/* Which text of a mail is read, and why; labels' names and the style of a stretch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "show_view.h"

struct part_case {
    const char *type, *text;
    guint alternative;
    bool is_attachment;
    const char *filename;
};

#define PARTS_MAX 5u

struct mail_case {
    struct part_case parts[PARTS_MAX];
    const char *shown, *why; /* why: words that must be in it */
};

#define INVITATION "Dear colleague, thank you for agreeing to share your experience of inspection with all of us here"

static const struct mail_case cases[] = {
    {{{"text/plain", "Good\n", 0, false, NULL}}, "|Good\n", "there is no HTML"},
    {{{"text/html", "<p>Good", 0, false, NULL}}, "|Good\n", "there is no plain text"},
    {{{"text/plain", "Good\n", 1, false, NULL}, {"text/html", "<p>Good</p>", 1, false, NULL}}, "|Good\n", "no marks"},
    /* HTML that says more. */
    {{{"text/plain", "(yes / no)\n", 1, false, NULL}, {"text/html", "<p>(yes / <s>no</s>)</p>", 1, false, NULL}},
     "|(yes / <s>no</>)\n",
     "struck text"},
    {{{"text/plain", "(yes / no)\n", 1, false, NULL}, {"text/html", "<p>(<u>yes</u> / no)</p>", 1, false, NULL}},
     "|(<u>yes</> / no)\n",
     "underlined text"},
    {{{"text/plain", "*yes* / no\n", 1, false, NULL}, {"text/html", "<p><b>yes</b> / no</p>", 1, false, NULL}},
     "|<b>yes</> / no\n",
     "bold text"},
    {{{"text/plain", "a\nb\n", 1, false, NULL}, {"text/html", "<ol start=5><li>a<li>b</ol>", 1, false, NULL}},
     "L1#5|a\nL1#6|b\n",
     "list numbers"},
    {{{"text/plain", "a\n\nb\n", 1, false, NULL}, {"text/html", "<table><tr><td>a<td>b</table>", 1, false, NULL}},
     "T1.1.1 |a\nT1.1.2 |b\n",
     "a table"},
    {{{"text/plain", "mine\n\ntheirs\n", 1, false, NULL},
      {"text/html", "<p>mine</p><blockquote>theirs</blockquote>", 1, false, NULL}},
     "|mine\n|\n>|theirs\n",
     "quotations"},
    {{{"text/plain", "\u00fc yes o no\n", 1, false, NULL},
      {"text/html", "<p><span style='font-family:Wingdings'>\u00fc</span> yes <span style='font-family:Wingdings'>o</span> no",
       1, false, NULL}},
     "|\u2714 yes \u2610 no\n",
     "ticks"},
    /* Marks that say nothing: a link's, the names of a header block. */
    {{{"text/plain", "From: A <a@b.example>\n", 1, false, NULL},
      {"text/html", "<b>From:</b> A &lt;<a href='mailto:a@b.example' style='color:blue'>a@b.example</a>&gt;", 1, false, NULL}},
     "|From: A <a@b.example>\n",
     "no marks"},
    /* Plain text that is broken, empty or missing words. */
    {{{"text/plain", " \n", 1, false, NULL}, {"text/html", "<p>Good</p>", 1, false, NULL}}, "|Good\n", "plain text is empty"},
    {{{"text/plain", "Your program cannot show this mail.\n", 1, false, NULL},
      {"text/html", "<p>It was a graded inspection in March</p>", 1, false, NULL}},
     "|It was a graded inspection in March\n",
     "plain text lacks"},
    /* HTML that is a stub or shows nothing. */
    {{{"text/plain", "Good\n", 1, false, NULL}, {"text/html", "<img src=x>", 1, false, NULL}},
     "|Good\n",
     "HTML shows no words"},
    {{{"text/plain", INVITATION " one two three four five six seven eight nine ten eleven twelve\n", 1, false, NULL},
      {"text/html", "<b>Dear colleague</b>", 1, false, NULL}},
     "|" INVITATION " one two three four five six seven eight nine ten eleven twelve\n",
     "HTML lacks"},
    /* Links that plain text writes out are no words that HTML lacks. */
    {{{"text/plain", "Get Outlook <https://aka.ms/o0ukef>\n", 1, false, NULL},
      {"text/html", "Get <a href='https://aka.ms/o0ukef'>Outlook</a>", 1, false, NULL}},
     "|Get Outlook <https://aka.ms/o0ukef>\n",
     "no marks"},
    /* Further texts come after; files do not. */
    {{{"text/plain", "Good\n", 1, false, NULL},
      {"text/html", "<p>Good", 1, false, NULL},
      {"text/plain", "This mail is confidential.\n", 0, false, NULL}},
     "|Good\n|\n|This mail is confidential.\n",
     "appended"},
    {{{"text/plain", "Good\n", 0, false, NULL},
      {"text/plain", "secret\n", 0, true, NULL},
      {"text/plain", "notes\n", 0, false, "notes.txt"},
      {"text/plain", "footer\n", 0, false, "ATT00001.txt"},
      {"text/calendar", "BEGIN:VCALENDAR\n", 0, false, NULL}},
     "|Good\n|\n|footer\n",
     "appended"},
    {{{"text/plain", "one\ntwo\n", 1, false, NULL},
      {"text/html", "<p><b>one</b> &amp;", 1, false, NULL},
      {"text/html", "<p>two", 1, false, NULL}},
     "|<b>one</> &\n|\n|two\n",
     "bold text"},
    {{{"text/html", "<table><tr><td>a<td>b</table>", 0, false, NULL},
      {"text/html", "<table><tr><td>c<td>d</table>", 0, false, NULL}},
     "T1.1.1 |a\nT1.1.2 |b\n|\nT2.1.1 |c\nT2.1.2 |d\n",
     "appended"},
    /* Parts that are not what they are called. */
    {{{"text/html", "1. Good\n2. Yes\n", 0, false, NULL}}, "|1. Good\n|2. Yes\n", "there is no HTML"},
    {{{"text/plain", "<html><body><p>Good</p></body></html>", 0, false, NULL}}, "|Good\n", "there is no plain text"},
    {{{"text/calendar", "BEGIN:VCALENDAR\n", 0, false, NULL}}, "", "no text"},
};

static void part_clear(struct mail_part *part)
{
    g_free(part->type);
    g_free(part->text);
    g_free(part->filename);
    g_free(part);
}

/* Makes a mail that holds nothing but parts. Its parts array owns them. */
static struct mail mail_of(const struct part_case *parts)
{
    struct mail mail = {.parts = g_ptr_array_new_with_free_func((GDestroyNotify)part_clear)};
    for (guint i = 0; i < PARTS_MAX && parts[i].type != NULL; i++) {
        struct mail_part *part = g_new0(struct mail_part, 1);
        part->type = g_strdup(parts[i].type);
        part->text = g_strdup(parts[i].text);
        part->filename = g_strdup(parts[i].filename);
        part->alternative = parts[i].alternative;
        part->is_attachment = parts[i].is_attachment;
        g_ptr_array_add(mail.parts, part);
    }
    return mail;
}

static void chooses(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct mail mail = mail_of(cases[i].parts);
        AUTO(view) view = view_of_mail(&mail);
        g_autofree char *shown = show_view(view);
        if (strstr(view->why, cases[i].why) == NULL)
            print_error("case %u: %s\n", i, view->why);
        assert_non_null(strstr(view->why, cases[i].why));
        assert_string_equal(shown, cases[i].shown);
        g_ptr_array_unref(mail.parts);
    }
}

static void knows_parts(void **state)
{
    (void)state;
    static const struct part_case parts[PARTS_MAX] = {
        {"image/png", NULL, 0, true, NULL}, {"text/plain", "a\n", 0, false, NULL}, {"text/plain", "b\n", 0, false, NULL}};
    struct mail mail = mail_of(parts);
    AUTO(view) view = view_of_mail(&mail);
    assert_int_equal(view->part, 1);
    assert_int_equal(view->lines->len, 3);
    static const guint expected[] = {1, 2, 2};
    for (guint i = 0; i < 3; i++)
        assert_int_equal(((struct line *)view->lines->pdata[i])->part, expected[i]);
    g_ptr_array_unref(mail.parts);
}

static void reads_an_attached_mail(void **state)
{
    (void)state;
    static const struct part_case inner[PARTS_MAX] = {{"text/plain", "forwarded\n", 0, false, NULL}};
    static const struct part_case outer[PARTS_MAX] = {{"text/plain", "\n", 0, false, NULL},
                                                      {"message/rfc822", NULL, 0, true, NULL}};
    struct mail attached = mail_of(inner), mail = mail_of(outer);
    ((struct mail_part *)mail.parts->pdata[1])->message = &attached;
    AUTO(view) view = view_of_mail(&mail);
    g_autofree char *shown = show_view(view);
    assert_string_equal(shown, "|forwarded\n");
    assert_int_equal(view->part, 1);
    assert_non_null(strstr(view->why, "attached mail"));
    g_ptr_array_unref(mail.parts);
    g_ptr_array_unref(attached.parts);
}

static void tells_common_style(void **state)
{
    (void)state;
    AUTO(view) view = view_from_html("<b>one <i>two</i></b> three, and some more that is plain");
    const struct line *line = view->lines->pdata[0];
    assert_int_equal(line_style(line, 0, 3), STYLE_BOLD);
    assert_int_equal(line_style(line, 4, 3), STYLE_BOLD | STYLE_ITALIC);
    assert_int_equal(line_style(line, 0, 7), STYLE_BOLD);
    assert_int_equal(line_style(line, 0, 8), STYLE_BOLD); /* the blank between is not seen */
    assert_int_equal(line_style(line, 0, 13), 0);
    AUTO(view) plain = view_from_plain("text", false, false);
    assert_int_equal(line_style(plain->lines->pdata[0], 0, 4), 0);
}

static void names_labels(void **state)
{
    (void)state;
    assert_string_equal(label_name(LABEL_WRITER), "writer");
    assert_string_equal(label_name(LABEL_COVER), "cover");
    for (guint label = LABEL_NONE; label <= LABEL_COVER; label++)
        assert_non_null(label_name(label));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(chooses), cmocka_unit_test(knows_parts),
                                       cmocka_unit_test(reads_an_attached_mail), cmocka_unit_test(tells_common_style),
                                       cmocka_unit_test(names_labels)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
