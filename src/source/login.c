/* Logging in at a mail server with a password or a token. The library's own way loads SASL plug-ins that may not be there and
 * loses the server's words, so these few lines are spoken here. Secrets are wiped and never logged. */
#include "source/login.h"

#include <string.h>

#include "base/error.h"
#include "net/oauth.h"
#include "net/secret.h"
#include "net/words.h"

/* One way of logging in: what is sent in answer to each of the server's "+". */
struct way {
    const char *mechanism;
    char *answers[3]; /* base64; NULL: no more */
};

enum outcome { LOGGED_IN, LOGIN_REFUSED, LOGIN_BROKEN };

static char *encode(const char *bytes, gsize length) { return g_base64_encode((const guchar *)bytes, length); }

static void way_clear(struct way *way)
{
    for (guint i = 0; i < G_N_ELEMENTS(way->answers); i++)
        g_clear_pointer(&way->answers[i], secret_free);
}

/* ---- the connection */

void login_set_trouble(const struct lines *lines, GError **error)
{
    const char *trouble = stream_trouble(lines_stream(lines));
    g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "%s",
                trouble != NULL ? trouble : "the server's answer cannot be understood");
}

struct lines *login_connect(const struct source_config *config, const struct stream_hooks *hooks, GError **error)
{
    struct stream *stream = stream_connect(config->host, config->port, config->timeout_secs, hooks, error);
    if (stream == NULL)
        return NULL;
    if (config->security == SOURCE_TLS && !stream_encrypt(stream, config->ca_file, error)) {
        stream_free(stream);
        return NULL;
    }
    stream_limit(stream, config->timeout_secs, LOGIN_BYTES);
    return lines_new(stream);
}

/* ---- the dialogue */

/* Says begin and the mechanism, then an answer to each "+". *said: what the server said where it refused (transfer full). */
static enum outcome converse(struct lines *lines, gint64 timeout_secs, const struct login_words *words, const struct way *way,
                             char **said)
{
    g_autoptr(GString) line = g_string_new("");
    g_autofree char *first = g_strconcat(words->begin, way->mechanism, NULL);
    guint next = 0;
    stream_limit(lines_stream(lines), timeout_secs, LOGIN_BYTES);
    bool going = lines_send(lines, first);
    while (going && lines_read(lines, LOGIN_LINE_BYTES, line)) {
        if (g_str_has_prefix(line->str, words->ok))
            return LOGGED_IN;
        if (g_str_has_prefix(line->str, words->refused)) {
            *said = words_from_server(line->str + strlen(words->refused));
            return LOGIN_REFUSED;
        }
        if (line->str[0] == '+' && next < G_N_ELEMENTS(way->answers) && way->answers[next] != NULL)
            going = lines_send(lines, way->answers[next++]);
        else if (line->str[0] == '+')
            going = lines_send(lines, "*"); /* it wants more than we have: RFC 4954, end of the exchange */
    }
    return LOGIN_BROKEN;
}

/* The same with commands instead of SASL. */
static enum outcome command(struct lines *lines, gint64 timeout_secs, const struct login_words *words, char **commands,
                            char **said)
{
    g_autoptr(GString) line = g_string_new("");
    stream_limit(lines_stream(lines), timeout_secs, LOGIN_BYTES);
    for (guint i = 0; commands[i] != NULL; i++) {
        bool answered = false;
        if (!lines_send(lines, commands[i]))
            return LOGIN_BROKEN;
        while (!answered) {
            if (!lines_read(lines, LOGIN_LINE_BYTES, line))
                return LOGIN_BROKEN;
            answered = g_str_has_prefix(line->str, words->ok);
            if (!answered && g_str_has_prefix(line->str, words->refused)) {
                *said = words_from_server(line->str + strlen(words->refused));
                return LOGIN_REFUSED;
            }
        }
    }
    return LOGGED_IN;
}

/* ---- what a refusal means */

/* Returns whether the server refuses for a while only, by its response code (RFC 5530, RFC 3206) or its words. */
static bool is_for_a_while(const char *said)
{
    static const char *const signs[] = {"[UNAVAILABLE]", "[LIMIT]",   "[INUSE]",  "[IN-USE]", "[LOGIN-DELAY]", "[SYS/TEMP]",
                                        "too many",      "try again", "temporar", "later",    "throttl",       "rate limit"};
    g_autofree char *folded = g_ascii_strdown(said, -1);
    for (guint i = 0; i < G_N_ELEMENTS(signs); i++) {
        g_autofree char *sign = g_ascii_strdown(signs[i], -1);
        if (strstr(folded, sign) != NULL)
            return true;
    }
    return false;
}

