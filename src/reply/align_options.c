/* Lists of options that came back with a question: which are struck, ticked, marked. Only a list that still has all of them is
 * ours: what a writer left of a list is what they say. */
#include "reply/align_match.h"

#include <string.h>

#include "base/box.h"
#include "base/text.h"

#define MOST_FOREIGN 5u   /* words in a row that are no option, within a list */
#define MOST_POINTING 4u  /* words that go with an arrow: "<-- this one" */
#define MOST_ANSWER 60u   /* words of an answer that stands between the question and its list */
#define MOST_BETWEEN 400u /* bytes between two options that are looked at for signs */

#define MARK_SLANTED 1u
#define MARK_STYLE 2u
#define MARK_SIGN 3u

/* One option found: the words [first, past) of the view. */
struct found {
    guint option, first, past;
};

struct lister {
    const struct invitation *invitation;
    const struct view *view;
    struct reply_words *words;
    GArray *options; /* struct seen_option: the result */
    guint blocks;
};

/* ---- finding a list */

static bool same_word(const struct reply_word *word, const struct word *ours)
{
    if (word->hash == ours->hash && strcmp(word->text, ours->text) == 0)
        return true;
    gsize length = strlen(ours->text);
    return length >= 6 && text_edit_distance(word->text, ours->text, 1) <= 1;
}

/* Returns how many words of the view at at are the option sent, 0 where they are not. */
static guint option_length(const struct lister *lister, guint at, const struct sent_option *sent)
{
    guint length = sent->past - sent->first;
    if (length == 0 || at + length > lister->words->list->len)
        return 0;
    for (guint i = 0; i < length; i++) {
        const struct reply_word *word = reply_word(lister->words, at + i);
        bool claimed = word->piece != 0 && word->sent != EDITED && lister->invitation->piece_of[sent->first] != word->piece - 1;
        if (claimed || !same_word(word, &lister->invitation->words->list[sent->first + i]))
            return 0;
    }
    return length;
}

/* Finds the longest option of question at word at. Returns its length, 0 where there is none. */
static guint find_option(const struct lister *lister, guint question, guint at, guint *option)
{
    guint best = 0;
    for (guint i = 0; i < lister->invitation->options->len; i++) {
        const struct sent_option *sent = &g_array_index(lister->invitation->options, struct sent_option, i);
        if (sent->question != question)
            continue;
        guint length = option_length(lister, at, sent);
        if (length > best) {
            best = length;
            *option = sent->option;
        }
    }
    return best;
}

static guint option_count(const struct lister *lister, guint question)
{
    const struct question *definition = survey_question_number(lister->invitation->survey, question);
    return definition != NULL ? definition->options->len : 0;
}

/* Whether word at is a number at the start of its line, with more than an option behind it: "13. Was it upheld?". */
static bool begins_question(const struct lister *lister, guint question, guint at)
{
    const struct reply_word *word = reply_word(lister->words, at);
    guint option = 0;
    bool starts = at == 0 || reply_word(lister->words, at - 1)->line != word->line;
    return starts && g_ascii_isdigit(*word->text) && word->text[strspn(word->text, "0123456789")] == '\0' &&
           g_ascii_strtoull(word->text, NULL, 10) > question && at + 1 < lister->words->list->len &&
           find_option(lister, question, at + 1, &option) == 0;
}

/* Collects the options of question from word at on until all are there. Returns whether they are. */
static bool collect(const struct lister *lister, guint question, guint at, GArray *list)
{
    guint count = option_count(lister, question), seen = 0, foreign = 0;
    g_autofree bool *has = g_new0(bool, count + 1);
    while (seen < count && foreign <= MOST_FOREIGN && at < lister->words->list->len) {
        struct found found = {.first = at};
        guint length = find_option(lister, question, at, &found.option);
        if (length == 0) {
            const struct reply_word *word = reply_word(lister->words, at);
            if ((word->piece != 0 && word->sent != EDITED) || begins_question(lister, question, at))
                return false;
            foreign++;
            at++;
            continue;
        }
        found.past = at + length;
        at += length;
        foreign = 0;
        if (!has[found.option])
            g_array_append_val(list, found);
        seen += !has[found.option];
        has[found.option] = true;
    }
    return count > 0 && seen == count;
}

/* Whether the words from at on are the list as it was sent. */
static bool is_list_as_sent(const struct lister *lister, const struct sent_piece *sent, guint at)
{
    if (at + (sent->past - sent->first) > lister->words->list->len)
        return false;
    for (guint i = sent->first; i < sent->past; i++, at++)
        if (!same_word(reply_word(lister->words, at), &lister->invitation->words->list[i]))
            return false;
    return true;
}

