/* Addresses that go out. Refuses what a server could take for something else. */
#include <gio/gio.h>
#include <string.h>
#include <sys/random.h>

#include "mail/compose.h"

#define LOCAL_BYTES 64u /* RFC 5321, section 4.5.3.1 */
#define ADDRESS_BYTES 254u
#define LABEL_BYTES 63u
#define ID_RANDOM_BYTES 16u

static bool is_local_character(gunichar c)
{
    if (c < 0x80)
        return g_ascii_isalnum((char)c) || strchr("!#$%&'*+-/=?^_`{|}~.", (int)c) != NULL;
    return g_unichar_isgraph(c) && g_unichar_type(c) != G_UNICODE_FORMAT;
}

static bool is_domain_character(gunichar c)
{
    return c < 0x80 ? g_ascii_isalnum((char)c) || c == '-' : g_unichar_isalnum(c) || g_unichar_ismark(c);
}

static bool is_domain(const char *domain)
{
    gsize label = 0;
    for (const char *p = domain; *p != '\0'; p = g_utf8_next_char(p)) {
        if (*p == '.') {
            if (label == 0 || p[-1] == '-')
                return false;
            label = 0;
            continue;
        }
        if (!is_domain_character(g_utf8_get_char(p)) || (label == 0 && *p == '-') || ++label > LABEL_BYTES)
            return false;
    }
    return label > 0 && !g_str_has_suffix(domain, "-");
}

bool mail_address_is_sendable(const char *address)
{
    if (address == NULL || strlen(address) > ADDRESS_BYTES || !g_utf8_validate(address, -1, NULL))
        return false;
    const char *at = strchr(address, '@');
    if (at == NULL || at == address || at - address > (gssize)LOCAL_BYTES || !is_domain(at + 1))
        return false;
    for (const char *p = address; p < at; p = g_utf8_next_char(p))
        if (!is_local_character(g_utf8_get_char(p)))
            return false;
    return *address != '.' && at[-1] != '.';
}

bool mail_address_needs_smtputf8(const char *address)
{
    for (const char *p = address; *p != '\0' && *p != '@'; p++)
        if ((guchar)*p >= 0x80)
            return true;
    return false;
}

char *mail_address_ascii(const char *address)
{
    const char *at = strrchr(address, '@');
    g_autofree char *domain = at != NULL ? g_hostname_to_ascii(at + 1) : NULL;
    return domain != NULL ? g_strdup_printf("%.*s@%s", (int)(at - address), address, domain) : g_strdup(address);
}

char *mail_new_message_id(const char *address)
{
    guint8 random[ID_RANDOM_BYTES];
    for (gsize filled = 0; filled < sizeof random;) {
        gssize count = getrandom(random + filled, sizeof random - filled, 0);
        filled += count > 0 ? (gsize)count : 0;
    }
    GString *id = g_string_new(NULL);
    for (guint i = 0; i < sizeof random; i++)
        g_string_append_printf(id, "%02x", random[i]);
    const char *at = strrchr(address, '@');
    g_autofree char *domain = at != NULL ? g_hostname_to_ascii(at + 1) : NULL;
    g_string_append_printf(id, "@%s", domain != NULL && *domain != '\0' ? domain : "localhost");
    return g_string_free(id, FALSE);
}
