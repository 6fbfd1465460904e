/* Columns of lists, shared mailboxes, and what people say to "was this you?". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reply/people_rules.h"

static struct people_rules *rules;

static int load(void **state)
{
    (void)state;
    AUTO(problems) problems = problems_new();
    rules = people_rules_load(TEST_ROOT "/rules/people.yaml", problems);
    problems_print(problems, stderr);
    return rules != NULL ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    people_rules_free(rules);
    return 0;
}

static void finds_columns(void **state)
{
    (void)state;
    static const struct {
        const char *heading;
        enum list_column column;
    } cases[] = {{"Email", COLUMN_ADDRESS},
                 {"E-mail address", COLUMN_ADDRESS},
                 {"EMAIL_ADDRESS:", COLUMN_ADDRESS},
                 {"address", COLUMN_ADDRESS},
                 {"Name", COLUMN_NAME},
                 {"Head teacher", COLUMN_NAME},
                 {"school", COLUMN_OTHER},
                 {"", COLUMN_OTHER},
                 {"postal address", COLUMN_OTHER},
                 {"not an email", COLUMN_OTHER}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_int_equal(people_rules_column(rules, cases[i].heading), cases[i].column);
}

static void knows_shared_mailboxes(void **state)
{
    (void)state;
    static const char *const shared[] = {"office@school.example", "ADMIN@school.example",         "head@x.example",
                                         "pa.to.head@x.example",  "office.stmarys@trust.example", "school-office@x.example"};
    static const char *const own[] = {
        "jo.smith@school.example", "headley@x.example", "padma@x.example", "officer.k@x.example", "", "nobody"};
    for (guint i = 0; i < G_N_ELEMENTS(shared); i++)
        assert_true(people_rules_is_shared(rules, shared[i]));
    for (guint i = 0; i < G_N_ELEMENTS(own); i++)
        assert_false(people_rules_is_shared(rules, own[i]));
}

static void understands_confirmations(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        enum confirmation meant;
    } cases[] = {{"Yes", CONFIRMATION_YES},
                 {"yes.", CONFIRMATION_YES},
                 {"Yes, it was me.", CONFIRMATION_YES},
                 {"That was me, thank you", CONFIRMATION_YES},
                 {"I did send it", CONFIRMATION_YES},
                 {"I can confirm this.", CONFIRMATION_YES},
                 {"Yes thanks\nJo", CONFIRMATION_YES},
                 {"No", CONFIRMATION_NO},
                 {"No, that wasn't me", CONFIRMATION_NO},
                 {"It was not me", CONFIRMATION_NO},
                 {"yes, it was sent from here, but by someone else", CONFIRMATION_NO},
                 {"I never wrote to you", CONFIRMATION_NO},
                 {"I don't recognise this", CONFIRMATION_NO},
                 {"Who are you?", CONFIRMATION_UNCLEAR},
                 {"", CONFIRMATION_UNCLEAR},
                 {"Yesterday I was away", CONFIRMATION_UNCLEAR}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        if (people_rules_confirmation(rules, cases[i].words) != cases[i].meant)
            fail_msg("\"%s\" was understood as %d", cases[i].words, people_rules_confirmation(rules, cases[i].words));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_columns), cmocka_unit_test(knows_shared_mailboxes),
                                       cmocka_unit_test(understands_confirmations)};
    return cmocka_run_group_tests(tests, load, unload);
}
