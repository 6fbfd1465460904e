/* Surveys: the one that is shipped, another one, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "survey/survey.h"

/* As in answer/, which is tested by itself. */
static const struct question_shape choice = {.type = "choice", .has_options = true},
                                   multi = {.type = "multi", .has_options = true},
                                   scale = {.type = "scale", .has_range = true, .default_from = 1, .default_to = 5},
                                   number = {.type = "number", .has_range = true, .default_from = 0, .default_to = 1000},
                                   month = {.type = "month"}, duration = {.type = "duration"}, text = {.type = "text"};
static const struct question_shape *const shapes[] = {&choice, &multi, &scale, &month, &duration, &number, &text, NULL};

static struct survey *load_file(const char *name)
{
    AUTO(problems) problems = problems_new();
    g_autofree char *path = g_build_filename(TEST_ROOT, name, NULL);
    struct survey *survey = survey_load(path, shapes, problems);
    problems_print(problems, stderr);
    assert_non_null(survey);
    return survey;
}

static void sends_the_very_text(void **state)
{
    (void)state;
    g_autofree char *path = g_build_filename(TEST_ROOT, "../shared/survey/invitation.txt", NULL), *sent = NULL;
    if (!g_file_get_contents(path, &sent, NULL, NULL)) {
        print_message("the invitation as it was sent is not here\n");
        skip();
    }
    AUTO(survey) survey = load_file("rules/ofsted-experiences.yaml");
    g_autofree char *made = survey_invitation_text(survey);
    assert_string_equal(made, sent);
}

static void has_all_questions(void **state)
{
    (void)state;
    static const struct {
        const char *id, *type, *values;
    } questions[] = {
        {"role", "choice", "serving executive head_of_school former other"},
        {"phase", "choice", "nursery infant junior primary middle secondary all_through special ap"},
        {"inspected", "month", ""},
        {"kind", "choice", "graded ungraded monitoring urgent not_sure"},
        {"outcome", "choice", "outstanding good requires_improvement inadequate no_grade unpublished"},
        {"fair", "choice", "yes partly no"},
        {"stress_wait", "scale", ""},
        {"stress_visit", "scale", ""},
        {"affected", "multi", "sleep anxiety physical_health family_life confidence relationships none"},
        {"lasted", "duration", ""},
        {"leaving", "choice", "no considered left"},
        {"complained", "choice", "yes no"},
        {"upheld", "choice", "yes in_part no waiting"},
        {"inspections", "number", ""},
        {"experience", "text", ""},
        {"change", "text", ""},
        {"quote", "choice", "yes no ask_first"},
        {"contact", "text", ""},
    };
    AUTO(survey) survey = load_file("rules/ofsted-experiences.yaml");
    assert_string_equal(survey->id, "ofsted-experiences");
    assert_string_equal(survey->subject, "Your experience of Ofsted: a short survey");
    assert_int_equal(survey->questions->len, G_N_ELEMENTS(questions));
    for (guint i = 0; i < G_N_ELEMENTS(questions); i++) {
        const struct question *question = survey_question_number(survey, i + 1);
        g_autoptr(GString) values = g_string_new(NULL);
        for (guint j = 0; j < question->options->len; j++)
            g_string_append_printf(values, "%s%s", j > 0 ? " " : "", ((struct option *)question->options->pdata[j])->id);
        assert_string_equal(question->id, questions[i].id);
        assert_string_equal(question->type, questions[i].type);
        assert_string_equal(values->str, questions[i].values);
        assert_true(question->also->len > 0);
        assert_ptr_equal(survey_question(survey, question->id), question);
    }
    assert_true(survey_question(survey, "affected")->is_private && survey_question(survey, "lasted")->is_private);
    assert_true(survey_question(survey, "experience")->takes_story && survey_question(survey, "quote")->is_consent);
    assert_true(question_option(survey_question(survey, "affected"), "none")->none);
    assert_int_equal(survey_question(survey, "stress_wait")->to, 5);
    assert_int_equal(survey_question(survey, "inspections")->to, 50);
    assert_null(survey_question(survey, "nothing"));
    assert_null(survey_question_number(survey, 0));
    assert_null(survey_question_number(survey, 19));
    assert_null(question_option(survey_question(survey, "lasted"), "good"));
}

static void makes_another_invitation(void **state)
{
    (void)state;
    AUTO(survey) survey = load_file("tests/surveys/school-library.yaml");
    g_autofree char *made = survey_invitation_text(survey), *twelfth = survey_number(survey, 12);
    assert_string_equal(twelfth, "Q12:");
    assert_string_equal(made, "Hello,\n\n"
                              "The library has a little money to spend. Tell us how.\n\n"
                              "Q1: How often do you come to the library?\n"
                              "    (every day / about once a week / about once a month / hardly ever)\n\n"
                              "Q2: What do you come for?\n"
                              "    (books / computers / a quiet place / homework help / nothing in particular)\n\n"
                              "Q3: How many books did you borrow last term?\n\n"
                              "Q4: On a scale from 0 to 10, how welcome do you feel?\n"
                              "    (0 is not at all, 10 is very)\n\n"
                              "Q5: What should we buy, and why?\n\n"
                              "Thank you!\nThe library team\n");
    assert_int_equal(survey->also_sent->len, 1);
    assert_true(g_str_has_prefix(survey->also_sent->pdata[0], "A reminder"));
    assert_int_equal(survey_question(survey, "welcome")->to, 10);
    assert_int_equal(survey_question(survey, "books")->to, 200);
}

