/* The page of experiences, its feed and its JSON, from the quotes that may be published. Never touches a file but its own
 * three.
 */
#include "report/publish.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/fault.h"
#include "base/file.h"
#include "base/limits.h"
#include "render/template.h"
#include "report/figures.h"
#include "report/page.h"
#include "report/themes.h"
#include "store/store_find.h"

#define PAGE_FILE "index.html"
#define FEED_FILE "feed.xml"
#define JSON_FILE "quotes.json"
#define PAGE_TEMPLATE "templates/publish/page.html"
#define FEED_TEMPLATE "templates/publish/feed.xml"
#define GENERATOR "hearback"
#define FOLDER_MODE 0755

void publication_free(struct publication *publication)
{
    g_free(publication->page);
    g_free(publication->feed);
    g_free(publication->json);
    g_array_unref(publication->ids);
    g_free(publication);
}

/* ---- what is on it */

struct collecting {
    struct store *store;
    const struct theme_rules *rules;
    struct publication *publication;
    const struct survey *survey;
    const struct context *context;
    GHashTable *lists; /* question -> its quotes, json_t * of sections */
    json_t *all;
    GError *error;
};

struct naming {
    const struct theme_rules *rules;
    json_t *list;
};

static bool add_theme(const struct store_theme *found, void *data)
{
    const struct naming *naming = data;
    const struct theme *theme = theme_named(naming->rules, found->theme);
    if (theme != NULL && strcmp(found->state, "set") == 0)
        json_array_append_new(naming->list, json_pack("{s:s,s:s}", "theme", theme->id, "label", theme->label));
    return true;
}

/* Returns the themes that a human has set on message: what rules propose stands on no page. (transfer full) */
static json_t *themes_of_message(struct collecting *collecting, gint64 message)
{
    struct naming naming = {collecting->rules, json_array()};
    store_each_theme(collecting->store, NULL, 0, 0, message, add_theme, &naming, &collecting->error);
    return naming.list;
}

static json_t *paragraphs_of(const char *words)
{
    json_t *list = json_array();
    g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        if (*g_strstrip(lines[i]) != '\0')
            json_array_append_new(list, json_pack("{s:s}", "text", lines[i]));
    return list;
}

/* The day alone: when a person's words came, or were approved, says more than it need. */
static char *day_of(gint64 secs)
{
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(secs);
    return when != NULL ? g_date_time_format(when, "%Y-%m-%dT00:00:00Z") : g_strdup("1970-01-01T00:00:00Z");
}

static bool collect(const struct store_quote *quote, void *data)
{
    struct collecting *collecting = data;
    const struct question *question = survey_question(collecting->survey, quote->question);
    json_t *list = g_hash_table_lookup(collecting->lists, quote->question);
    if (question == NULL || list == NULL)
        return true; /* the survey asks this no more */
    g_autofree char *context = context_shown(collecting->context, quote->pseudonym), *day = day_of(quote->at_secs);
    guint people = context_cell(collecting->context, quote->pseudonym);
    collecting->publication->small += people > 0 && people < SMALL_CELL;
    g_array_append_val(collecting->publication->ids, quote->id);
    json_t *entry = json_pack("{s:I,s:o,s:s,s:s,s:s,s:o,s:s}", "id", (json_int_t)quote->id, "themes",
                              themes_of_message(collecting, quote->message), "ask", question->ask, "words", quote->words,
                              "context", context, "paragraphs", paragraphs_of(quote->words), "day", day);
    json_array_append(list, entry);
    json_array_append_new(collecting->all, entry);
    return collecting->error == NULL;
}

static json_t *new_section(const struct survey *survey, const struct question *question)
{
    g_autofree char *id = g_strdup_printf("%s-%s", survey->id, question->id);
    return json_pack("{s:s,s:s,s:[]}", "section", id, "heading", question->ask, "quotes");
}

/* Adds the quotes of survey to all, and a section for each of its questions that has some. */
static bool add_survey(const struct report_request *request, const struct survey *survey, const struct theme_rules *rules,
                       struct publication *publication, json_t *sections, json_t *all, GError **error)
{
    struct quotes_where where;
    bool ok = true;
    if (quotes_where(survey, &where)) {
        AUTO(context) context = context_new(request, survey, error);
        g_autoptr(GHashTable) lists = g_hash_table_new(g_str_hash, g_str_equal);
        AUTO_JSON own = json_array();
        for (guint i = 0; where.quotable.texts[i] != NULL; i++) {
            json_t *section = new_section(survey, survey_question(survey, where.quotable.texts[i]));
            g_hash_table_insert(lists, (gpointer)where.quotable.texts[i], json_object_get(section, "quotes"));
            json_array_append_new(own, section);
        }
        struct collecting collecting = {.store = request->store,
                                        .rules = rules,
                                        .publication = publication,
                                        .survey = survey,
                                        .context = context,
                                        .lists = lists,
                                        .all = all};
        ok = context != NULL && store_published_each(request->store, &where.quotable, collect, &collecting, error);
        if (collecting.error != NULL) {
            g_propagate_error(error, collecting.error);
            ok = false;
        }
        size_t i;
        json_t *section;
        json_array_foreach(own, i, section) if (json_array_size(json_object_get(section, "quotes")) > 0)
            json_array_append(sections, section);
    }
    quotes_where_clear(&where);
    return ok;
}

