/* What is found by its form: addresses of mail and web, telephone numbers, postcodes, references. */
#include <string.h>

#include "answer/redact_text.h"

#define PHONE_DIGITS_MIN 10u
#define PHONE_DIGITS_MAX 14u
#define CODE_DIGITS_MIN 4u  /* of a reference with parts in capitals */
#define URN_WORDS_BEFORE 3u /* a number, within which a word says that it is a school's */
#define URN_TEXT_WORDS 60u  /* around a number, within which such a word speaks of another school's number too */

/* ---- mail and web: chunks between white space */

static guint count_digits(const char *text, guint *letters)
{
    guint digits = 0;
    *letters = 0;
    for (; *text != '\0'; text++) {
        digits += g_ascii_isdigit(*text);
        *letters += g_ascii_isalpha(*text);
    }
    return digits;
}

static bool is_chunk_end(char c) { return c == '\0' || g_ascii_isspace(c) || strchr("<>()[]{}\"|;,", c) != NULL; }

/* The last label of names that people write without "www". */
static bool is_top_level(const char *label)
{
    static const char *const known[] = {"com", "org",  "net", "uk", "example", "info",  "io",     "co",  "gov",  "edu", "me",
                                        "tv",  "blog", "ly",  "eu", "scot",    "wales", "online", "app", "site", "biz", NULL};
    return g_strv_contains(known, label);
}

/* Returns whether host ends in a known label and has two labels at least. */
static bool is_host(const char *host)
{
    const char *dot = strrchr(host, '.');
    return dot != NULL && dot > host && is_top_level(dot + 1) && strstr(host, "..") == NULL;
}

/* Returns whether any label or the whole of address stands in lists. */
static bool is_listed(const struct redact_text *text, const char *address, guint lists)
{
    if (redact_lists_of(text->rules, address) & lists)
        return true;
    g_auto(GStrv) labels = g_strsplit_set(address, "./@", -1);
    for (char **label = labels; *label != NULL; label++)
        if (**label != '\0' && (redact_lists_of(text->rules, *label) & lists))
            return true;
    return false;
}

static void take_web(struct redact_text *text, guint start, guint end, const char *chunk)
{
    const char *host = strstr(chunk, "://");
    host = host != NULL ? host + 3 : chunk;
    g_autofree char *name = g_strndup(host, strcspn(host, "/?#:"));
    bool is_web = host != chunk || g_str_has_prefix(chunk, "www.") || is_host(name);
    if (is_web && !is_listed(text, name, LIST_PUBLIC_ADDRESS) && !g_str_has_suffix(name, ".gov.uk") && strlen(name) > 3)
        redact_text_take_bytes(text, start, end, is_listed(text, name, LIST_SOCIAL_SITE) ? REDACT_SOCIAL : REDACT_URL);
}

/* "SJF/HT/0518": parts in capitals, and a number of four digits at least. */
static bool is_coded(const char *chunk, gsize length)
{
    guint digits = 0, capitals = 0, slashes = 0;
    for (gsize i = 0; i < length; i++) {
        if (g_ascii_islower(chunk[i]) || (guchar)chunk[i] >= 0x80)
            return false;
        digits += g_ascii_isdigit(chunk[i]);
        capitals += g_ascii_isupper(chunk[i]);
        slashes += chunk[i] == '/';
    }
    return digits >= CODE_DIGITS_MIN && capitals > 1 && slashes > 1;
}

/* "EA/2023/00417" */
static bool is_reference(const char *chunk)
{
    guint letters = 0, digits = count_digits(chunk, &letters);
    bool is_date = letters == 0 && strchr(strchr(chunk, '/') + 1, '/') != NULL;
    return strchr(chunk, '.') == NULL && !is_date && letters <= digits && digits >= (letters > 0 ? 5 : 7);
}

static void take_chunk(struct redact_text *text, guint start, guint end)
{
    g_autofree char *chunk = g_ascii_strdown(text->text + start, (gssize)(end - start));
    const char *at = strchr(chunk, '@');
    if (at == NULL && strchr(chunk, '/') != NULL && (is_reference(chunk) || is_coded(text->text + start, end - start)))
        redact_text_take_bytes(text, start, end, REDACT_OTHER);
    else if (at == NULL)
        take_web(text, start, end, chunk);
    if (at == NULL)
        return;
    bool is_mail = at > chunk && at[1] != '\0';
    bool is_public = is_listed(text, at + 1, LIST_PUBLIC_ADDRESS) || g_str_has_suffix(chunk, ".gov.uk");
    if (is_public || at[1] == '\0')
        return;
    if (is_mail && g_str_has_prefix(chunk, "mailto:"))
        start += 7;
    redact_text_take_bytes(text, start, end, is_mail ? REDACT_EMAIL : REDACT_SOCIAL);
}

