/* Labels what machines add: footers of mail programs, disclaimers, banners about the sender. Goes by wording, in paragraphs. */
#include <string.h>

#include "reply/label_work.h"

#define BANNER_WORDS_MAX 80u   /* of a paragraph that may be one */
#define SPOKEN_PHRASES_MIN 3u  /* of a disclaimer that says "I" or "me" */
#define LONG_LINE_BYTES 55u    /* a line this long may go on in the next */
#define FOOTER_MIDDLE_LINES 4u /* of the writer's below a footer: more, and it is none */

/* A paragraph: open lines without a blank one between them, at[from..to). */
struct paragraph {
    guint from, to;
    guint words; /* marks count */
};

/* Finds the next paragraph from *i on. Returns whether there is one. */
static bool next_paragraph(const struct work *work, const guint *at, guint count, guint i, struct paragraph *paragraph)
{
    while (i < count && !is_open(work, at[i]))
        i++;
    paragraph->from = i;
    paragraph->words = 0;
    for (; i < count && is_open(work, at[i]); i++)
        paragraph->words += work->facts[at[i]].past - work->facts[at[i]].first;
    paragraph->to = i;
    return paragraph->from < paragraph->to;
}

static guint says(const struct work *work, const guint *at, const struct paragraph *paragraph)
{
    return rules_parts(work->rules, work->words, work->facts[at[paragraph->from]].first,
                       work->facts[at[paragraph->to - 1]].past);
}

/* ---- footers */

/* Returns how many open lines of at[from..count) there are, at most max. */
static guint count_open(const struct work *work, const guint *at, guint from, guint count, guint max)
{
    guint open = 0;
    for (guint i = from; i < count && open < max; i++)
        open += is_open(work, at[i]);
    return open;
}

/* A footer is a line by itself. Below one the writer may go on; a line that other words surround is the writer's. */
void label_footers(struct work *work, const guint *at, guint count)
{
    for (guint i = count; i-- > 0;) {
        if (!is_open(work, at[i]) || !(work->facts[at[i]].whole & WHOLE_FOOTER))
            continue;
        bool above = i > 0 && is_open(work, at[i - 1]);
        bool below = i + 1 < count && is_open(work, at[i + 1]);
        if (!(above && below) || count_open(work, at, i + 1, count, FOOTER_MIDDLE_LINES) < FOOTER_MIDDLE_LINES)
            set_label(work, at[i], LABEL_FOOTER, "a mail program's footer");
    }
}

/* ---- disclaimers */

/* Returns the first line of paragraph where the disclaimer begins: what stands above it on lines of their own is not it. */
static guint disclaimer_start(const struct work *work, const guint *at, const struct paragraph *paragraph)
{
    guint wanted = PART_DISCLAIMER | PART_LEGAL | PART_SOFT;
    guint i = paragraph->from;
    while (i + 1 < paragraph->to &&
           !(rules_parts(work->rules, work->words, work->facts[at[i]].first, work->facts[at[i]].past) & wanted) &&
           !(rules_parts(work->rules, work->words, work->facts[at[i]].first, work->facts[at[i + 1]].past) & wanted))
        i++;
    while (i > paragraph->from) {
        const struct line *above = work_line(work, at[i - 1]);
        bool flows =
            above->continues || (strlen(above->text) >= LONG_LINE_BYTES && !has_shape(work, at[i - 1], SHAPE_SENTENCE));
        if (!flows || has_shape(work, at[i - 1], SHAPE_NUMBERED))
            break;
        i--;
    }
    return i;
}

/* Returns how many phrases of ids, one behind the other, stand in the words [from, to). */
static guint count_phrases(const struct work *work, guint from, guint to, guint ids)
{
    g_autoptr(GArray) matches = pattern_set_match_part(work->rules->parts, work->words, from, to);
    guint count = 0, past = from;
    for (guint i = 0; i < matches->len; i++) {
        const struct pattern_match *match = &g_array_index(matches, struct pattern_match, i);
        if ((match->id & ids) && match->first >= past) {
            count++;
            past = match->last + 1;
        }
    }
    return count;
}

/* Returns whether somebody says "I", "my" or "me" in paragraph; a small "i" is a word of many languages. */
static bool speaks_of_self(const struct work *work, const guint *at, const struct paragraph *paragraph)
{
    guint from = work->facts[at[paragraph->from]].first, to = work->facts[at[paragraph->to - 1]].past;
    g_autoptr(GArray) matches = pattern_set_match_part(work->rules->parts, work->words, from, to);
    for (guint i = 0; i < matches->len; i++) {
        const struct pattern_match *match = &g_array_index(matches, struct pattern_match, i);
        const struct word *word = &work->words->list[match->first];
        if (match->id == PART_SELF && (strcmp(word->text, "i") != 0 || work->text[word->start] == 'I'))
            return true;
    }
    return false;
}

