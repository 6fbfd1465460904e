/* Reads rules/redact.yaml and own lists of schools. */
#include "answer/redact_rules.h"

#include <string.h>

#include "answer/redact_text.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "survey/node.h"

#define LIMIT_CSV_BYTES (64u * 1024 * 1024) /* a register of schools */

static const char *const kind_names[REDACT_KINDS] = {"person",   "school", "place", "organisation", "role_unique",
                                                     "date",     "email",  "phone", "url",          "urn",
                                                     "postcode", "social", "other"};

static const struct {
    const char *key;
    guint list;
} list_keys[] = {{"titles", LIST_TITLE},
                 {"particles", LIST_PARTICLE},
                 {"links", LIST_LINK},
                 {"first_names", LIST_FIRST_NAME},
                 {"doubtful_names", LIST_DOUBTFUL_NAME},
                 {"name_verbs", LIST_NAME_VERB},
                 {"plain", LIST_PLAIN},
                 {"capital_words", LIST_PLAIN},
                 {"public", LIST_PUBLIC},
                 {"shouted", LIST_SHOUTED},
                 {"school_words", LIST_SCHOOL_WORD},
                 {"organisation_words", LIST_ORGANISATION_WORD},
                 {"organisation_starts", LIST_ORGANISATION_START},
                 {"place_words", LIST_PLACE_WORD},
                 {"place_starts", LIST_PLACE_START},
                 {"before_place", LIST_BEFORE_PLACE},
                 {"before_school", LIST_BEFORE_SCHOOL},
                 {"places", LIST_PLACE},
                 {"social_sites", LIST_SOCIAL_SITE},
                 {"public_addresses", LIST_PUBLIC_ADDRESS},
                 {"helplines", LIST_HELPLINE},
                 {"urn_words", LIST_URN_WORD},
                 {"reference_words", LIST_REFERENCE_WORD},
                 {"public_dates", LIST_PUBLIC_DATE},
                 {"public_date_words", LIST_PUBLIC_DATE_WORD},
                 {"inspector_words", LIST_INSPECTOR},
                 {"saying_verbs", LIST_SAYING_VERB},
                 {"name_starts", LIST_NAME_START},
                 {"school_starts", LIST_SCHOOL_START},
                 {"before_person", LIST_BEFORE_PERSON},
                 {"before_letter", LIST_BEFORE_LETTER}};

const char *redact_kind_name(enum redact_kind kind) { return kind_names[kind]; }

void redact_rules_free(struct redact_rules *rules)
{
    if (rules == NULL)
        return;
    g_hash_table_unref(rules->lists);
    pattern_set_free(rules->roles);
    for (guint i = 0; i < REDACT_KINDS; i++)
        g_free(rules->words[i]);
    g_free(rules->inspector);
    g_strfreev(rules->place_endings);
    g_free(rules);
}

guint redact_lists_of(const struct redact_rules *rules, const char *phrase)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(rules->lists, phrase));
}

/* Adds phrase, as text has it, to list. What is longer than REDACT_PHRASE_WORDS is never looked for and not kept. */
static void add_phrase(struct redact_rules *rules, const char *phrase, guint list)
{
    AUTO(redact_text) text = redact_text_new(rules, phrase);
    if (text->count == 0 || text->count > REDACT_PHRASE_WORDS)
        return;
    char *key = redact_text_phrase(text, 0, text->count);
    guint lists = redact_lists_of(rules, key) | list;
    g_hash_table_replace(rules->lists, key, GUINT_TO_POINTER(lists));
}

static void load_list(struct redact_rules *rules, const struct node *file, const char *key, guint list,
                      struct problems *problems)
{
    g_auto(GStrv) phrases = g_strsplit(node_text(file, key, "", problems), ",", -1);
    if (*phrases == NULL)
        node_problem(file, problems, "expected \"%s\": words with commas between them", key);
    for (char **phrase = phrases; *phrase != NULL; phrase++)
        add_phrase(rules, *phrase, list);
}

static void load_roles(struct redact_rules *rules, const struct node *file, struct problems *problems)
{
    g_auto(GStrv) people = g_strsplit(node_text(file, "role_people", "", problems), ", ", -1);
    g_autofree char *wrong = NULL;
    if (!pattern_set_define(rules->roles, "role_people", (const char *const *)people, &wrong))
        node_problem(file, problems, "role_people: %s", wrong);
    const struct node *roles = node_get(file, "roles");
    for (guint i = 0; node_item(roles, i) != NULL; i++) {
        const char *pattern = node_item_text(node_item(roles, i), problems);
        g_autofree char *what = NULL;
        if (pattern != NULL && !pattern_set_add(rules->roles, 0, pattern, &what))
            node_problem(node_item(roles, i), problems, "%s", what);
    }
}