/* Returns the word at which the list of piece begins where it stands unchanged behind an answer that was typed beside the
 * question
 * ("Was it fair? no (yes / partly / no)"), else at. */
static guint behind_answer(const struct lister *lister, guint piece, guint at)
{
    const struct sent_piece *sent = &g_array_index(lister->invitation->pieces, struct sent_piece, piece - 1);
    for (guint i = at; i < lister->words->list->len && i <= at + MOST_ANSWER; i++) {
        if (is_list_as_sent(lister, sent, i))
            return i;
        if (reply_word(lister->words, i)->piece != 0 && reply_word(lister->words, i)->piece != piece)
            break;
    }
    return at;
}

/* ---- signs around an option */

/* Text of a line near an option. */
struct surroundings {
    char *before, *after; /* as far as it may belong to the option */
};

/* Returns where among length bytes of text the last or first separator of options stands, or -1. */
static gssize find_separator(const char *text, gsize length, bool last)
{
    gssize found = -1;
    for (gsize i = 0; i < length; i++)
        if (strchr("/|,;", text[i]) != NULL && text[i] != '\0') {
            found = (gssize)i;
            if (!last)
                break;
        }
    return found;
}

/* Returns the text between byte from and byte to of line, at most MOST_BETWEEN of it from the near end. (transfer full) */
static char *between(const struct line *line, guint from, guint to, bool near_end)
{
    if (to <= from)
        return g_strdup("");
    if (to - from > MOST_BETWEEN) {
        if (near_end)
            from = to - MOST_BETWEEN;
        else
            to = from + MOST_BETWEEN;
    }
    return g_strndup(line->text + from, to - from);
}

/* Whether one of list stands in text. */
static bool has_one(const char *text, const char *const *list)
{
    for (guint i = 0; list[i] != NULL; i++)
        if (strstr(text, list[i]) != NULL)
            return true;
    return false;
}

static bool has_tick(const char *text)
{
    static const char *const ticks[] = {"✓", "✔", "✅", "👍", NULL};
    g_autofree char *alone = text_squeeze(text);
    return has_one(text, ticks) || strcmp(alone, "x") == 0 || strcmp(alone, "X") == 0;
}

static bool has_arrow_before(const char *text)
{
    static const char *const arrows[] = {"->", "=>", ">>", "→", "⇒", "➡", "👉", "➔", "►", NULL};
    return has_one(text, arrows);
}

static bool has_arrow_after(const char *text)
{
    static const char *const arrows[] = {"<-", "<=", "<<", "←", "⇐", "⬅", "👈", "◄", NULL};
    return has_one(text, arrows);
}

/* Whether stars or underscores stand close on both sides: "*former headteacher*", "__yes__". */
static bool is_wrapped(const char *before, const char *after, const char *marks)
{
    gsize length = strlen(before);
    return length > 0 && strchr(marks, before[length - 1]) != NULL && *after != '\0' && strchr(marks, *after) != NULL;
}

static bool has_stars(const char *text) { return strstr(text, "**") != NULL || strstr(text, "***") != NULL; }

static bool is_struck(const struct line *line, const struct reply_word *first, const struct reply_word *last,
                      const char *before, const char *after)
{
    return (line_style(line, first->start, last->end - first->start) & STYLE_STRIKE) != 0 ||
           (g_str_has_suffix(before, "~") && g_str_has_prefix(after, "~")) ||
           (g_str_has_suffix(before, "--") && g_str_has_prefix(after, "--"));
}

/* Whether the words are written in capitals where ours are not. */
static bool is_shouted(const struct line *line, const struct reply_word *first, const struct reply_word *last,
                       const char *label)
{
    bool any = false;
    for (const char *p = line->text + first->start; p < line->text + last->end; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_islower(c))
            return false;
        any |= g_unichar_isupper(c);
    }
    g_autofree char *upper = g_utf8_strup(label, -1);
    return any && strcmp(upper, label) != 0;
}