/* Returns the latest day on which one of all was approved, otherwise where there is none. */
static const char *newest_of(const json_t *all, const char *otherwise)
{
    const char *newest = NULL;
    size_t i;
    const json_t *entry;
    json_array_foreach(all, i, entry) if (newest == NULL || strcmp(figure_text(entry, "day"), newest) > 0) newest =
        figure_text(entry, "day");
    return newest != NULL ? newest : otherwise;
}

/* Adds the themes of quotes to counted (theme -> {"theme", "label", "count"}). */
static void count_themes(const json_t *quotes, json_t *counted)
{
    size_t i, j;
    const json_t *entry, *theme;
    json_array_foreach(quotes, i, entry) json_array_foreach(json_object_get(entry, "themes"), j, theme)
    {
        json_t *known = json_object_get(counted, figure_text(theme, "theme"));
        if (known == NULL) {
            known = json_pack("{s:O,s:O,s:i}", "theme", json_object_get(theme, "theme"), "label",
                              json_object_get(theme, "label"), "count", 0);
            json_object_set_new(counted, figure_text(theme, "theme"), known);
        }
        json_object_set_new(known, "count", json_integer(figure(known, "count") + 1));
    }
}

/* Returns the themes of quotes in the order of the rules, each with how many there are. (transfer full) */
static json_t *themes_on_page(const json_t *quotes, const struct theme_rules *rules)
{
    AUTO_JSON counted = json_object();
    json_t *list = json_array();
    count_themes(quotes, counted);
    for (guint i = 0; i < rules->list->len; i++) {
        json_t *entry = json_object_get(counted, ((const struct theme *)rules->list->pdata[i])->id);
        if (entry != NULL)
            json_array_append(list, entry);
    }
    return list;
}

/* Returns what the templates are filled with; the quotes themselves in all and sections. (transfer full) */
static json_t *page_data(const struct report_request *request, const struct campaign *campaign, const char *url,
                         const struct theme_rules *rules, json_t *sections, json_t *all)
{
    const struct survey *survey = request->surveys->pdata[0];
    size_t count = json_array_size(all), i;
    g_autofree char *counted = page_count((gint64)count, "passage", "passages"), *day = page_day(request->now_secs),
                    *stamp = day_of(request->now_secs);
    const char *domain = strrchr(campaign->address, '@'), *newest = newest_of(all, stamp);
    json_t *section;
    json_t *themes = themes_on_page(all, rules);
    json_array_foreach(sections, i, section)
    {
        const json_t *quotes = json_object_get(section, "quotes");
        json_object_set_new(section, "count", json_integer((json_int_t)json_array_size(quotes)));
        json_object_set_new(section, "section_themes", themes_on_page(quotes, rules));
    }
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:b,s:b,s:b,s:o,s:O,s:O}", "campaign", campaign->name, "title",
                     survey->title, "language", campaign->language, "contact",
                     campaign->contact_address != NULL ? campaign->contact_address : campaign->address, "domain",
                     domain != NULL ? domain + 1 : campaign->address, "url", url != NULL ? url : "", "counted", counted, "day",
                     day, "stamp", newest, "has_quotes", count > 0, "has_sections", json_array_size(sections) > 1, "has_themes",
                     json_array_size(themes) > 0, "page_themes", themes, "sections", sections, "all", all);
}

/* ---- the files */

/* Returns all as the JSON file: what is on the page, and nothing else. (transfer full) */
static char *json_file(const json_t *all, const json_t *data)
{
    AUTO_JSON list = json_array();
    size_t i;
    const json_t *entry;
    json_array_foreach(all, i, entry)
        json_array_append_new(list, json_pack("{s:O,s:O,s:O,s:O,s:O}", "themes", json_object_get(entry, "themes"), "id",
                                              json_object_get(entry, "id"), "question", json_object_get(entry, "ask"), "words",
                                              json_object_get(entry, "words"), "context", json_object_get(entry, "context")));
    AUTO_JSON file =
        json_pack("{s:s,s:O,s:O,s:O,s:O}", "generator", GENERATOR, "campaign", json_object_get(data, "campaign"), "title",
                  json_object_get(data, "title"), "updated", json_object_get(data, "stamp"), "quotes", list);
    g_autofree char *text = json_dumps(file, JSON_INDENT(2));
    return g_strconcat(text, "\n", NULL);
}

