/* Mailboxes on servers, and servers that hand over, in hearback.yaml: what is taken, and what is refused, in which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "survey/campaign_load.h"

#define IMAP "type: imap\nhost: imap.example.org\nuser: survey@example.org\n"

static void free_config(struct source_config *config) { source_config_free(config); }

/* Reads yaml as one source of a campaign in /campaign. *found (transfer full): all problems, one a line. */
static struct source_config *load(const char *yaml, char **found)
{
    g_autofree char *path = g_strdup_printf("%s/hearback-mailbox-%d.yaml", g_get_tmp_dir(), (int)getpid());
    assert_true(g_file_set_contents(path, yaml, -1, NULL));
    AUTO(problems) problems = problems_new();
    AUTO(node) node = node_load(path, problems);
    unlink(path);
    assert_non_null(node);
    struct campaign campaign = {.dir = (char *)"/campaign", .address = (char *)"survey@headsup.example"};
    struct source_config *config = g_new0(struct source_config, 1);
    if (strstr(yaml, "type: pop3") != NULL)
        campaign_load_pop3(config, &campaign, node, problems);
    else if (strstr(yaml, "type: lmtp") != NULL)
        campaign_load_lmtp(config, &campaign, node, problems);
    else
        campaign_load_imap(config, &campaign, node, problems);
    GString *all = g_string_new("");
    for (guint i = 0; i < problems->list->len; i++)
        g_string_append_printf(all, "%s\n", ((const struct problem *)problems->list->pdata[i])->text);
    *found = g_string_free(all, FALSE);
    return config;
}

static void defaults(void **state)
{
    (void)state;
    g_autofree char *found = NULL;
    struct source_config *config = load(IMAP "password_file: secrets/imap\n", &found);
    assert_string_equal(found, "");
    assert_int_equal(config->port, 993);
    assert_int_equal(config->security, SOURCE_TLS);
    assert_int_equal(config->after, SOURCE_LEAVE);
    assert_string_equal(config->folders->pdata[0], "INBOX");
    assert_string_equal(config->secret.file, "/campaign/secrets/imap");
    free_config(config);
}

static void tokens(void **state)
{
    (void)state;
    g_autofree char *found = NULL;
    struct source_config *config = load(IMAP "security: starttls\nauth: xoauth2\nafter: move\nfolders: [INBOX, Réponses]\n"
                                             "oauth:\n  device_endpoint: https://login.example/device\n"
                                             "  token_endpoint: https://login.example/token\n  client_id: abc\n"
                                             "  scope: mail offline_access\n  token_file: secrets/token\n",
                                        &found);
    assert_string_equal(found, "");
    assert_int_equal(config->port, 143);
    assert_int_equal(config->auth, SOURCE_AUTH_XOAUTH2);
    assert_string_equal(config->oauth.scope, "mail offline_access");
    assert_string_equal(config->oauth.token_file, "/campaign/secrets/token");
    assert_string_equal(config->after_folder, "Processed");
    assert_int_equal(config->folders->len, 2);
    free_config(config);
}

static void handing_over(void **state)
{
    (void)state;
    g_autofree char *found = NULL, *any = NULL;
    struct source_config *config = load("type: lmtp\npath: lmtp\ngroup: mail\nrecipients: other@headsup.example\n", &found);
    assert_string_equal(found, "");
    assert_string_equal(config->socket, "/campaign/lmtp");
    assert_int_equal(config->timeout_secs, 300);
    assert_int_equal(config->recipients->len, 2);
    assert_string_equal(config->recipients->pdata[0], "survey@headsup.example");
    free_config(config);
    config = load("type: lmtp\nport: 10024\nrecipients: any\n", &any);
    assert_string_equal(any, "");
    assert_string_equal(config->host, "127.0.0.1");
    assert_null(config->recipients);
    free_config(config);
}

static const struct {
    const char *yaml, *words;
} wrong[] = {
    {IMAP, "one of `password_file`"},
    {IMAP "password_file: a\npassword_command: b\n", "found 2 of them"},
    {"type: imap\nuser: a\npassword_file: a\n", "`host` is missing"},
    {"type: imap\nhost: a.example\npassword_file: a\n", "`user` is missing"},
    {IMAP "password_file: a\nsecurity: none\n", "everybody on the way"},
    {IMAP "password_file: a\nsecurity: ssl\n", "`ssl`"},
    {IMAP "password_file: a\nport: 99999\n", "`port`"},
    {IMAP "password_file: a\nafter: delete\n", "delete"},
    {IMAP "password_file: a\nafter: move\nmove_to: inbox\n", "among `folders`"},
    {IMAP "password_file: a\nafter: flag\nkeyword: a b\n", "`keyword`"},
    {IMAP "password_file: a\nfolders: [A, A]\n", "twice"},
    {IMAP "auth: xoauth2\n", "`oauth` is missing"},
    {IMAP "auth: xoauth2\noauth:\n  token_endpoint: http://login.example/\n", "begins with https://"},
    {IMAP "auth: xoauth2\noauth:\n  device_endpoint: https://a/\n  authorize_endpoint: https://b/\n", "expected one of"},
    {IMAP "auth: xoauth2\noauth:\n  client_secret: geheim\n", "client_secret_file"},
    {"type: pop3\nhost: a.example\nuser: u\npassword_file: a\nafter: move\n", "move"},
    {"type: lmtp\n", "either `path`"},
    {"type: lmtp\npath: a\nport: 1\n", "either `path`"},
    {"type: lmtp\nport: 1\nhost: mail.example\n", "not for networks"},
    {"type: lmtp\nport: 1\ngroup: mail\n", "`group`"},
    {"type: lmtp\nport: 1\nrecipients: [nobody]\n", "found `nobody`"},
    {"type: lmtp\nport: 1\ntimeout: 3 hours\n", "`timeout`"},
    {"type: lmtp\npath: "
     "/a/path/that/is/longer/than/what/the/system/takes/for/a/socket/in/the/file/system/which/is/a/hundred/and/"
     "some\n",
     "at most 107"},
};

static void refusals(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *found = NULL;
        free_config(load(wrong[i].yaml, &found));
        if (strstr(found, wrong[i].words) == NULL)
            fail_msg("expected \"%s\" for:\n%s\nfound: %s", wrong[i].words, wrong[i].yaml, found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(defaults), cmocka_unit_test(tokens), cmocka_unit_test(handing_over),
                                       cmocka_unit_test(refusals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
