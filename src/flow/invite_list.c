/* The list of people to invite: which column holds what, and which rows can be used. Never tells an address. */
#include <string.h>

#include "base/csv.h"
#include "base/error.h"
#include "base/file.h"
#include "base/limits.h"
#include "flow/invite.h"
#include "mail/compose.h"

#define FIELD_BYTES 500u

struct columns {
    guint count, address, name; /* indexes; G_MAXUINT: there is none */
    GArray *of_configuration;   /* guint: index of each column that the configuration names */
};

static void invitee_free(void *data)
{
    struct invitee *invitee = data;
    g_free(invitee->address);
    json_decref(invitee->fields);
    g_free(invitee);
}

void invite_list_free(struct invite_list *list)
{
    if (list == NULL)
        return;
    g_ptr_array_unref(list->people);
    g_ptr_array_unref(list->wrong);
    g_free(list);
}

G_GNUC_PRINTF(2, 3) static void tell(struct invite_list *list, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(list->wrong, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

/* ---- columns */

static bool set_once(guint *column, guint index, const char *what, GError **error)
{
    if (*column == G_MAXUINT) {
        *column = index;
        return true;
    }
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT,
                "line 1: columns %u and %u could both be the %s; call one of them otherwise", *column + 1, index + 1, what);
    return false;
}

/* Which column is called name, letter case and punctuation aside? A heading that is exactly so wins over all guesses. */
static guint find_column(const struct csv_row *head, const char *name)
{
    for (guint i = 0; i < head->fields->len; i++) {
        g_autofree char *heading = g_ascii_strdown(head->fields->pdata[i], -1);
        if (strcmp(g_strdelimit(heading, " -", '_'), name) == 0)
            return i;
    }
    return G_MAXUINT;
}

static bool guess_columns(const struct people_rules *rules, const struct csv_row *head, struct columns *columns, GError **error)
{
    bool is_address_sure = columns->address != G_MAXUINT, is_name_sure = columns->name != G_MAXUINT;
    for (guint i = 0; i < head->fields->len; i++) {
        enum list_column column = people_rules_column(rules, head->fields->pdata[i]);
        if (column == COLUMN_ADDRESS && !is_address_sure && !set_once(&columns->address, i, "address", error))
            return false;
        if (column == COLUMN_NAME && !is_name_sure && !set_once(&columns->name, i, "name", error))
            return false;
    }
    return true;
}

static bool find_columns(const struct office *office, const struct csv_row *head, struct columns *columns, GError **error)
{
    const GPtrArray *wanted = office->campaign->asking.columns;
    columns->count = head->fields->len;
    columns->address = find_column(head, "address");
    columns->name = find_column(head, "name");
    if (!guess_columns(office->knowledge->people, head, columns, error))
        return false;
    if (columns->address == G_MAXUINT) {
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT,
                    "line %u: no column is called `address` or `email`; the first line must say what the columns hold",
                    head->line);
        return false;
    }
    for (guint i = 0; i < wanted->len; i++) {
        guint index = find_column(head, wanted->pdata[i]);
        if (index == G_MAXUINT) {
            g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT,
                        "line %u: no column is called `%s`, which the configuration names in `columns`", head->line,
                        (const char *)wanted->pdata[i]);
            return false;
        }
        g_array_append_val(columns->of_configuration, index);
    }
    return true;
}

/* ---- rows */

/* Returns text, "Jo Smith <jo@school.example>" or "mailto:jo@school.example" too, as a plain address whose domain is ASCII
 * (transfer full), NULL where it is none. */
static char *plain_address(const char *text)
{
    const char *open = strrchr(text, '<'), *end = open != NULL ? strchr(open, '>') : NULL;
    g_autofree char *bare = end != NULL && end[1] == '\0' ? g_strndup(open + 1, (gsize)(end - open) - 1) : g_strdup(text);
    const char *start = g_ascii_strncasecmp(bare, "mailto:", strlen("mailto:")) == 0 ? bare + strlen("mailto:") : bare;
    const char *at = strrchr(start, '@');
    g_autofree char *domain = at != NULL ? g_hostname_to_ascii(at + 1) : NULL;
    if (domain == NULL || strchr(domain, '.') == NULL)
        return NULL;
    g_autofree char *lower = g_ascii_strdown(domain, -1);
    g_autofree char *address = g_strdup_printf("%.*s@%s", (int)(at - start), start, lower);
    return mail_address_is_sendable(address) && !mail_address_needs_smtputf8(address) ? g_steal_pointer(&address) : NULL;
}

