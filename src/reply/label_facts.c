/* Looks at every line of a view once: its words, its shape, what it says as a whole, which header field it names. */
#include <string.h>

#include "base/text.h"
#include "reply/label_work.h"

#define LINE_BYTES_SEEN 1000u /* of a line's text: nothing that is looked for here is longer */
#define WHOLE_WORDS_MAX 24u   /* of a line that is looked up as a whole */
#define ROLE_BYTES_MAX 40u    /* of the name of a header field */
#define PARTICLE_BYTES_MAX 3u
#define NAME_WORDS_MAX 8u /* of the writer's name */

/* Returns the start of text, at most LINE_BYTES_SEEN of it, folded. (transfer full) */
static char *fold_start(const char *text)
{
    gsize length = strlen(text);
    if (length <= LINE_BYTES_SEEN)
        return text_fold(text);
    const char *end = text + LINE_BYTES_SEEN;
    while (end > text && ((guchar)*end & 0xC0) == 0x80)
        end--;
    g_autofree char *start = g_strndup(text, (gsize)(end - text));
    return text_fold(start);
}

static bool ends_word(char c) { return c == '\0' || !(g_ascii_isalnum(c) || (guchar)c >= 0x80); }

/* Returns the last byte of folded that belongs to words, as a length. */
static gsize trimmed_length(const char *folded)
{
    gsize length = strlen(folded);
    while (length > 0 && strchr(" :>\"*-", folded[length - 1]) != NULL)
        length--;
    return length;
}

static guint verb_shape(const struct label_rules *rules, const char *folded)
{
    guint shape = 0;
    gsize length = trimmed_length(folded);
    for (guint i = 0; i < rules->verbs->len; i++) {
        const char *verb = rules->verbs->pdata[i];
        gsize size = strlen(verb);
        for (const char *p = strstr(folded, verb); p != NULL; p = strstr(p + size, verb)) {
            bool is_latin = (guchar)*verb < 0xE0;
            if (is_latin && (!ends_word(p[size]) || (p > folded && !ends_word(p[-1]))))
                continue;
            shape |= (gsize)(p - folded) + size == length ? SHAPE_VERB : SHAPE_VERB_INSIDE;
        }
    }
    return shape;
}

/* Returns whether the line begins as an attribution may: with one of its first words, a figure or the name of a person. */
static bool has_lead(const struct work *work, const struct fact *fact)
{
    for (guint i = fact->first; i < fact->past; i++) {
        const struct word *word = &work->words->list[i];
        if (!word->is_mark)
            return g_ascii_isdigit(*word->text) || g_hash_table_contains(work->rules->leads, word->text);
    }
    return false;
}

/* Returns whether every word of text begins with a capital, small particles ("van", "y") left aside. */
static bool has_capitals(const char *text)
{
    bool any = false, starts = true;
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (starts && g_unichar_islower(c) && strcspn(p, " \t,.") > PARTICLE_BYTES_MAX)
            return false;
        any |= starts && g_unichar_isalpha(c) && !g_unichar_islower(c);
        starts = !g_unichar_isalnum(c) && c != '\'' && c != 0x2019;
    }
    return any;
}

static void find_role(const struct label_rules *rules, struct fact *fact, const char *folded)
{
    const char *start = folded + strspn(folded, " *_|-");
    const char *colon = strchr(start, ':');
    if (colon == NULL || colon == start || (gsize)(colon - start) > ROLE_BYTES_MAX)
        return;
    g_autofree char *name = g_strndup(start, (gsize)(colon - start));
    g_strdelimit(name, "*_", ' ');
    fact->role = GPOINTER_TO_UINT(g_hash_table_lookup(rules->roles, g_strstrip(name)));
    fact->role_only = strspn(colon, ":* _") == strlen(colon);
}

/* "From A. Person <a@b.example>": some programs leave the colon out. */
static void find_bare_role(const struct label_rules *rules, struct fact *fact, const char *folded)
{
    const char *start = folded + strspn(folded, " *");
    gsize length = strcspn(start, " :");
    if (length == 0 || length > ROLE_BYTES_MAX || start[length] != ' ')
        return;
    g_autofree char *name = g_strndup(start, length);
    fact->bare_role = GPOINTER_TO_UINT(g_hash_table_lookup(rules->roles, name));
}

