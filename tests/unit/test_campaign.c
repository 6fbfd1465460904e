/* The configuration: what is shipped, defaults, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/embedded.h"
#include "base/file.h"
#include "source/source.h"
#include "survey/campaign.h"

static char *dir; /* a campaign's folder with rules/a.yaml and rules/b-survey.yaml */

static int make_folder(void **state)
{
    (void)state;
    dir = g_dir_make_tmp("hearback-campaign-XXXXXX", NULL);
    g_autofree char *rules = g_build_filename(dir, "rules", NULL), *a = g_build_filename(rules, "a.yaml", NULL),
                    *b = g_build_filename(rules, "b-survey.yaml", NULL);
    g_autofree char *other = g_build_filename(rules, "words.yaml", NULL);
    return g_mkdir(rules, 0700) == 0 && g_file_set_contents(a, "survey: a\n", -1, NULL) &&
                   g_file_set_contents(b, "# comment\nsurvey: b\n", -1, NULL) && g_file_set_contents(other, "x: y\n", -1, NULL)
               ? 0
               : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"hearback.yaml",    "rules/a.yaml", "rules/b-survey.yaml",
                                        "rules/words.yaml", "rules",        ""};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(dir, names[i], NULL);
        g_remove(path);
    }
    g_free(dir);
    return 0;
}

static void write_configuration(const char *yaml)
{
    g_autofree char *path = g_build_filename(dir, "hearback.yaml", NULL);
    assert_true(g_file_set_contents(path, yaml, -1, NULL));
}

static struct campaign *load(const char *yaml)
{
    AUTO(problems) problems = problems_new();
    write_configuration(yaml);
    struct campaign *campaign = campaign_load(dir, problems);
    problems_print(problems, stderr);
    assert_non_null(campaign);
    return campaign;
}

#define NAMES "campaign: C\naddress: s@x.example\nsurveys: [a]\n"
#define OUT "send: {transport: maildir, maildir: out}\n"

static void takes_what_is_shipped(void **state)
{
    (void)state;
    AUTO(problems) problems = problems_new();
    g_autofree char *folder = g_build_filename(TEST_ROOT, "contrib", "campaign", NULL);
    AUTO(campaign) campaign = campaign_load_anyway(folder, problems);
    assert_non_null(campaign);
    /* only the survey is missing: it is in rules/ of the top folder until `hearback init` puts it there */
    assert_int_equal(problems->list->len, 1);
    assert_true(strstr(((struct problem *)problems->list->pdata[0])->text, "ofsted-experiences") != NULL);
    assert_string_equal(campaign->name, "HeadsUp4HTs");
    assert_string_equal(campaign->send.transport, "maildir");
    assert_true(g_str_has_suffix(campaign->send.maildir, "/contrib/campaign/outbox"));
    assert_int_equal(campaign->sources->len, 1);
    assert_int_equal(campaign->support->len, 2);
    bool has_configuration = false, has_survey = false, has_sample = false;
    for (const struct embedded_file *file = embedded_files(); file->name != NULL; file++) {
        has_configuration = has_configuration || strcmp(file->name, "hearback.yaml") == 0;
        has_survey = has_survey || strcmp(file->name, "rules/ofsted-experiences.yaml") == 0;
        has_sample = has_sample || g_str_has_prefix(file->name, "sample/");
    }
    assert_true(has_configuration && has_survey && has_sample);
}

/* Returns text with its examples as if they were no comments: "#" right before a word, anywhere behind spaces. */
static char *with_examples(const char *text)
{
    g_autoptr(GRegex) regex = g_regex_new("^( *)#(?=[a-z-]|  )", G_REGEX_MULTILINE, 0, NULL);
    return g_regex_replace(regex, text, -1, 0, "\\1", 0, NULL);
}

