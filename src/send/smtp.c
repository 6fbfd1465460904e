/* The SMTP transport: one connection for many mails. libcurl opens it, encrypts it with a checked certificate unless the
 * configuration says otherwise, and logs in; no proxy, no netrc, nothing from the environment. What is said then is in
 * smtp_talk.c, and what it came to is decided in smtp_outcome.c. */
#include "send/smtp_talk.h"

#include <string.h>

#include "base/error.h"
#include "base/fault.h"
#include "mail/compose.h"
#include "net/oauth.h"
#include "net/secret.h"

#define CONNECT_SECS 30L
#define TRANSFER_TIMEOUTS 10 /* connecting, with all that is said then, may take so many times what one answer may */
#define IDLE_SECS 90         /* after so long without mail a connection may be dead without our knowing */

struct smtp {
    struct transport base;
    const struct campaign *campaign;
    CURL *curl; /* NULL: there is no connection */
    struct offers offers;
    gint64 used_usecs; /* when the connection was of use last */
    char curl_error[CURL_ERROR_SIZE];
};

/* ---- callbacks of one attempt */

static int on_debug(CURL *curl, curl_infotype type, char *data, size_t size, void *user)
{
    (void)curl;
    if (type == CURLINFO_HEADER_OUT)
        exchange_command(user, data, size);
    else if (type == CURLINFO_HEADER_IN)
        exchange_reply(user, data, size);
    return 0;
}

/* Called by libcurl about once a second and at every event, while it connects. */
static int on_progress(void *user, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    return exchange_shall_stop(user);
}

static size_t on_discard(char *data, size_t size, size_t count, void *user)
{
    (void)data, (void)user;
    return size * count;
}

/* ---- options that hold for every mail */

/* Returns the URL of the server, with the name to greet with as its path (transfer full), or NULL where the host is none. */
static char *url_of(const struct send_config *config)
{
    CURLU *parts = curl_url();
    g_autofree char *host = strchr(config->host, ':') != NULL && config->host[0] != '[' ? g_strdup_printf("[%s]", config->host)
                                                                                        : g_strdup(config->host);
    g_autofree char *port = g_strdup_printf("%u", config->port);
    g_autofree char *path = g_strconcat("/", config->helo != NULL ? config->helo : "", NULL);
    char *url = NULL, *copy = NULL;
    if (curl_url_set(parts, CURLUPART_SCHEME, config->security == SMTP_TLS ? "smtps" : "smtp", 0) == CURLUE_OK &&
        curl_url_set(parts, CURLUPART_HOST, host, 0) == CURLUE_OK &&
        curl_url_set(parts, CURLUPART_PORT, port, 0) == CURLUE_OK &&
        curl_url_set(parts, CURLUPART_PATH, path, CURLU_URLENCODE) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_URL, &url, 0) == CURLUE_OK)
        copy = g_strdup(url);
    curl_free(url);
    curl_url_cleanup(parts);
    return copy;
}

static void set_connection(CURL *curl, const struct send_config *config)
{
    g_autofree char *url = url_of(config);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L); /* with its greeting, encryption and login */
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, config->security == SMTP_TLS ? "smtps" : "smtp");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, MIN(CONNECT_SECS, (long)config->timeout_secs));
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)config->timeout_secs);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)config->timeout_secs * TRANSFER_TIMEOUTS);
}

static void set_security(CURL *curl, const struct send_config *config)
{
    curl_easy_setopt(curl, CURLOPT_USE_SSL, config->security == SMTP_PLAIN ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L); /* only for the words of a refusal */
    if (config->ca_file != NULL) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, config->ca_file);
        curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
}

/* Sets user and secret. libcurl keeps copies of its own. */
static bool set_login(CURL *curl, const struct send_config *config, GError **error)
{
    static const char *const options[] = {
        [SMTP_AUTH_PLAIN] = "AUTH=PLAIN", [SMTP_AUTH_LOGIN] = "AUTH=LOGIN", [SMTP_AUTH_XOAUTH2] = "AUTH=XOAUTH2"};
    if (config->auth == SMTP_AUTH_NONE)
        return true;
    const struct secret_config place = {.file = config->password_file, .command = config->password_command};
    char *secret = config->oauth.token_file != NULL ? oauth_token(&config->oauth, NULL, error) : secret_read(&place, error);
    if (secret == NULL)
        return false;
    curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, options[config->auth]);
    curl_easy_setopt(curl, CURLOPT_USERNAME, config->user);
    curl_easy_setopt(curl, config->auth == SMTP_AUTH_XOAUTH2 ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD, secret);
    secret_free(secret);
    return true;
}