/* Whether one of "@", "." and "/" is among length bytes. */
static bool is_joined_up(const char *chunk, gsize length)
{
    return memchr(chunk, '@', length) != NULL || memchr(chunk, '.', length) != NULL || memchr(chunk, '/', length) != NULL;
}

static void find_addresses(struct redact_text *text)
{
    for (const char *p = text->text; *p != '\0';) {
        const char *start = p;
        while (!is_chunk_end(*p))
            p++;
        const char *end = p;
        while (end > start && strchr(".,:;!?'*_", end[-1]) != NULL)
            end--;
        while (start < end && strchr("'*_:.", *start) != NULL)
            start++;
        gsize length = (gsize)(end - start);
        if (length > 3 && is_joined_up(start, length))
            take_chunk(text, (guint)(start - text->text), (guint)(end - text->text));
        p += *p != '\0';
    }
}

/* ---- addresses in words: "jo dot hartnell at postbox dot example"; names with "_" beside the name of a site */

static bool is_word(const struct redact_text *text, guint at, const char *word)
{
    return at < text->count && !text->words[at].sentence && strcmp(text->words[at].text, word) == 0;
}

static void take_spoken(struct redact_text *text, guint at)
{
    guint first = at, past = at + 2;
    while (first >= 3 && is_word(text, first - 2, "dot"))
        first -= 2;
    for (; past + 1 < text->count && is_word(text, past, "dot"); past += 2)
        continue;
    if (first > 0 && past > at + 2 && past <= text->count)
        redact_text_take(text, first - 1, past, REDACT_EMAIL);
}

static void take_handle(struct redact_text *text, guint at)
{
    const struct redact_word *word = &text->words[at], *next = word + 1;
    bool joined = at + 1 < text->count && next->start == word->end + 1 && text->text[word->end] == '_';
    bool near_site = false;
    for (guint i = at - MIN(at, 6); joined && i < text->count && i < at + 8; i++)
        near_site |= (text->words[i].lists & LIST_SOCIAL_SITE) != 0;
    if (near_site)
        redact_text_take(text, at, at + 2, REDACT_SOCIAL);
}

static void find_spoken(struct redact_text *text)
{
    for (guint i = 0; i < text->count; i++)
        if (is_word(text, i, "at"))
            take_spoken(text, i);
        else
            take_handle(text, i);
}

/* ---- numbers */

/* Returns whether one of the few words before at, or a phrase of them, stands in lists. */
static bool stands_behind(const struct redact_text *text, guint at, guint lists, guint words)
{
    for (guint i = at - MIN(at, words); i < at; i++)
        if (redact_text_longest(text, i, lists) > 0)
            return true;
    return false;
}

static bool is_phone_byte(char c) { return g_ascii_isdigit(c) || strchr(" +()-./", c) != NULL; }

/* Takes the number that begins at p, where it is one. Returns the end of what was looked at. */
static const char *take_phone(struct redact_text *text, const char *p)
{
    GString *digits = g_string_new(NULL);
    const char *start = p, *end = p;
    for (; *p != '\0' && is_phone_byte(*p) && digits->len <= PHONE_DIGITS_MAX; p++)
        if (g_ascii_isdigit(*p)) {
            g_string_append_c(digits, *p);
            end = p + 1;
        }
    bool begins = *start == '0' || *start == '+' || g_str_has_prefix(start, "(0") || g_str_has_prefix(start, "44 ");
    bool is_phone = begins && digits->len >= PHONE_DIGITS_MIN && digits->len <= PHONE_DIGITS_MAX;
    bool is_helpline = (redact_lists_of(text->rules, digits->str) & LIST_HELPLINE) != 0;
    if (is_phone && !is_helpline && !g_ascii_isalnum(*end))
        redact_text_take_bytes(text, (guint)(start - text->text), (guint)(end - text->text), REDACT_PHONE);
    g_string_free(digits, TRUE);
    return MAX(end, start + 1);
}

static void find_phones(struct redact_text *text)
{
    bool inside = false; /* of a word or number */
    for (const char *p = text->text; *p != '\0';) {
        if (!inside && (g_ascii_isdigit(*p) || ((*p == '+' || *p == '(') && g_ascii_isdigit(p[1])))) {
            p = take_phone(text, p);
            inside = true;
        } else {
            inside = g_ascii_isalnum(*p) || (guchar)*p >= 0x80;
            p++;
        }
    }
}

/* Returns whether text has the form: A a letter, 9 a digit, * one letter or digit or nothing. */
static bool has_form(const char *text, const char *form)
{
    for (; *form != '\0'; form++) {
        if (*form == '*' && *text == '\0')
            continue;
        bool fits = *form == 'A' ? g_ascii_isalpha(*text) : *form == '9' ? g_ascii_isdigit(*text) : g_ascii_isalnum(*text);
        if (!fits)
            return false;
        text++;
    }
    return *text == '\0';
}