static void load_words(struct redact_rules *rules, const struct node *file, struct problems *problems)
{
    const struct node *words = node_get(file, "words");
    if (words == NULL) {
        node_problem(file, problems, "expected \"words\": what stands for each kind");
        return;
    }
    for (guint i = 0; i < REDACT_KINDS; i++)
        rules->words[i] = g_strdup(node_text(words, kind_names[i], kind_names[i], problems));
    rules->inspector = g_strdup(node_text(words, "inspector", "Inspector", problems));
}

static void load_file(struct redact_rules *rules, const struct node *file, struct problems *problems)
{
    const char *keys[G_N_ELEMENTS(list_keys) + 5] = {"words", "roles", "role_people", "place_endings"};
    for (guint i = 0; i < G_N_ELEMENTS(list_keys); i++)
        keys[i + 4] = list_keys[i].key;
    if (!node_check_keys(file, keys, problems))
        return;
    load_words(rules, file, problems);
    for (guint i = 0; i < G_N_ELEMENTS(list_keys); i++)
        load_list(rules, file, list_keys[i].key, list_keys[i].list, problems);
    load_roles(rules, file, problems);
    rules->place_endings = g_strsplit(node_text(file, "place_endings", "", problems), ", ", -1);
}

struct redact_rules *redact_rules_load(const char *path, struct problems *problems)
{
    guint before = problems->list->len;
    AUTO(node) file = node_load(path, problems);
    if (file == NULL)
        return NULL;
    struct redact_rules *rules = g_new0(struct redact_rules, 1);
    rules->lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    rules->roles = pattern_set_new();
    load_file(rules, file, problems);
    if (problems->list->len == before)
        return rules;
    redact_rules_free(rules);
    return NULL;
}

/* ---- the register of schools */

/* Returns the fields of the CSV line at *at, and moves *at behind it. (transfer full): GPtrArray of char *, owned */
static GPtrArray *csv_fields(const char **at)
{
    GPtrArray *fields = g_ptr_array_new_with_free_func(g_free);
    GString *field = g_string_new(NULL);
    bool quoted = false;
    const char *p = *at;
    for (; *p != '\0' && (quoted || *p != '\n'); p++) {
        if (*p == '"' && quoted && p[1] == '"')
            g_string_append_c(field, *p++);
        else if (*p == '"')
            quoted = !quoted;
        else if (*p == ',' && !quoted) {
            g_ptr_array_add(fields, g_string_free(field, FALSE));
            field = g_string_new(NULL);
        } else if (*p != '\r')
            g_string_append_c(field, *p);
    }
    g_ptr_array_add(fields, g_string_free(field, FALSE));
    *at = *p == '\n' ? p + 1 : p;
    return fields;
}

static guint column_named(const GPtrArray *header, const char *name)
{
    for (guint i = 0; i < header->len; i++)
        if (g_str_has_suffix(header->pdata[i], name))
            return i;
    return G_MAXUINT;
}

/* A name of one word ("Park") is a common word more often than not, and is not taken. */
static void add_school(struct redact_rules *rules, const char *name)
{
    AUTO(redact_text) text = redact_text_new(rules, name);
    if (text->count > 1)
        add_phrase(rules, name, LIST_OWN_SCHOOL);
}

bool redact_rules_add_schools(struct redact_rules *rules, const char *csv_path, GError **error)
{
    g_autoptr(GBytes) bytes = file_read(csv_path, LIMIT_CSV_BYTES, error);
    if (bytes == NULL)
        return false;
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    g_autofree char *csv = text_repair(data, length);
    const char *at = csv;
    g_autoptr(GPtrArray) header = csv_fields(&at);
    guint name = column_named(header, "EstablishmentName"), town = column_named(header, "Town");
    if (name == G_MAXUINT) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "%s: the first line has no column EstablishmentName", csv_path);
        return false;
    }
    while (*at != '\0') {
        g_autoptr(GPtrArray) fields = csv_fields(&at);
        if (name < fields->len)
            add_school(rules, fields->pdata[name]);
        if (town < fields->len)
            add_phrase(rules, fields->pdata[town], LIST_PLACE);
    }
    return true;
}
