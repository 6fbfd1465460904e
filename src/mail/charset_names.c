/* The names of charsets as mail programs write them. Judges no bytes. */
#include <string.h>

#include "mail/charset.h"
#include "mail/converter.h"

#define KEY_BYTES 40u

/* What a name without its punctuation stands for. Labels are read as browsers read them (WHATWG Encoding): each as the larger
 * set that programs really use under this name. */
struct alias {
    const char *key, *name;
    enum charset_kind kind;
};

static const struct alias aliases[] = {
    {"utf8", "utf-8", CHARSET_UTF8},
    {"utf8mb4", "utf-8", CHARSET_UTF8},
    {"unicode11utf8", "utf-8", CHARSET_UTF8},
    {"unicode20utf8", "utf-8", CHARSET_UTF8},
    {"xunicode20utf8", "utf-8", CHARSET_UTF8},
    {"cp65001", "utf-8", CHARSET_UTF8},
    {"65001", "utf-8", CHARSET_UTF8},
    {"utf7", "UTF-7", CHARSET_OTHER},
    {"unicode11utf7", "UTF-7", CHARSET_OTHER},
    {"usascii", "windows-1252", CHARSET_LATIN},
    {"ascii", "windows-1252", CHARSET_LATIN},
    {"usascii1", "windows-1252", CHARSET_LATIN},
    {"ansix341968", "windows-1252", CHARSET_LATIN},
    {"iso646us", "windows-1252", CHARSET_LATIN},
    {"iso88591", "windows-1252", CHARSET_LATIN},
    {"8859", "windows-1252", CHARSET_LATIN},
    {"88591", "windows-1252", CHARSET_LATIN},
    {"latin1", "windows-1252", CHARSET_LATIN},
    {"isolatin1", "windows-1252", CHARSET_LATIN},
    {"l1", "windows-1252", CHARSET_LATIN},
    {"ibm819", "windows-1252", CHARSET_LATIN},
    {"cp819", "windows-1252", CHARSET_LATIN},
    {"windows1252", "windows-1252", CHARSET_LATIN},
    {"cp1252", "windows-1252", CHARSET_LATIN},
    {"xcp1252", "windows-1252", CHARSET_LATIN},
    {"win1252", "windows-1252", CHARSET_LATIN},
    {"xansi", "windows-1252", CHARSET_LATIN},
    {"ansi", "windows-1252", CHARSET_LATIN},
    {"1252", "windows-1252", CHARSET_LATIN},
    {"latin2", "ISO-8859-2", CHARSET_OTHER},
    {"latin9", "ISO-8859-15", CHARSET_OTHER},
    {"latin0", "ISO-8859-15", CHARSET_OTHER},
    {"iso88599", "windows-1254", CHARSET_OTHER},
    {"latin5", "windows-1254", CHARSET_OTHER},
    {"iso885911", "windows-874", CHARSET_OTHER},
    {"tis620", "windows-874", CHARSET_OTHER},
    {"iso88598i", "windows-1255", CHARSET_OTHER},
    {"iso88598e", "windows-1255", CHARSET_OTHER},
    {"gb2312", "GB18030", CHARSET_OTHER},
    {"gb231280", "GB18030", CHARSET_OTHER},
    {"gbk", "GB18030", CHARSET_OTHER},
    {"xgbk", "GB18030", CHARSET_OTHER},
    {"xeuccn", "GB18030", CHARSET_OTHER},
    {"euccn", "GB18030", CHARSET_OTHER},
    {"cp936", "GB18030", CHARSET_OTHER},
    {"chinese", "GB18030", CHARSET_OTHER},
    {"hzgb2312", "HZ", CHARSET_OTHER},
    {"big5", "BIG5-HKSCS", CHARSET_OTHER},
    {"xbig5", "BIG5-HKSCS", CHARSET_OTHER},
    {"cnbig5", "BIG5-HKSCS", CHARSET_OTHER},
    {"cp950", "BIG5-HKSCS", CHARSET_OTHER},
    {"shiftjis", "CP932", CHARSET_OTHER},
    {"xshiftjis", "CP932", CHARSET_OTHER},
    {"sjis", "CP932", CHARSET_OTHER},
    {"xsjis", "CP932", CHARSET_OTHER},
    {"mskanji", "CP932", CHARSET_OTHER},
    {"windows31j", "CP932", CHARSET_OTHER},
    {"xeucjp", "EUC-JP-MS", CHARSET_OTHER},
    {"eucjp", "EUC-JP-MS", CHARSET_OTHER},
    {"iso2022jp", "ISO-2022-JP-3", CHARSET_OTHER},
    {"csiso2022jp", "ISO-2022-JP-3", CHARSET_OTHER},
    {"ksc56011987", "UHC", CHARSET_OTHER},
    {"ksc5601", "UHC", CHARSET_OTHER},
    {"euckr", "UHC", CHARSET_OTHER},
    {"xeuckr", "UHC", CHARSET_OTHER},
    {"korean", "UHC", CHARSET_OTHER},
    {"koi8", "KOI8-R", CHARSET_OTHER},
    {"cskoi8r", "KOI8-R", CHARSET_OTHER},
    {"macintosh", "MACINTOSH", CHARSET_OTHER},
    {"macroman", "MACINTOSH", CHARSET_OTHER},
    {"xmacroman", "MACINTOSH", CHARSET_OTHER},
    {"mac", "MACINTOSH", CHARSET_OTHER},
    {"xmaccyrillic", "MAC-CYRILLIC", CHARSET_OTHER},
    {"unicode", "UTF-16", CHARSET_OTHER},
    {"ucs2", "UTF-16", CHARSET_OTHER},
    {"iso10646ucs2", "UTF-16", CHARSET_OTHER},
};