static void gives_examples_that_are_right(void **state)
{
    (void)state;
    g_autofree char *path = g_build_filename(TEST_ROOT, "contrib/campaign/hearback.yaml", NULL), *shipped = NULL;
    assert_true(g_file_get_contents(path, &shipped, NULL, NULL));
    g_autofree char *examples = with_examples(shipped);
    g_autoptr(GRegex) surveys = g_regex_new("(?<=^surveys: ).*", G_REGEX_MULTILINE, 0, NULL);
    g_autofree char *yaml = g_regex_replace_literal(surveys, examples, -1, 0, "[a]", 0, NULL);
    memcpy(strstr(yaml, "transport: maildir"), "transport: smtp   ", strlen("transport: maildir"));
    AUTO(campaign) campaign = load(yaml);
    assert_int_equal(campaign->own_addresses->len, 2);
    assert_int_equal(campaign->sources->len, 6);
    assert_int_equal(campaign->send.per_minute, 25);
    assert_non_null(campaign->metrics_file);
    assert_string_equal(campaign->send.host, "mail.headsup.example");
}

static void has_defaults(void **state)
{
    (void)state;
    AUTO(campaign) campaign = load(NAMES OUT);
    assert_string_equal(campaign->language, "en-GB");
    assert_true(campaign->acknowledge);
    assert_int_equal(campaign->acknowledge_every_secs, 3600);
    assert_int_equal(campaign->message_limit_bytes, 64 << 20);
    assert_null(campaign->bounce_address);
    assert_null(campaign->contact_address);
    assert_int_equal(campaign->own_addresses->len, 0);
    assert_int_equal(campaign->sources->len, 0);
    assert_int_equal(campaign->send.timeout_secs, 60);
    g_autofree char *path = campaign_path(campaign, "rules/a.yaml");
    assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
}

static void reads_everything(void **state)
{
    (void)state;
    AUTO(campaign)
    campaign = load(
        "campaign: C\naddress: s@x.example\nsurveys: [b-survey, a]\nown_addresses: [t@x.example]\nbounce_address: b@x.example\n"
        "contact_address: c@x.example\nlanguage: cy\nacknowledge: no\nacknowledge_every: 2 hours\nmessage_limit: 1 MB\n"
        "support: one line\n"
        "sources:\n  - type: maildir\n    path: ~/Maildir\n    poll: 5 minutes\n  - type: maildir\n    name: other\n"
        "    path: /var/mail/x/\n"
        "send:\n  transport: smtp\n  host: mail.x.example\n  security: tls\n  user: me\n  auth: login\n"
        "  password_file: secret\n  ca_file: /etc/ca.pem\n  helo: x.example\n  timeout: 10 seconds\n  give_up: 1 day\n");
    assert_string_equal(campaign->surveys->pdata[0], "b-survey");
    assert_false(campaign->acknowledge);
    assert_int_equal(campaign->message_limit_bytes, 1 << 20);
    const struct source_config *first = campaign->sources->pdata[0], *second = campaign->sources->pdata[1];
    g_autofree char *home = g_build_filename(g_get_home_dir(), "Maildir", NULL), *secret = campaign_path(campaign, "secret");
    assert_string_equal(first->name, "maildir-1");
    assert_string_equal(first->path, home);
    assert_int_equal(first->poll_secs, 300);
    assert_string_equal(second->name, "other");
    assert_string_equal(second->path, "/var/mail/x");
    assert_int_equal(campaign->send.port, 465);
    assert_int_equal(campaign->send.security, SMTP_TLS);
    assert_int_equal(campaign->send.auth, SMTP_AUTH_LOGIN);
    assert_string_equal(campaign->send.password_file, secret);
    assert_int_equal(campaign->send.give_up_secs, 86400);
}

/* ---- what is refused */

static void assert_refused(const char *yaml, const char *const *starts)
{
    AUTO(problems) problems = problems_new();
    guint i = 0;
    write_configuration(yaml);
    assert_null(campaign_load(dir, problems));
    for (; starts[i] != NULL && i < problems->list->len; i++) {
        const struct problem *problem = problems->list->pdata[i];
        g_autofree char *told = g_strdup_printf("%u: %s", problem->line, problem->text);
        if (!g_str_has_prefix(told, starts[i]))
            fail_msg("told \"%s\", not \"%s\"", told, starts[i]);
    }
    if (problems->list->len > i)
        fail_msg("told \"%s\" too", ((struct problem *)problems->list->pdata[i])->text);
    assert_null(starts[i]);
}

