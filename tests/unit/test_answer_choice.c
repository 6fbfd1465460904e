/* Choice: words against the options of several surveys. */
#include "answer_table.h"

static void reads_grades(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"Good", "good", ""},
        {"good", "good", ""},
        {"[ ] Outstanding [x] Good [ ] Requires Improvement", "good", NULL},
        {"( ) Outstanding\n( ) Good\n(x) Requires Improvement\nand still smarting", "requires_improvement", "smarting"},
        {"Outstanding ☐ Good ☑ Inadequate ☐", "good", NULL},
        {"[x] Outstanding [x] Good [ ] Inadequate", UNCLEAR, NULL},
        {"Outstanding / Good", UNCLEAR, NULL},
        {"(Outstanding / Good)", UNCLEAR, NULL},
        {"  GOOD!! ", "good", ""},
        {"it was \"Good\"", "good", NULL},
        {"Good (again!)", "good", NULL},
        {"*Good*", "good", NULL},
        {"We got a Good.", "good", NULL},
        {"goood", "good", NULL},
        {"RI", "requires_improvement", ""},
        {"R.I.", "requires_improvement", NULL},
        {"requires improvment", "requires_improvement", ""},
        {"Requires Improvemnet", "requires_improvement", NULL},
        {"require improvement", "requires_improvement", NULL},
        {"Requires\nImprovement", "requires_improvement", NULL},
        {"Grade 3", "requires_improvement", ""},
        {"3", "requires_improvement", NULL},
        {"2", "good", NULL},
        {"Grade 2 again", "good", NULL},
        {"special measures", "inadequate", NULL},
        {"put in special measures", "inadequate", NULL},
        {"Satisfactory as it was then, or RI, whichever you call it", "requires_improvement", NULL},
        {"satisfactory", "requires_improvement", NULL},
        {"RI - and it was Good before that", "requires_improvement", "it was Good before that"},
        {"Requires Improvement – down from Good", "requires_improvement", "down from Good"},
        {"Good (was Outstanding)", "good", "was Outstanding"},
        {"Good (it was RI in 2016 and Good in 2019)", "good", "RI in 2016"},
        {"Good with Outstanding for personal development", "good", "Outstanding for personal development"},
        {"no overall grade. We had four separate grades instead, all Good", "no_grade", "all Good"},
        {"No overall grade", "no_grade", ""},
        {"Not published yet", "unpublished", ""},
        {"not yet published", "unpublished", NULL},
        {"Outstanding", "outstanding", ""},
        {"Oustanding", "outstanding", NULL},
        {"outstandng", "outstanding", NULL},
        {"Inadequate", "inadequate", NULL},
        {"inadaquate", "inadequate", NULL},
        {"Still good", "good", NULL},
        {"Good I think", "good", NULL},
        {"I think it was Good", "good", NULL},
        {"They gave us a Good", "good", NULL},
        {"The overall outcome was Good", "good", NULL},
        {"Good.\n\nThe lead inspector was inadequate, mind you, and so was the coffee.", "good", "inadequate"},
        {"Good, not that anybody asked the children", "good", NULL},
        {"RI. Not Good, as we had hoped.", "requires_improvement", NULL},
        {"RI, not good", "requires_improvement", NULL},
        {"not Good but RI", "requires_improvement", NULL},
        {"Gutted. RI.", "requires_improvement", NULL},
        /* taken back */
        {"Good - sorry, RI", "requires_improvement", NULL},
        {"Good. Correction: RI", "requires_improvement", NULL},
        {"Good, no, RI", "requires_improvement", NULL},
        {"Good - I mean Outstanding", "outstanding", NULL},
        {"RI. Actually Good", "good", NULL},
        {"Good... scrap that, Requires Improvement", "requires_improvement", NULL},
        {"Good. Scrap that.", UNCLEAR, NULL},
        {"Good - sorry, that was last time. Requires improvement.", "requires_improvement", NULL},
        {"Good, sorry, that was the outstanding one. RI.", "requires_improvement", NULL},
        {"no overall grade (Good x 4)", "no_grade", NULL},
        {"Good on paper, inadequate in practice", UNCLEAR, NULL},
        {"Outstanding, or rather Good", "good", NULL},
        /* a person would ask */
        {"Good or RI", UNCLEAR, NULL},
        {"Good or RI, depends who you ask", UNCLEAR, NULL},
        {"Good or RI depends who you ask", UNCLEAR, NULL},
        {"Good/RI", UNCLEAR, NULL},
        {"Good, RI", UNCLEAR, NULL},
        {"Good and RI", UNCLEAR, NULL},
        {"between Good and RI", UNCLEAR, NULL},
        {"RI the first time, Good the second", UNCLEAR, NULL},
        {"Good last time, RI this time", UNCLEAR, NULL},
        {"not good", UNCLEAR, NULL},
        {"Not good at all", UNCLEAR, NULL},
        {"wasn't good", UNCLEAR, NULL},
        {"Good?", UNCLEAR, NULL},
        {"maybe Good", UNCLEAR, NULL},
        {"Good, possibly", UNCLEAR, NULL},
        {"Good. I'm not sure.", UNCLEAR, NULL},
        {"don't know", UNCLEAR, NULL},
        {"?", UNCLEAR, NULL},
        {"what we deserved", UNCLEAR, NULL},
        {"as expected", UNCLEAR, NULL},
        {"Good grief", UNCLEAR, NULL},
        {"good question", UNCLEAR, NULL},
        {"the food was lovely", UNCLEAR, NULL},
        {"Yes", UNCLEAR, NULL},
        {"7", UNCLEAR, NULL},
        {"They arrived at eight, and by noon the good people in my office were in tears, and nobody had eaten.", UNCLEAR, NULL},
        /* not answered */
        {"", NOT_ANSWERED, NULL},
        {" \n\t", NOT_ANSWERED, NULL},
        {"-", NOT_ANSWERED, NULL},
        {"–", NOT_ANSWERED, NULL},
        {".", NOT_ANSWERED, NULL},
        {"...", NOT_ANSWERED, NULL},
        {"n/a", NOT_ANSWERED, NULL},
        {"N/A", NOT_ANSWERED, NULL},
        {"n/a - we were not inspected", NOT_ANSWERED, "we were not inspected"},
        {"pass", NOT_ANSWERED, NULL},
        {"Prefer not to say", NOT_ANSWERED, NULL},
        {"I'd rather not say", NOT_ANSWERED, NULL},
        {"rather not", NOT_ANSWERED, NULL},
        {"I would prefer not to answer this, sorry", NOT_ANSWERED, NULL},
        {"see above", NOT_ANSWERED, NULL},
        {"See above.", NOT_ANSWERED, NULL},
        {"as Q15", NOT_ANSWERED, NULL},
        {"As above", NOT_ANSWERED, NULL},
        {"skip", NOT_ANSWERED, NULL},
        {"No comment", NOT_ANSWERED, NULL},
        {"not applicable", NOT_ANSWERED, NULL},
        {"Private", NOT_ANSWERED, NULL},
    };
    struct question *question = make_question(
        "choice", "What was the overall outcome?",
        "outstanding: Outstanding = grade 1 = 1 | good: Good = grade 2 = 2 | requires_improvement: Requires Improvement = RI = "
        "R.I. = "
        "grade 3 = 3 = satisfactory | inadequate: Inadequate = grade 4 = 4 = special measures | no_grade: no overall grade | "
        "unpublished: not published yet",
        0, 0);
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void reads_yes_partly_no(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"yes", "yes", ""},
        {"Y", "yes", NULL},
        {"Yep", "yes", NULL},
        {"yeah", "yes", NULL},
        {"Yes, of course", "yes", ""},
        {"Yes on balance", "yes", NULL},
        {"Yes, I think so", "yes", NULL},
        {"absolutely", "yes", NULL},
        {"Definitely!", "yes", NULL},
        {"oui", "yes", NULL},
        {"Ja", "yes", NULL},
        {"Sí", "yes", NULL},
        {"tak", "yes", NULL},
        {"ydy", "yes", NULL},
        {"ie", "yes", NULL},
        {"👍", "yes", NULL},
        {"It was", "yes", NULL},
        {"fair", "yes", NULL},
        {"It was fair", "yes", NULL},
        {"very fair", "yes", NULL},
        {"yes - but they were late", "yes", "they were late"},
        {"no", "no", ""},
        {"N", "no", NULL},
        {"Nope", "no", NULL},
        {"No!", "no", NULL},
        {"no not at all", "no", NULL},
        {"No, not at all", "no", NULL},
        {"Not at all", "no", NULL},
        {"not really", "no", NULL},
        {"absolutely not", "no", NULL},
        {"I wouldn't say so", "no", NULL},
        {"I don't think so", "no", NULL},
        {"far from it", "no", NULL},
        {"no way", "no", NULL},
        {"No. Nobody at Ofsted ever says yes to anything.", "no", "Nobody at Ofsted"},
        {"No I hadn't the strength to argue", "no", NULL},
        {"non", "no", NULL},
        {"nein", "no", NULL},
        {"unfair", "no", NULL},
        {"very unfair", "no", NULL},
        {"not fair", "no", NULL},
        {"It was not fair.", "no", NULL},
        {"it wasn't", "no", NULL},
        {"partly", "partly", ""},
        {"Partially", "partly", NULL},
        {"in part", "partly", NULL},
        {"to some extent", "partly", NULL},
        {"up to a point", "partly", NULL},
        {"sort of", "partly", NULL},
        {"somewhat", "partly", NULL},
        {"not entirely", "partly", NULL},
        {"Yes and no", "partly", NULL},
        {"party", "partly", NULL},
        {"Yes, partly", "partly", NULL},
        {"yes. Actually no", "no", NULL},
        {"Yes - no, partly", "partly", NULL},
        {"yes, sorry, no", "no", NULL},
        {"No. I asked and the answer was yes, and then it was taken away.", "no", NULL},
        {"yes or no", UNCLEAR, NULL},
        {"yes / no", UNCLEAR, NULL},
        {"no / yes", UNCLEAR, NULL},
        {"yes, no", UNCLEAR, NULL},
        {"fair to whom?", UNCLEAR, NULL},
        {"Define fair", UNCLEAR, NULL},
        {"No, not until it is over", "no", NULL},
        {"yes?", UNCLEAR, NULL},
        {"maybe", UNCLEAR, NULL},
        {"probably yes", UNCLEAR, NULL},
        {"not unfair", UNCLEAR, NULL},
        {"no idea", UNCLEAR, NULL},
        {"No inspector ever asked me that", UNCLEAR, NULL},
        {"don't know", UNCLEAR, NULL},
        {"Can't remember", UNCLEAR, NULL},
        {"it depends", UNCLEAR, NULL},
        {"Yes, depending on what you mean by fair", UNCLEAR, NULL},
        {"hmm", UNCLEAR, NULL},
        {"who is to say", UNCLEAR, NULL},
        {"n/a", NOT_ANSWERED, NULL},
        {"no comment", NOT_ANSWERED, NULL},
    };
    struct question *question = make_question("choice", "Was the outcome fair?", "yes: yes | partly: partly | no: no", 0, 0);
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void reads_yes_no(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"Yes – took me three evenings to write", "yes", "three evenings"},
        {"No, I hadn't the strength", "no", NULL},
        {"I did", "yes", NULL},
        {"We did, twice", "yes", NULL},
        {"I didn't", "no", NULL},
        {"nope", "no", ""},
        {"nah", "no", NULL},
        {"I complained", "yes", NULL},
        {"never complained", "no", NULL},
        {"and I did not complain", "no", NULL},
        {"No point", UNCLEAR, NULL},
        {"sort of", UNCLEAR, NULL},
        {"partly", UNCLEAR, NULL},
        {"Not yet", "no", NULL},
    };
    struct question *question = make_question("choice", "Did you complain to Ofsted?", "yes: yes | no: no", 0, 0);
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void reads_leave(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"Yes", "yes", ""},
        {"Yes fine", "yes", NULL},
        {"Yes you may", "yes", NULL},
        {"yes that's fine", "yes", NULL},
        {"Yes, but nothing about the boy please", "yes", "nothing about the boy please"},
        {"yes, as long as nobody can tell it is me", "yes", "as long as"},
        {"Of course", "yes", NULL},
        {"no problem", "yes", NULL},
        {"No problem at all", "yes", NULL},
        {"no objection", "yes", NULL},
        {"go ahead", "yes", NULL},
        {"By all means", "yes", NULL},
        {"feel free", "yes", NULL},
        {"I don't mind", "yes", NULL},
        {"Happy for you to", "yes", NULL},
        {"Please don't", "no", NULL},
        {"I'd rather you didn't", "no", NULL},
        {"No thanks", "no", NULL},
        {"no please", "no", NULL},
        {"Better not", "no", NULL},
        {"ask me first please", "ask_first", NULL},
        {"Ask first", "ask_first", NULL},
        {"Yes, but ask me first", "ask_first", NULL},
        {"Please ask me first", "ask_first", NULL},
        {"probably", UNCLEAR, NULL},
        {"I suppose", UNCLEAR, NULL},
        {"Yes I think", UNCLEAR, NULL},
        {"maybe yes", UNCLEAR, NULL},
        {"Which words?", UNCLEAR, NULL},
        {"not sure", UNCLEAR, NULL},
    };
    struct question *question = make_question("choice", "May we quote your words without your name or school?",
                                              "yes: yes | no: no | ask_first: ask me first", 0, 0);
    question->is_consent = true;
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void reads_role(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"Serving", "serving", NULL},
        {"Serving headteacher - 9 years in this school, 14 altogether", "serving", "9 years"},
        {"serving head", "serving", NULL},
        {"servicing head", "serving", NULL},
        {"Serving head teacher", "serving", NULL},
        {"Serving headteacher (teaching head – please note that is a different job)", "serving", NULL},
        {"executive head, 2 schools", "executive", "2 schools"},
        {"Executive headteacher.", "executive", ""},
        {"exec head", "executive", NULL},
        {"Head of School (the exec head is at our sister school)", "head_of_school", NULL},
        {"head of school", "head_of_school", ""},
        {"former headteacher (retired last summer)", "former", NULL},
        {"former headteacher, retired", "former", NULL},
        {"Former head", "former", NULL},
        {"Other - interim head between two permanent ones", "other", NULL},
        {"other", "other", NULL},
        {"headteacher", UNCLEAR, NULL},
        {"no longer serving", UNCLEAR, NULL},
        {"a tired one", UNCLEAR, NULL},
    };
    struct question *question =
        make_question("choice", "Which of these describes you?",
                      "serving: serving headteacher | executive: executive headteacher | head_of_school: head of school | "
                      "former: former headteacher | other: other",
                      0, 0);
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void reads_phase(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"Primary (with a nursery class)", "primary", "with a nursery class"},
        {"primary both", "primary", NULL},
        {"Infant and junior, so primary", "primary", NULL},
        {"all through", "all_through", NULL},
        {"all-through", "all_through", NULL},
        {"allthrough", "all_through", NULL},
        {"Alternative provision, a PRU as was", "ap", NULL},
        {"PRU", "ap", NULL},
        {"secondry", "secondary", NULL},
        {"Special", "special", NULL},
        {"Junior\u200b", "junior", NULL},
        {"infant and junior", UNCLEAR, NULL},
        {"primary and secondary", UNCLEAR, NULL},
        {"Primary concern was always the children, and I had four hundred of them to worry about", UNCLEAR, NULL},
    };
    struct question *question =
        make_question("choice", "What phase is, or was, your school?",
                      "nursery: nursery | infant: infant | junior: junior | primary: primary | middle: middle | "
                      "secondary: secondary | all_through: all-through | special: special | ap: alternative "
                      "provision = PRU = AP",
                      0, 0);
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void reads_kind(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"Graded", "graded", ""},
        {"grated", "graded", NULL},
        {"Graded inspection", "graded", ""},
        {"Graded, section 5", "graded", NULL},
        {"section 5 as I said below", "graded", NULL},
        {"ungraded I think - they called it a section 8", "ungraded", NULL},
        {"Ungraded", "ungraded", NULL},
        {"ungarded", "ungraded", NULL},
        {"monitoring", "monitoring", NULL},
        {"monitoring visit", "monitoring", NULL},
        {"both graded", "graded", NULL},
        {"Not sure, it was one day", "not_sure", NULL},
        {"don't know", "not_sure", NULL},
        {"can't remember", "not_sure", NULL},
        {"no idea", "not_sure", NULL},
        {"urgent", "urgent", NULL},
        {"graded or ungraded, who knows", UNCLEAR, NULL},
        {"b)", UNCLEAR, NULL},
    };
    struct question *question =
        make_question("choice", "What kind of inspection was it?",
                      "graded: graded = section 5 | ungraded: ungraded = section 8 | monitoring: monitoring visit | "
                      "urgent: urgent | not_sure: not sure",
                      0, 0);
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void reads_leaving(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"No", "no", ""},
        {"nope", "no", NULL},
        {"I have thought about it", "considered", ""},
        {"I've thought about it", "considered", NULL},
        {"Thought about it", "considered", NULL},
        {"Have thought about it", "considered", NULL},
        {"I have thought about it, most Sundays", "considered", "most Sundays"},
        {"thought about it after the first", "considered", NULL},
        {"I have thought about it. If I am truthful I have thought about worse things than leaving.", "considered",
         "worse things"},
        {"I have left", "left", NULL},
        {"I left in 2016", "left", NULL},
        {"left", "left", NULL},
        {"LEFT BUT ONLY BECAUSE THE SCHOOL CLOSED\n(no / I have thought about it / I have left)", "left", NULL},
        {"Yes, I have left", "left", NULL},
        {"Yes I have thought about it", "considered", NULL},
        {"yes", UNCLEAR, NULL},
        {"Yes.", UNCLEAR, NULL},
        {"yes of course", UNCLEAR, NULL},
    };
    struct question *question = make_question("choice", "Has inspection made you think about leaving headship?",
                                              "no: no | considered: I have thought about it | left: I have left", 0, 0);
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void reads_upheld(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"still waiting - 11 weeks and counting", "waiting", NULL},
        {"waiting", "waiting", NULL},
        {"No, still waiting", "waiting", NULL},
        {"in part", "in_part", NULL},
        {"Yes, in part", "in_part", NULL},
        {"partly upheld", "in_part", NULL},
        {"not upheld", "no", NULL},
        {"upheld", "yes", NULL},
        {"No", "no", NULL},
        {"n/a", NOT_ANSWERED, NULL},
        {"N/A, did not complain", NOT_ANSWERED, NULL},
        {"Didn't complain so n/a", NOT_ANSWERED, NULL},
        {"Didn't complain", UNCLEAR, NULL},
    };
    struct question *question = make_question("choice", "If you complained, was the complaint upheld?",
                                              "yes: yes | in_part: in part | no: no | waiting: still waiting", 0, 0);
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void reads_agreement(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"agree", "agree", ""},
        {"I agree", "agree", NULL},
        {"strongly agree", "strongly_agree", NULL},
        {"Strongly disagree!", "strongly_disagree", NULL},
        {"disagree", "disagree", NULL},
        {"disagree strongly", "strongly_disagree", NULL},
        {"I don't agree", "disagree", NULL},
        {"neither", "neutral", NULL},
        {"neither agree nor disagree", "neutral", NULL},
        {"agree or disagree?", UNCLEAR, NULL},
        {"agreee", "agree", NULL},
        {"Agree, on the whole", "agree", NULL},
        {"no opinion", "neutral", NULL},
        {"not sure", UNCLEAR, NULL},
        {"yes", UNCLEAR, NULL},
    };
    struct question *question =
        make_question("choice", "My manager listens to me.",
                      "strongly_agree: Strongly agree | agree: Agree | neutral: Neutral | disagree: Disagree | "
                      "strongly_disagree: Strongly disagree",
                      0, 0);
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void reads_how_often(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"daily", "daily", NULL},
        {"every day", "daily", NULL},
        {"Every single day", "daily", NULL},
        {"once a week", "weekly", NULL},
        {"weekly, usually on a Friday", "weekly", NULL},
        {"just once", "once", NULL},
        {"once", "once", NULL},
        {"never", "never", NULL},
        {"not once", "never", NULL},
        {"not daily", UNCLEAR, NULL},
        {"daily or weekly", UNCLEAR, NULL},
        {"now and then", UNCLEAR, NULL},
    };
    struct question *question = make_question("choice", "How often do you use the bus?",
                                              "never: never | once: once | daily: daily | weekly: weekly", 0, 0);
    try_cases(question, NULL, cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void reads_colours_and_the_rest(void **state)
{
    (void)state;
    static const struct answer_case colours[] = {
        {"red", "red", NULL},
        {"Red please", "red", NULL},
        {"the blue one", "blue", NULL},
        {"bleu", "blue", NULL},
        {"grey", "grey", NULL},
        {"gray", "grey", NULL},
        {"red and blue", UNCLEAR, NULL},
        {"anything but red", UNCLEAR, NULL},
        {"not red", UNCLEAR, NULL},
        {"green, not blue", "green", NULL},
        {"purple", UNCLEAR, NULL},
        {"greeen", "green", NULL},
        {"Blue. No, green.", "green", NULL},
        {"reddish", UNCLEAR, NULL},
    };
    static const struct answer_case maybe[] = {
        {"maybe", "maybe", NULL},
        {"perhaps", "maybe", NULL},
        {"yes", "yes", NULL},
        {"no", "no", NULL},
        {"Maybe, if it is dry", "maybe", NULL},
        {"yes maybe", UNCLEAR, NULL},
        {"don't know", UNCLEAR, NULL},
        {"might", "maybe", NULL},
    };
    static const struct answer_case satisfied[] = {
        {"satisfied", "satisfied", NULL},        {"dissatisfied", "dissatisfied", NULL}, {"very satisfied", "very", NULL},
        {"not satisfied", "dissatisfied", NULL}, {"disatisfied", "dissatisfied", NULL},  {"unsatisfied", "dissatisfied", NULL},
        {"satisfed", "satisfied", NULL},
    };
    static const struct answer_case refusing[] = {
        {"prefer not to say", "refused", NULL},
        {"n/a", NOT_ANSWERED, NULL},
        {"woman", "woman", NULL},
        {"Female", "woman", NULL},
        {"a man", "man", NULL},
    };
    struct question *question = make_question("choice", "Which colour do you like best?",
                                              "red: Red | green: Green | blue: Blue | grey: Grey = gray", 0, 0);
    try_cases(question, NULL, colours, G_N_ELEMENTS(colours));
    free_question(question);
    question = make_question("choice", "Will you come to the picnic?", "yes: Yes | no: No | maybe: Maybe", 0, 0);
    try_cases(question, NULL, maybe, G_N_ELEMENTS(maybe));
    free_question(question);
    question = make_question("choice", "How do you feel about your pay?",
                             "very: very satisfied | satisfied: satisfied | dissatisfied: dissatisfied", 0, 0);
    try_cases(question, NULL, satisfied, G_N_ELEMENTS(satisfied));
    free_question(question);
    question = make_question("choice", "What is your gender?",
                             "woman: Woman = female | man: Man = male | refused: Prefer not to say", 0, 0);
    try_cases(question, NULL, refusing, G_N_ELEMENTS(refusing));
    free_question(question);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_grades),    cmocka_unit_test(reads_yes_partly_no), cmocka_unit_test(reads_yes_no),
        cmocka_unit_test(reads_leave),     cmocka_unit_test(reads_role),          cmocka_unit_test(reads_phase),
        cmocka_unit_test(reads_kind),      cmocka_unit_test(reads_leaving),       cmocka_unit_test(reads_upheld),
        cmocka_unit_test(reads_agreement), cmocka_unit_test(reads_how_often),     cmocka_unit_test(reads_colours_and_the_rest)};
    return cmocka_run_group_tests(tests, load_table_rules, free_table_rules);
}
