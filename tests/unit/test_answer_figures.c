/* Scale, number and duration: words against ranges of several surveys. */
#include "answer_table.h"

static void reads_scale(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"4", "4", ""},
        {"4, no 5", "5", NULL},
        {"4 no 5", "5", NULL},
        {"4, no 5, they were vile", "5", NULL},
        {"5, no 4 would do it justice", "5", NULL},
        {"1 2 3 4 [5]", "5", NULL},
        {"1 2 3 (4) 5", "4", NULL},
        {"1 / 2 / *3* / 4 / 5", "3", NULL},
        {"[ ] 1 [ ] 2 [x] 3 [ ] 4 [ ] 5", "3", NULL},
        {"1 2 3 4 5", UNCLEAR, NULL},
        {"1 2 [3] [4] 5", UNCLEAR, NULL},
        {"4/5", "4", NULL},
        {"4 / 5", "4", NULL},
        {"four", "4", NULL},
        {"Four.", "4", NULL},
        {"4 out of 5", "4", NULL},
        {"four out of five", "4", NULL},
        {"a solid 4", "4", NULL},
        {"definitely a 5", "5", NULL},
        {"5!!", "5", NULL},
        {"**5**", "5", NULL},
        {"5*", "5", NULL},
        {"5 stars", "5", NULL},
        {"5+++", "5", NULL},
        {"5+", "5", NULL},
        {"(3)", "3", NULL},
        {"4.", "4", NULL},
        {"- 4", "4", NULL},
        {"4, possibly because I was new", "4", "possibly because I was new"},
        {"5, and I'd give it a 6 if I could", "5", "6 if I could"},
        {"5 (would be 6 if allowed)", "5", NULL},
        {"5 (I would say 6 if I could)", "5", NULL},
        {"1 - not at all", "1", NULL},
        {"not at all", "1", NULL},
        {"Not at all stressful", "1", NULL},
        {"extremely", "5", NULL},
        {"Extremely stressful", "5", NULL},
        {"max", "5", NULL},
        {"maximum", "5", NULL},
        {"5 - extremely", "5", NULL},
        {"I'd say 3", "3", NULL},
        {"I think 3", "3", NULL},
        {"maybe a 3", "3", NULL},
        {"about a 4", "4", NULL},
        {"3ish", "3", NULL},
        {"4 I suppose", "4", NULL},
        {"5 because they rang at four and I had a class", "5", NULL},
        {"Hellish. 5.", "5", NULL},
        {"5 absolutely", "5", NULL},
        {"five, no question", "5", NULL},
        {"4, no, 5", "5", NULL},
        {"4 - sorry, 3", "3", NULL},
        {"2. Actually 3", "3", NULL},
        {"5 - no, 6", UNCLEAR, NULL},
        {"10", UNCLEAR, NULL},
        {"6", UNCLEAR, NULL},
        {"0", UNCLEAR, NULL},
        {"8/10", UNCLEAR, NULL},
        {"5/10", UNCLEAR, NULL},
        {"3-4", UNCLEAR, NULL},
        {"3 - 4", UNCLEAR, NULL},
        {"3–4", UNCLEAR, NULL},
        {"3 or 4", UNCLEAR, NULL},
        {"3 to 4", UNCLEAR, NULL},
        {"3/4", UNCLEAR, NULL},
        {"between 3 and 4", UNCLEAR, NULL},
        {"5 and 3", UNCLEAR, NULL},
        {"5 and 2", UNCLEAR, NULL},
        {"5, 3", UNCLEAR, NULL},
        {"4.5", UNCLEAR, NULL},
        {"4½", UNCLEAR, NULL},
        {"4 1/2", UNCLEAR, NULL},
        {"four and a half", UNCLEAR, NULL},
        {"4+", UNCLEAR, NULL},
        {"off the scale", UNCLEAR, NULL},
        {"very", UNCLEAR, NULL},
        {"a lot", UNCLEAR, NULL},
        {"80%", UNCLEAR, NULL},
        {"5 at the start and 2 at the end", UNCLEAR, NULL},
        {"at least 4", UNCLEAR, NULL},
        {"more than 5", UNCLEAR, NULL},
        {"not 5", UNCLEAR, NULL},
        {"5?", UNCLEAR, NULL},
        {"1 - extremely", UNCLEAR, NULL},
        {"3 weeks of no sleep", UNCLEAR, NULL},
        {"hard to say", UNCLEAR, NULL},
        {"n/a, there wasn’t one, they were just there", NOT_ANSWERED, "there wasn’t one"},
        {"pass", NOT_ANSWERED, NULL},
        {"—", NOT_ANSWERED, NULL},
    };
    static const struct answer_case ten[] = {
        {"8/10", "8", NULL},    {"10", "10", NULL},          {"0", "0", NULL},
        {"zero", "0", NULL},    {"11", UNCLEAR, NULL},       {"7.5", UNCLEAR, NULL},
        {"10/10", "10", NULL},  {"ten", "10", NULL},         {"8 out of 10", "8", NULL},
        {"4/5", UNCLEAR, NULL}, {"very likely", "10", NULL}, {"9-10", UNCLEAR, NULL},
    };
    struct question *question =
        make_question("scale", "From 1 (not at all) to 5 (extremely), how stressful was the wait for the call?", NULL, 1, 5);
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
    question = make_question("scale", "From 0 (not at all likely) to 10 (very likely), would you recommend us?", NULL, 0, 10);
    try_cases(question, NULL, ten, G_N_ELEMENTS(ten));
    free_question(question);
}