static bool conclude(const struct lines *lines, enum outcome outcome, const char *said, const char *what, GError **error)
{
    const char *host = stream_host(lines_stream(lines));
    if (outcome == LOGIN_BROKEN)
        login_set_trouble(lines, error);
    if (outcome == LOGIN_REFUSED && is_for_a_while(said))
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "%s lets nobody in just now: %s", host, said);
    else if (outcome == LOGIN_REFUSED)
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "%s does not accept %s; it says: %s", host, what, said);
    return outcome == LOGGED_IN;
}

/* ---- with a password */

static bool offered(GHashTable *offers, const char *name) { return g_hash_table_contains(offers, name); }

static void make_plain(struct way *way, const char *user, const char *password)
{
    g_autoptr(GString) plain = g_string_new("");
    g_string_append_c(plain, '\0');
    g_string_append(plain, user);
    g_string_append_c(plain, '\0');
    g_string_append(plain, password);
    *way = (struct way){.mechanism = "PLAIN", .answers = {encode(plain->str, plain->len)}};
    explicit_bzero(plain->str, plain->len);
}

static bool login_by_commands(struct lines *lines, const struct login_words *words, const struct source_config *config,
                              const char *password, GError **error)
{
    g_auto(GStrv) commands = words->commands(config->user, password);
    g_autofree char *said = NULL;
    if (commands == NULL) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                    "%s offers no way to send a user name or password with other than ASCII characters",
                    stream_host(lines_stream(lines)));
        return false;
    }
    enum outcome outcome = command(lines, config->timeout_secs, words, commands, &said);
    for (guint i = 0; commands[i] != NULL; i++)
        explicit_bzero(commands[i], strlen(commands[i]));
    return conclude(lines, outcome, said, "the user name or the password", error);
}

static bool login_by_password(struct lines *lines, const struct login_words *words, GHashTable *offers,
                              const struct source_config *config, GError **error)
{
    char *password = secret_read(&config->secret, error);
    if (password == NULL)
        return false;
    bool ok = false;
    if (offered(offers, "AUTH=PLAIN") || offered(offers, "AUTH=LOGIN")) {
        struct way way = {.mechanism = "LOGIN"};
        g_autofree char *said = NULL;
        if (offered(offers, "AUTH=PLAIN"))
            make_plain(&way, config->user, password);
        else {
            way.answers[0] = encode(config->user, strlen(config->user));
            way.answers[1] = encode(password, strlen(password));
        }
        enum outcome outcome = converse(lines, config->timeout_secs, words, &way, &said);
        ok = conclude(lines, outcome, said, "the user name or the password", error);
        way_clear(&way);
    } else if (offered(offers, "LOGIN")) {
        ok = login_by_commands(lines, words, config, password, error);
    } else {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                    "%s takes no password for %s; providers that want OAuth2 need `auth: xoauth2`",
                    stream_host(lines_stream(lines)), words->protocol);
    }
    secret_free(password);
    return ok;
}

/* ---- with a token */

static enum outcome show_token(struct lines *lines, const struct login_words *words, const struct source_config *config,
                               const char *token, char **said)
{
    bool is_bearer = config->auth == SOURCE_AUTH_OAUTHBEARER;
    char *text = oauth_sasl(is_bearer, config->user, token, config->host, config->port);
    /* where the token is refused, the server explains in another "+", and wants an empty answer before it says no */
    struct way way = {.mechanism = is_bearer ? "OAUTHBEARER" : "XOAUTH2",
                      .answers = {encode(text, strlen(text)), g_strdup(is_bearer ? "AQ==" : "")}};
    secret_free(text);
    enum outcome outcome = converse(lines, config->timeout_secs, words, &way, said);
    way_clear(&way);
    return outcome;
}

static bool login_by_token(struct lines *lines, const struct login_words *words, GHashTable *offers,
                           const struct source_config *config, GError **error)
{
    if (!offered(offers, config->auth == SOURCE_AUTH_OAUTHBEARER ? "AUTH=OAUTHBEARER" : "AUTH=XOAUTH2")) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "%s does not offer this login; check `auth`",
                    stream_host(lines_stream(lines)));
        return false;
    }
    char *token = oauth_token(&config->oauth, NULL, error);
    if (token == NULL)
        return false;
    g_autofree char *said = NULL;
    enum outcome outcome = show_token(lines, words, config, token, &said);
    if (outcome == LOGIN_REFUSED && !is_for_a_while(said)) { /* revoked before its time: one more, with a new one */
        char *renewed = oauth_token(&config->oauth, token, error);
        secret_free(token);
        token = renewed;
        if (token == NULL)
            return false;
        g_clear_pointer(&said, g_free);
        outcome = show_token(lines, words, config, token, &said);
    }
    secret_free(token);
    return conclude(lines, outcome, said, "the token for this user", error);
}

bool login(struct lines *lines, const struct login_words *words, GHashTable *offers, const struct source_config *config,
           GError **error)
{
    return config->auth == SOURCE_AUTH_PASSWORD ? login_by_password(lines, words, offers, config, error)
                                                : login_by_token(lines, words, offers, config, error);
}
