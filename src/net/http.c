/* HTTP over libcurl. Takes nothing from the environment: no proxy, no netrc. Never logs what it sends or gets. */
#include "net/http.h"

#include <curl/curl.h>
#include <string.h>

#include "base/error.h"

#define CONNECT_SECS 20L
#define ANSWER_SECS 45L
#define ANSWER_BYTES (256u * 1024)

void http_answer_clear(struct http_answer *answer)
{
    if (answer->body != NULL) {
        explicit_bzero(answer->body->str, answer->body->len);
        g_string_free(answer->body, TRUE);
    }
    *answer = (struct http_answer){0};
}

void http_add_field(GString *form, const char *name, const char *value)
{
    g_autofree char *escaped = g_uri_escape_string(value, NULL, FALSE);
    g_string_append_printf(form, "%s%s=%s", form->len > 0 ? "&" : "", name, escaped);
}

static size_t on_write(char *data, size_t size, size_t count, void *user)
{
    GString *body = user;
    if (body->len + size * count > ANSWER_BYTES)
        return 0;
    g_string_append_len(body, data, (gssize)(size * count));
    return size * count;
}

static bool is_allowed(const char *url)
{
    return g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://127.0.0.1:") ||
           g_str_has_prefix(url, "http://localhost:");
}

static void set_options(CURL *curl, const char *url, const char *form, struct http_answer *answer, char *words)
{
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, ANSWER_SECS);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_write);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer->body);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
}

/* Returns the name of the server in url. (transfer full) */
static char *server_of(const char *url)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    return g_strdup(uri != NULL ? g_uri_get_host(uri) : url);
}

bool http_post(const char *url, const char *form, struct http_answer *answer, GError **error)
{
    char words[CURL_ERROR_SIZE] = "";
    *answer = (struct http_answer){0};
    if (!is_allowed(url)) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "expected an address that begins with https://, found %s", url);
        return false;
    }
    CURL *curl = curl_easy_init();
    answer->body = g_string_new("");
    set_options(curl, url, form, answer, words);
    CURLcode code = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    answer->status = (guint)status;
    if (code == CURLE_OK)
        return true;
    g_autofree char *server = server_of(url);
    g_set_error(error, ERROR_DOMAIN, code == CURLE_PEER_FAILED_VERIFICATION ? ERROR_CONFIGURATION : ERROR_TEMPORARY,
                "no answer from %s: %s", server, *words != '\0' ? words : curl_easy_strerror(code));
    http_answer_clear(answer);
    return false;
}
