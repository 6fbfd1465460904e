/* Words with their places, and the pattern language of rules/. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/pattern.h"

static char *show(const struct words *words)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < words->count; i++) {
        const struct word *word = &words->list[i];
        g_string_append_printf(out, "%s%s%s%s ",
                               word->gap & GAP_PARAGRAPH ? "P"
                               : word->gap & GAP_LINE    ? "L"
                                                         : "",
                               word->gap & GAP_SENTENCE ? "S:" : ":", word->is_mark ? "'" : "", word->text);
    }
    return g_string_free(out, FALSE);
}

static void test_words(void **state)
{
    static const struct {
        const char *text, *shown;
        bool marks;
    } cases[] = {
        {"I didn\xE2\x80\x99t sleep. Not once", "PS:i :didn't :sleep S:not :once ", false},
        {"Caf\xC3\xA9 3.5, 4/5", "PS:cafe :3.5 :4 :5 ", false},
        {"a: b", "PS:a :': :b ", true},
        {"one\ntwo\n\nthree", "PS:one L:two PS:three ", false},
        {"Mr. Smith, J. Smith e.g. he", "PS:mr :smith :j :smith :e :g :he ", false},
        {"so \xE2\x80\x8Bhid\xC2\xAD"
         "den",
         "PS:so :hidden ", false},
        {"", "", true},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        AUTO(words) words = words_new(cases[i].text, cases[i].marks);
        g_autofree char *shown = show(words);
        assert_string_equal(shown, cases[i].shown);
    }
}

static void test_places(void **state)
{
    (void)state;
    AUTO(words) words = words_new("Caf\xC3\xA9 ol\xC3\xA9", false);
    assert_int_equal(words->count, 2);
    assert_int_equal(words->list[1].start, 6);
    assert_int_equal(words->list[1].end, 10);
}

static void test_begin_with(void **state)
{
    (void)state;
    AUTO(words) words = words_new("It was: Requires-Improvement again", true);
    AUTO(words) phrase = words_new("requires improvement", false);
    guint past = 0;
    assert_true(words_begin_with(words, 3, phrase, &past));
    assert_int_equal(past, 6);
    assert_false(words_begin_with(words, 0, phrase, &past));
}

static void test_match(void **state)
{
    static const struct {
        const char *pattern, *text;
        int first, last; /* of the first match; -1: none */
    } cases[] = {
        {"sent from my _{1,4}", "Sent from my iPhone", 0, 3},
        {"sent from my _{1,4}", "Sent from my", -1, -1},
        {"(do not|don't) want [any] more", "I don\xE2\x80\x99t want more", 1, 3},
        {"(do not|don't) want [any] more", "I do not want any more", 1, 5},
        {"depress*", "so depressing", 1, 1},
        {"# months", "about 4 months", 1, 2},
        {"^ regards $", "Regards!", 0, 0},
        {"^ regards", "with regards", -1, -1},
        {"regards $", "regards to you", -1, -1},
        {"%me (died|was dead)", "wish that we was dead", 2, 4},
        {"wrote \":\"", "he wrote :", 1, 2},
        {"wrote \":\"", "he wrote that:", -1, -1},
        {"to die", "to, um die", -1, -1},
        {"to die", "to ... die", 0, 1},
        {"kill me", "They kill. Me too", -1, -1},
        {"kill ~me", "They kill. Me too", 1, 2},
        {"kill _{0,2} ~me", "They kill. Me too", 1, 2},
        {"a|b c", "b c", 0, 1},
        {"(a|b) c", "b c", 0, 1},
        {"one _ three", "one\ntwo\nthree", 0, 2},
        {"one three", "one\n\nthree", -1, -1},
        {"well-being", "well being", 0, 1},
    };
    static const char *const me[] = {"i", "we", NULL};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        AUTO(pattern_set) set = pattern_set_new();
        char *what = NULL;
        assert_true(pattern_set_define(set, "me", me, &what));
        if (!pattern_set_add(set, 7, cases[i].pattern, &what))
            fail_msg("%s", what);
        AUTO(words) words = words_new(cases[i].text, strchr(cases[i].pattern, '"') != NULL);
        g_autoptr(GArray) found = pattern_set_match(set, words);
        int first = found->len > 0 ? (int)g_array_index(found, struct pattern_match, 0).first : -1;
        int last = found->len > 0 ? (int)g_array_index(found, struct pattern_match, 0).last : -1;
        if (first != cases[i].first || last != cases[i].last)
            fail_msg("\"%s\" in \"%s\": %d to %d instead of %d to %d", cases[i].pattern, cases[i].text, first, last,
                     cases[i].first, cases[i].last);
        assert_int_equal(pattern_set_has(set, words, 7), first >= 0);
    }
}

