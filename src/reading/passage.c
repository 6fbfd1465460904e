/* Gathers a person's words into passages: each runs from one piece of ours, or of somebody else's, to the next. */
#include "reading/passage.h"

#include <string.h>

#include "base/text.h"

#define MOST_NUMBER_BYTES 20u
#define FEWEST_TIGHT 2u
#define MOST_NUMBER_WORDS 2u /* "Question 5" in a cell beside the question */

struct gatherer {
    const struct view *view;
    GPtrArray *passages;
    struct passage *passage; /* being filled; (nullable) */
    GString *text;
    guint question;
    bool paragraph; /* a blank line is due */
    bool soft;      /* the last line goes on */
    bool earlier;
};

void passage_free(struct passage *passage)
{
    if (passage == NULL)
        return;
    g_free(passage->text);
    g_array_unref(passage->lines);
    words_free(passage->words);
    g_free(passage);
}

char *passage_line_text(const struct line *line)
{
    GString *text = g_string_new(NULL);
    guint at = 0;
    for (guint i = 0; i < line->runs->len; i++) {
        const struct run *run = &g_array_index(line->runs, struct run, i);
        if (!(run->style & STYLE_STRIKE))
            continue;
        g_string_append_len(text, line->text + at, (gssize)run->start - at);
        at = run->start + run->length;
    }
    g_string_append(text, line->text + at);
    return g_string_free(text, FALSE);
}

/* Returns how many bytes of a line are a number that sticks to what follows: "5.RI", "7.4", 0 where there is none. */
static guint tight_number(const char *line)
{
    guint digits = (guint)strspn(line, "0123456789");
    if (digits == 0 || digits > 2 || (line[digits] != '.' && line[digits] != ')'))
        return 0;
    return g_ascii_isspace(line[digits + 1]) || line[digits + 1] == '\0' ? 0 : digits + 1;
}

/* Whether the writer sticks numbers to answers: then "7.4" is a 4 too. */
static bool is_tightly_numbered(const struct passage *passage)
{
    guint sticking = 0;
    for (guint i = 0; i < passage->lines->len; i++) {
        const char *line = passage->text + g_array_index(passage->lines, struct passage_line, i).start;
        guint length = tight_number(line);
        sticking += length > 0 && !g_ascii_isdigit(line[length]);
    }
    return sticking >= FEWEST_TIGHT;
}

/* Puts a blank behind such numbers. */
static void loosen(struct passage *passage)
{
    GString *text = g_string_new(NULL);
    guint at = 0;
    for (guint i = 0; i < passage->lines->len; i++) {
        struct passage_line *line = &g_array_index(passage->lines, struct passage_line, i);
        guint length = tight_number(passage->text + line->start);
        g_string_append_len(text, passage->text + at, line->start - at);
        at = line->start;
        line->start = (guint)text->len;
        if (length == 0)
            continue;
        g_string_append_len(text, passage->text + at, length);
        g_string_append_c(text, ' ');
        at += length;
    }
    g_string_append(text, passage->text + at);
    g_free(passage->text);
    passage->text = g_string_free(text, FALSE);
}

static void end_passage(struct gatherer *gatherer)
{
    struct passage *passage = gatherer->passage;
    if (passage == NULL)
        return;
    gatherer->passage = NULL;
    passage->text = g_string_free(gatherer->text, FALSE);
    if (is_tightly_numbered(passage))
        loosen(passage);
    passage->words = words_new(passage->text, true);
    if (passage->words->count > 0)
        g_ptr_array_add(gatherer->passages, passage);
    else
        passage_free(passage);
}

static void begin_passage(struct gatherer *gatherer)
{
    gatherer->passage = g_new0(struct passage, 1);
    gatherer->passage->question = gatherer->question;
    gatherer->passage->lines = g_array_new(FALSE, FALSE, sizeof(struct passage_line));
    gatherer->text = g_string_new(NULL);
    gatherer->paragraph = gatherer->soft = false;
}

/* Whether another cell of its row follows line i. */
static bool goes_on(const struct view *view, guint i)
{
    const struct line *line = view->lines->pdata[i];
    if (line->table == 0 || i + 1 >= view->lines->len)
        return false;
    const struct line *next = view->lines->pdata[i + 1];
    return next->table == line->table && next->row == line->row && next->cell > line->cell;
}

