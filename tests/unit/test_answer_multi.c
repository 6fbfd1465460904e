/* Multi, text, marks, and how well a few words fit. */
#include "answer_table.h"

#define EFFECTS                                                                                                                \
    "sleep: sleep = sleeping = insomnia | anxiety: anxiety = anxious | physical_health: physical health | family_life: "       \
    "family "                                                                                                                  \
    "life = my family | confidence: confidence | relationships: relationships at work = relationships | none!: none of these"
#define ALL_EFFECTS "sleep,anxiety,physical_health,family_life,confidence,relationships"

static void reads_lists(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"sleep", "sleep", ""},
        {"confidence above all, and relationships at work", "confidence,relationships", NULL},
        {"[x] sleep [ ] anxiety [x] family life [ ] none of these", "sleep,family_life", NULL},
        {"Sleep, anxiety, family life", "sleep,anxiety,family_life", ""},
        {"Sleep and confidence", "sleep,confidence", NULL},
        {"sleep & anxiety", "sleep,anxiety", NULL},
        {"sleep / anxiety / confidence / relationships at work", "sleep,anxiety,confidence,relationships", NULL},
        {"Sleep; family life", "sleep,family_life", NULL},
        {"Sleep anxiety family", "sleep,anxiety,family_life", NULL},
        {"sleep\nanxiety\nconfidence", "sleep,anxiety,confidence", NULL},
        {"- sleep\n- anxiety", "sleep,anxiety", NULL},
        {"* Sleep\n* Family life", "sleep,family_life", NULL},
        {"confidence, sleep", "sleep,confidence", NULL},
        {"sleep. And relationships at work, for a bit.", "sleep,relationships", NULL},
        {"My sleep, and my confidence", "sleep,confidence", NULL},
        {"work relationships", "relationships", NULL},
        {"anxeity, slep", "sleep,anxiety", NULL},
        {"confidance", "confidence", NULL},
        {"Anxiety.", "anxiety", NULL},
        {"all", ALL_EFFECTS, NULL},
        {"All of them", ALL_EFFECTS, NULL},
        {"All of the above really", ALL_EFFECTS, NULL},
        {"Everything on the list", ALL_EFFECTS, NULL},
        {"everything", ALL_EFFECTS, NULL},
        {"all six", ALL_EFFECTS, NULL},
        {"All of them apart from relationships at work", "sleep,anxiety,physical_health,family_life,confidence", NULL},
        {"all but sleep", "anxiety,physical_health,family_life,confidence,relationships", NULL},
        {"everything except sleep and confidence", "anxiety,physical_health,family_life,relationships", NULL},
        {"none", "none", ""},
        {"None of these", "none", NULL},
        {"none of these, I have been doing this too long", "none", "too long"},
        {"nothing", "none", NULL},
        {"sleep - badly. family life too. not confidence", "sleep,family_life", NULL},
        {"sleep, not anxiety", "sleep", NULL},
        {"sleep but not family life or confidence", "sleep", NULL},
        {"sleep, and my marriage", "sleep", "marriage"},
        {"the first three", "sleep,anxiety,physical_health", NULL},
        {"sleep was fine, confidence shot to pieces", "confidence", NULL},
        {"Sleep (for months), anxiety", "sleep,anxiety", NULL},
        {"sleep, anxiety - you name it", "sleep,anxiety", NULL},
        {"family life mostly, some anxiety", "anxiety,family_life", NULL},
        {"sleep, anxiety (scrap anxiety, it was just sleep)", "sleep", NULL},
        {"sleep - scratch that, anxiety", "anxiety", NULL},
        {"sleep and anxiety - scratch that", UNCLEAR, NULL},
        {"sleep - yes, anxiety - no", "sleep", NULL},
        {"anything but sleep", "anxiety,physical_health,family_life,confidence,relationships", NULL},
        {"none of these apart from sleep", "sleep", NULL},
        {"sleep or anxiety", UNCLEAR, NULL},
        {"nearly all", UNCLEAR, NULL},
        {"none, sleep", UNCLEAR, NULL},
        {"none of these, well, sleep", UNCLEAR, NULL},
        {"where do I start", UNCLEAR, NULL},
        {"most of them", UNCLEAR, NULL},
        {"some of these", UNCLEAR, NULL},
        {"yes", UNCLEAR, NULL},
        {"my marriage", UNCLEAR, NULL},
        {"all five", UNCLEAR, NULL},
        {"not sure", UNCLEAR, NULL},
        {"not sleep", UNCLEAR, NULL},
        {"?", UNCLEAR, NULL},
        {"n/a", NOT_ANSWERED, NULL},
        {"see above", NOT_ANSWERED, NULL},
    };
    struct question *question =
        make_question("multi", "Which of these did the inspection affect? Name all that apply.", EFFECTS, 0, 0);
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void reads_texts(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"Kindness as a criterion.", "Kindness as a criterion.", NULL},
        {"  two \nlines  ", "two\nlines", NULL},
        {"No", "No", NULL},
        {"Yes by email", "Yes by email", NULL},
        {"No comment on the food, but the rest was awful.", "No comment on the food, but the rest was awful.", NULL},
        {"n/a", NOT_ANSWERED, NULL},
        {"No comment.", NOT_ANSWERED, NULL},
        {"rather not say", NOT_ANSWERED, NULL},
        {"Pass, thanks", NOT_ANSWERED, NULL},
        {"not comfortable putting this in an email, sorry", NOT_ANSWERED, NULL},
        {"-", NOT_ANSWERED, NULL},
        {"?", UNCLEAR, NULL},
    };
    struct question *question = make_question("text", "May we contact you about your answers? If so, how?", NULL, 0, 0);
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
}

