/* Cases of care for `hearback status`: never an address, never a person's words. */
#include "base/clock.h"
#include "report/figures.h"
#include "report/page.h"
#include "store/store_care.h"

static const char *state_of(const struct care_case *found)
{
    if (found->closed_secs > 0)
        return found->outcome;
    return found->taken_secs > 0 ? "taken" : "open";
}

json_t *figures_case(const struct report_request *request, const struct care_case *found)
{
    json_t *entry = json_pack("{s:I, s:s, s:s, s:s?, s:o, s:I, s:i, s:i}", "case", (json_int_t)found->id, "level",
                              found->level >= CARE_URGENT ? "urgent" : "care", "state", state_of(found), "person",
                              found->pseudonym, "opened", figure_time(found->opened_secs), "age_secs",
                              (json_int_t)MAX(request->now_secs - found->opened_secs, 0), "messages", (int)found->messages,
                              "told", (int)found->alerts);
    json_object_set_new(entry, "next", figure_time_or_null(found->due_secs));
    return entry;
}

json_t *figures_cases(const struct report_request *request, bool are_all, GError **error)
{
    g_autoptr(GPtrArray) list = store_care_cases(request->store, are_all, error);
    if (list == NULL)
        return NULL;
    json_t *cases = json_pack("{s:I, s:[]}", "count", (json_int_t)list->len, "items");
    for (guint i = 0; i < list->len; i++)
        json_array_append_new(json_object_get(cases, "items"), figures_case(request, list->pdata[i]));
    return cases;
}

void figures_print_cases(const json_t *cases, FILE *out)
{
    AUTO(table) table = table_new("rlllll", 2);
    const json_t *items = json_object_get(cases, "items"), *item;
    size_t i;
    table_add(table, "case", "level", "state", "person", "for", "told");
    json_array_foreach(items, i, item)
    {
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, figure(item, "case")),
                        *age = page_age(figure(item, "age_secs")), *told = page_count(figure(item, "told"), "time", "times");
        table_add(table, id, figure_text(item, "level"), figure_text(item, "state"), figure_text(item, "person"), age, told);
    }
    if (json_array_size(items) > 0)
        table_print(table, out);
    else
        fprintf(out, "  none\n");
}