static char *render(const struct campaign *campaign, const char *template, const json_t *data, GError **error)
{
    g_autofree char *path = campaign_path(campaign, template);
    return template_render(path, TEMPLATE_HTML, data, error);
}

struct publication *publication_new(const struct report_request *request, const struct campaign *campaign, const char *url,
                                    GError **error)
{
    AUTO(publication) publication = g_new0(struct publication, 1);
    AUTO_JSON sections = json_array(), *all = json_array();
    AUTO(theme_rules) rules = themes_load_or_fail(campaign, error);
    publication->ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (rules == NULL)
        return NULL;
    for (guint i = 0; i < request->surveys->len; i++)
        if (!add_survey(request, request->surveys->pdata[i], rules, publication, sections, all, error))
            return NULL;
    AUTO_JSON data = page_data(request, campaign, url, rules, sections, all);
    publication->page = render(campaign, PAGE_TEMPLATE, data, error);
    publication->feed = publication->page != NULL ? render(campaign, FEED_TEMPLATE, data, error) : NULL;
    publication->json = json_file(all, data);
    return publication->feed != NULL ? g_steal_pointer(&publication) : NULL;
}

void publication_check(const struct campaign *campaign, struct problems *problems)
{
    AUTO_JSON theme = json_pack("{s:s,s:s,s:i}", "theme", "x", "label", "x", "count", 1);
    AUTO_JSON quote = json_pack("{s:i,s:[O],s:s,s:s,s:s,s:[{s:s}],s:s}", "id", 1, "themes", theme, "ask", "?", "words", "x",
                                "context", "x", "paragraphs", "text", "x", "day", "x");
    AUTO_JSON sample =
        json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:b,s:b,s:b,s:[O],s:[{s:s,s:s,s:i,s:[O],s:[O]}],s:[O]}", "campaign",
                  "x", "title", "x", "language", "en", "contact", "x", "domain", "x", "url", "x", "counted", "x", "day", "x",
                  "stamp", "x", "has_quotes", 1, "has_sections", 1, "has_themes", 1, "page_themes", theme, "sections",
                  "section", "x", "heading", "x", "count", 1, "section_themes", theme, "quotes", quote, "all", quote);
    g_autofree char *page = campaign_path(campaign, PAGE_TEMPLATE), *feed = campaign_path(campaign, FEED_TEMPLATE);
    template_check_names(page, TEMPLATE_HTML, sample, problems);
    template_check_names(feed, TEMPLATE_HTML, sample, problems);
}

/* ---- on disk */

/* Whether dir holds a page that we did not make: its JSON would say so. */
static bool is_somebody_elses(const char *dir)
{
    g_autofree char *page = g_build_filename(dir, PAGE_FILE, NULL), *path = g_build_filename(dir, JSON_FILE, NULL);
    if (!g_file_test(page, G_FILE_TEST_EXISTS))
        return false;
    g_autoptr(GBytes) bytes = file_read(path, LIMIT_PAGE_BYTES, NULL);
    AUTO_JSON file = bytes != NULL ? json_loadb(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), 0, NULL) : NULL;
    return strcmp(figure_text(file, "generator"), GENERATOR) != 0;
}

static bool make_folder(const char *dir, GError **error)
{
    if (g_file_test(dir, G_FILE_TEST_IS_DIR) || (file_make_folder(dir, error) && chmod(dir, FOLDER_MODE) == 0))
        return true;
    if (error != NULL && *error == NULL)
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "cannot open %s to everybody: %s", dir, g_strerror(errno));
    return false;
}

/* Before anybody can see them: so whatever ends us, a quote never stands somewhere without our knowing. */
static bool record_place(const struct publication *publication, const struct report_request *request, const char *place,
                         GError **error)
{
    bool ok = store_begin(request->store, error);
    for (guint i = 0; ok && i < publication->ids->len; i++)
        ok = store_publication_add(request->store, g_array_index(publication->ids, gint64, i), place, request->now_secs, error);
    if (ok)
        return store_commit(request->store, error);
    store_rollback(request->store);
    return false;
}

static bool write_file(const char *dir, const char *name, const char *text, GError **error)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);
    return file_write_public(path, text, strlen(text), error);
}

bool publication_write(const struct publication *publication, const struct report_request *request, const char *dir,
                       GError **error)
{
    g_autofree char *place = g_canonicalize_filename(dir, NULL);
    if (is_somebody_elses(place)) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                    "%s holds a page that hearback has not made; name a folder that is for the quotes alone", dir);
        return false;
    }
    if (!make_folder(place, error) || !record_place(publication, request, place, error))
        return false;
    fault_point("publish.placed");
    if (!write_file(place, JSON_FILE, publication->json, error) || !write_file(place, PAGE_FILE, publication->page, error) ||
        !write_file(place, FEED_FILE, publication->feed, error))
        return false;
    fault_point("publish.written");
    return store_publication_end(request->store, place, publication->ids, request->now_secs, error);
}
