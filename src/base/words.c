/* Splits texts into folded words with their places. Never changes the text, never fails. */
#include "base/words.h"

#include <string.h>

#include "base/text.h"

#define USUAL_WORD_BYTES 5u
#define LOOK_AHEAD 32 /* marks or blanks behind a full stop that are looked at: so that no run of them makes it slow */

/* Where the splitting stands. */
struct splitter {
    const char *text;
    const char *at;
    GArray *list;   /* struct word; text holds the offset in arena until all is split */
    GString *arena; /* NUL-terminated folded words */
    guint8 gap;     /* seen since the last word */
    guint breaks;   /* line breaks since the last visible character */
    bool with_marks;
};

static bool is_invisible(gunichar c)
{
    return c == 0x00AD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) ||
           (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

/* Whether c at p holds the letters or digits on both sides together: "didn't", "3.5". */
static bool is_joint(const char *text, const char *p, gunichar c)
{
    const char *next = g_utf8_next_char(p);
    if (p == text || *next == '\0')
        return false;
    if (c == '.' || c == ',')
        return g_ascii_isdigit(p[-1]) && g_ascii_isdigit(*next);
    if (c != '\'' && c != 0x2019 && c != 0x02BC && c != 0x2018 && c != 0xB4 && c != '`')
        return is_invisible(c);
    return g_unichar_isalpha(g_utf8_get_char(next)) && g_unichar_isalpha(g_utf8_get_char(g_utf8_prev_char(p)));
}

/* Returns the character at p; most are of one byte. */
static inline gunichar character_at(const char *p) { return (guchar)*p < 0x80 ? (guchar)*p : g_utf8_get_char(p); }

static void add_folded(struct splitter *splitter, const char *start, const char *end)
{
    bool plain = true;
    for (const char *p = start; plain && p < end; p++)
        plain = (guchar)*p < 0x80 && *p != '`';
    if (plain) {
        gsize offset = splitter->arena->len;
        g_string_append_len(splitter->arena, start, end - start);
        for (char *p = splitter->arena->str + offset; *p != '\0'; p++)
            *p = g_ascii_tolower(*p);
        return;
    }
    g_autofree char *piece = g_strndup(start, (gsize)(end - start));
    g_autofree char *folded = text_fold(piece);
    g_string_append(splitter->arena, folded);
}

static void add_word(struct splitter *splitter, const char *start, const char *end, bool is_mark)
{
    gsize offset = splitter->arena->len;
    add_folded(splitter, start, end);
    if (splitter->arena->len == offset)
        return;
    struct word word = {.text = GSIZE_TO_POINTER(offset),
                        .start = (guint)(start - splitter->text),
                        .end = (guint)(end - splitter->text),
                        .hash = g_str_hash(splitter->arena->str + offset),
                        .gap = splitter->gap,
                        .is_mark = is_mark};
    g_string_append_c(splitter->arena, '\0');
    g_array_append_val(splitter->list, word);
}

static void take_word(struct splitter *splitter)
{
    const char *start = splitter->at, *p = start;
    for (; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = character_at(p);
        if (!text_is_word_character(c) && !is_joint(splitter->text, p, c))
            break;
    }
    add_word(splitter, start, p, false);
    splitter->gap = 0;
    splitter->breaks = 0;
    splitter->at = p;
}

/* Whether the full stop at p belongs to a short form ("Mr. Smith", "J. Smith", "e.g. this") and ends no sentence. */
static bool is_short_form(const struct splitter *splitter)
{
    static const char *const forms[] = {"mr", "mrs", "ms", "dr", "st", "eg", "ie", "approx", "vs", "no", "rev", "prof"};
    if (splitter->gap != 0 || splitter->list->len == 0)
        return false;
    const struct word *word = &g_array_index(splitter->list, struct word, splitter->list->len - 1);
    const char *text = splitter->arena->str + GPOINTER_TO_SIZE(word->text);
    if (word->is_mark || (splitter->at - splitter->text) != word->end)
        return false;
    if (strlen(text) == 1 && g_ascii_isalpha(*text) && *text != 'i')
        return true;
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++)
        if (strcmp(text, forms[i]) == 0 && g_ascii_isupper(splitter->text[word->start]))
            return true;
    return false;
}

