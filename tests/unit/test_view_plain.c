/* Views of plain text: quote marks, format=flowed, what can be seen, wrapped paragraphs, origins, bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/text.h"
#include "show_view.h"

struct plain_case {
    const char *text;
    bool flowed, delsp;
    const char *shown;
};

static const struct plain_case plain_cases[] = {
    {"", false, false, ""},
    {"one\ntwo\n", false, false, "|one\n|two\n"},
    {"one\r\ntwo\rthree", false, false, "|one\n|two\n|three\n"},
    {"a\n\n\nb", false, false, "|a\n|\n|\n|b\n"},
    {"a  \t\nb", false, false, "|a\n|b\n"},
    {"two\xe2\x80\xa8lines\n", false, false, "|two\n|lines\n"},
    /* Quote marks: together, apart, without a space after them, and none where the line only holds a mark later. */
    {"> one\n>> two\n> > two\n>three\n>>> > four\n", false, false, ">|one\n>>|two\n>>|two\n>|three\n>>>>|four\n"},
    {"> (yes / no)\n>    (yes / no)\n>\n> \n", false, false, ">|(yes / no)\n>|   (yes / no)\n>|\n>|\n"},
    {"a > b\n 5 > 4\n --> this\n", false, false, "|a > b\n| 5 > 4\n| --> this\n"},
    /* An mbox file's ">From " is the writer's own; in a quotation it is not. */
    {"Hello\n>From the start\nit was\n", false, false, "|Hello\n|From the start\n|it was\n"},
    {">From the start\n> it was\n", false, false, ">|From the start\n>|it was\n"},
    /* What cannot be seen goes; a no-break space is a space; joiners stay in emoji and in Persian. */
    {"\xef\xbb\xbf"
     "Dear\xc2\xa0"
     "colleague\xe2\x80\x8b,\n",
     false, false, "|Dear colleague,\n"},
    {"in\xc2\xad"
     "spec\xe2\x81\xa0tion\n",
     false, false, "|inspection\n"},
    {"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x8f\xab\n", false, false, "|\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x8f\xab\n"},
    {"\uf0fc Good \uf04a\n", false, false, "|\u2714 Good \u263a\n"}, /* as Word keeps Wingdings */
    {"bell\x07 here\x1b[1m\n", false, false, "|bell  here [1m\n"},
    {"tab\there\n", false, false, "|tab\there\n"},
    {"-- \nname\n", false, false, "|-- \n|name\n"},
    /* Other marks count where three lines have them, and a table drawn with bars is none. */
    {"| one\n| two\n|\n|| deep\nmine\n", false, false, ">|one\n>|two\n>|\n>>|deep\n|mine\n"},
    {"| one\nmine | yours\n", false, false, "|| one\n|mine | yours\n"},
    {"| a | b |\n| c | d |\n| e | f |\n", false, false, "|| a | b |\n|| c | d |\n|| e | f |\n"},
    {"JS> one\nJS> two\nJS> > three\nmine\n", false, false, ">|one\n>|two\n>>|three\n|mine\n"},
    {" > one\n > two\n >> three\n  5 > 4\n", false, false, ">|one\n>|two\n>>|three\n|  5 > 4\n"},
    {": one\n: two\n: three\n:-)\n", false, false, ">|one\n>|two\n>|three\n|:-)\n"},
    {"\u00bb one\n\u00bb two\n\u00bb three\n", false, false, ">|one\n>|two\n>|three\n"},
    /* RFC 3676: lines that end in a space flow into the next of the same depth; a signature's mark does not. */
    {"one \ntwo \nthree\nfour\n", true, false, "|one two three\n|four\n"},
    {"Bahn \nhof\n", true, true, "|Bahnhof\n"},
    {"> one \n> two\n> three\n", true, false, ">|one two\n>|three\n"},
    {"> one \nmine\n>> other \n> depth\n", true, false, ">|one\n|mine\n>>|other\n>|depth\n"},
    {"text \n-- \nname \nhere\n", true, false, "|text\n|-- \n|name here\n"},
    {" > not quoted\n From me\n  indented\n", true, false, "|> not quoted\n|From me\n| indented\n"},
    {">  > later\n", true, false, ">| > later\n"},
    {"one \n\ntwo\n", true, false, "|one\n|two\n"},
    {"one \n \ntwo\n", true, false, "|one\n|two\n"},
    {"ends flowed ", true, false, "|ends flowed\n"},
};

static void shows_plain_text(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(plain_cases); i++) {
        const struct plain_case *c = &plain_cases[i];
        AUTO(view) view = view_from_plain(c->text, c->flowed, c->delsp);
        g_autofree char *shown = show_view(view);
        assert_string_equal(shown, c->shown);
        assert_false(view->is_html);
    }
}

static void finds_wrapped_paragraphs(void **state)
{
    (void)state;
    static const char text[] = "The call came on the Monday at four minutes past ten and I was teaching\n"
                               "Year 4 at the time, so it was the caretaker who took it and wrote the\n"
                               "name down.\n"
                               "\n"
                               "A second paragraph stands by itself and is as long as the others were.\n"
                               "1. Good\n"
                               "Short line\n"
                               "Another\n";
    AUTO(view) view = view_from_plain(text, false, false);
    static const bool expected[] = {true, true, false, false, false, false, false, false};
    assert_int_equal(view->lines->len, G_N_ELEMENTS(expected));
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
        assert_int_equal(((struct line *)view->lines->pdata[i])->continues, expected[i]);
}

