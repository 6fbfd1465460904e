/* Views of HTML, as the mail programs write it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "show_view.h"

struct html_case {
    const char *html, *shown;
};

static const struct html_case html_cases[] = {
    {"", ""},
    {"one<br>two", "|one\n|two\n"},
    {"<p>one</p><p>two</p>", "|one\n|\n|two\n"},
    {"<div>one</div><div>two</div>", "|one\n|two\n"},
    {"<div>one</div><div><br></div><div>two</div>", "|one\n|\n|two\n"},
    {"<b>bold</b> and <s>struck</s> and <span style=\"background:yellow\">lit</span>",
     "|<b>bold</> and <s>struck</> and <h>lit</>\n"},
    {"<ol start=3><li>a<li>b</ol>", "L1#3|a\nL1#4|b\n"},
    {"<table><tr><td>Q<td>A</table>", "T1.1.1 |Q\nT1.1.2 |A\n"},
    {"<blockquote><p>q</p></blockquote>mine", ">|q\n|\n|mine\n"},
};

static void shows_html(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(html_cases); i++) {
        AUTO(view) view = view_from_html(html_cases[i].html);
        g_autofree char *shown = show_view(view);
        assert_string_equal(shown, html_cases[i].shown);
        assert_true(view->is_html);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(shows_html)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