/* Names that stand for nothing: iconv may know some, but what they were meant for does not. */
static const char *const no_names[] = {"unknown8bit", "xunknown", "unknown", "default", "none",
                                       "binary",      "8bit",     "7bit",    "char",    ""};

/* Charsets whose bytes below 0x80 are not always ASCII. */
static const char *const not_ascii[] = {"UTF-7", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE",
                                        "UCS-2", "UCS-4",  "HZ",       "ISO-2022", "CP037",  "EBCDIC",   "IBM037"};

static const char *const multi_byte[] = {"UTF-", "UCS-", "GB", "BIG5", "CP932", "EUC-", "UHC", "HZ", "ISO-2022", "JOHAB"};

/* Writes the letters and digits of name in lower case. What follows the name itself (";", a blank, a quote) is left out. */
static void make_key(const char *name, char key[KEY_BYTES])
{
    gsize length = 0;
    while (*name == ' ' || *name == '"' || *name == '\'')
        name++;
    for (; *name != '\0' && strchr(" \t\"';,*:", *name) == NULL && length + 1 < KEY_BYTES; name++)
        if (g_ascii_isalnum(*name))
            key[length++] = g_ascii_tolower(*name);
    key[length] = '\0';
}

static bool begins_with_any(const char *name, const char *const *list, gsize count)
{
    for (gsize i = 0; i < count; i++)
        if (g_ascii_strncasecmp(name, list[i], strlen(list[i])) == 0)
            return true;
    return false;
}

static struct charset known(enum charset_kind kind, const char *name)
{
    struct charset charset = {.kind = kind};
    g_strlcpy(charset.name, name, sizeof charset.name);
    charset.holds_ascii = !begins_with_any(name, not_ascii, G_N_ELEMENTS(not_ascii));
    charset.is_multi_byte = begins_with_any(name, multi_byte, G_N_ELEMENTS(multi_byte));
    return charset;
}

/* Writes the name that iconv knows for a family of names with a number: "x-cp1250", "win-1250", "1250", "iso_8859-15". */
static bool numbered_name(const char *key, char name[KEY_BYTES])
{
    static const char *const families[] = {"windows", "win", "xcp", "cp", "ibm", "ms", "dos", ""};
    if (g_str_has_prefix(key, "iso8859") && strspn(key + 7, "0123456789") == strlen(key + 7) && key[7] != '\0') {
        g_snprintf(name, KEY_BYTES, "ISO-8859-%.24s", key + 7);
        return true;
    }
    for (guint i = 0; i < G_N_ELEMENTS(families); i++) {
        const char *number = key + strlen(families[i]);
        bool fits = g_str_has_prefix(key, families[i]) && *number != '\0' && strspn(number, "0123456789") == strlen(number);
        if (fits && strlen(number) <= 5) {
            bool windows = strlen(number) == 4 && g_str_has_prefix(number, "125");
            g_snprintf(name, KEY_BYTES, windows ? "windows-%s" : "CP%s", number);
            return true;
        }
    }
    return false;
}

/* Returns whether name can be given to iconv: no slash, which has a meaning there. */
static bool is_plain(const char *name)
{
    gsize length = strlen(name);
    return length > 1 && length < sizeof(((struct charset *)NULL)->name) &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_:.") == length;
}

struct charset charset_from_name(const char *name)
{
    static const struct charset nothing = {.kind = CHARSET_UNKNOWN, .holds_ascii = true};
    char key[KEY_BYTES], numbered[KEY_BYTES];
    make_key(name != NULL ? name : "", key);
    for (guint i = 0; i < G_N_ELEMENTS(no_names); i++)
        if (strcmp(key, no_names[i]) == 0)
            return nothing;
    for (guint i = 0; i < G_N_ELEMENTS(aliases); i++)
        if (strcmp(key, aliases[i].key) == 0)
            return known(aliases[i].kind, aliases[i].name);
    if (numbered_name(key, numbered) && converter_knows(numbered))
        return known(CHARSET_OTHER, numbered);
    if (is_plain(name) && converter_knows(name)) {
        g_autofree char *upper = g_ascii_strup(name, -1);
        return known(CHARSET_OTHER, upper);
    }
    /* "windows-1252http-equiv..." and the like: a known name with something stuck to it */
    return strstr(key, "1252") != NULL || g_str_has_prefix(key, "iso88591") ? known(CHARSET_LATIN, "windows-1252")
           : g_str_has_prefix(key, "utf8")                                  ? known(CHARSET_UTF8, "utf-8")
                                                                            : nothing;
}