/* Where a line is so long that nothing was wrapped, none goes on; a question does not go on with its answer. */
static void finds_no_wrapping(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "> Thank you for agreeing to share your experience of inspection. Your account, put beside those of other heads, "
        "counts.\n"
        "> (serving headteacher / executive headteacher / head of school / former headteacher / other)\n"
        "> Serving\n",
        "The call came on the Monday at four minutes past ten and I was in class\n"
        "7. How stressful was the wait for the call, and what came after it, too?\n"
        "Extremely\n"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        AUTO(view) view = view_from_plain(texts[i], false, false);
        for (guint n = 0; n < view->lines->len; n++)
            assert_false(((struct line *)view->lines->pdata[n])->continues);
    }
}

/* The next line's first word is measured whole, or not at all: never a part of a character. */
static void bears_a_very_long_word(void **state)
{
    (void)state;
    GString *text = g_string_new("The call came on the Monday at four minutes past ten and I was in class\nx");
    for (guint i = 0; i < 300; i++)
        g_string_append(text, "\u2019");
    AUTO(view) view = view_from_plain(text->str, false, false);
    assert_true(((struct line *)view->lines->pdata[0])->continues);
    g_string_free(text, TRUE);
}

static void header_lines_do_not_continue(void **state)
{
    (void)state;
    static const char text[] = "From: HeadsUp4HTs Campaign <survey@headsup.example> on behalf\n"
                               "To: Somebody With A Long Name <somebody.with.a.long.name@school.example>\n"
                               "Subject: Your experience\n";
    AUTO(view) view = view_from_plain(text, false, false);
    for (guint i = 0; i < view->lines->len; i++)
        assert_false(((struct line *)view->lines->pdata[i])->continues);
}

static void knows_origins(void **state)
{
    (void)state;
    static const char text[] = "first\n> second \n> half\nthird";
    AUTO(view) view = view_from_plain(text, true, false);
    static const struct {
        gsize offset, length;
    } expected[] = {{0, 5}, {6, 16}, {23, 5}};
    assert_int_equal(view->lines->len, 3);
    for (guint i = 0; i < 3; i++) {
        const struct line *line = view->lines->pdata[i];
        assert_int_equal(line->origin_offset, expected[i].offset);
        assert_int_equal(line->origin_length, expected[i].length);
    }
}

static char *repeated(const char *what, gsize total)
{
    GString *text = g_string_sized_new(total + 16);
    while (text->len < total)
        g_string_append(text, what);
    return g_string_free(text, FALSE);
}

/* Each of these took other readers minutes; the test's time limit would notice. */
static void is_bounded(void **state)
{
    (void)state;
    static const char *const patterns[] = {">",        "> ",         " ",       "\n",           "a", "a ", "> \n",
                                           ">From \n", "On a, a, a", "word \n", "\xe2\x80\x8b", "\t"};
    for (guint i = 0; i < G_N_ELEMENTS(patterns); i++) {
        g_autofree char *text = repeated(patterns[i], 1024 * 1024);
        for (guint flowed = 0; flowed < 2; flowed++) {
            AUTO(view) view = view_from_plain(text, flowed, false);
            assert_true(view->lines->len <= LIMIT_LINES);
            for (guint n = 0; n < view->lines->len; n++)
                assert_true(((struct line *)view->lines->pdata[n])->quote_depth <= LIMIT_QUOTE_DEPTH);
        }
    }
    g_autofree char *lines = repeated("x\n", 2 * (LIMIT_LINES + 10));
    AUTO(view) view = view_from_plain(lines, false, false);
    assert_int_equal(view->lines->len, LIMIT_LINES);
    assert_non_null(strstr(view->why, "left out"));
}

/* Returns the letters and digits of ASCII in text. (transfer full) */
static char *letters(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p != '\0'; p++)
        if (g_ascii_isalnum(*p))
            g_string_append_c(out, *p);
    return g_string_free(out, FALSE);
}

static void keep_letters(const char *path)
{
    g_autofree char *bytes = NULL;
    gsize length;
    if (!g_file_get_contents(path, &bytes, &length, NULL))
        return;
    g_autofree char *text = text_repair(bytes, length);
    AUTO(view) view = view_from_plain(text, false, false);
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < view->lines->len; i++)
        g_string_append(all, ((struct line *)view->lines->pdata[i])->text);
    g_autofree char *before = letters(text);
    g_autofree char *after = letters(all->str);
    assert_string_equal(after, before);
    g_string_free(all, TRUE);
}

/* Bodies of real replies, from other projects' tests: nothing of them may be lost. */
static void keeps_every_letter(void **state)
{
    (void)state;
    static const char *const folders[] = {"crisp", "email_reply_parser", "mail_parser_reply", "quotequail", "talon_sig"};
    guint files = 0;
    for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *folder = g_build_filename(TEST_ROOT, "..", "shared", "corpora", "reply-text", folders[i], NULL);
        g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
        const char *name;
        while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
            g_autofree char *path = g_build_filename(folder, name, NULL);
            keep_letters(path);
            files++;
        }
    }
    if (files == 0) {
        print_message("the corpora are not here: skipped\n");
        skip();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(shows_plain_text),
                                       cmocka_unit_test(finds_wrapped_paragraphs),
                                       cmocka_unit_test(finds_no_wrapping),
                                       cmocka_unit_test(bears_a_very_long_word),
                                       cmocka_unit_test(header_lines_do_not_continue),
                                       cmocka_unit_test(knows_origins),
                                       cmocka_unit_test(is_bounded),
                                       cmocka_unit_test(keeps_every_letter)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
