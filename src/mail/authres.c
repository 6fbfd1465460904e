/* Reads Authentication-Results strictly: what is not well-formed proves nothing. The values in it were chosen by senders in
 * part, so nothing in quotes or comments is ever taken for a result. */
#include "mail/authres.h"

#include <string.h>

#define FIELD_BYTES (16u * 1024)
#define RESULTS_MAX 100u
#define FIELD_NAME "Authentication-Results"

/* ---- the text of the field */

/* Returns value without comments. NULL where a comment or a quotation is not closed. (transfer full) */
static char *without_comments(const char *value)
{
    GString *out = g_string_new(NULL);
    gsize depth = 0;
    bool quoted = false;
    for (const char *p = value; *p != '\0'; p++) {
        bool escaped = *p == '\\' && (quoted || depth > 0) && p[1] != '\0';
        if (!escaped && !quoted && *p == '(')
            depth++;
        if (!escaped && *p == '"' && depth == 0)
            quoted = !quoted;
        if (depth == 0)
            g_string_append_c(out, *p);
        if (escaped) {
            p++;
            if (depth == 0)
                g_string_append_c(out, *p);
        } else if (!quoted && *p == ')' && depth > 0 && --depth == 0) {
            g_string_append_c(out, ' ');
        }
    }
    bool closed = depth == 0 && !quoted;
    char *text = g_string_free(out, !closed);
    return closed ? text : NULL;
}

/* Returns where the piece of text from p on ends: at the first of stops outside quotes. */
static const char *piece_end(const char *p, const char *stops)
{
    bool quoted = false;
    for (; *p != '\0' && (quoted || strchr(stops, *p) == NULL); p++) {
        if (quoted && *p == '\\' && p[1] != '\0')
            p++;
        else if (*p == '"')
            quoted = !quoted;
    }
    return p;
}

static const char *skip_space(const char *p) { return p + strspn(p, " \t"); }

/* Returns whether [p, end) is the word wanted, in any letter case. */
static bool is_word(const char *p, const char *end, const char *wanted)
{
    gsize length = strlen(wanted);
    return (gsize)(end - p) == length && g_ascii_strncasecmp(p, wanted, length) == 0;
}

/* ---- one result: method=result, then properties */

struct result {
    const char *method, *method_end;
    const char *verdict, *verdict_end;
    const char *rest, *end; /* the properties */
};

static bool is_token_character(char c) { return g_ascii_isalnum(c) || (c != '\0' && strchr("-_.+/", c) != NULL); }

static const char *token_end(const char *p, const char *end)
{
    while (p < end && is_token_character(*p))
        p++;
    return p;
}

/* Reads "dkim=pass" or "dkim/1 = pass" at p. */
static bool read_result(const char *p, const char *end, struct result *result)
{
    p = skip_space(p);
    result->method = p;
    result->method_end = p = token_end(p, end);
    const char *version = memchr(result->method, '/', (gsize)(p - result->method));
    if (version != NULL) {
        if (!is_word(version + 1, p, "1"))
            return false;
        result->method_end = version;
    }
    p = skip_space(p);
    if (p >= end || *p != '=' || result->method_end == result->method)
        return false;
    p = skip_space(p + 1);
    result->verdict = p;
    result->verdict_end = result->rest = token_end(p, end);
    result->end = end;
    return result->verdict_end > result->verdict && (result->rest == end || *result->rest == ' ' || *result->rest == '\t');
}

/* Returns the value of the property called name ("header.d"), or NULL. (transfer full) */
static char *property(const struct result *result, const char *name)
{
    for (const char *p = skip_space(result->rest); p < result->end;) {
        const char *name_end = token_end(p, result->end), *equals = skip_space(name_end);
        if (equals >= result->end || *equals != '=')
            return NULL; /* no property: the rest cannot be trusted either */
        const char *value = skip_space(equals + 1), *end = MIN(piece_end(value, " \t;"), result->end);
        if (is_word(p, name_end, name))
            return g_strndup(value, (gsize)(end - value));
        p = skip_space(end);
    }
    return NULL;
}

/* Returns what stands behind the last "@" of value as a domain in lower case, or NULL where it is none. (transfer full); takes
 * value (nullable). */
static char *domain_of(char *value)
{
    g_autofree char *owned = value;
    if (owned == NULL)
        return NULL;
    const char *at = strrchr(owned, '@'), *domain = at != NULL ? at + 1 : owned;
    for (const char *p = domain; *p != '\0'; p++)
        if (!g_ascii_isalnum(*p) && *p != '-' && *p != '.')
            return NULL;
    bool sound = *domain != '\0' && *domain != '.' && strchr(domain, '.') != NULL && strstr(domain, "..") == NULL;
    return sound ? g_ascii_strdown(domain, -1) : NULL;
}