static void test_many(void **state)
{
    (void)state;
    AUTO(pattern_set) set = pattern_set_new();
    char *what = NULL;
    assert_true(pattern_set_add(set, 1, "no sleep", &what));
    assert_true(pattern_set_add(set, 2, "no sleep at all", &what));
    assert_true(pattern_set_add(set, 2, "sleep", &what));
    AUTO(words) words = words_new("no sleep at all, no sleep", false);
    g_autoptr(GArray) found = pattern_set_match(set, words);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++) {
        const struct pattern_match *match = &g_array_index(found, struct pattern_match, i);
        g_string_append_printf(out, "%u:%u-%u ", match->id, match->first, match->last);
    }
    assert_string_equal(out->str, "1:0-1 2:0-3 2:1-1 1:4-5 2:5-5 ");
    g_string_free(out, TRUE);
}

/* Text and patterns may spell a word each in its own way; alternatives that begin alike are all followed. */
static void test_spelt(void **state)
{
    static const struct {
        const char *pattern, *text;
        bool matches;
    } cases[] = {
        {"(i don't|i do) sleep", "I dont sleep", true},    {"do not sleep", "I don't sleep", true},
        {"don't sleep", "I do not sleep", true},           {"don't sleep", "I do sleep", false},
        {"cannot (go on|go home|go)", "cant go on", true}, {"cannot (go on|go home)", "can not go home", true},
        {"cannot (go on|go home)", "cannot go up", false}, {"no (no|hope) left", "no no no no hope left", true},
    };
    (void)state;
    g_autoptr(GHashTable) spellings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
    g_hash_table_insert(spellings, g_strdup("don't"), g_strsplit("do not", " ", -1));
    g_hash_table_insert(spellings, g_strdup("dont"), g_strsplit("do not", " ", -1));
    g_hash_table_insert(spellings, g_strdup("cant"), g_strsplit("can not", " ", -1));
    g_hash_table_insert(spellings, g_strdup("cannot"), g_strsplit("can not", " ", -1));
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        AUTO(pattern_set) set = pattern_set_new();
        g_autofree char *what = NULL;
        pattern_set_spell(set, spellings);
        assert_true(pattern_set_add(set, 1, cases[i].pattern, &what));
        AUTO(words) words = words_new(cases[i].text, false);
        words_respell(words, spellings);
        if (pattern_set_has(set, words, 1) != cases[i].matches)
            fail_msg("\"%s\" in \"%s\"", cases[i].pattern, cases[i].text);
    }
}

static void test_wrong(void **state)
{
    static const struct {
        const char *pattern, *what;
    } cases[] = {
        {"[a] [b]", "would match without any word"},
        {"(a", "expected \")\" at character 3"},
        {"a ]", "unexpected \"]\" at character 3"},
        {"%nobody", "there is no list %nobody"},
        {"_{3,1}", "expected _{FROM,TO}"},
        {"_{1,500}", "expected a number up to 20"},
        {"a \"", "expected a punctuation mark in quotes"},
        {"^ $", "would match without any word"},
        {"", "would match without any word"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        AUTO(pattern_set) set = pattern_set_new();
        char *what = NULL;
        assert_false(pattern_set_add(set, 1, cases[i].pattern, &what));
        if (strstr(what, cases[i].what) == NULL)
            fail_msg("\"%s\" says \"%s\"", cases[i].pattern, what);
        g_free(what);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words), cmocka_unit_test(test_places), cmocka_unit_test(test_begin_with),
        cmocka_unit_test(test_match), cmocka_unit_test(test_many),   cmocka_unit_test(test_spelt),
        cmocka_unit_test(test_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
