/* POP3, line by line. Every number of the server is checked; lines are limited in length and answers in bytes and time. */
#include "source/pop3.h"

#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "net/lines.h"
#include "net/words.h"
#include "source/login.h"

#define SLOWEST_BYTES_SEC 16384        /* a server that sends slower than this is given up */
#define LIST_BYTES (32u * 1024 * 1024) /* LIST or UIDL of some 500,000 messages */
#define MESSAGES_MOST 500000u
#define LINE_BYTES (1024u * 1024) /* some mail programs write a whole page as one line */
#define SIZE_SLACK_BYTES (1024u * 1024)

struct pop3 {
    const struct source_config *config;
    struct lines *lines;
    GHashTable *abilities; /* char *: "STLS", "AUTH=PLAIN" */
    GString *line;         /* the last one that was read */
    bool is_dead;
};

static void limit(struct pop3 *pop3, guint64 most_bytes)
{
    stream_limit(lines_stream(pop3->lines), pop3->config->timeout_secs + (gint64)(most_bytes / SLOWEST_BYTES_SEC),
                 most_bytes + LOGIN_BYTES);
}

static bool broken(struct pop3 *pop3, GError **error)
{
    pop3->is_dead = true;
    login_set_trouble(pop3->lines, error);
    return false;
}

/* ---- commands */

/* Reads the answer to a command. code: of the error where it is no. */
static bool read_answer(struct pop3 *pop3, int code, GError **error)
{
    if (!lines_read(pop3->lines, LOGIN_LINE_BYTES, pop3->line))
        return broken(pop3, error);
    if (g_str_has_prefix(pop3->line->str, "+OK"))
        return true;
    g_autofree char *words = words_from_server(pop3->line->str);
    g_set_error(error, ERROR_DOMAIN, code, "%s says: %s", pop3->config->host, words);
    return false;
}

static bool say(struct pop3 *pop3, const char *command, guint64 most_bytes, GError **error)
{
    limit(pop3, most_bytes);
    return lines_send(pop3->lines, command) ? read_answer(pop3, ERROR_TEMPORARY, error) : broken(pop3, error);
}

/* Reads the next line of an answer with many. *over: it was the last. */
static bool read_next(struct pop3 *pop3, bool *over, GError **error)
{
    if (!lines_read(pop3->lines, LINE_BYTES, pop3->line))
        return broken(pop3, error);
    *over = pop3->line->len == 1 && pop3->line->str[0] == '.';
    if (!*over && pop3->line->str[0] == '.')
        g_string_erase(pop3->line, 0, 1);
    return true;
}

/* ---- login */

static void note_ability(GHashTable *abilities, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    bool is_sasl = words[0] != NULL && g_ascii_strcasecmp(words[0], "SASL") == 0;
    for (guint i = is_sasl ? 1 : 0; words[i] != NULL && (is_sasl || i == 0); i++) {
        g_autofree char *name = g_ascii_strup(words[i], -1);
        g_hash_table_add(abilities, is_sasl ? g_strconcat("AUTH=", name, NULL) : g_strdup(name));
    }
}

static bool learn_abilities(struct pop3 *pop3, GError **error)
{
    g_autoptr(GError) refused = NULL;
    bool over = false;
    g_hash_table_remove_all(pop3->abilities); /* what was learnt in clear counts no longer */
    if (!say(pop3, "CAPA", 0, &refused)) {
        if (stream_trouble(lines_stream(pop3->lines)) != NULL)
            return broken(pop3, error);
        g_hash_table_add(pop3->abilities, g_strdup("LOGIN")); /* an old server: USER and PASS it knows */
        return true;
    }
    for (;;) {
        if (!read_next(pop3, &over, error))
            return false;
        if (over)
            break;
        note_ability(pop3->abilities, pop3->line->str);
    }
    if (g_hash_table_contains(pop3->abilities, "USER"))
        g_hash_table_add(pop3->abilities, g_strdup("LOGIN"));
    return true;
}

static bool start_tls(struct pop3 *pop3, GError **error)
{
    if (!learn_abilities(pop3, error))
        return false;
    if (g_hash_table_contains(pop3->abilities, "STLS"))
        return say(pop3, "STLS", 0, error) && lines_encrypt(pop3->lines, pop3->config->ca_file, error);
    g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                "%s offers no encryption on this port (STLS): nothing was sent to it; try `security: tls`", pop3->config->host);
    return false;
}

static char **login_commands(const char *user, const char *password)
{
    if (strpbrk(user, "\r\n") != NULL || strpbrk(password, "\r\n") != NULL)
        return NULL;
    char **commands = g_new0(char *, 3);
    commands[0] = g_strconcat("USER ", user, NULL);
    commands[1] = g_strconcat("PASS ", password, NULL);
    return commands;
}

static bool log_in(struct pop3 *pop3, GError **error)
{
    static const struct login_words words = {
        .protocol = "POP3", .begin = "AUTH ", .ok = "+OK", .refused = "-ERR", .commands = login_commands};
    return learn_abilities(pop3, error) && login(pop3->lines, &words, pop3->abilities, pop3->config, error);
}