static enum auth_result verdict_of(const struct result *result)
{
    if (is_word(result->verdict, result->verdict_end, "pass"))
        return AUTH_PASS;
    static const char *const fails[] = {"fail", "softfail", "hardfail", "reject"};
    for (guint i = 0; i < G_N_ELEMENTS(fails); i++)
        if (is_word(result->verdict, result->verdict_end, fails[i]))
            return AUTH_FAIL;
    return AUTH_OTHER;
}

/* ---- the methods */

static void take_dkim(struct authres *authres, const struct result *result, enum auth_result verdict)
{
    char *domain = verdict == AUTH_PASS ? domain_of(property(result, "header.d")) : NULL;
    if (domain == NULL && verdict == AUTH_PASS)
        domain = domain_of(property(result, "header.i"));
    if (domain != NULL) {
        authres->dkim = AUTH_PASS;
        g_ptr_array_add(authres->dkim_domains, domain);
    } else if (authres->dkim == AUTH_ABSENT) {
        authres->dkim = verdict == AUTH_PASS ? AUTH_OTHER : verdict;
    }
}

/* A method of which a server gives one result. A second one makes it worthless. */
static void take_single(enum auth_result *where, char **domain, enum auth_result verdict, char *value)
{
    char *found = domain_of(value);
    bool first = *where == AUTH_ABSENT;
    *where = !first || (verdict == AUTH_PASS && found == NULL) ? AUTH_OTHER : verdict;
    g_clear_pointer(domain, g_free);
    if (*where == AUTH_PASS)
        *domain = g_steal_pointer(&found);
    g_free(found);
}

static void take_result(struct authres *authres, const struct result *result)
{
    enum auth_result verdict = verdict_of(result);
    if (is_word(result->method, result->method_end, "dkim"))
        take_dkim(authres, result, verdict);
    else if (is_word(result->method, result->method_end, "spf"))
        take_single(&authres->spf, &authres->spf_domain, verdict, property(result, "smtp.mailfrom"));
    else if (is_word(result->method, result->method_end, "dmarc"))
        take_single(&authres->dmarc, &authres->dmarc_domain, verdict, property(result, "header.from"));
}

/* ---- the field */

/* Returns where the results begin in text (without comments) if it is by authserv_id in a version that is known, else NULL. */
static const char *results_of(const char *text, const char *authserv_id)
{
    const char *p = skip_space(text), *end = p + strcspn(p, " \t;");
    if (!is_word(p, end, authserv_id))
        return NULL;
    p = skip_space(end);
    const char *version_end = p + strcspn(p, " \t;");
    if (version_end > p && !is_word(p, version_end, "1"))
        return NULL;
    p = skip_space(version_end);
    return *p == ';' || *p == '\0' ? p : NULL;
}

static struct authres *parse(const char *results)
{
    struct authres *authres = g_new0(struct authres, 1);
    authres->dkim_domains = g_ptr_array_new_with_free_func(g_free);
    guint count = 0;
    for (const char *p = results; *p == ';' && count < RESULTS_MAX; count++) {
        const char *end = piece_end(p + 1, ";");
        struct result result;
        if (read_result(p + 1, end, &result))
            take_result(authres, &result);
        p = end;
    }
    return authres;
}

struct authres *authres_read(const struct mail *mail, const char *authserv_id, guint hops)
{
    guint received = 0;
    for (guint i = 0; i < mail->headers->len && received <= hops; i++) {
        const struct mail_header *header = mail->headers->pdata[i];
        received += g_ascii_strcasecmp(header->name, "Received") == 0;
        if (g_ascii_strcasecmp(header->name, FIELD_NAME) != 0 || received > hops)
            continue;
        g_autofree char *text = strlen(header->value) <= FIELD_BYTES ? without_comments(header->value) : NULL;
        if (text == NULL)
            return NULL; /* it may be ours, so nothing below it counts */
        const char *results = results_of(text, authserv_id);
        if (results != NULL)
            return parse(results);
    }
    return NULL;
}

void authres_free(struct authres *authres)
{
    g_free(authres->spf_domain);
    g_ptr_array_unref(authres->dkim_domains);
    g_free(authres->dmarc_domain);
    g_free(authres);
}

/* Returns whether signer is domain or one above it. */
static bool covers(const char *signer, const char *domain)
{
    gsize length = strlen(signer), whole = strlen(domain);
    if (whole < length || g_ascii_strcasecmp(domain + whole - length, signer) != 0)
        return false;
    return whole == length || domain[whole - length - 1] == '.';
}

bool authres_vouches_for(const struct authres *authres, const char *address)
{
    const char *at = strrchr(address, '@');
    if (at == NULL || authres->dmarc == AUTH_FAIL)
        return false;
    if (authres->dmarc == AUTH_PASS && g_ascii_strcasecmp(authres->dmarc_domain, at + 1) == 0)
        return true;
    for (guint i = 0; i < authres->dkim_domains->len; i++)
        if (covers(authres->dkim_domains->pdata[i], at + 1))
            return true;
    return false;
}
