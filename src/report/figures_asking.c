/* Whom we have asked, who has answered, and how many addresses get no more mail. Never holds an address. */
#include "report/figures.h"
#include "report/page.h"
#include "store/store_ask.h"

static bool add_suppression(enum suppression why, gint64 count, void *data)
{
    json_object_set_new(data, suppression_name(why), json_integer(count));
    return true;
}

static bool add_survey(json_t *list, const struct report_request *request, const struct survey *survey, GError **error)
{
    struct ask_counts counts;
    gint64 closed = 0;
    if (!store_ask_counts(request->store, survey->id, &counts, error) ||
        !store_closed(request->store, survey->id, &closed, error))
        return false;
    if (counts.invited > 0 || closed > 0)
        json_array_append_new(list, json_pack("{s:s, s:o, s:I, s:I, s:I, s:I}", "survey", survey->id, "closed",
                                              figure_time_or_null(closed), "invited", (json_int_t)counts.invited, "waiting",
                                              (json_int_t)counts.waiting, "reminded", (json_int_t)counts.reminded, "answered",
                                              (json_int_t)counts.answered));
    return true;
}

json_t *figures_asking(const struct report_request *request, GError **error)
{
    AUTO_JSON asking = json_pack("{s:[], s:{}}", "surveys", "suppressed");
    for (guint i = 0; i < request->surveys->len; i++)
        if (!add_survey(json_object_get(asking, "surveys"), request, request->surveys->pdata[i], error))
            return NULL;
    return store_each_suppression(request->store, add_suppression, json_object_get(asking, "suppressed"), error)
               ? json_incref(asking)
               : NULL;
}

static void add_count(struct table *table, const char *what, gint64 count)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, count);
    table_add(table, what, text);
}

static void print_survey(const json_t *survey, FILE *out)
{
    static const struct {
        const char *name, *words;
    } lines[] = {{"invited", "  invited"},
                 {"answered", "  have answered"},
                 {"reminded", "  were reminded"},
                 {"waiting", "  invitations on their way"}};
    AUTO(table) table = table_new("lr", 2);
    const char *closed = figure_text(survey, "closed");
    fprintf(out, "  %s%s%s\n", figure_text(survey, "survey"), *closed != '\0' ? ": closed since " : "", closed);
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        add_count(table, lines[i].words, figure(survey, lines[i].name));
    table_print(table, out);
}

void figures_print_asking(const json_t *asking, FILE *out)
{
    size_t i;
    const json_t *survey;
    json_array_foreach(json_object_get(asking, "surveys"), i, survey) print_survey(survey, out);
    json_t *suppressed = json_object_get(asking, "suppressed"), *count;
    if (json_object_size(suppressed) == 0)
        return;
    AUTO(table) table = table_new("lr", 2);
    const char *why;
    fprintf(out, "  addresses that get no more mail\n");
    json_object_foreach(suppressed, why, count)
    {
        g_autofree char *label = g_strdup_printf("  %s", why);
        add_count(table, label, json_integer_value(count));
    }
    table_print(table, out);
}
