/* Where mail comes from, and whether we can get at it. */
#include "report/figures.h"
#include "report/page.h"

#include "base/clock.h"

static bool add_source(const struct store_source_state *state, void *data)
{
    json_t *entry =
        json_pack("{s:s, s:s, s:s?, s:o, s:o, s:o}", "source", state->source, "state",
                  state->trouble != NULL ? "trouble" : "well", "words", state->trouble, "since", figure_time(state->since_secs),
                  "looked", figure_time(state->looked_secs), "next", figure_time_or_null(state->next_secs));
    return json_array_append_new(data, entry) == 0;
}

json_t *figures_sources(const struct report_request *request, GError **error)
{
    AUTO_JSON sources = json_array();
    return store_each_source_state(request->store, add_source, sources, error) ? json_incref(sources) : NULL;
}

static char *clock_words(const json_t *entry, const char *name)
{
    gint64 secs = 0;
    clock_parse(figure_text(entry, name), &secs);
    return page_time(secs);
}

void figures_print_sources(const json_t *sources, FILE *out)
{
    size_t i;
    const json_t *entry;
    json_array_foreach(sources, i, entry)
    {
        bool is_well = json_is_null(json_object_get(entry, "words"));
        g_autofree char *looked = clock_words(entry, "looked"), *since = clock_words(entry, "since");
        if (is_well) {
            fprintf(out, "  %s: well, last looked into %s\n", figure_text(entry, "source"), looked);
            continue;
        }
        g_autofree char *next = json_is_null(json_object_get(entry, "next")) ? NULL : clock_words(entry, "next");
        g_autofree char *text =
            g_strdup_printf("%s: in trouble since %s: %s%s%s", figure_text(entry, "source"), since, figure_text(entry, "words"),
                            next != NULL ? "; tried again " : "", next != NULL ? next : "");
        guint left_out = 0;
        g_autofree char *words = page_words(text, REPORT_COLUMNS, 2, 0, &left_out);
        fprintf(out, "%s\n", words);
    }
}
