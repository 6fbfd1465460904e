/* The beginning of an IMAP connection: greeting, encryption, login. The library would take a server without a list of
 * capabilities for one with a NULL list, so this part is spoken here, line by line; it takes over once we are logged in. */
#include <string.h>

#include "base/error.h"
#include "net/words.h"
#include "source/imap_connection.h"
#include "source/login.h"

#define STREAM_BUFFER_BYTES 65536u
#define GOODBYE_SECS 3
#define PIECE_BYTES 4096

void imap_limit(struct imap *imap, guint64 most_bytes)
{
    stream_limit(lines_stream(imap->lines), imap->config->timeout_secs + (gint64)(most_bytes / SLOWEST_BYTES_SEC),
                 most_bytes + COMMAND_BYTES);
}

/* ---- single commands */

/* Skips the literal that line announces at its end, "{123}", if any. */
static bool skip_literal(struct imap *imap, const char *line)
{
    const char *at = strrchr(line, '{');
    char *end = NULL;
    guint64 left = at != NULL && g_ascii_isdigit(at[1]) ? g_ascii_strtoull(at + 1, &end, 10) : 0;
    if (end == NULL || !g_str_equal(end, "}"))
        return true;
    char piece[PIECE_BYTES];
    while (left > 0) {
        gssize got = lines_read_bytes(imap->lines, piece, MIN(left, sizeof piece));
        if (got < 0)
            return false;
        left -= (guint64)got;
    }
    return true;
}

static bool broken(struct imap *imap, GError **error)
{
    imap->is_dead = true;
    login_set_trouble(imap->lines, error);
    return false;
}

/* Judges the rest of a tagged line. */
static bool is_ok(const struct imap *imap, const char *answer, GError **error)
{
    if (g_ascii_strncasecmp(answer, "OK", 2) == 0)
        return true;
    g_autofree char *words = words_from_server(answer);
    g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "%s says: %s", imap->config->host, words);
    return false;
}

bool imap_say(struct imap *imap, const char *command, void (*visit)(const char *line, void *data), void *data, GError **error)
{
    g_autofree char *tag = g_strdup_printf("hb%u ", ++imap->tag), *tagged = g_strconcat(tag, command, NULL);
    g_autoptr(GString) line = g_string_new("");
    imap_limit(imap, 0);
    if (!lines_send(imap->lines, tagged))
        return broken(imap, error);
    while (lines_read(imap->lines, LOGIN_LINE_BYTES, line)) {
        if (g_str_has_prefix(line->str, tag))
            return is_ok(imap, line->str + strlen(tag), error);
        if (visit != NULL)
            visit(line->str, data);
        if (!skip_literal(imap, line->str))
            break;
    }
    return broken(imap, error);
}

/* ---- capabilities */

static void note_abilities(const char *line, void *data)
{
    static const char start[] = "* CAPABILITY ";
    GHashTable *abilities = data;
    if (g_ascii_strncasecmp(line, start, strlen(start)) != 0)
        return;
    g_auto(GStrv) words = g_strsplit(line + strlen(start), " ", -1);
    g_hash_table_remove_all(abilities);
    for (guint i = 0; words[i] != NULL; i++)
        g_hash_table_add(abilities, g_ascii_strup(words[i], -1));
    if (!g_hash_table_contains(abilities, "LOGINDISABLED"))
        g_hash_table_add(abilities, g_strdup("LOGIN"));
}

static bool learn_abilities(struct imap *imap, GError **error)
{
    g_hash_table_remove_all(imap->abilities); /* what was learnt in clear counts no longer */
    return imap_say(imap, "CAPABILITY", note_abilities, imap->abilities, error);
}

bool imap_can(const struct imap *imap, const char *name) { return g_hash_table_contains(imap->abilities, name); }

/* ---- encryption and login */

static bool read_greeting(struct imap *imap, bool *is_logged_in, GError **error)
{
    g_autoptr(GString) line = g_string_new("");
    imap_limit(imap, 0);
    if (!lines_read(imap->lines, LOGIN_LINE_BYTES, line))
        return broken(imap, error);
    *is_logged_in = g_str_has_prefix(line->str, "* PREAUTH");
    if (*is_logged_in || g_str_has_prefix(line->str, "* OK"))
        return true;
    g_autofree char *words = words_from_server(line->str);
    bool is_bye = g_str_has_prefix(line->str, "* BYE");
    g_set_error(error, ERROR_DOMAIN, is_bye ? ERROR_TEMPORARY : ERROR_CONFIGURATION,
                is_bye ? "%s does not want to talk: %s" : "%s is no IMAP server on this port; it says: %s", imap->config->host,
                words);
    return false;
}

static bool start_tls(struct imap *imap, GError **error)
{
    if (!learn_abilities(imap, error))
        return false;
    if (!imap_can(imap, "STARTTLS")) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                    "%s offers no encryption on this port (STARTTLS): nothing was sent to it; try `security: tls`",
                    imap->config->host);
        return false;
    }
    return imap_say(imap, "STARTTLS", NULL, NULL, error) && lines_encrypt(imap->lines, imap->config->ca_file, error);
}