/* Whether line i ends a sentence and the next one begins one: then they may as well be answers to two questions. */
static bool ends_sentence(const struct gatherer *gatherer, guint i)
{
    const GString *text = gatherer->text;
    if (i + 1 >= gatherer->view->lines->len || text->len == 0 || strchr(".!?", text->str[text->len - 1]) == NULL)
        return false;
    const char *next = ((const struct line *)gatherer->view->lines->pdata[i + 1])->text;
    while (*next == ' ')
        next++;
    gunichar c = g_utf8_get_char(next);
    return g_unichar_isupper(c) || g_unichar_isdigit(c);
}

static void add_line(struct gatherer *gatherer, guint i)
{
    const struct line *line = gatherer->view->lines->pdata[i];
    g_autofree char *text = passage_line_text(line);
    if (text_is_blank(text)) {
        gatherer->paragraph = true;
        return;
    }
    if (gatherer->passage == NULL)
        begin_passage(gatherer);
    if (gatherer->text->len > 0)
        g_string_append(gatherer->text, gatherer->paragraph ? "\n\n" : gatherer->soft ? " " : "\n");
    struct passage_line place = {i, (guint)gatherer->text->len, line->list_number, false, goes_on(gatherer->view, i)};
    place.is_label_cell = place.goes_on && line->cell == 1;
    g_array_append_val(gatherer->passage->lines, place);
    g_string_append(gatherer->text, g_strchomp(text));
    gatherer->paragraph = false;
    gatherer->soft = line->continues && !ends_sentence(gatherer, i);
}

/* Whether line i is a cell of a table with nothing but the number of our question in the cell behind it. */
static bool numbers_next(const struct view *view, guint i)
{
    const struct line *line = view->lines->pdata[i];
    if (line->table == 0 || i + 1 >= view->lines->len || strlen(line->text) > MOST_NUMBER_BYTES)
        return false;
    const struct line *ask = view->lines->pdata[i + 1];
    if (ask->ours != OURS_ASK || ask->table != line->table || ask->row != line->row)
        return false;
    AUTO(words) words = words_new(line->text, false);
    if (words->count == 0 || words->count > MOST_NUMBER_WORDS)
        return false;
    const char *number = words->list[words->count - 1].text;
    if (*number == 'q')
        number++;
    return g_ascii_isdigit(*number) && (guint)g_ascii_strtoull(number, NULL, 10) == ask->question;
}

static void take_line(struct gatherer *gatherer, guint i)
{
    const struct line *line = gatherer->view->lines->pdata[i];
    bool mine =
        gatherer->earlier ? line->label == LABEL_EARLIER : line->label == LABEL_WRITER || line->label == LABEL_UNCLAIMED;
    if (mine) {
        if (!numbers_next(gatherer->view, i))
            add_line(gatherer, i);
        return;
    }
    switch (line->label) {
    case LABEL_BLANK:
        gatherer->paragraph = true;
        break;
    case LABEL_OURS:
        end_passage(gatherer);
        gatherer->question = line->question;
        break;
    case LABEL_ATTRIBUTION:
    case LABEL_EARLIER:
    case LABEL_WRITER:
    case LABEL_UNCLAIMED:
        end_passage(gatherer);
        gatherer->question = 0;
        break;
    default:
        gatherer->paragraph = true;
        gatherer->soft = false;
    }
}

GPtrArray *passages_of(const struct view *view, bool earlier)
{
    struct gatherer gatherer = {
        .view = view, .passages = g_ptr_array_new_with_free_func((GDestroyNotify)passage_free), .earlier = earlier};
    for (guint i = 0; i < view->lines->len; i++)
        take_line(&gatherer, i);
    end_passage(&gatherer);
    return gatherer.passages;
}

guint passage_line_at(const struct passage *passage, guint byte)
{
    guint line = 0;
    for (guint from = 0, to = passage->lines->len; from < to;) {
        guint middle = from + (to - from) / 2;
        const struct passage_line *place = &g_array_index(passage->lines, struct passage_line, middle);
        if (place->start <= byte) {
            line = place->line;
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return line;
}

guint passage_word_start(const struct passage *passage, guint word)
{
    return word < passage->words->count ? passage->words->list[word].start : (guint)strlen(passage->text);
}

char *passage_cut(const struct passage *passage, guint start, guint end)
{
    char *text = g_strndup(passage->text + start, end > start ? end - start : 0);
    return g_strstrip(text);
}
