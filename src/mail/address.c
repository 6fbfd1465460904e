/* Has GMime read lists of addresses. Lists with ";" as Outlook writes them, and one address in the midst of words, of which
 * GMime makes nothing, are mended first. */
#include "mail/address.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "mail/encoded_word.h"
#include "mail/mime.h"

#define GROUP_DEPTH_MAX 4u

void mail_address_free(void *data)
{
    struct mail_address *address = data;
    g_free(address->name);
    g_free(address->address);
    g_free(address);
}

/* Returns name made harmless, and without the quotes that Outlook puts around it. (transfer full) */
static char *plain_name(const char *name)
{
    g_autofree char *sound = text_repair(name, strlen(name));
    char *line = text_on_one_line(sound);
    gsize length = strlen(line);
    if (length > 2 && line[0] == '\'' && line[length - 1] == '\'') {
        line[length - 1] = '\0';
        memmove(line, line + 1, length - 1);
    }
    return line;
}

static void add(GPtrArray *list, const char *name, const char *address)
{
    if (list->len >= LIMIT_ADDRESSES)
        return;
    struct mail_address *added = g_new0(struct mail_address, 1);
    added->name = plain_name(name != NULL ? name : "");
    added->address = plain_name(address != NULL ? address : "");
    if (strchr(added->address, '@') == NULL && *added->name == '\0') { /* a name alone */
        char *swapped = added->name;
        added->name = added->address;
        added->address = swapped;
    }
    g_ptr_array_add(list, added);
}

static void add_all(GPtrArray *list, InternetAddressList *found, guint depth)
{
    for (int i = 0; i < internet_address_list_length(found); i++) {
        InternetAddress *address = internet_address_list_get_address(found, i);
        if (INTERNET_ADDRESS_IS_MAILBOX(address)) {
            add(list, internet_address_get_name(address),
                internet_address_mailbox_get_idn_addr(INTERNET_ADDRESS_MAILBOX(address)));
            continue;
        }
        InternetAddressList *members = internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address));
        if (members != NULL && depth < GROUP_DEPTH_MAX)
            add_all(list, members, depth + 1);
    }
}

/* Puts commas where semicolons divide addresses outside of a group, as Outlook writes them. */
static void divide_by_commas(char *text)
{
    bool is_quoted = false, in_group = false;
    for (char *p = text; *p != '\0'; p++) {
        if (*p == '\\' && is_quoted && p[1] != '\0')
            p++;
        else if (*p == '"')
            is_quoted = !is_quoted;
        else if (*p == ':' && !is_quoted)
            in_group = true;
        else if (*p == ';' && !is_quoted && in_group)
            in_group = false;
        else if (*p == ';' && !is_quoted)
            *p = ',';
    }
}

/* Takes the one word with an "@" for the address, or what stands in <>, and what is before it for the name. */
static void add_rough(GPtrArray *list, const char *text, const char *fallback)
{
    const char *at = strchr(text, '@'), *angle = strchr(text, '<'), *start = at != NULL ? at : text, *end = start;
    if (angle != NULL) {
        start = angle + 1;
        end = start + strcspn(start, "<>");
    } else if (at != NULL) {
        while (start > text && !g_ascii_isspace(start[-1]) && strchr("<(,;\"", start[-1]) == NULL)
            start--;
        end = at + strcspn(at, " \t\r\n>),;\"");
    }
    g_autofree char *address = g_strndup(start, (gsize)(end - start));
    gsize before = (gsize)((angle != NULL ? angle : start) - text);
    g_autofree char *name = encoded_words_decode(text, before, fallback);
    add(list, name, address);
}

void address_read(GPtrArray *list, const char *raw, gsize length, const char *fallback)
{
    mime_init();
    g_autoptr(GMimeParserOptions) options = mime_options(fallback);
    g_autofree char *text = encoded_words_mend(raw, length);
    divide_by_commas(text);
    InternetAddressList *found = internet_address_list_parse(options, text);
    guint before = list->len;
    if (found != NULL) {
        add_all(list, found, 0);
        g_object_unref(found);
    }
    bool has_words = strpbrk(text, "@<") != NULL;
    if (list->len == before && has_words && list->len < LIMIT_ADDRESSES)
        add_rough(list, text, fallback);
}
