/* The SMTP transport: one libcurl handle, so one connection for many mails. Encryption with a checked certificate unless the
 * configuration says otherwise; no proxy, no netrc, nothing from the environment. What an attempt came to is decided in
 * smtp_outcome.c. */
#include "send/smtp.h"

#include <string.h>

#include "base/error.h"
#include "base/fault.h"
#include "mail/compose.h"
#include "net/oauth.h"
#include "net/secret.h"

#define CONNECT_SECS 30L
#define TRANSFER_TIMEOUTS 10 /* a whole mail may take so many times what one answer of the server may */

struct smtp {
    struct transport base;
    const struct campaign *campaign;
    CURL *curl;
    bool is_ready; /* options are set, the secret is read */
    bool has_utf8; /* the server of the connection offers SMTPUTF8 */
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

static bool shall_stop(const struct exchange *exchange)
{
    return exchange->hooks->stop != NULL && exchange->hooks->stop(exchange->hooks->stop_data);
}

/* Called by libcurl about once a second and at every event. After the last byte there is no way back. */
static int on_progress(void *user, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    struct exchange *exchange = user;
    if (!exchange->interrupted && exchange->offset < exchange->size && shall_stop(exchange))
        exchange->interrupted = true;
    return exchange->interrupted;
}

static bool hand_over(struct exchange *exchange)
{
    const struct send_hooks *hooks = exchange->hooks;
    if (exchange->handed_over)
        return true;
    exchange->lacks_utf8 = exchange->needs_utf8 && exchange->has_utf8 != NULL && !*exchange->has_utf8;
    if (exchange->lacks_utf8)
        return false;
    exchange->interrupted =
        shall_stop(exchange) || (hooks->handing_over != NULL && !hooks->handing_over(hooks->handing_over_data));
    exchange->handed_over = !exchange->interrupted;
    return exchange->handed_over;
}

static size_t on_read(char *buffer, size_t size, size_t count, void *user)
{
    struct exchange *exchange = user;
    if (!hand_over(exchange))
        return CURL_READFUNC_ABORT;
    gsize length = MIN(size * count, exchange->size - exchange->offset);
    memcpy(buffer, exchange->data + exchange->offset, length);
    exchange->offset += length;
    return length;
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

static void set_callbacks(struct smtp *smtp)
{
    CURL *curl = smtp->curl;
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, smtp->curl_error);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); /* only feeds on_debug */
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_discard);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_discard);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
}

/* ---- the transport */

static void smtp_close(struct transport *transport)
{
    struct smtp *smtp = (struct smtp *)transport;
    curl_easy_cleanup(smtp->curl);
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
    smtp->curl = curl_easy_init();
    return &smtp->base;
}

static bool make_ready(struct smtp *smtp, GError **error)
{
    if (smtp->is_ready && smtp->campaign->send.oauth.token_file == NULL)
        return true;
    if (smtp->is_ready) /* a token lives for an hour or so */
        return set_login(smtp->curl, &smtp->campaign->send, error);
    set_connection(smtp->curl, &smtp->campaign->send);
    set_security(smtp->curl, &smtp->campaign->send);
    set_callbacks(smtp);
    smtp->is_ready = set_login(smtp->curl, &smtp->campaign->send, error);
    return smtp->is_ready;
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

static CURLcode attempt(struct smtp *smtp, const struct outbox_mail *mail, struct exchange *exchange)
{
    CURL *curl = smtp->curl;
    exchange_clear(exchange);
    *exchange = (struct exchange){
        .hooks = &smtp->base.hooks, .reply = g_string_new(NULL), .curl_error = smtp->curl_error, .has_utf8 = &smtp->has_utf8};
    exchange->needs_utf8 = mail_address_needs_smtputf8(mail->envelope_to) || mail_address_needs_smtputf8(mail->envelope_from);
    exchange->data = g_bytes_get_data(mail->bytes, &exchange->size);
    smtp->curl_error[0] = '\0';
    struct curl_slist *to = curl_slist_append(NULL, mail->envelope_to);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, *mail->envelope_from != '\0' ? mail->envelope_from : "<>");
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)exchange->size);
    curl_easy_setopt(curl, CURLOPT_READDATA, exchange);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, exchange);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, exchange);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(to);
    long connects = 0;
    curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connects);
    exchange->was_reused = connects == 0;
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        exchange->certificate = describe_certificate(curl);
    return code;
}

static void smtp_send(struct transport *transport, const struct outbox_mail *mail, struct send_outcome *outcome)
{
    struct smtp *smtp = (struct smtp *)transport;
    g_autoptr(GError) error = NULL;
    if (!make_ready(smtp, &error)) {
        outcome_set(outcome, mail, SEND_DEFERRED, "%s", error->message);
        outcome->whole_host = true;
        return;
    }
    struct exchange exchange = {0};
    CURLcode code = attempt(smtp, mail, &exchange);
    if (exchange_found_closed(&exchange, code)) /* the server had closed a connection that it had used before */
        code = attempt(smtp, mail, &exchange);
    fault_point("send.after_data");
    exchange_judge(&exchange, code, mail, outcome);
    exchange_clear(&exchange);
}

/* Connects, greets, logs in, and says a command that does nothing. */
static void smtp_try(struct transport *transport, struct send_outcome *outcome)
{
    static const struct outbox_mail nobody = {.envelope_from = (char *)"", .envelope_to = (char *)""};
    struct smtp *smtp = (struct smtp *)transport;
    const struct send_config *config = &smtp->campaign->send;
    g_autoptr(GError) error = NULL;
    if (!make_ready(smtp, &error)) {
        outcome_set(outcome, &nobody, SEND_DEFERRED, "%s", error->message);
        return;
    }
    struct exchange exchange = {.hooks = &transport->hooks, .reply = g_string_new(NULL), .curl_error = smtp->curl_error};
    curl_easy_setopt(smtp->curl, CURLOPT_UPLOAD, 0L);
    curl_easy_setopt(smtp->curl, CURLOPT_CUSTOMREQUEST, "NOOP");
    curl_easy_setopt(smtp->curl, CURLOPT_XFERINFODATA, &exchange);
    curl_easy_setopt(smtp->curl, CURLOPT_DEBUGDATA, &exchange);
    CURLcode code = curl_easy_perform(smtp->curl);
    curl_easy_setopt(smtp->curl, CURLOPT_CUSTOMREQUEST, NULL);
    curl_easy_setopt(smtp->curl, CURLOPT_UPLOAD, 1L);
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        exchange.certificate = describe_certificate(smtp->curl);
    exchange_judge(&exchange, code, &nobody, outcome);
    if (outcome->state == SEND_SENT)
        outcome_set(outcome, &nobody, SEND_SENT, "%s%s",
                    config->auth != SMTP_AUTH_NONE ? "logged in" : "connected, without a login",
                    config->security != SMTP_PLAIN ? "" : ", without encryption");
    exchange_clear(&exchange);
}

const struct transport_kind transport_smtp = {
    .name = "smtp", .is_sure = false, .open = smtp_open, .send = smtp_send, .try = smtp_try, .close = smtp_close};