static void set_callbacks(struct smtp *smtp, struct exchange *exchange)
{
    CURL *curl = smtp->curl;
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, smtp->curl_error);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); /* only feeds on_debug */
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, exchange);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, exchange);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_discard);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_discard);
}

/* ---- the connection */

/* Closes it, where there is one. */
static void disconnect(struct smtp *smtp)
{
    g_clear_pointer(&smtp->curl, curl_easy_cleanup);
    smtp->offers = (struct offers){0};
}

/* Takes leave of the server and closes it. */
static void leave(struct smtp *smtp)
{
    if (smtp->curl != NULL)
        smtp_say_bye(smtp->curl);
    disconnect(smtp);
}

/* Returns the field of a certificate that begins with name, or "nothing". */
static const char *certificate_field(const struct curl_slist *fields, const char *name)
{
    for (; fields != NULL; fields = fields->next)
        if (g_str_has_prefix(fields->data, name))
            return fields->data + strlen(name);
    return "nothing";
}

/* Returns what the server's certificate says of itself, or NULL where there was none. (transfer full) */
static char *describe_certificate(CURL *curl)
{
    struct curl_certinfo *info = NULL;
    if (curl_easy_getinfo(curl, CURLINFO_CERTINFO, &info) != CURLE_OK || info == NULL || info->num_of_certs < 1)
        return NULL;
    const struct curl_slist *fields = info->certinfo[0];
    return g_strdup_printf("it is of %s, issued by %s, valid until %s", certificate_field(fields, "Subject:"),
                           certificate_field(fields, "Issuer:"), certificate_field(fields, "Expire Date:"));
}

/* Connects, greets, encrypts and logs in. *code says how that went; exchange takes note of what was said. Returns false and an
 * error where it cannot even be tried: there is no secret. */
static bool connect_now(struct smtp *smtp, struct exchange *exchange, CURLcode *code, GError **error)
{
    const struct send_config *config = &smtp->campaign->send;
    disconnect(smtp);
    smtp->curl = curl_easy_init();
    set_connection(smtp->curl, config);
    set_security(smtp->curl, config);
    set_callbacks(smtp, exchange);
    if (!set_login(smtp->curl, config, error)) {
        disconnect(smtp);
        return false;
    }
    *code = curl_easy_perform(smtp->curl);
    curl_easy_setopt(smtp->curl, CURLOPT_VERBOSE, 0L); /* exchange is not there for ever */
    curl_easy_setopt(smtp->curl, CURLOPT_NOPROGRESS, 1L);
    smtp->used_usecs = g_get_monotonic_time();
    if (*code == CURLE_PEER_FAILED_VERIFICATION)
        exchange->certificate = describe_certificate(smtp->curl);
    if (*code != CURLE_OK)
        disconnect(smtp);
    return true;
}

/* ---- the transport */

static void smtp_close(struct transport *transport)
{
    struct smtp *smtp = (struct smtp *)transport;
    leave(smtp);
    g_free(smtp);
}

static bool is_this_machine(const char *host)
{
    return g_ascii_strcasecmp(host, "localhost") == 0 || g_str_has_prefix(host, "127.") || strcmp(host, "::1") == 0;
}

static bool check_config(const struct send_config *config, GError **error)
{
    const char *wrong = NULL;
    g_autofree char *url = config->host != NULL ? url_of(config) : NULL;
    if (url == NULL)
        wrong = "`host` is not the name of a mail server";
    else if (config->auth != SMTP_AUTH_NONE && (config->user == NULL || *config->user == '\0'))
        wrong = "a login needs `user`";
    else if (config->auth != SMTP_AUTH_NONE && config->security == SMTP_PLAIN && !is_this_machine(config->host))
        wrong = "a login without encryption would show the password to the network; choose starttls or tls";
    if (wrong != NULL)
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "hearback.yaml, `send`: %s", wrong);
    return wrong == NULL;
}

