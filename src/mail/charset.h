/* Bytes in any charset as UTF-8, whatever the headers say: no word is lost because a label is wrong. */
#pragma once
#include <glib.h>
#include <stdbool.h>

enum charset_kind {
    CHARSET_UNKNOWN, /* no name, or one that nobody knows: the bytes decide */
    CHARSET_UTF8,
    CHARSET_LATIN, /* windows-1252 and its subsets iso-8859-1 and us-ascii, which mail programs take for each other */
    CHARSET_OTHER  /* through iconv */
};

/* What a declared name means. */
struct charset {
    enum charset_kind kind;
    bool holds_ascii;   /* bytes below 0x80 are ASCII, whatever stands around them */
    bool is_multi_byte; /* a character may take several bytes */
    char name[32];      /* for iconv, and for people: "windows-1252", "GB18030" */
};

/* Returns what the declared name stands for: any case, aliases, with what mail programs put around it. name: (nullable) */
struct charset charset_from_name(const char *name);

struct charset_text {
    char *text;        /* owned: UTF-8 without NUL */
    char *decoded_as;  /* owned: what was really used: "utf-8", "windows-1252", "utf-8 and windows-1252" */
    bool is_damaged;   /* bytes that mean nothing became U+FFFD */
    bool is_corrected; /* the bytes are in another charset than declared */
};

/* Decodes length bytes that are declared to be in the charset called name (nullable). Linear. */
struct charset_text charset_decode(const char *bytes, gsize length, const char *name);
void charset_text_clear(struct charset_text *text);

/* Undoes UTF-8 that was taken for windows-1252 and encoded once more ("donâ€™t"), where nothing else can be meant. Returns the
 * text (transfer full) and how many places changed, or NULL where there are none. text is UTF-8. */
char *charset_undo_double(const char *text, guint *places);

/* Returns the charset that an HTML document names in its first bytes (<meta charset>, http-equiv), or NULL. (transfer full) */
char *charset_of_html(const char *bytes, gsize length);