/* ---- what is refused */

static struct survey *load(const char *yaml, struct problems *problems)
{
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("hearback-survey-XXXXXX", &path, NULL);
    assert_true(fd >= 0);
    close(fd);
    assert_true(g_file_set_contents(path, yaml, -1, NULL));
    struct survey *survey = survey_load(path, shapes, problems);
    g_remove(path);
    return survey;
}

/* Asserts that yaml is refused with exactly these problems, "LINE: TEXT", of which the beginnings count. */
static void assert_refused(const char *yaml, const char *const *starts)
{
    AUTO(problems) problems = problems_new();
    guint i = 0;
    assert_null(load(yaml, problems));
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

#define FRAME "survey: x\ntitle: X\nquestions:\n"
#define CHOICE FRAME "  - id: a\n    ask: A?\n    type: choice\n    options:\n"

static void refuses(void **state)
{
    (void)state;
    static const struct {
        const char *yaml, *starts[8];
    } cases[] = {
        {"- a\n", {"1: found a list; expected `key: value` with the keys `survey`"}},
        {"x\n", {"1: found `x`; expected `key: value`"}},
        {"title: X\n", {"1: `survey` is missing", "1: `questions`: expected a list with one question or more"}},
        {"survey: My Survey\ntitle: X\nquestions: []\n", {"1: found `My Survey` as an id", "3: `questions`: expected"}},
        {FRAME "  - id: a\n    ask: A?\n    type: chioce\n    optoins: []\n",
         {"7: unknown key `optoins`; did you mean `options`?", "6: unknown type `chioce`; did you mean `choice`?"}},
        {FRAME "  - id: a\n    type: text\n", {"4: `ask` is missing"}},
        {FRAME "  - just text\n", {"4: found `just text`; expected `key: value`"}},
        {FRAME "  - id: a\n    ask: A?\n    type: choice\n", {"4: `options` is missing"}},
        {FRAME "  - id: a\n    ask: A?\n    type: text\n    options: [x, y]\n    from: 1\n",
         {"7: `options`: a question of the type `text` has none", "8: `from`: a question of the type `text` has none"}},
        {FRAME "  - id: a\n    ask: A?\n    type: scale\n    from: 5\n    to: 1\n", {"8: found a range from 5 to 1"}},
        {FRAME "  - id: a\n    ask: A?\n    type: text\n  - id: a\n    ask: B?\n    type: text\n",
         {"7: question `a` stands here a second time; the first is in line 4"}},
        {FRAME "  - id: a\n    ask: A?\n    type: text\n    also: [Result]\n  - id: b\n    ask: B?\n    type: text\n    also: "
               "result\n",
         {"11: `result` would mean both the question `a` and the question `b`"}},
        {FRAME
         "  - id: a\n    ask: A?\n    type: text\n    story: yes\n  - id: b\n    ask: B?\n    type: text\n    story: yes\n",
         {"11: `story`: question `a` has it already"}},
        {FRAME "  - id: a\n    ask: A?\n    type: text\n    consent: yes\n",
         {"7: `consent`: found it on a question of the type `text`"}},
        {CHOICE "      - good: Good\n", {"7: `options`: expected a list of two options or more"}},
        {CHOICE "      - Good\n      - bad: Bad\n", {"8: found `Good`; expected an option"}},
        {CHOICE "      - good: Good\n        alos: [great]\n      - bad: Bad\n",
         {"9: unknown key `alos`; did you mean `also`?"}},
        {CHOICE "      - good: Good\n        also: [OK]\n      - bad: Bad\n        also: [ok!]\n",
         {"11: `ok!` would mean both the option `good` and the option `bad`"}},
        {CHOICE "      - good: Good\n      - good: Fine\n", {"9: option `good` stands here a second time"}},
        {CHOICE "      - Good One: Good\n      - bad: Bad\n", {"8: found `Good One` as an id"}},
        {CHOICE "      - good: Good\n      - bad: Bad\n        alone: yes\n",
         {"10: `alone`: only an option of a question where"}},
        {CHOICE "      - good: Good\n      - bad:\n", {"9: `bad`: found nothing; expected a text"}},
        {CHOICE "      - good: Good\n      - bad: Bad\n    hint: x\n", {"10: `hint`: the options stand below"}},
        {"numbering: Question\n" FRAME "  - id: a\n    ask: A?\n    type: text\n",
         {"1: found `Question`; expected the number"}},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_refused(cases[i].yaml, cases[i].starts);
}

static void allows_odd_ones(void **state)
{
    (void)state;
    AUTO(problems) problems = problems_new();
    AUTO(survey)
    survey = load("numbering: none\nsurvey: x\ntitle: Umfrage\nquestions:\n  - id: a\n    ask: Gehörte das dazu?\n"
                  "    type: choice\n    options:\n      - yes: ja\n      - no: nein\n"
                  "  - id: b\n    ask: \"Warum:\"\n    type: text\n    hint: ein Satz genügt\n",
                  problems);
    problems_print(problems, stderr);
    assert_non_null(survey);
    g_autofree char *made = survey_invitation_text(survey);
    assert_string_equal(made, "Gehörte das dazu?\n(ja / nein)\n\nWarum:\n(ein Satz genügt)\n");
    assert_string_equal(survey->subject, "Umfrage");
    assert_string_equal(survey->greeting, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sends_the_very_text),      cmocka_unit_test(has_all_questions),
        cmocka_unit_test(makes_another_invitation), cmocka_unit_test(refuses),
        cmocka_unit_test(allows_odd_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