/* One letter an option: . untouched, x deleted, s struck through, m marked, M marked strongly. */
static void reads_marks(void **state)
{
    (void)state;
    static const struct {
        const char *type, *marks, *value;
    } cases[] = {
        {"choice", "...", NOT_ANSWERED}, {"choice", ".xx", "a"},         {"choice", "s.s", "b"},     {"choice", "..m", "c"},
        {"choice", "M.m", "a"},          {"choice", "mm.", UNCLEAR},     {"choice", "xxx", UNCLEAR}, {"choice", "..x", UNCLEAR},
        {"choice", "sss", UNCLEAR},      {"multi", "...", NOT_ANSWERED}, {"multi", "m..", "a"},      {"multi", "mm.", "a,b"},
        {"multi", "..x", "a,b"},         {"multi", "xx.", "c"},          {"multi", "m.m", UNCLEAR},  {"multi", "x..", UNCLEAR},
        {"multi", "xxx", UNCLEAR},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct question *question = make_question(cases[i].type, "Which?", "a: A | b: B | c!: none of these", 0, 0);
        const struct answer_context context = {.rules = table_rules, .question = question};
        struct option_mark marks[3];
        for (guint n = 0; n < 3; n++) {
            char mark = cases[i].marks[n];
            marks[n] =
                (struct option_mark){.option = question->options->pdata[n], .present = mark != 'x', .struck = mark == 's'};
            marks[n].mark = mark == 'm' ? 1 : mark == 'M' ? 2 : 0;
        }
        struct value value;
        answer_read_marks(&context, marks, 3, &value);
        g_autofree char *got = value_text(&value);
        if (!g_str_equal(got, cases[i].value))
            fprintf(stderr, "%s %s: %s\n", cases[i].type, cases[i].marks, got);
        assert_string_equal(got, cases[i].value);
        assert_non_null(value.reason);
        value_clear(&value);
        free_question(question);
    }
}

static guint fits(struct question *question, const char *words)
{
    const struct answer_context context = {.rules = table_rules, .question = question};
    return answer_fits(&context, words);
}

static void weighs_how_words_fit(void **state)
{
    (void)state;
    struct question *outcome = make_question("choice", "What was the outcome?", "good: Good | bad: Bad", 0, 0);
    struct question *month = make_question("month", "In which month was it?", NULL, 0, 0);
    struct question *text = make_question("text", "What happened?", NULL, 0, 0);
    assert_true(fits(outcome, "Good") > 90);
    assert_true(fits(outcome, "March 2023") < 20);
    assert_true(fits(month, "March 2023") > 90);
    assert_true(fits(month, "Good") < 20);
    assert_true(fits(outcome, "n/a") >= 40 && fits(outcome, "n/a") <= 60);
    assert_true(fits(outcome, "We sat in the hall for an hour and a half, and the good people of the office brought tea") < 30);
    assert_true(fits(text, "We sat in the hall") < 50);
    assert_true(fits(text, "We sat in the hall") > 0);
    free_question(outcome);
    free_question(month);
    free_question(text);
}

static void knows_refusals(void **state)
{
    (void)state;
    static const char *const refusals[] = {"n/a",    "pass", "prefer not to say",    "see above",
                                           "as Q15", "N/A.", "rather not say, sorry"};
    static const char *const others[] = {"no", "Good", "passing on the news", "see above the door", "not sure", ""};
    for (guint i = 0; i < G_N_ELEMENTS(refusals); i++)
        assert_true(answer_is_refusal(table_rules, refusals[i]));
    for (guint i = 0; i < G_N_ELEMENTS(others); i++)
        assert_false(answer_is_refusal(table_rules, others[i]));
}

static void reads_small_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        gint64 number;
        guint taken;
    } cases[] = {{"7 4", 7, 1}, {"twenty one days", 21, 2}, {"ninety nine", 99, 2}, {"ten two", 10, 1}, {"good", -1, 0},
                 {"5th", -1, 0}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(GStrv) parts = g_strsplit(cases[i].words, " ", -1);
        g_autoptr(GPtrArray) words = g_ptr_array_new();
        for (guint n = 0; parts[n] != NULL; n++)
            g_ptr_array_add(words, parts[n]);
        guint at = 0;
        gint64 number = -1;
        assert_int_equal(answer_number(table_rules, words, &at, &number), cases[i].taken > 0);
        assert_int_equal(at, cases[i].taken);
        if (cases[i].taken > 0)
            assert_int_equal(number, cases[i].number);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_lists),    cmocka_unit_test(reads_texts),
                                       cmocka_unit_test(reads_marks),    cmocka_unit_test(weighs_how_words_fit),
                                       cmocka_unit_test(knows_refusals), cmocka_unit_test(reads_small_numbers)};
    return cmocka_run_group_tests(tests, load_table_rules, free_table_rules);
}
