/* Tokens that went through mail programs and hands: found again, or refused; never taken for another one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/token.h"

#define ROUNDS 300
static const char keys[] = "abcdefghijklmnopqrstuvwxyz0123456789";

static void is_short_and_plain(void **state)
{
    (void)state;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < ROUNDS; i++) {
        char *token = token_new();
        assert_int_equal(strlen(token), TOKEN_LETTERS);
        assert_int_equal(strcspn(token, "0o1il2z5sbgqv"), TOKEN_LETTERS); /* none that looks like another */
        assert_true(g_hash_table_add(seen, token));
    }
}

/* Every letter comes up at every place but the last, about as often as any other. */
static void is_random(void **state)
{
    (void)state;
    guint counts[256] = {0}, all = 0;
    for (guint i = 0; i < 2000; i++) {
        g_autofree char *token = token_new();
        for (guint place = 0; place + 1 < TOKEN_LETTERS; place++, all++)
            counts[(guchar)token[place]]++;
    }
    guint used = 0;
    for (guint i = 0; i < 256; i++) {
        used += counts[i] > 0;
        assert_true(counts[i] == 0 || (counts[i] > all / 23 / 2 && counts[i] < all / 23 * 2));
    }
    assert_int_equal(used, 23);
}

static void assert_reads(const char *text, const char *token)
{
    g_autofree char *found = token_read(text);
    assert_non_null(found);
    assert_string_equal(found, token);
}

static void is_found_again(void **state)
{
    (void)state;
    for (guint i = 0; i < ROUNDS; i++) {
        g_autofree char *token = token_new(), *upper = g_ascii_strup(token, -1);
        g_autofree char *cut = g_strdup_printf("%.4s-%s", token, token + 4), *spaced = g_strdup_printf(" %s ", upper);
        g_autofree char *alike = g_strdelimit(g_strdup(token), "9", 'q');
        assert_reads(token, token);
        assert_reads(upper, token);
        assert_reads(cut, token);
        assert_reads(spaced, token);
        assert_reads(alike, token);
    }
}

/* text is token with one mistake: it is read as token, or as none. */
static void assert_no_other(const char *text, const char *token)
{
    g_autofree char *found = token_read(text);
    if (found != NULL && strcmp(found, token) != 0)
        fail_msg("%s was read as %s, but is %s mistyped", text, found, token);
}

static void mistyped_is_never_another(void **state)
{
    (void)state;
    for (guint round = 0; round < ROUNDS; round++) {
        g_autofree char *token = token_new();
        for (guint place = 0; place < TOKEN_LETTERS; place++) {
            for (const char *key = keys; *key != '\0'; key++) {
                g_autofree char *wrong = g_strdup(token);
                wrong[place] = *key;
                assert_no_other(wrong, token);
                g_autofree char *more = g_strdup_printf("%.*s%c%s", (int)place, token, *key, token + place);
                assert_no_other(more, token);
            }
            g_autofree char *missing = g_strdup_printf("%.*s%s", (int)place, token, token + place + 1);
            assert_null(token_read(missing));
            for (guint other = place + 1; other < TOKEN_LETTERS; other++) {
                g_autofree char *swapped = g_strdup(token);
                swapped[place] = token[other];
                swapped[other] = token[place];
                assert_no_other(swapped, token);
            }
        }
    }
}

static void refuses_nonsense(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "abc", "00000000000", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "é", "a@b", "unsubscribe"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        assert_null(token_read(texts[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(is_short_and_plain), cmocka_unit_test(is_random),
                                       cmocka_unit_test(is_found_again), cmocka_unit_test(mistyped_is_never_another),
                                       cmocka_unit_test(refuses_nonsense)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