struct pop3 *pop3_open(const struct source_config *config, const struct stream_hooks *hooks, GError **error)
{
    AUTO(pop3) pop3 = g_new0(struct pop3, 1);
    pop3->config = config;
    pop3->line = g_string_new("");
    pop3->abilities = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    pop3->lines = login_connect(config, hooks, error);
    bool ready = pop3->lines != NULL && read_answer(pop3, ERROR_TEMPORARY, error);
    if (ready && config->security == SOURCE_STARTTLS)
        ready = start_tls(pop3, error);
    return ready && log_in(pop3, error) ? g_steal_pointer(&pop3) : NULL;
}

void pop3_free(struct pop3 *pop3)
{
    if (pop3 == NULL)
        return;
    lines_free(pop3->lines);
    g_hash_table_unref(pop3->abilities);
    g_string_free(pop3->line, TRUE);
    g_free(pop3);
}

bool pop3_is_dead(const struct pop3 *pop3) { return pop3->is_dead || stream_trouble(lines_stream(pop3->lines)) != NULL; }

bool pop3_quit(struct pop3 *pop3, GError **error) { return say(pop3, "QUIT", 0, error); }

bool pop3_delete(struct pop3 *pop3, guint number, GError **error)
{
    g_autofree char *command = g_strdup_printf("DELE %u", number);
    return say(pop3, command, 0, error);
}

/* ---- lists */

static void clear_message(void *data) { g_free(((struct pop3_message *)data)->uid); }

/* Takes a line of LIST or UIDL apart: a number, a space, *rest. */
static bool split_line(const char *line, guint *number, const char **rest)
{
    char *end = NULL;
    guint64 value = g_ascii_isdigit(*line) ? g_ascii_strtoull(line, &end, 10) : 0;
    if (value == 0 || value > G_MAXINT || end == NULL || *end != ' ')
        return false;
    *number = (guint)value;
    *rest = end + 1;
    return **rest != '\0';
}

static bool read_sizes(struct pop3 *pop3, GArray *messages, GError **error)
{
    for (bool over = false;;) {
        struct pop3_message message = {0};
        const char *rest = NULL;
        if (!read_next(pop3, &over, error))
            return false;
        if (over)
            return true;
        if (messages->len >= MESSAGES_MOST || !split_line(pop3->line->str, &message.number, &rest))
            continue;
        message.size_bytes = g_ascii_isdigit(*rest) ? g_ascii_strtoull(rest, NULL, 10) : 0;
        g_array_append_val(messages, message);
    }
}

/* Both lists come in the same order, so the place of the last one is where to look first. */
static bool read_uids(struct pop3 *pop3, GArray *messages, GError **error)
{
    g_autoptr(GHashTable) by_number = g_hash_table_new(NULL, NULL); /* number → index + 1 */
    for (guint i = 0; i < messages->len; i++)
        g_hash_table_insert(by_number, GUINT_TO_POINTER(g_array_index(messages, struct pop3_message, i).number),
                            GUINT_TO_POINTER(i + 1));
    for (bool over = false;;) {
        guint number = 0;
        const char *rest = NULL;
        if (!read_next(pop3, &over, error))
            return false;
        if (over)
            return true;
        guint place = split_line(pop3->line->str, &number, &rest)
                          ? GPOINTER_TO_UINT(g_hash_table_lookup(by_number, GUINT_TO_POINTER(number)))
                          : 0;
        if (place == 0)
            continue;
        struct pop3_message *message = &g_array_index(messages, struct pop3_message, place - 1);
        g_free(message->uid);
        message->uid = g_utf8_make_valid(rest, -1);
    }
}

GArray *pop3_list(struct pop3 *pop3, GError **error)
{
    g_autoptr(GArray) messages = g_array_new(FALSE, FALSE, sizeof(struct pop3_message));
    g_autoptr(GError) no_uids = NULL;
    g_array_set_clear_func(messages, clear_message);
    if (!say(pop3, "LIST", LIST_BYTES, error) || !read_sizes(pop3, messages, error))
        return NULL;
    if (say(pop3, "UIDL", LIST_BYTES, &no_uids))
        return read_uids(pop3, messages, error) ? g_steal_pointer(&messages) : NULL;
    if (stream_trouble(lines_stream(pop3->lines)) == NULL)
        return g_steal_pointer(&messages);
    broken(pop3, error);
    return NULL;
}

/* ---- messages */

bool pop3_read(struct pop3 *pop3, const struct pop3_message *message, guint64 limit_bytes, struct raw *raw, GError **error)
{
    bool oversize = message->size_bytes > limit_bytes;
    g_autofree char *command = g_strdup_printf(oversize ? "TOP %u 0" : "RETR %u", message->number);
    struct raw_builder builder;
    if (!say(pop3, command, 2 * (oversize ? LIMIT_HEADER_BYTES : message->size_bytes) + SIZE_SLACK_BYTES, error))
        return false;
    raw_builder_init(&builder, limit_bytes);
    for (bool over = false;;) {
        if (!read_next(pop3, &over, error)) {
            raw_builder_clear(&builder);
            return false;
        }
        if (over)
            break;
        g_string_append_len(pop3->line, "\r\n", 2);
        raw_builder_add(&builder, pop3->line->str, pop3->line->len);
    }
    raw_builder_end(&builder, raw);
    if (oversize) {
        raw->oversize = true;
        raw->size_bytes = message->size_bytes;
    }
    return true;
}
