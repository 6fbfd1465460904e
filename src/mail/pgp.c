/* Unwraps clear-signed text. Checks no signature: what a mail says is read like any other's words. */
#include "mail/pgp.h"

#include <glib.h>
#include <string.h>

#define BEGIN_SIGNED "-----BEGIN PGP SIGNED MESSAGE-----"
#define BEGIN_SIGNATURE "-----BEGIN PGP SIGNATURE-----"
#define END_SIGNATURE "-----END PGP SIGNATURE-----"
#define BEGIN_MESSAGE "-----BEGIN PGP MESSAGE-----"

/* Returns the line of text that is mark, from p on, or NULL. */
static const char *find_line(const char *p, const char *mark)
{
    const char *start = p;
    gsize length = strlen(mark);
    for (; (p = strstr(p, mark)) != NULL; p++)
        if ((p == start || p[-1] == '\n') && (p[length] == '\0' || g_ascii_isspace(p[length])))
            return p;
    return NULL;
}

static const char *after_line(const char *p)
{
    const char *stop = strchr(p, '\n');
    return stop != NULL ? stop + 1 : p + strlen(p);
}

/* Passes over the armour's headers ("Hash: SHA512") and the empty line behind them. */
static const char *after_headers(const char *p)
{
    while (*p != '\0' && *p != '\n' && strncmp(p, "Hash:", 5) == 0)
        p = after_line(p);
    return *p == '\n' ? p + 1 : p;
}

static void append_unescaped(GString *out, const char *p, const char *end)
{
    while (p < end) {
        const char *next = MIN(after_line(p), end);
        if (end - p >= 2 && p[0] == '-' && p[1] == ' ')
            p += 2;
        g_string_append_len(out, p, next - p);
        p = next;
    }
}

char *pgp_signed_text(const char *text)
{
    const char *begin = find_line(text, BEGIN_SIGNED);
    const char *signature = begin != NULL ? find_line(begin, BEGIN_SIGNATURE) : NULL;
    const char *end = signature != NULL ? find_line(signature, END_SIGNATURE) : NULL;
    if (end == NULL)
        return NULL;
    GString *out = g_string_sized_new(strlen(text));
    g_string_append_len(out, text, begin - text);
    append_unescaped(out, after_headers(after_line(begin)), signature);
    g_string_append(out, after_line(end));
    return g_string_free(out, FALSE);
}

bool pgp_is_encrypted(const char *text) { return find_line(text, BEGIN_MESSAGE) != NULL; }