static struct transport *smtp_open(const struct campaign *campaign, GError **error)
{
    static gsize initialised;
    if (g_once_init_enter(&initialised)) {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        g_once_init_leave(&initialised, 1);
    }
    if (!check_config(&campaign->send, error))
        return NULL;
    struct smtp *smtp = g_new0(struct smtp, 1);
    smtp->campaign = campaign;
    return &smtp->base;
}

static void begin(struct smtp *smtp, const struct outbox_mail *mail, struct exchange *exchange)
{
    exchange_clear(exchange);
    *exchange = (struct exchange){
        .hooks = &smtp->base.hooks, .reply = g_string_new(NULL), .curl_error = smtp->curl_error, .offers = &smtp->offers};
    smtp->curl_error[0] = '\0';
    if (mail == NULL)
        return;
    exchange->needs_utf8 = mail_address_needs_smtputf8(mail->envelope_to) || mail_address_needs_smtputf8(mail->envelope_from);
    exchange->data = g_bytes_get_data(mail->bytes, &exchange->size);
}

/* Sends mail over the connection that there is, or over a new one. Returns false and an error where there can be none, for
 * reasons on our side. */
static bool attempt(struct smtp *smtp, const struct outbox_mail *mail, struct exchange *exchange, CURLcode *code,
                    GError **error)
{
    bool is_sound = false;
    begin(smtp, mail, exchange);
    if (smtp->curl != NULL && g_get_monotonic_time() - smtp->used_usecs > IDLE_SECS * G_USEC_PER_SEC)
        leave(smtp);
    exchange->was_reused = smtp->curl != NULL;
    *code = CURLE_OK;
    if (smtp->curl == NULL && !connect_now(smtp, exchange, code, error))
        return false;
    if (*code != CURLE_OK)
        return true;
    exchange->lacks_utf8 = exchange->needs_utf8 && !smtp->offers.has_utf8;
    if (exchange->lacks_utf8) {
        *code = CURLE_SEND_ERROR;
        return true;
    }
    *code = smtp_talk(smtp->curl, mail, smtp->campaign->send.timeout_secs, exchange, &is_sound);
    smtp->used_usecs = g_get_monotonic_time();
    if (!is_sound)
        disconnect(smtp);
    return true;
}

static void smtp_send(struct transport *transport, const struct outbox_mail *mail, struct send_outcome *outcome)
{
    struct smtp *smtp = (struct smtp *)transport;
    g_autoptr(GError) error = NULL;
    struct exchange exchange = {0};
    CURLcode code = CURLE_OK;
    bool is_ready = attempt(smtp, mail, &exchange, &code, &error);
    if (is_ready && exchange_found_closed(&exchange, code)) { /* the server had closed a connection that it had used before */
        disconnect(smtp);
        is_ready = attempt(smtp, mail, &exchange, &code, &error);
    }
    fault_point("send.after_data");
    if (is_ready)
        exchange_judge(&exchange, code, mail, outcome);
    else {
        outcome_set(outcome, mail, SEND_DEFERRED, "%s", error->message);
        outcome->whole_host = true;
    }
    exchange_clear(&exchange);
}

/* Connects, greets, logs in, and takes its leave. */
static void smtp_try(struct transport *transport, struct send_outcome *outcome)
{
    static const struct outbox_mail nobody = {.envelope_from = (char *)"", .envelope_to = (char *)""};
    struct smtp *smtp = (struct smtp *)transport;
    const struct send_config *config = &smtp->campaign->send;
    g_autoptr(GError) error = NULL;
    struct exchange exchange = {0};
    CURLcode code = CURLE_OK;
    begin(smtp, NULL, &exchange);
    if (!connect_now(smtp, &exchange, &code, &error)) {
        outcome_set(outcome, &nobody, SEND_DEFERRED, "%s", error->message);
        exchange_clear(&exchange);
        return;
    }
    exchange_judge(&exchange, code, &nobody, outcome);
    if (outcome->state == SEND_SENT)
        outcome_set(outcome, &nobody, SEND_SENT, "%s%s",
                    config->auth != SMTP_AUTH_NONE ? "logged in" : "connected, without a login",
                    config->security != SMTP_PLAIN ? "" : ", without encryption");
    exchange_clear(&exchange);
    leave(smtp);
}

const struct transport_kind transport_smtp = {
    .name = "smtp", .is_sure = false, .open = smtp_open, .send = smtp_send, .try = smtp_try, .close = smtp_close};
