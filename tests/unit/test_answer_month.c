/* Month: British dates, with and without the message's own date. */
#include "answer_table.h"

static void reads_dates(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"March 2023", "2023-03", ""},
        {"03/23", "2023-03", NULL},
        {"3/23", "2023-03", NULL},
        {"03/2023", "2023-03", NULL},
        {"2023-03", "2023-03", NULL},
        {"2023-03-13", "2023-03", NULL},
        {"Mar '23", "2023-03", NULL},
        {"Mar ’23", "2023-03", NULL},
        {"Mar 23", "2023-03", NULL},
        {"Jan 24", "2024-01", NULL},
        {"Feb '24", "2024-02", NULL},
        {"w/c 13 March 2023", "2023-03", NULL},
        {"13th and 14th March 2023", "2023-03", NULL},
        {"11th and 12th March 2024", "2024-03", NULL},
        {"13-14/3/23", "2023-03", NULL},
        {"13/3/23", "2023-03", NULL},
        {"13.03.2023", "2023-03", NULL},
        {"14 & 15 Nov 22", "2022-11", NULL},
        {"7 & 8 November 2023", "2023-11", NULL},
        {"20 March 2024", "2024-03", NULL},
        {"March 14th 2023", "2023-03", NULL},
        {"March 14, 2023", "2023-03", NULL},
        {"Tuesday 14 March, 2023", "2023-03", NULL},
        {"Febuary 2022", "2022-02", NULL},
        {"Feburary 2022", "2022-02", NULL},
        {"Sept 2021", "2021-09", NULL},
        {"Septmber 2021", "2021-09", NULL},
        {"Novemebr 2020", "2020-11", NULL},
        {"nov 2019", "2019-11", NULL},
        {"May 2024. The call came on the Monday at 10.04am, I shall never forget it.", "2024-05", "10.04am"},
        {"October 2023", "2023-10", NULL},
        {"mai 2011", "2011-05", NULL},
        {"März 2023", "2023-03", NULL},
        {"Mawrth 2023", "2023-03", NULL},
        {"novembre 2022", "2022-11", NULL},
        {"enero de 2020", "2020-01", NULL},
        {"2018", "2018", NULL},
        {"2014", "2014", NULL},
        {"in 2014", "2014", NULL},
        {"2019 (the year alone)", "2019", NULL},
        {"early 2019", "2019", NULL},
        {"June twenty twenty four", "2024-06", NULL},
        {"March two thousand and nineteen", "2019-03", NULL},
        {"mar23", "2023-03", NULL},
        {"It was in November 2022", "2022-11", NULL},
        {"mid March 2023", "2023-03", NULL},
        {"early November 2022", "2022-11", NULL},
        {"March 2023 (report published in May 2023)", "2023-03", NULL},
        {"March 2023 - sorry, April 2023", "2023-04", NULL},
        {"January 2024, I think", "2024-01", NULL},
        {"spring 2023", UNCLEAR, NULL},
        {"Summer term 2022", UNCLEAR, NULL},
        {"autumn 2019", UNCLEAR, NULL},
        {"Easter 2023", UNCLEAR, NULL},
        {"two years ago", UNCLEAR, NULL},
        {"a couple of years ago", UNCLEAR, NULL},
        {"March", UNCLEAR, NULL},
        {"in June", UNCLEAR, NULL},
        {"13 March", UNCLEAR, NULL},
        {"Nov 2021 and then again March 2024", UNCLEAR, NULL},
        {"March/April 2023", UNCLEAR, NULL},
        {"March or April 2023", UNCLEAR, NULL},
        {"28 Feb - 1 March 2023", UNCLEAR, NULL},
        {"2018 or 2019", UNCLEAR, NULL},
        {"2018/19", UNCLEAR, NULL},
        {"3/13/23", UNCLEAR, NULL},
        {"13/23", UNCLEAR, NULL},
        {"March 2023?", UNCLEAR, NULL},
        {"can't remember", UNCLEAR, NULL},
        {"a long time ago", UNCLEAR, NULL},
        {"before covid", UNCLEAR, NULL},
        {"March 2026", UNCLEAR, NULL},
        {"2030", UNCLEAR, NULL},
        {"n/a", NOT_ANSWERED, NULL},
    };
    struct question *question = make_question("month", "In which month and year was the inspection?", NULL, 0, 0);
    try_cases(question, "2024-11-06", cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void reads_relative_dates(void **state)
{
    (void)state;
    static const struct answer_case dated[] = {
        {"last March", "2024-03", NULL},      {"last December", "2023-12", NULL}, {"this January", "2024-01", NULL},
        {"last month", "2024-10", NULL},      {"this month", "2024-11", NULL},    {"March last year", "2023-03", NULL},
        {"March this year", "2024-03", NULL}, {"last year", "2023", NULL},        {"last November", UNCLEAR, NULL},
        {"this December", UNCLEAR, NULL},     {"last spring", UNCLEAR, NULL},     {"two months ago", UNCLEAR, NULL},
        {"June just gone", "2024-06", NULL},
    };
    static const struct answer_case undated[] = {{"last March", UNCLEAR, NULL},
                                                 {"last month", UNCLEAR, NULL},
                                                 {"March last year", UNCLEAR, NULL},
                                                 {"March 2023", "2023-03", NULL}};
    struct question *question = make_question("month", "In which month and year was the inspection?", NULL, 0, 0);
    try_cases(question, "2024-11-06", dated, G_N_ELEMENTS(dated));
    try_cases(question, NULL, undated, G_N_ELEMENTS(undated));
    free_question(question);
}

static void reads_dates_ahead(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"March 2025", "2025-03", NULL},    {"09/25", "2025-09", NULL},
        {"next March", "2025-03", NULL},    {"this December", "2024-12", NULL},
        {"next December", "2024-12", NULL}, {"this March", UNCLEAR, NULL},
        {"March", UNCLEAR, NULL},           {"after Easter", UNCLEAR, NULL},
        {"last March", "2024-03", NULL},    {"straight after, say September 2025", "2025-09", NULL},
    };
    struct question *question = make_question("month", "From which month could you start on the new rota?", NULL, 0, 0);
    try_cases(question, "2024-11-06", cases, G_N_ELEMENTS(cases));
    free_question(question);
}

static void reads_dates_that_say_more(void **state)
{
    (void)state;
    static const struct answer_case cases[] = {
        {"the 8th and 9th of October this year, 2024", "2024-10", NULL},
        {"Not sure of the month. 2012.", "2012", NULL},
        {"Autumn 2023 (October)", "2023-10", NULL},
        {"Tuesday 13th June, 2023 at 9.00", "2023-06", NULL},
        {"March 2022... no I tell a lie, March 2023", "2023-03", NULL},
    };
    struct question *question = make_question("month", "In which month and year was the inspection?", NULL, 0, 0);
    try_cases(question, "2024-11-06", cases, G_N_ELEMENTS(cases));
    free_question(question);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_dates), cmocka_unit_test(reads_relative_dates),
                                       cmocka_unit_test(reads_dates_ahead), cmocka_unit_test(reads_dates_that_say_more)};
    return cmocka_run_group_tests(tests, load_table_rules, free_table_rules);
}