static bool has_form_of(const char *text, const char *const *forms)
{
    for (; *forms != NULL; forms++)
        if (has_form(text, *forms))
            return true;
    return false;
}

/* Takes two words that are one code: a postcode, a number plate. */
static bool take_pair(struct redact_text *text, guint at)
{
    static const char *const outward[] = {"A9", "A99", "AA9", "AA99", "A9A", "AA9A", NULL};
    static const char *const inward[] = {"9AA", NULL};
    static const char *const joined[] = {"A99AA", "A999AA", "AA99AA", "AA999AA", "A9A9AA", "AA9A9AA", NULL};
    const struct redact_word *word = &text->words[at];
    if (word->shouted && has_form_of(word->text, joined))
        redact_text_take(text, at, at + 1, REDACT_POSTCODE);
    else if (word->shouted && has_form(word->text, "AA99AAA"))
        redact_text_take(text, at, at + 1, REDACT_OTHER);
    if (at + 1 >= text->count || !text->words[at + 1].follows)
        return false;
    const char *next = text->words[at + 1].text;
    bool is_postcode = has_form_of(word->text, outward) && has_form_of(next, inward);
    bool is_plate = word->shouted && text->words[at + 1].shouted && has_form(word->text, "AA99") && has_form(next, "AAA");
    if (is_postcode || is_plate)
        redact_text_take(text, at, at + 2, is_postcode ? REDACT_POSTCODE : REDACT_OTHER);
    return is_postcode || is_plate;
}

/* "A519", "M6", "A1(M)"; not "A4", which is paper. */
static bool take_road(struct redact_text *text, guint at)
{
    static const char *const roads[] = {"A99", "A999", "A9999", NULL};
    const struct redact_word *word = &text->words[at];
    if (strchr("abm", word->text[0]) == NULL || !word->capital)
        return false;
    bool is_motorway = g_str_has_prefix(text->text + word->end, "(M)");
    bool is_short = has_form(word->text, "A9") && (word->text[0] == 'm' || is_motorway);
    if (!is_short && !has_form_of(word->text, roads))
        return false;
    redact_text_take_bytes(text, word->start, word->end + (is_motorway ? 3 : 0), REDACT_PLACE);
    return true;
}

/* Whether "/" and four digits stand behind the three digits of word at: the number of a school with its authority's. A word
 * for it may stand before "873 2119". */
static bool is_dfe_number(const struct redact_text *text, guint at)
{
    const struct redact_word *word = &text->words[at], *next = word + 1;
    return at + 1 < text->count && has_form(word->text, "999") && has_form(next->text, "9999") &&
           next->start == word->end + 1 &&
           (text->text[word->end] == '/' || stands_behind(text, at, LIST_URN_WORD, URN_WORDS_BEFORE));
}

/* Whether a text that speaks of one school's number may mean another's. */
static bool speaks_of_urn(const struct redact_text *text, guint at)
{
    for (guint i = at - MIN(at, URN_TEXT_WORDS); i < MIN(at + URN_TEXT_WORDS, text->count); i++)
        if (text->words[i].lists & LIST_URN_WORD)
            return true;
    return false;
}

static void take_number(struct redact_text *text, guint at)
{
    const struct redact_word *word = &text->words[at];
    guint letters = 0, digits = count_digits(word->text, &letters);
    if (word->taken || digits < 2)
        return;
    bool is_money = word->start > 1 && (guchar)text->text[word->start - 1] == 0xA3;
    if (is_dfe_number(text, at))
        redact_text_take(text, at, at + 2, REDACT_URN);
    else if (letters == 0 && digits >= 4 && digits <= 7 && stands_behind(text, at, LIST_URN_WORD, URN_WORDS_BEFORE))
        redact_text_take(text, at, at + 1, REDACT_URN);
    else if (letters == 0 && digits == 6 && strchr(word->text, ',') == NULL && !is_money &&
             (word->text[0] == '1' || speaks_of_urn(text, at)))
        redact_text_take(text, at, at + 1, REDACT_URN);
    else if (letters > 0 && digits >= 4 && letters + digits >= 6)
        redact_text_take(text, at, at + 1, REDACT_OTHER);
    else if (strchr(word->text, ',') == NULL && !is_money &&
             (digits >= 7 || (digits >= 5 && stands_behind(text, at, LIST_REFERENCE_WORD, 5)) ||
              (digits >= 3 && stands_behind(text, at, LIST_REFERENCE_WORD, 2))))
        redact_text_take(text, at, at + 1, REDACT_OTHER);
}

void redact_find_forms(struct redact_text *text)
{
    find_addresses(text);
    find_spoken(text);
    find_phones(text);
    for (guint i = 0; i < text->count; i++)
        if (!text->words[i].taken && !take_pair(text, i) && !take_road(text, i))
            take_number(text, i);
}