/* Sets what stands around option i of the list. boxes: ticks stand before the options. */
static struct surroundings look_around(const struct lister *lister, const GArray *list, guint i, bool boxes)
{
    const struct found *found = &g_array_index(list, struct found, i);
    const struct reply_word *first = reply_word(lister->words, found->first),
                            *last = reply_word(lister->words, found->past - 1);
    const struct line *line = lister->view->lines->pdata[first->line], *last_line = lister->view->lines->pdata[last->line];
    guint from = 0, to = (guint)strlen(last_line->text);
    if (i > 0) {
        const struct reply_word *word = reply_word(lister->words, g_array_index(list, struct found, i - 1).past - 1);
        from = word->line == first->line ? word->end : 0;
    }
    if (i + 1 < list->len) {
        const struct reply_word *word = reply_word(lister->words, g_array_index(list, struct found, i + 1).first);
        to = word->line == last->line ? word->start : to;
    }
    struct surroundings around = {between(line, from, first->start, true), between(last_line, last->end, to, false)};
    gssize cut = find_separator(around.before, strlen(around.before), true);
    if (cut >= 0)
        memmove(around.before, around.before + cut + 1, strlen(around.before + cut + 1) + 1);
    else if (from > 0 && !boxes)
        *around.before = '\0'; /* it may as well belong to the option before */
    cut = find_separator(around.after, strlen(around.after), false);
    if (cut >= 0)
        around.after[cut] = '\0';
    else if (boxes && to < strlen(last_line->text))
        *around.after = '\0';
    if (i + 1 == list->len) { /* the bracket that closes the list */
        gsize length = strlen(g_strchomp(around.after));
        if (length > 1 && strchr(")]", around.after[length - 1]) != NULL && strpbrk(around.after, "([") == NULL)
            around.after[length - 1] = '\0';
    }
    return around;
}

static guint sign_of(const char *before, const char *after)
{
    if (box_is_in(before, BOX_TICKED) || box_is_in(after, BOX_TICKED))
        return MARK_SIGN;
    if (box_is_in(before, BOX_EMPTY) || box_is_in(after, BOX_EMPTY))
        return 0;
    bool marked = has_tick(before) || has_tick(after) || has_arrow_before(before) || has_arrow_after(after) ||
                  is_wrapped(before, after, "*_") || is_wrapped(before, after, ">") || has_stars(before) || has_stars(after);
    return marked ? MARK_SIGN : 0;
}

/* Whether a box stands before the first option of the list: then each stands before its own. */
static bool boxes_come_first(const struct lister *lister, const GArray *list)
{
    const struct reply_word *first = reply_word(lister->words, g_array_index(list, struct found, 0).first);
    const struct line *line = lister->view->lines->pdata[first->line];
    g_autofree char *before = between(line, 0, first->start, true);
    return box_is_in(before, BOX_TICKED) || box_is_in(before, BOX_EMPTY);
}

/* ---- the marks of a list */

/* Takes styles off that all options share, or that are no mark by themselves. */
static guint common_style(const struct lister *lister, const GArray *list)
{
    guint common = G_MAXUINT;
    for (guint i = 0; i < list->len; i++) {
        const struct found *found = &g_array_index(list, struct found, i);
        const struct reply_word *first = reply_word(lister->words, found->first);
        const struct reply_word *last = reply_word(lister->words, found->past - 1);
        const struct line *line = lister->view->lines->pdata[first->line];
        guint end = last->line == first->line ? last->end : (guint)strlen(line->text);
        common &= line_style(line, first->start, end - first->start);
    }
    return common;
}

static guint style_mark(guint style)
{
    if (style & (STYLE_BOLD | STYLE_UNDERLINE | STYLE_HIGHLIGHT | STYLE_COLOUR))
        return MARK_STYLE;
    return style & STYLE_ITALIC ? MARK_SLANTED : 0;
}

/* Words that go with an arrow ("<-- this one") are part of the mark: nobody's answer. */
static void take_pointing_words(const struct lister *lister, const GArray *list, guint i, guint piece)
{
    const struct found *found = &g_array_index(list, struct found, i);
    guint line = reply_word(lister->words, found->past - 1)->line, past = found->past;
    while (past < lister->words->list->len && reply_word(lister->words, past)->line == line &&
           reply_word(lister->words, past)->piece == 0 && past - found->past <= MOST_POINTING &&
           (i + 1 == list->len || past < g_array_index(list, struct found, i + 1).first))
        past++;
    if (past - found->past > MOST_POINTING)
        return;
    for (guint n = found->past; n < past; n++) {
        reply_word(lister->words, n)->piece = piece;
        reply_word(lister->words, n)->sent = EDITED;
    }
}

/* Whether words of the writer stand behind option i on its line, where each option has a line of its own. */
static bool has_note(const struct lister *lister, const GArray *list, guint i)
{
    const struct found *found = &g_array_index(list, struct found, i);
    guint line = reply_word(lister->words, found->past - 1)->line;
    if (found->past >= lister->words->list->len || reply_word(lister->words, found->past)->line != line)
        return false;
    return i + 1 == list->len ? i > 0 && reply_word(lister->words, g_array_index(list, struct found, i - 1).first)->line != line
                              : g_array_index(list, struct found, i + 1).first > found->past &&
                                    reply_word(lister->words, g_array_index(list, struct found, i + 1).first)->line != line;
}