static void look_at_line(struct work *work, guint i)
{
    struct fact *fact = &work->facts[i];
    const struct line *line = work_line(work, i);
    g_autofree char *folded = fold_start(line->text);
    fact->shape =
        text_is_blank(line->text) ? SHAPE_BLANK : shape_of(folded) & ~(guint)SHAPE_BLANK; /* a lone accent folds away */
    if (fact->shape & SHAPE_BLANK)
        return;
    for (guint n = fact->first; n < fact->past; n++)
        fact->count += !work->words->list[n].is_mark;
    fact->shape |= strcmp(line->text, "-- ") == 0 || strcmp(line->text, "--") == 0 ? SHAPE_MARK : 0;
    fact->shape |= verb_shape(work->rules, folded);
    fact->shape |= has_lead(work, fact) ? SHAPE_LEAD : 0;
    fact->shape |= fact->count <= NAME_WORDS_MAX && has_capitals(line->text) ? SHAPE_CAPITALS : 0;
    find_role(work->rules, fact, folded);
    find_bare_role(work->rules, fact, folded);
    if (fact->count > 0 && fact->count <= WHOLE_WORDS_MAX)
        fact->whole = rules_whole(work->rules, work->words, fact->first, fact->past);
}

/* Joins the text of all lines; the words of each are between facts[i].first and facts[i].past. */
static void find_words(struct work *work)
{
    GString *all = g_string_new(NULL);
    g_autofree gsize *ends = g_new(gsize, work->count + 1);
    for (guint i = 0; i < work->count; i++) {
        g_string_append(all, work_line(work, i)->text);
        ends[i] = all->len;
        g_string_append_c(all, '\n');
    }
    work->text = g_string_free(all, FALSE);
    work->words = words_new(work->text, true);
    guint at = 0;
    for (guint i = 0; i < work->count; i++) {
        work->facts[i].first = at;
        while (at < work->words->count && work->words->list[at].start < ends[i])
            at++;
        work->facts[i].past = at;
    }
}

static void find_names(struct work *work)
{
    work->names = g_ptr_array_new_with_free_func(g_free);
    const char *name = work->context == NULL ? NULL : work->context->from_name;
    if (name == NULL)
        return;
    AUTO(words) words = words_new(name, false);
    for (guint i = 0; i < words->count && i < NAME_WORDS_MAX; i++)
        if (!(rules_parts(work->rules, words, i, i + 1) & PART_NO_NAME))
            g_ptr_array_add(work->names, g_strdup(words->list[i].text));
}

/* A quotation that a gateway wrapped again has lines without a mark: between marked lines, behind one that is broken off. */
static void repair_depths(struct work *work)
{
    bool is_broken = false;
    for (guint i = 0; i < work->count; i++)
        work->facts[i].depth = work_line(work, i)->quote_depth;
    for (guint i = 1; i + 1 < work->count; i++) {
        guint before = work->facts[i - 1].depth;
        const struct line *line = work_line(work, i), *above = work_line(work, i - 1);
        if (line->quote_depth >= before || is_blank(work, i) || is_blank(work, i - 1) || line->label == LABEL_OURS)
            continue;
        if (above->label == LABEL_OURS || work_line(work, i + 1)->quote_depth < before)
            continue;
        bool goes_on = g_unichar_islower(g_utf8_get_char(line->text)) && strlen(above->text) >= 55;
        bool ends = has_shape(work, i - 1, SHAPE_SENTENCE | SHAPE_COLON);
        if (!goes_on || (ends && !is_broken))
            continue;
        is_broken |= !ends;
        work->facts[i].depth = before;
    }
}

void work_look(struct work *work)
{
    work->facts = g_new0(struct fact, work->count + 1);
    work->kinds = g_new0(guint8, work->count + 1);
    find_words(work);
    find_names(work);
    for (guint i = 0; i < work->count; i++) {
        look_at_line(work, i);
        work->has_ours |= work_line(work, i)->label == LABEL_OURS;
    }
    repair_depths(work);
}
