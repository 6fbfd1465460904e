/* Small parts of talking to mail servers: their words, names of folders, tokens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "net/oauth.h"
#include "net/secret.h"
#include "net/words.h"
#include "source/imap.h"

static void words(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"NO [X] too  bad", "NO [X] too bad"},
        {"<jane.doe@example.org>: no such user", "(address) no such user"},
        {"a\033[31mred\r\n* BYE\tx", "a [31mred * BYE x"},
        {"caf\xe9", "caf\u00e9"},
        {"", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = words_from_server(cases[i][0]);
        assert_string_equal(found, cases[i][1]);
    }
    g_autofree char *flood = g_strnfill(1000000, 'x'), *cut = words_from_server(flood);
    assert_true(strlen(cut) < 260);
    g_autoptr(GString) wide = g_string_new("");
    while (wide->len < 2000)
        g_string_append(wide, "\u20ac ");
    g_autofree char *cut_wide = words_from_server(wide->str);
    assert_true(g_utf8_validate(cut_wide, -1, NULL));
}

static void folder_names(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"INBOX", "INBOX"},
        {"INBOX/Sent & Received", "INBOX/Sent &- Received"},
        {"\u00c9cole", "&AMk-cole"},
        {"~peter/mail/\u53f0\u5317/\u65e5\u672c\u8a9e", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"}, /* RFC 3501 */
        {"\U0001f4e7", "&2D3c5w-"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = imap_folder_name(cases[i][0]);
        assert_string_equal(found, cases[i][1]);
    }
}

static void sasl(void **state)
{
    (void)state;
    g_autofree char *xoauth2 = oauth_sasl(false, "a@b.example", "TOKEN", "host", 993);
    assert_string_equal(xoauth2, "user=a@b.example\001auth=Bearer TOKEN\001\001");
    g_autofree char *bearer = oauth_sasl(true, "a,b=c", "TOKEN", "host", 993);
    assert_string_equal(bearer, "n,a=a=2Cb=3Dc,\001host=host\001port=993\001auth=Bearer TOKEN\001\001");
}

static void secrets(void **state)
{
    (void)state;
    g_autofree char *folder = g_dir_make_tmp("hearback-XXXXXX", NULL), *path = g_build_filename(folder, "imap", NULL);
    assert_true(file_write_private(path, "geheim\nmore\n", 12, NULL));
    char *secret = secret_read(&(const struct secret_config){.file = path}, NULL);
    assert_string_equal(secret, "geheim");
    secret_free(secret);
    secret = secret_read(&(const struct secret_config){.command = (char *)"echo from command"}, NULL);
    assert_string_equal(secret, "from command");
    secret_free(secret);
    g_autoptr(GError) error = NULL;
    g_unsetenv("CREDENTIALS_DIRECTORY");
    assert_null(secret_read(&(const struct secret_config){.credential = (char *)"imap"}, &error));
    assert_int_equal(error->code, ERROR_CONFIGURATION);
    g_setenv("CREDENTIALS_DIRECTORY", folder, TRUE);
    secret = secret_read(&(const struct secret_config){.credential = (char *)"imap"}, NULL);
    assert_string_equal(secret, "geheim");
    secret_free(secret);
    assert_null(secret_read(&(const struct secret_config){.command = (char *)"exit 3"}, NULL));
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words), cmocka_unit_test(folder_names), cmocka_unit_test(sasl),
                                       cmocka_unit_test(secrets)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