/* Somebody who says "I" is more likely to speak of a disclaimer, or of what one is about. */
static bool is_disclaimer(const struct work *work, const guint *at, const struct paragraph *paragraph)
{
    guint parts = says(work, at, paragraph);
    guint from = work->facts[at[paragraph->from]].first, to = work->facts[at[paragraph->to - 1]].past;
    if (parts & PART_DISCLAIMER)
        return !speaks_of_self(work, at, paragraph) ||
               count_phrases(work, from, to, PART_DISCLAIMER | PART_LEGAL) >= SPOKEN_PHRASES_MIN;
    if (parts & PART_PERSON)
        return false;
    return (parts & PART_SOFT) || ((parts & PART_LEGAL) && count_phrases(work, from, to, PART_LEGAL) >= 2);
}

/* Paragraphs between two of a disclaimer, and rules at its edges, are part of it. */
static void label_between(struct work *work, const guint *at, guint first, guint last)
{
    struct paragraph paragraph = {.to = first};
    while (next_paragraph(work, at, last, paragraph.to, &paragraph))
        if (!speaks_of_self(work, at, &paragraph) && !has_shape(work, at[paragraph.from], SHAPE_NUMBERED))
            for (guint i = paragraph.from; i < paragraph.to; i++)
                set_label(work, at[i], LABEL_DISCLAIMER, "between paragraphs of a disclaimer");
}

static void label_rules_around(struct work *work, const guint *at, guint count, guint first, guint last)
{
    for (guint i = first; i-- > 0 && (is_blank(work, at[i]) || has_shape(work, at[i], SHAPE_RULE));)
        set_label(work, at[i], is_blank(work, at[i]) ? LABEL_BLANK : LABEL_DISCLAIMER, "a rule beside a disclaimer");
    for (guint i = last; i < count && (is_blank(work, at[i]) || has_shape(work, at[i], SHAPE_RULE)); i++)
        set_label(work, at[i], is_blank(work, at[i]) ? LABEL_BLANK : LABEL_DISCLAIMER, "a rule beside a disclaimer");
}

void label_disclaimers(struct work *work, const guint *at, guint count)
{
    struct paragraph paragraph = {0};
    guint first = count, last = 0;
    while (next_paragraph(work, at, count, paragraph.to, &paragraph)) {
        if (!is_disclaimer(work, at, &paragraph))
            continue;
        guint start = disclaimer_start(work, at, &paragraph);
        for (guint i = start; i < paragraph.to; i++)
            set_label(work, at[i], LABEL_DISCLAIMER, "worded as a disclaimer");
        first = MIN(first, start);
        last = paragraph.to;
    }
    if (first >= last)
        return;
    label_between(work, at, first, last);
    label_rules_around(work, at, count, first, last);
}

/* ---- banners */

/* "[External]", "*** EXTERNAL EMAIL ***": in brackets or capitals, by itself. */
static bool is_marked_banner(const struct work *work, guint i)
{
    const char *text = work_line(work, i)->text;
    if (!(work->facts[i].whole & WHOLE_BANNER))
        return false;
    text += strspn(text, " \t");
    return !g_ascii_isalnum(*text) || strchr(text, 'e') == NULL;
}

void label_banners(struct work *work, const guint *at, guint count)
{
    struct paragraph paragraph = {0};
    while (next_paragraph(work, at, count, paragraph.to, &paragraph)) {
        if (is_marked_banner(work, at[paragraph.from]))
            set_label(work, at[paragraph.from], LABEL_BANNER, "a warning put in by a mail system");
        if (paragraph.words > BANNER_WORDS_MAX || !(says(work, at, &paragraph) & PART_BANNER))
            continue;
        bool inside = false;
        for (guint i = paragraph.from; i < paragraph.to; i++) {
            const struct fact *fact = &work->facts[at[i]];
            guint parts = rules_parts(work->rules, work->words, fact->first, fact->past);
            bool goes_on = inside && ((parts & PART_BANNER_MORE) || work_line(work, at[i - 1])->continues);
            inside = (parts & PART_BANNER) || goes_on;
            if (inside)
                set_label(work, at[i], LABEL_BANNER, "a warning put in by a mail system");
        }
    }
}