/* Returns text as a quoted string of IMAP (transfer full), NULL where it cannot be one. */
static char *quoted(const char *text)
{
    GString *result = g_string_new("\"");
    bool is_ascii = g_str_is_ascii(text) && strpbrk(text, "\r\n") == NULL;
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            g_string_append_c(result, '\\');
        g_string_append_c(result, *text);
    }
    g_string_append_c(result, '"');
    return g_string_free(result, !is_ascii);
}

static char **login_commands(const char *user, const char *password)
{
    g_autofree char *name = quoted(user), *secret = quoted(password);
    char **commands = name != NULL && secret != NULL ? g_new0(char *, 2) : NULL;
    if (commands != NULL)
        commands[0] = g_strdup_printf("hb LOGIN %s %s", name, secret);
    if (secret != NULL)
        explicit_bzero(secret, strlen(secret));
    return commands;
}

static bool log_in(struct imap *imap, GError **error)
{
    static const struct login_words words = {
        .protocol = "IMAP", .begin = "hb AUTHENTICATE ", .ok = "hb OK", .refused = "hb ", .commands = login_commands};
    return learn_abilities(imap, error) && login(imap->lines, &words, imap->abilities, imap->config, error);
}

/* Hands the connection over to the library, as if it had logged in itself. */
static void hand_over(struct imap *imap)
{
    mmap_string_set_ceil(G_MAXSSIZE / 2); /* no mail in files in /tmp */
    imap->session = mailimap_new(0, NULL);
    imap->session->imap_stream = imap_library_stream(imap->lines);
    imap->session->imap_connection_info = mailimap_connection_info_new();
    imap->session->imap_state = MAILIMAP_STATE_AUTHENTICATED;
}

struct imap *imap_open(const struct source_config *config, const struct stream_hooks *hooks, GError **error)
{
    AUTO(imap) imap = g_new0(struct imap, 1);
    bool is_logged_in = false;
    imap->config = config;
    imap->abilities = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    imap->lines = login_connect(config, hooks, error);
    bool ready = imap->lines != NULL && read_greeting(imap, &is_logged_in, error);
    if (ready && is_logged_in && config->security == SOURCE_STARTTLS) { /* RFC 9051, 11.1: then it cannot be encrypted */
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "%s logs everybody in before the connection is encrypted",
                    config->host);
        return NULL;
    }
    if (ready && config->security == SOURCE_STARTTLS)
        ready = start_tls(imap, error);
    if (!ready || !(is_logged_in || log_in(imap, error)) || !learn_abilities(imap, error))
        return NULL;
    hand_over(imap);
    return g_steal_pointer(&imap);
}

void imap_free(struct imap *imap)
{
    if (imap == NULL)
        return;
    if (imap->lines != NULL)
        stream_limit(lines_stream(imap->lines), imap->is_dead ? 0 : GOODBYE_SECS, COMMAND_BYTES);
    if (imap->session != NULL)
        mailimap_free(imap->session);
    lines_free(imap->lines);
    g_hash_table_unref(imap->abilities);
    g_free(imap);
}

bool imap_is_dead(const struct imap *imap) { return imap->is_dead || stream_trouble(lines_stream(imap->lines)) != NULL; }

/* ---- the library's view of the connection */

static ssize_t low_read(mailstream_low *low, void *into, size_t size)
{
    return lines_read_bytes(low->data, into, size); /* never 0: the library would spin for ever */
}

static ssize_t low_write(mailstream_low *low, const void *bytes, size_t size)
{
    return stream_write(lines_stream(low->data), bytes, size) ? (ssize_t)size : -1;
}

static int low_close(mailstream_low *low)
{
    (void)low;
    return 0;
}

static int low_get_fd(mailstream_low *low) { return stream_fd(lines_stream(low->data)); }

static void low_free(mailstream_low *low) { free(low); }

static void low_cancel(mailstream_low *low) { (void)low; }

static struct mailstream_cancel *low_get_cancel(mailstream_low *low)
{
    (void)low;
    return NULL;
}

static carray *low_get_certificates(mailstream_low *low)
{
    (void)low;
    return NULL;
}

mailstream *imap_library_stream(struct lines *lines)
{
    static mailstream_low_driver driver = {.mailstream_read = low_read,
                                           .mailstream_write = low_write,
                                           .mailstream_close = low_close,
                                           .mailstream_get_fd = low_get_fd,
                                           .mailstream_free = low_free,
                                           .mailstream_cancel = low_cancel,
                                           .mailstream_get_cancel = low_get_cancel,
                                           .mailstream_get_certificate_chain = low_get_certificates};
    return mailstream_new(mailstream_low_new(lines, &driver), STREAM_BUFFER_BYTES);
}
