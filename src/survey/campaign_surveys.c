/* The section `surveys` of hearback.yaml: which files of rules/ are asked. They themselves are read later. */
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "survey/campaign_load.h"

#define SURVEY_KEY "\nsurvey:" /* begins a line of a survey's file */

/* Whether the file in the folder path looks like a survey: rules/ holds other files too. */
static bool is_survey(const char *path, const char *name)
{
    g_autofree char *file = g_build_filename(path, name, NULL);
    g_autoptr(GBytes) bytes = g_str_has_suffix(name, ".yaml") ? file_read(file, LIMIT_YAML_BYTES, NULL) : NULL;
    if (bytes == NULL)
        return false;
    gsize length = 0;
    const char *text = g_bytes_get_data(bytes, &length);
    return g_strstr_len(text, MIN(length, strlen(SURVEY_KEY) - 1), SURVEY_KEY + 1) != NULL ||
           g_strstr_len(text, (gssize)length, SURVEY_KEY) != NULL;
}

static gint compare_names(gconstpointer a, gconstpointer b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Returns the names of the surveys in rules/, without .yaml. (transfer full): NULL-terminated */
static GPtrArray *names_in_rules(const struct campaign *campaign)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *path = campaign_path(campaign, "rules");
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;)
        if (is_survey(path, name))
            g_ptr_array_add(names, g_strndup(name, strlen(name) - strlen(".yaml")));
    g_ptr_array_sort(names, compare_names);
    g_ptr_array_add(names, NULL);
    return names;
}

/* Whether there is a file for survey, whatever is in it. */
static bool has_file(const struct campaign *campaign, const char *survey)
{
    g_autofree char *name = g_strdup_printf("rules/%s.yaml", survey), *path = campaign_path(campaign, name);
    return strchr(survey, '/') == NULL && g_file_test(path, G_FILE_TEST_EXISTS);
}

static void unknown_survey(const struct campaign *campaign, const struct node *item, const char *name,
                           struct problems *problems)
{
    g_autoptr(GPtrArray) names = names_in_rules(campaign);
    node_unknown(item, "survey", name, (const char *const *)names->pdata, problems);
}

void campaign_load_surveys(struct campaign *campaign, const struct node *root, struct problems *problems)
{
    const struct node *list = node_get(root, "surveys"), *item = NULL;
    campaign->surveys = g_ptr_array_new_with_free_func(g_free);
    if (node_need(root, "surveys", problems) && node_item(list, 0) == NULL)
        node_problem(list, problems, "`surveys`: expected the name of one file in rules/ or more");
    for (guint i = 0; (item = node_item(list, i)) != NULL; i++) {
        const char *name = node_item_text(item, problems);
        if (name == NULL)
            continue;
        if (!has_file(campaign, name))
            unknown_survey(campaign, item, name, problems);
        else if (g_ptr_array_find_with_equal_func(campaign->surveys, name, g_str_equal, NULL))
            node_problem(item, problems, "survey `%s` stands here a second time", name);
        else
            g_ptr_array_add(campaign->surveys, g_strdup(name));
    }
}

void campaign_add_surveys(struct campaign *campaign)
{
    g_autoptr(GPtrArray) names = names_in_rules(campaign);
    for (guint i = 0; names->pdata[i] != NULL; i++)
        if (!g_ptr_array_find_with_equal_func(campaign->surveys, names->pdata[i], g_str_equal, NULL))
            g_ptr_array_add(campaign->surveys, g_strdup(names->pdata[i]));
}