static struct seen_option see(const struct lister *lister, const struct question *question, const GArray *list, guint i,
                              guint common, bool boxes)
{
    const struct found *found = &g_array_index(list, struct found, i);
    const struct reply_word *first = reply_word(lister->words, found->first),
                            *last = reply_word(lister->words, found->past - 1);
    const struct line *line = lister->view->lines->pdata[first->line];
    const struct option *option = question->options->pdata[found->option];
    struct surroundings around = look_around(lister, list, i, boxes);
    guint end = last->line == first->line ? last->end : (guint)strlen(line->text);
    struct seen_option seen = {question->number, lister->blocks, found->option, false, 0};
    seen.struck = is_struck(line, first, last->line == first->line ? last : first, around.before, around.after);
    seen.mark =
        MAX(sign_of(around.before, around.after), style_mark(line_style(line, first->start, end - first->start) & ~common));
    if (seen.mark == 0 && last->line == first->line && is_shouted(line, first, last, option->label))
        seen.mark = MARK_SLANTED;
    if (seen.mark == 0 && has_note(lister, list, i))
        seen.mark = MARK_SLANTED;
    g_free(around.before);
    g_free(around.after);
    return seen;
}

static void note_list(struct lister *lister, guint number, const GArray *list, guint piece)
{
    const struct question *question = survey_question_number(lister->invitation->survey, number);
    guint common = common_style(lister, list);
    bool boxes = boxes_come_first(lister, list);
    for (guint i = 0; i < list->len; i++) {
        struct seen_option seen = see(lister, question, list, i, common, boxes);
        g_array_append_val(lister->options, seen);
        if (seen.mark == MARK_SIGN)
            take_pointing_words(lister, list, i, piece);
    }
    lister->blocks++;
    for (guint i = 0; i < list->len; i++) {
        const struct found *found = &g_array_index(list, struct found, i);
        for (guint n = found->first; n < found->past; n++) {
            reply_word(lister->words, n)->piece = piece;
            reply_word(lister->words, n)->sent = EDITED;
        }
    }
}

/* Returns 1 + index of the piece that holds the options of question, 0 where it has none. */
static guint options_piece(const struct invitation *invitation, guint question)
{
    for (guint i = 0; i < invitation->pieces->len; i++) {
        const struct sent_piece *piece = &g_array_index(invitation->pieces, struct sent_piece, i);
        if (piece->ours == OURS_OPTIONS && piece->question == question)
            return i + 1;
    }
    return 0;
}

/* A list cut off by the end of the mail ("(yes / par...") is ours as well. */
static void take_cut_list(struct lister *lister, guint piece, guint at)
{
    const struct sent_piece *sent = &g_array_index(lister->invitation->pieces, struct sent_piece, piece - 1);
    guint count = lister->words->list->len, left = count - at;
    if (left < 2 || left >= sent->past - sent->first)
        return;
    for (guint i = 0; i + 1 < left; i++)
        if (!same_word(reply_word(lister->words, at + i), &lister->invitation->words->list[sent->first + i]))
            return;
    if (!g_str_has_prefix(lister->invitation->words->list[sent->first + left - 1].text,
                          reply_word(lister->words, count - 1)->text))
        return;
    for (guint i = 0; i < left; i++) {
        reply_word(lister->words, at + i)->piece = piece;
        reply_word(lister->words, at + i)->sent = EDITED;
    }
}

void match_options(const struct invitation *invitation, const struct view *view, struct reply_words *words, GArray *options)
{
    guint blocks = options->len > 0 ? g_array_index(options, struct seen_option, options->len - 1).block + 1 : 0;
    struct lister lister = {invitation, view, words, options, blocks};
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(struct found));
    for (guint at = 0; at < words->list->len; at++) {
        const struct reply_word *word = reply_word(words, at);
        if (word->piece == 0)
            continue;
        const struct sent_piece *sent = &g_array_index(invitation->pieces, struct sent_piece, word->piece - 1);
        bool ends = at + 1 == words->list->len || reply_word(words, at + 1)->piece != word->piece;
        if (sent->ours != OURS_ASK || !ends)
            continue;
        guint piece = options_piece(invitation, sent->question);
        if (piece != 0 && at + 1 < words->list->len && reply_word(words, at + 1)->piece == piece)
            continue; /* found before */
        g_array_set_size(list, 0);
        if (piece != 0 && collect(&lister, sent->question, behind_answer(&lister, piece, at + 1), list))
            note_list(&lister, sent->question, list, piece);
        else if (piece != 0)
            take_cut_list(&lister, piece, at + 1);
    }
}