static void reads_number(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"3", "3", ""},
        {"three", "3", NULL},
        {"3 (one as deputy)", "3", "one as deputy"},
        {"3 (one of them acting up as deputy)", "3", NULL},
        {"twenty-one", "21", NULL},
        {"twenty one", "21", NULL},
        {"just the one", "1", NULL},
        {"only one", "1", NULL},
        {"one", "1", NULL},
        {"zero before this one, so 1", "1", NULL},
        {"it was my third", "3", NULL},
        {"This was my first", "1", NULL},
        {"5th", "5", NULL},
        {"six over nineteen years", "6", NULL},
        {"none", "0", NULL},
        {"Zero", "0", NULL},
        {"once", "1", NULL},
        {"twice", "2", NULL},
        {"a couple", "2", NULL},
        {"about 5", "5", NULL},
        {"4 inspections", "4", NULL},
        {"four as a head", "4", NULL},
        {"5, I think", "5", NULL},
        {"3 - sorry, 4", "4", NULL},
        {"7.", "7", NULL},
        {"half a dozen", "6", NULL},
        {"3 or 4", UNCLEAR, NULL},
        {"3-4", UNCLEAR, NULL},
        {"three or four", UNCLEAR, NULL},
        {"lots", UNCLEAR, NULL},
        {"too many", UNCLEAR, NULL},
        {"several", UNCLEAR, NULL},
        {"a few", UNCLEAR, NULL},
        {"more than 5", UNCLEAR, NULL},
        {"at least 6", UNCLEAR, NULL},
        {"10+", UNCLEAR, NULL},
        {"51", UNCLEAR, NULL},
        {"2.5", UNCLEAR, NULL},
        {"I have lost count", UNCLEAR, NULL},
        {"can't remember", UNCLEAR, NULL},
        {"3?", UNCLEAR, NULL},
        {"One of the worst things in my life", UNCLEAR, NULL},
        {"this one", UNCLEAR, NULL},
        {"9 years", UNCLEAR, NULL},
        {"First they rang at nine", UNCLEAR, NULL},
        {"n/a", NOT_ANSWERED, NULL},
    };
    struct question *question = make_question("number", "How many inspections have you been through as a head?", NULL, 0, 50);
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void reads_large_numbers(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"a hundred and four", "104", NULL},
        {"one hundred", "100", NULL},
        {"two hundred and twenty-one", "221", NULL},
        {"hundred", "100", NULL},
        {"a thousand", "1000", NULL},
        {"two thousand three hundred", "2300", NULL},
        {"three thousand and six", "3006", NULL},
        {"1,250", "1250", NULL},
        {"3 boxes", "3", NULL},
        {"60. Just looked, 72", "72", NULL},
        {"6000", UNCLEAR, NULL},
        {"hundreds", UNCLEAR, NULL},
        {"20%", UNCLEAR, NULL},
        {"3 years", UNCLEAR, NULL},
        {"2nd one", "2", NULL},
    };
    struct question *question = make_question("number", "About how many items have you got on loan?", NULL, 0, 5000);
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void reads_duration(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"4 months", "P4M", ""},
        {"About 4 months", "P4M", NULL},
        {"about four months", "P4M", NULL},
        {"nearly 4 months", "P4M", NULL},
        {"a fortnight", "P2W", NULL},
        {"two fortnights", "P4W", NULL},
        {"18 months", "P18M", NULL},
        {"a year and a half", "P18M", NULL},
        {"one and a half years", "P18M", NULL},
        {"1.5 years", "P18M", NULL},
        {"1½ years", "P18M", NULL},
        {"two and a half years", "P30M", NULL},
        {"half a year", "P6M", NULL},
        {"a year and two months", "P14M", NULL},
        {"1 year 3 months", "P15M", NULL},
        {"3 wks", "P3W", NULL},
        {"3 weeks", "P3W", NULL},
        {"3weeks", "P3W", NULL},
        {"6 weeks or so", "P6W", NULL},
        {"six months or so", "P6M", NULL},
        {"two months or thereabouts", "P2M", NULL},
        {"3 months, give or take", "P3M", NULL},
        {"until about February half term so 3 months", "P3M", NULL},
        {"one month", "P1M", NULL},
        {"a month", "P1M", NULL},
        {"1 year", "P1Y", NULL},
        {"2 years", "P2Y", NULL},
        {"about a year", "P1Y", NULL},
        {"the whole year", "P1Y", NULL},
        {"10 days", "P10D", NULL},
        {"couple of months", "P2M", NULL},
        {"a couple of weeks", "P2W", NULL},
        {"a good six months", "P6M", NULL},
        {"over a year", "P1Y", NULL},
        {"12 months", "P12M", NULL},
        {"maybe 3 weeks", "P3W", NULL},
        {"3 weeks. Then the report came, and it was 2 months more before I slept.", "P3W", NULL},
        {"ongoing", "ongoing", ""},
        {"Still ongoing!", "ongoing", NULL},
        {"still going on", "ongoing", NULL},
        {"still", "ongoing", NULL},
        {"it never stopped", "ongoing", NULL},
        {"hasn't stopped", "ongoing", NULL},
        {"They haven't stopped", "ongoing", NULL},
        {"to this day", "ongoing", NULL},
        {"ongoing - 3 years now", "ongoing", NULL},
        {"3 years and counting", "ongoing", NULL},
        {"still going on. Some days I cannot see the point.", "ongoing", "Some days"},
        {"4 weeks - sorry, 4 months", "P4M", NULL},
        {"half a term", UNCLEAR, NULL},
        {"a term", UNCLEAR, NULL},
        {"two terms", UNCLEAR, NULL},
        {"months", UNCLEAR, NULL},
        {"weeks", UNCLEAR, NULL},
        {"years!", UNCLEAR, NULL},
        {"a few weeks", UNCLEAR, NULL},
        {"several months", UNCLEAR, NULL},
        {"2-3 weeks", UNCLEAR, NULL},
        {"2 to 3 weeks", UNCLEAR, NULL},
        {"two or three months", UNCLEAR, NULL},
        {"a week or two", UNCLEAR, NULL},
        {"first one a year, second one a week", UNCLEAR, NULL},
        {"until I left in July", UNCLEAR, NULL},
        {"too long", UNCLEAR, NULL},
        {"ages", UNCLEAR, NULL},
        {"not long", UNCLEAR, NULL},
        {"2 years ago", UNCLEAR, NULL},
        {"less than a month", UNCLEAR, NULL},
        {"6", UNCLEAR, NULL},
        {"all summer", UNCLEAR, NULL},
        {"can't remember", UNCLEAR, NULL},
        {"n/a", NOT_ANSWERED, NULL},
        {"prefer not to say", NOT_ANSWERED, NULL},
    };
    struct question *question = make_question("duration", "How long did the effects last?", NULL, 0, 0);
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void shows(void **state)
{
    (void)state;
    static const struct {
        const char *type, *json, *shown;
    } cases[] = {{"duration", "\"P4M\"", "4 months"},
                 {"duration", "\"P1Y\"", "1 year"},
                 {"duration", "\"ongoing\"", "ongoing"},
                 {"month", "\"2023-03\"", "March 2023"},
                 {"month", "\"2023\"", "2023"},
                 {"scale", "4", "4 out of 5"},
                 {"number", "12", "12"},
                 {"text", "\"a b\"", "a b"},
                 {"choice", "\"good\"", "Good"},
                 {"multi", "[\"good\",\"bad\"]", "Good, Bad"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct question *question = make_question(cases[i].type, "?", "good: Good | bad: Bad", 1, 5);
        json_t *json = json_loads(cases[i].json, JSON_DECODE_ANY, NULL);
        g_autofree char *shown = answer_show(question, json);
        assert_string_equal(shown, cases[i].shown);
        json_decref(json);
        free_question(question);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_scale), cmocka_unit_test(reads_number),
                                       cmocka_unit_test(reads_duration), cmocka_unit_test(reads_large_numbers),
                                       cmocka_unit_test(shows)};
    return cmocka_run_group_tests(tests, load_table_rules, free_table_rules);
}