static void refuses(void **state)
{
    (void)state;
    static const struct {
        const char *yaml, *starts[8];
    } cases[] = {
        {"[]\n", {"1: found a list; expected `key: value` with the keys `campaign`"}},
        {"language: en-GB\n",
         {"1: `campaign` is missing", "1: `address` is missing", "1: `surveys` is missing", "1: `send` is missing"}},
        {NAMES OUT "staff:\n  - address: a@b.example\n    may: [read, everything]\n",
         {"7: `may`: found `everything`; expected some of read, moderate, care, export, admin",
          "1: `staff_address` is missing"}},
        {NAMES OUT "staff_address: S@x.example\nstaff:\n  - address: a@b.example\n  - name: Sam\n  - address: A@b.example\n",
         {"8: `address` is missing", "9: `staff`: found `A@b.example` a second time", "5: `staff_address`: found the address"}},
        {NAMES OUT "adress: x\ncolour: red\n", {"5: unknown key `adress`; did you mean `address`?", "6: unknown key `colour`"}},
        {"campaign: C\naddress: Survey <s@x.example>\nsurveys: a\n" OUT,
         {"2: found `Survey <s@x.example>`; expected an address"}},
        {NAMES OUT "own_addresses: [a@b.example, '@x', a@b..c]\n", {"5: found `@x`", "5: found `a@b..c`"}},
        {"campaign: C\naddress: s@x.example\nsurveys: [b_survey, a, a, zzz]\n" OUT,
         {"3: unknown survey `b_survey`; did you mean `b-survey`?", "3: survey `a` stands here a second time",
          "3: unknown survey `zzz`; expected `a` or `b-survey`"}},
        {"campaign: C\naddress: s@x.example\nsurveys: []\n" OUT, {"3: `surveys`: expected the name of one file in rules/"}},
        {"campaign: C\naddress: s@x.example\nsurveys: ../rules/a\n" OUT, {"3: unknown survey `../rules/a`"}},
        {NAMES OUT "acknowledge: perhaps\nacknowledge_every: 90 days\n",
         {"5: `acknowledge`: found `perhaps`; expected `yes` or `no`",
          "6: `acknowledge_every`: found `90 days`; expected from 1"}},
        {NAMES OUT "message_limit: 1 KB\nlanguage: 'en\"GB'\n",
         {"6: `language`: found", "5: `message_limit`: found `1 KB`; expected from `64 KB` to `1024 MB`"}},
        {NAMES OUT "sources: inbox\n", {"5: `sources`: expected a list of sources"}},
        {NAMES OUT "sources:\n  - type: mailidr\n  - path: x\n  - x\n",
         {"6: unknown type `mailidr`; did you mean `maildir`?", "7: `type` is missing", "8: expected a source"}},
        {NAMES OUT "sources:\n  - type: maildir\n    paht: x\n    poll: 3 days\n",
         {"7: unknown key `paht`; did you mean `path`?", "8: `poll`: found `3 days`"}},
        {NAMES OUT "sources:\n  - {type: maildir, path: x, name: n}\n  - {type: maildir, path: y, name: n}\n",
         {"7: another source is called `n` already"}},
        {NAMES OUT "sources:\n  - {type: maildir, path: x, name: My Mail}\n", {"6: `name`: found `My Mail`"}},
        {NAMES OUT "sources:\n  - {type: maildir, path: .}\n", {"4: `maildir`: the source `maildir-1` reads this folder"}},
        {NAMES "send: smtp\n", {"4: found `smtp`; expected `key: value`"}},
        {NAMES "send:\n  transport: smpt\n", {"5: unknown transport `smpt`; did you mean `smtp`?"}},
        {NAMES "send:\n  transport: maildir\n", {"4: `maildir` is missing"}},
        {NAMES "send:\n  transport: smtp\n  security: startls\n  port: 70000\n",
         {"4: `host` is missing", "6: unknown security `startls`; did you mean `starttls`?", "7: `port`: found `70000`"}},
        {NAMES "send:\n  transport: smtp\n  host: a b/c\n", {"6: `host`: found `a b/c`"}},
        {NAMES "send:\n  transport: smtp\n  host: h\n  auth: plain\n",
         {"4: `user` is missing", "4: a login needs `password_file` or `password_command`"}},
        {NAMES "send:\n  transport: smtp\n  host: h\n  user: u\n  password_file: f\n  security: none\n",
         {"9: `security`: a login without encryption"}},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_refused(cases[i].yaml, cases[i].starts);
}

static void tells_what_to_do_without_a_campaign(void **state)
{
    (void)state;
    AUTO(problems) problems = problems_new();
    assert_null(campaign_load("/nonexistent", problems));
    assert_int_equal(problems->list->len, 1);
    assert_true(strstr(((struct problem *)problems->list->pdata[0])->text, "hearback init DIR") != NULL);
}

static void goes_on_for_check(void **state)
{
    (void)state;
    AUTO(problems) problems = problems_new();
    write_configuration("adress: x\nsurveys: [a, zz]\nsources:\n  - {type: maildir, path: nowhere}\n"
                        "send: {transport: smtp, host: h, user: u, password_file: nothing}\n");
    AUTO(campaign) campaign = campaign_load_anyway(dir, problems);
    assert_non_null(campaign);
    assert_int_equal(campaign->surveys->len, 2);
    assert_string_equal(campaign->surveys->pdata[1], "b-survey");
    guint before = problems->list->len;
    campaign_check_files(campaign, problems);
    assert_int_equal(problems->list->len, before + 2);
    assert_int_equal(((struct problem *)problems->list->pdata[before])->line, 4);
    assert_int_equal(((struct problem *)problems->list->pdata[before + 1])->line, 5);
}

static void goes_on_without_a_configuration(void **state)
{
    (void)state;
    AUTO(problems) problems = problems_new();
    write_configuration("campaign: a: b\n");
    assert_null(campaign_load(dir, problems));
    AUTO(campaign) campaign = campaign_load_anyway(dir, problems);
    assert_non_null(campaign);
    assert_int_equal(problems->list->len, 2);
    assert_int_equal(campaign->surveys->len, 2);
    assert_null(campaign->address);
}

static void knows_its_own_addresses(void **state)
{
    (void)state;
    AUTO(campaign) campaign = load(NAMES OUT "own_addresses: [Press@X.example]\nbounce_address: b@x.example\n");
    static const struct {
        const char *address;
        bool own;
    } cases[] = {{"s@x.example", true},
                 {"S+abc@X.Example", true},
                 {"press@x.example", true},
                 {"b+1@x.example", true},
                 {"ss@x.example", false},
                 {"s@x.example.org", false},
                 {"", false},
                 {"s", false},
                 {"+x@x.example", false},
                 {"s@y+x@x.example", false}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_int_equal(campaign_is_own_address(campaign, cases[i].address), cases[i].own);
}

/* The names of the sources stand in two places: here it shows if one is forgotten. */
static void knows_every_type_of_source(void **state)
{
    (void)state;
    for (const struct source_type *const *type = source_types(); *type != NULL; type++) {
        AUTO(problems) problems = problems_new();
        g_autofree char *yaml = g_strdup_printf(NAMES OUT "sources:\n  - type: %s\n", (*type)->name);
        write_configuration(yaml);
        AUTO(campaign) campaign = campaign_load_anyway(dir, problems);
        assert_int_equal(campaign->sources->len, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_is_shipped),
        cmocka_unit_test(gives_examples_that_are_right),
        cmocka_unit_test(has_defaults),
        cmocka_unit_test(reads_everything),
        cmocka_unit_test(refuses),
        cmocka_unit_test(tells_what_to_do_without_a_campaign),
        cmocka_unit_test(goes_on_for_check),
        cmocka_unit_test(goes_on_without_a_configuration),
        cmocka_unit_test(knows_its_own_addresses),
        cmocka_unit_test(knows_every_type_of_source),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