static const char *field_of(const struct csv_row *row, guint index)
{
    return index < row->fields->len ? row->fields->pdata[index] : "";
}

/* Returns what is wrong with row, NULL where nothing is. (static) */
static const char *trouble_of(const struct csv_row *row, const struct columns *columns)
{
    for (guint i = columns->count; i < row->fields->len; i++)
        if (*(const char *)row->fields->pdata[i] != '\0')
            return "more fields than the first line has; does a field need quotation marks?";
    for (guint i = 0; i < row->fields->len; i++)
        if (strlen(row->fields->pdata[i]) > FIELD_BYTES)
            return "a field is too long; is a quotation mark missing?";
    return *field_of(row, columns->address) == '\0' ? "no address" : NULL;
}

static json_t *fields_of(const struct office *office, const struct csv_row *row, const struct columns *columns)
{
    json_t *fields = json_object();
    const char *name = field_of(row, columns->name);
    if (*name != '\0')
        json_object_set_new(fields, "name", json_string(name));
    for (guint i = 0; i < columns->of_configuration->len; i++)
        json_object_set_new(fields, office->campaign->asking.columns->pdata[i],
                            json_string(field_of(row, g_array_index(columns->of_configuration, guint, i))));
    return fields;
}

/* Whether somebody of this name, or one who may be the same since a name is missing, stands further above with this address. */
static bool is_repeated(GHashTable *seen, const char *address, const char *name)
{
    g_autofree char *key = g_ascii_strdown(address, -1), *folded = g_utf8_casefold(name, -1);
    GPtrArray *names = g_hash_table_lookup(seen, key);
    if (names == NULL) {
        names = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(seen, g_steal_pointer(&key), names);
    }
    bool is_same = names->len > 0 && *folded == '\0';
    for (guint i = 0; !is_same && i < names->len; i++)
        is_same = *(const char *)names->pdata[i] == '\0' || strcmp(names->pdata[i], folded) == 0;
    if (!is_same)
        g_ptr_array_add(names, g_steal_pointer(&folded));
    return is_same;
}

static void add_row(struct invite_list *list, const struct office *office, const struct csv_row *row,
                    const struct columns *columns, GHashTable *seen)
{
    const char *trouble = trouble_of(row, columns);
    g_autofree char *address = trouble == NULL ? plain_address(field_of(row, columns->address)) : NULL;
    if (trouble == NULL && address == NULL)
        trouble = "the address is none that mail can be sent to";
    else if (trouble == NULL && campaign_is_own_address(office->campaign, address))
        trouble = "the address is one of our own";
    if (trouble != NULL) {
        tell(list, "line %u: %s", row->line, trouble);
        return;
    }
    if (is_repeated(seen, address, field_of(row, columns->name))) {
        list->repeated++;
        return;
    }
    struct invitee *invitee = g_new0(struct invitee, 1);
    *invitee =
        (struct invitee){.line = row->line, .address = g_steal_pointer(&address), .fields = fields_of(office, row, columns)};
    g_ptr_array_add(list->people, invitee);
}

struct invite_list *invite_list_read(const struct office *office, const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = file_read(path, LIMIT_LIST_BYTES, error);
    AUTO(csv) csv = bytes != NULL ? csv_read(bytes, error) : NULL;
    if (csv == NULL)
        return NULL;
    if (csv->rows->len == 0) {
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "nothing is in this file");
        return NULL;
    }
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    struct columns columns = {.of_configuration = wanted};
    if (!find_columns(office, csv->rows->pdata[0], &columns, error))
        return NULL;
    struct invite_list *list = g_new0(struct invite_list, 1);
    list->people = g_ptr_array_new_with_free_func(invitee_free);
    list->wrong = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 1; i < csv->rows->len; i++)
        add_row(list, office, csv->rows->pdata[i], &columns, seen);
    return list;
}
