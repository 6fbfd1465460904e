/* TLS with GnuTLS. The certificate chain, its dates and the host name are checked inside of the handshake: there is no way to
 * a connection that was not checked. */
#include "net/tls.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#include "base/error.h"
#include "net/words.h"

#define PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"
#define NAMES_TOLD 3u /* names of a wrong certificate that are told */

struct tls {
    gnutls_session_t session;
    gnutls_certificate_credentials_t credentials;
    char *host;
};

static bool load_trust(struct tls *tls, const char *ca_file, GError **error)
{
    int count = ca_file == NULL ? gnutls_certificate_set_x509_system_trust(tls->credentials)
                                : gnutls_certificate_set_x509_trust_file(tls->credentials, ca_file, GNUTLS_X509_FMT_PEM);
    if (count > 0)
        return true;
    if (ca_file != NULL)
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "%s: expected certificates in PEM form: %s", ca_file,
                    count < 0 ? gnutls_strerror(count) : "there are none");
    else
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                    "this machine has no list of trusted certificates; install ca-certificates or set `ca_file`");
    return false;
}

struct tls *tls_new(int fd, const char *host, const char *ca_file, GError **error)
{
    AUTO(tls) tls = g_new0(struct tls, 1);
    tls->host = g_strdup(host);
    if (gnutls_certificate_allocate_credentials(&tls->credentials) != 0 ||
        gnutls_init(&tls->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) != 0 ||
        gnutls_priority_set_direct(tls->session, PRIORITIES, NULL) != 0) {
        g_set_error(error, ERROR_DOMAIN, ERROR_BUG, "the TLS library does not know its own options");
        return NULL;
    }
    if (!load_trust(tls, ca_file, error))
        return NULL;
    gnutls_credentials_set(tls->session, GNUTLS_CRD_CERTIFICATE, tls->credentials);
    gnutls_session_set_verify_cert(tls->session, tls->host, 0);
    if (!g_hostname_is_ip_address(host))
        gnutls_server_name_set(tls->session, GNUTLS_NAME_DNS, host, strlen(host));
    gnutls_transport_set_int(tls->session, fd);
    gnutls_handshake_set_timeout(tls->session, GNUTLS_INDEFINITE_TIMEOUT); /* the stream keeps the time */
    return g_steal_pointer(&tls);
}

void tls_free(struct tls *tls)
{
    if (tls == NULL)
        return;
    if (tls->session != NULL)
        gnutls_deinit(tls->session);
    if (tls->credentials != NULL)
        gnutls_certificate_free_credentials(tls->credentials);
    g_free(tls->host);
    g_free(tls);
}

/* ---- why a certificate was refused */

/* Returns the server's own certificate, or NULL. */
static gnutls_x509_crt_t server_certificate(const struct tls *tls)
{
    guint count = 0;
    gnutls_x509_crt_t certificate = NULL;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(tls->session, &count);
    if (chain == NULL || count == 0 || gnutls_x509_crt_init(&certificate) != 0)
        return NULL;
    if (gnutls_x509_crt_import(certificate, &chain[0], GNUTLS_X509_FMT_DER) == 0)
        return certificate;
    gnutls_x509_crt_deinit(certificate);
    return NULL;
}

/* Returns the names that the certificate is for: "a.example, b.example". (transfer full) */
static char *certificate_names(gnutls_x509_crt_t certificate)
{
    GString *names = g_string_new("");
    for (guint i = 0, told = 0; told < NAMES_TOLD; i++) {
        char name[256];
        gsize size = sizeof name;
        int kind = gnutls_x509_crt_get_subject_alt_name(certificate, i, name, &size, NULL);
        if (kind < 0)
            break;
        if (kind == GNUTLS_SAN_DNSNAME && ++told > 0)
            g_string_append_printf(names, "%s%.*s", names->len > 0 ? ", " : "", (int)size, name);
    }
    g_autofree char *raw = g_string_free(names, FALSE);
    return words_from_server(*raw != '\0' ? raw : "nobody");
}