/* Whether the dots at p are a pause within a sentence: "to ... sleep". next: what stands behind them. */
static bool is_pause(const struct splitter *splitter, gunichar c, const char *next)
{
    const char *p = splitter->at;
    if (c != 0x2026 && !(c == '.' && (p[1] == '.' || (p > splitter->text && p[-1] == '.'))))
        return false;
    for (guint i = 0; i < LOOK_AHEAD && (*next == ' ' || *next == '\n'); i++)
        next++;
    return g_unichar_islower(g_utf8_get_char(next));
}

static bool ends_sentence(const struct splitter *splitter, gunichar c)
{
    if (c != '.' && c != '!' && c != '?' && c != 0x2026)
        return false;
    const char *next = g_utf8_next_char(splitter->at);
    for (guint i = 0; i < LOOK_AHEAD && *next != '\0' && strchr(".!?)\"'*", *next) != NULL; i++)
        next++;
    if (*next != '\0' && !g_unichar_isspace(g_utf8_get_char(next)))
        return false;
    return !is_pause(splitter, c, next) && (c != '.' || !is_short_form(splitter));
}

static void take_other(struct splitter *splitter, gunichar c)
{
    const char *next = g_utf8_next_char(splitter->at);
    if (c == '\n') {
        splitter->gap |= GAP_LINE;
        if (++splitter->breaks > 1)
            splitter->gap |= GAP_PARAGRAPH | GAP_SENTENCE;
    } else if (!g_unichar_isspace(c) && !is_invisible(c) && !g_unichar_iscntrl(c)) {
        guint8 after = splitter->gap | GAP_PUNCTUATION;
        if (ends_sentence(splitter, c))
            after |= GAP_SENTENCE;
        if (splitter->with_marks)
            add_word(splitter, splitter->at, next, true);
        splitter->gap = after;
        splitter->breaks = 0;
    }
    splitter->at = next;
}

struct words *words_new(const char *text, bool with_marks)
{
    gsize length = strlen(text);
    struct splitter splitter = {.text = text,
                                .at = text,
                                .list =
                                    g_array_sized_new(FALSE, FALSE, sizeof(struct word), (guint)(length / USUAL_WORD_BYTES)),
                                .arena = g_string_sized_new(length + length / USUAL_WORD_BYTES),
                                .gap = GAP_SENTENCE | GAP_LINE | GAP_PARAGRAPH,
                                .with_marks = with_marks};
    while (*splitter.at != '\0') {
        gunichar c = character_at(splitter.at);
        if (text_is_word_character(c))
            take_word(&splitter);
        else
            take_other(&splitter, c);
    }
    struct words *words = g_new0(struct words, 1);
    words->arena = g_string_free(splitter.arena, FALSE);
    words->count = splitter.list->len;
    words->list = (struct word *)(void *)g_array_free(splitter.list, FALSE);
    for (guint i = 0; i < words->count; i++)
        words->list[i].text = words->arena + GPOINTER_TO_SIZE(words->list[i].text);
    return words;
}

void words_free(struct words *words)
{
    if (words == NULL)
        return;
    g_free(words->list);
    g_free(words->arena);
    g_free(words);
}

guint words_count(const char *text)
{
    AUTO(words) words = words_new(text, false);
    return words->count;
}

bool words_begin_with(const struct words *words, guint at, const struct words *phrase, guint *past)
{
    guint i = at;
    for (guint n = 0; n < phrase->count; n++) {
        if (phrase->list[n].is_mark)
            continue;
        while (i < words->count && words->list[i].is_mark)
            i++;
        if (i >= words->count || words->list[i].hash != phrase->list[n].hash ||
            strcmp(words->list[i].text, phrase->list[n].text) != 0)
            return false;
        i++;
    }
    if (past != NULL)
        *past = i;
    return i > at;
}

void words_respell(struct words *words, GHashTable *spellings)
{
    GArray *list = g_array_sized_new(FALSE, FALSE, sizeof(struct word), words->count);
    for (guint i = 0; i < words->count; i++) {
        struct word word = words->list[i];
        char **parts = word.is_mark ? NULL : g_hash_table_lookup(spellings, word.text);
        for (guint n = 0; parts != NULL && parts[n] != NULL; n++) {
            word.text = parts[n];
            word.hash = g_str_hash(word.text);
            g_array_append_val(list, word);
            word.gap = 0;
        }
        if (parts == NULL)
            g_array_append_val(list, word);
    }
    g_free(words->list);
    words->count = list->len;
    words->list = (struct word *)(void *)g_array_free(list, FALSE);
}
