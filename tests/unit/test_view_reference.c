/* Our reader of HTML beside a full parser of HTML 5: the same views of made-up documents and of the examples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "gumbo_reference.h"
#include "show_view.h"

/* A small generator of numbers (splitmix64), the same on every machine. */
static guint64 seed;

static guint number_below(guint n)
{
    seed += G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
    guint64 z = seed;
    z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT(0x94D049BB133111EB);
    return (guint)((z ^ (z >> 31)) % n);
}

/* The last one is hidden. */
static const char *const inline_tags[] = {"b",
                                          "i",
                                          "u",
                                          "s",
                                          "span",
                                          "font color=red",
                                          "a href=x",
                                          "strong",
                                          "em",
                                          "o:p",
                                          "del",
                                          "span style='color:blue'",
                                          "b style='font-weight:normal'",
                                          "small",
                                          "font size=2",
                                          "span style='display:none'"};
static const char *const block_tags[] = {"p",
                                         "div",
                                         "div style='margin:0'",
                                         "p class=MsoNormal",
                                         "ul",
                                         "ol",
                                         "li",
                                         "h2",
                                         "blockquote",
                                         "pre",
                                         "center",
                                         "dl",
                                         "section",
                                         "ol start=4"};
static const char *const pieces[] = {"<br>",       "<hr>",  "<img src=x>", "<input type=checkbox>",
                                     "<!-- c -->", "<br/>", "&nbsp;",      "&amp;",
                                     "\n",         " ",     "<![if x]>",   "&#8217;",
                                     "&copy",      "< 3"};

#define OPEN_MAX 60u

struct maker {
    GString *html;
    const char *open[OPEN_MAX];
    guint depth, crossings; /* crossings: of 100 end tags, how many end another element or are missing */
};

static void add_start(struct maker *maker, const char *tag)
{
    for (guint i = 0; i < maker->depth; i++)
        if (*tag == 'a' && *maker->open[i] == 'a')
            return; /* a link in a link ends the first one: that is not tidy */
    g_string_append_printf(maker->html, "<%s>", tag);
    maker->open[maker->depth++] = tag;
}

static void add_end(struct maker *maker)
{
    bool crossing = number_below(100) < maker->crossings;
    guint at = crossing ? number_below(maker->depth) : maker->depth - 1;
    const char *tag = maker->open[at];
    bool missing = crossing && number_below(2) == 0;
    if (!missing)
        g_string_append_printf(maker->html, "</%.*s>", (int)strcspn(tag, " "), tag);
    memmove(&maker->open[at], &maker->open[at + 1], (maker->depth - at - 1) * sizeof *maker->open);
    maker->depth--;
}

static void add_words(struct maker *maker)
{
    g_string_append_printf(maker->html, "w%u%s", number_below(90), number_below(3) == 0 ? "" : " ");
}

/* A table with cells of words; layout and data tables both come out of it. */
static void add_table(struct maker *maker)
{
    guint rows = 1 + number_below(3), columns = 1 + number_below(3);
    g_string_append(maker->html, number_below(2) == 0 ? "<table border=1>" : "<table><tbody>");
    for (guint cell = 0; cell < rows * columns; cell++) {
        if (cell % columns == 0)
            g_string_append(maker->html, "<tr>");
        g_string_append(maker->html, number_below(4) == 0 ? "<td><p>" : "<td>");
        if (number_below(4) != 0)
            add_words(maker);
        if (number_below(5) == 0)
            g_string_append(maker->html, "<b>x");
    }
    g_string_append(maker->html, "</table>");
}

static char *make_html(guint steps, guint crossings, bool shows_all)
{
    struct maker maker = {.html = g_string_new(NULL), .crossings = crossings};
    for (guint i = 0; i < steps; i++) {
        guint kind = number_below(20);
        if (kind < 7)
            add_words(&maker);
        else if (kind < 9 && maker.depth < OPEN_MAX)
            add_start(&maker, block_tags[number_below(G_N_ELEMENTS(block_tags))]);
        else if (kind < 12 && maker.depth < OPEN_MAX)
            add_start(&maker, inline_tags[number_below(G_N_ELEMENTS(inline_tags) - shows_all)]);
        else if (kind < 17 && maker.depth > 0)
            add_end(&maker);
        else if (kind == 17)
            add_table(&maker);
        else
            g_string_append(maker.html, pieces[number_below(G_N_ELEMENTS(pieces))]);
    }
    return g_string_free(maker.html, FALSE);
}

static bool agree(const char *html, bool tell)
{
    AUTO(view) ours = view_from_html(html);
    AUTO(view) theirs = view_by_gumbo(html);
    g_autofree char *shown = show_view(ours);
    g_autofree char *expected = show_view(theirs);
    bool same = strcmp(shown, expected) == 0;
    if (!same && tell)
        print_error("%s\nours:\n%sreference:\n%s", html, shown, expected);
    return same;
}

static void agrees_on_tidy_documents(void **state)
{
    (void)state;
    for (guint i = 0; i < 1500; i++) {
        seed = i;
        g_autofree char *html = make_html(2 + i % 60, 0, false);
        assert_true(agree(html, true));
    }
}

/* Where tags cross, a parser moves blocks that were shown already; ours says what it knew when it came to them. */
static void agrees_on_nearly_all_untidy_ones(void **state)
{
    (void)state;
    guint differ = 0, count = 1500;
    for (guint i = 0; i < count; i++) {
        seed = 1000000 + i;
        g_autofree char *html = make_html(2 + i % 60, 30, false);
        differ += !agree(html, false);
    }
    assert_in_range(differ, 0, count / 50);
}

static int compare_words(gconstpointer a, gconstpointer b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Returns the words of a view, sorted: a parser moves some. (transfer full) */
static char *all_words(const struct view *view)
{
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < view->lines->len; i++)
        g_string_append(all, ((struct line *)view->lines->pdata[i])->text);
    g_strdelimit(all->str, "w", ' ');
    g_autoptr(GPtrArray) words = text_words(all->str);
    g_ptr_array_sort(words, compare_words);
    g_ptr_array_add(words, NULL);
    g_string_free(all, TRUE);
    return g_strjoinv(" ", (char **)words->pdata);
}

/* Every word is there, in whatever way the tags cross. */
static void loses_no_word(void **state)
{
    (void)state;
    for (guint i = 0; i < 500; i++) {
        seed = 2000000 + i;
        g_autofree char *html = make_html(2 + i % 60, 50, true);
        AUTO(view) ours = view_from_html(html);
        AUTO(view) theirs = view_by_gumbo(html);
        g_autofree char *words = all_words(ours);
        g_autofree char *expected = all_words(theirs);
        assert_string_equal(words, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(agrees_on_tidy_documents),
                                       cmocka_unit_test(agrees_on_nearly_all_untidy_ones), cmocka_unit_test(loses_no_word)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
