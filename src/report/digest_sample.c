/* Made figures, to check the templates of reports with: every list has an entry, every name is there. */
#include "report/digest_data.h"

static json_t *sample_question(void)
{
    return json_pack("{s:s, s:s, s:s, s:b, s:[{s:s, s:s, s:s, s:s}], s:s, s:s, s:s, s:b, s:b, s:b, s:i, s:i}", "number", "1",
                     "ask", "ask", "line", "line", "has_bars", 1, "bars", "label", "label", "count", "1", "share", "1 %",
                     "range", "1 to 2 %", "picture", "picture", "source", "source", "alt", "alt", "has_picture", 1, "is_few", 1,
                     "is_withheld", 1, "width", 1, "height", 1);
}

static json_t *sample_survey(void)
{
    return json_pack("{s:s, s:s, s:s, s:b, s:[o]}", "title", "title", "people", "people", "rate", "rate", "has_questions", 1,
                     "questions", sample_question());
}

static void add_lists(json_t *data)
{
    json_object_set_new(data, "news", json_pack("[{s:s}]", "line", "line"));
    json_object_set_new(data, "waiting",
                        json_pack("[{s:s, s:s, s:s, s:s, s:b}]", "message", "1", "person", "P-0001", "age", "1 day", "what",
                                  "what", "is_care", 1));
    json_object_set_new(data, "undelivered",
                        json_pack("[{s:s, s:s, s:s, s:s, s:s}]", "message", "1", "person", "P-0001", "state", "failed",
                                  "attempts", "1 attempt", "words", "words"));
    json_object_set_new(data, "messages", json_pack("[{s:s, s:s}]", "count", "1", "what", "recorded"));
    json_object_set_new(
        data, "texts",
        json_pack("[{s:s, s:s, s:s, s:[{s:s}]}]", "message", "1", "person", "P-0001", "ask", "ask", "lines", "line", "line"));
    json_object_set_new(data, "has_themes", json_true());
    json_object_set_new(data, "themes", json_pack("[{s:s, s:s, s:s}]", "label", "label", "people", "12", "proposed", "3"));
    json_object_set_new(data, "cross",
                        json_pack("[{s:s, s:s, s:[{s:s}], s:[{s:s, s:[{s:s}]}]}]", "row_ask", "ask", "column_ask", "ask",
                                  "columns", "label", "label", "lines", "label", "label", "cells", "count", "1"));
    json_object_set_new(data, "surveys", json_pack("[o]", sample_survey()));
}

json_t *digest_sample_data(void)
{
    static const char *const texts[] = {"campaign", "language",     "subject", "headline", "news_text",  "received",
                                        "withheld", "waiting_more", "period",  "day",      "texts_more", "undelivered_more"};
    static const char *const flags[] = {"is_team",
                                        "is_urgent",
                                        "has_withheld",
                                        "has_waiting_more",
                                        "is_outside",
                                        "has_texts_more",
                                        "has_undelivered_more",
                                        "has_waiting",
                                        "has_undelivered",
                                        "has_messages",
                                        "has_texts",
                                        "has_surveys"};
    json_t *data = json_object();
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        json_object_set_new(data, texts[i], json_string(texts[i]));
    for (guint i = 0; i < G_N_ELEMENTS(flags); i++)
        json_object_set_new(data, flags[i], json_true());
    add_lists(data);
    return data;
}