static char *describe_refusal(const struct tls *tls, guint status)
{
    gnutls_x509_crt_t certificate = server_certificate(tls);
    g_autofree char *names = certificate != NULL ? certificate_names(certificate) : g_strdup("nobody");
    gint64 until = certificate != NULL ? (gint64)gnutls_x509_crt_get_expiration_time(certificate) : 0;
    if (certificate != NULL)
        gnutls_x509_crt_deinit(certificate);
    if ((status & GNUTLS_CERT_EXPIRED) != 0) {
        g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(until);
        g_autofree char *date = when != NULL ? g_date_time_format(when, "%Y-%m-%d") : g_strdup("long ago");
        return g_strdup_printf("it was valid until %s only", date);
    }
    if ((status & GNUTLS_CERT_UNEXPECTED_OWNER) != 0)
        return g_strdup_printf("it is for another server (%s)", names);
    if ((status & (GNUTLS_CERT_SIGNER_NOT_FOUND | GNUTLS_CERT_SIGNER_NOT_CA)) != 0)
        return g_strdup("nobody whom we trust has signed it; where the server has an own authority, name its certificate in "
                        "`ca_file`");
    gnutls_datum_t words = {0};
    if (gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &words, 0) != 0)
        return g_strdup("it cannot be trusted");
    char *copy = words_from_server((const char *)words.data);
    gnutls_free(words.data);
    return copy;
}

static void set_handshake_error(const struct tls *tls, int code, GError **error)
{
    if (code == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR) {
        g_autofree char *why = describe_refusal(tls, gnutls_session_get_verify_cert_status(tls->session));
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "the certificate of %s is refused: %s", tls->host, why);
    } else if (code == GNUTLS_E_UNEXPECTED_PACKET_LENGTH || code == GNUTLS_E_UNEXPECTED_PACKET ||
               code == GNUTLS_E_UNSUPPORTED_VERSION_PACKET) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                    "%s does not answer with TLS 1.2 or newer on this port; check `port` and `security` (tls or starttls)",
                    tls->host);
    } else {
        bool is_alert = code == GNUTLS_E_FATAL_ALERT_RECEIVED;
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "%s: no encrypted connection: %s", tls->host,
                    is_alert ? gnutls_alert_get_name(gnutls_alert_get(tls->session)) : gnutls_strerror(code));
    }
}

/* ---- the connection */

static enum tls_want what_it_wants(const struct tls *tls)
{
    return gnutls_record_get_direction(tls->session) == 1 ? TLS_WRITE : TLS_READ;
}

enum tls_want tls_handshake(struct tls *tls, GError **error)
{
    int code = gnutls_handshake(tls->session);
    if (code == 0)
        return TLS_DONE;
    if (!gnutls_error_is_fatal(code))
        return what_it_wants(tls);
    set_handshake_error(tls, code, error);
    return TLS_FAILED;
}

enum tls_want tls_read(struct tls *tls, void *into, gsize size, gsize *done, const char **why)
{
    ssize_t got = gnutls_record_recv(tls->session, into, size);
    *done = got > 0 ? (gsize)got : 0;
    if (got >= 0)
        return TLS_DONE;
    if (got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED)
        return what_it_wants(tls);
    *why = gnutls_strerror((int)got); /* what is not fatal elsewhere is here: a server has no reason to shake hands again */
    return TLS_FAILED;
}

enum tls_want tls_write(struct tls *tls, const void *bytes, gsize size, gsize *done, const char **why)
{
    ssize_t sent = gnutls_record_send(tls->session, bytes, size);
    *done = sent > 0 ? (gsize)sent : 0;
    if (sent >= 0)
        return TLS_DONE;
    if (sent == GNUTLS_E_AGAIN || sent == GNUTLS_E_INTERRUPTED)
        return what_it_wants(tls);
    *why = gnutls_strerror((int)sent);
    return TLS_FAILED;
}

bool tls_has_bytes(const struct tls *tls) { return gnutls_record_check_pending(tls->session) > 0; }

void tls_close(struct tls *tls) { gnutls_bye(tls->session, GNUTLS_SHUT_WR); }
