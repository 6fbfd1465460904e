/* Marks and splits the lines of a view by whose words they hold. Never changes a word. */
#include "reply/align.h"

#include <string.h>

#include "base/text.h"
#include "reply/align_match.h"

#define MOST_NUMBER_BYTES 14u /* before a question: "Question 12)" */
#define MOST_SHORT_WORDS 2u   /* a question so short is ours only where it fills its line */

#define FEWEST_CUT_WORDS 2u /* of a question behind its number, where the rest was cut off */
#define MOST_CUT_WORDS 20u
#define REWORDED_PERCENT 60u /* of the words of a question that somebody wrote shorter are ours */
#define SHARED_PERCENT 40u   /* of other words to ours on a line: then ours are but a phrase */

/* A stretch of a line's text. */
struct stretch {
    guint start, end;
    guint piece; /* 1 + index of the piece of ours, 0: not ours */
};

/* ---- questions of a word or two */

/* Whether text before a question is nothing but its number: "5. ", "Q5) ", "- ". */
static bool is_number(const char *text, guint length)
{
    if (length > MOST_NUMBER_BYTES)
        return false;
    g_autofree char *part = g_strndup(text, length);
    AUTO(words) words = words_new(part, false);
    if (words->count == 0)
        return true;
    const struct word *last = &words->list[words->count - 1];
    bool counts =
        g_ascii_isdigit(last->text[0]) || strlen(last->text) == 1 || (last->text[0] == 'q' && g_ascii_isdigit(last->text[1]));
    return words->count <= 2 && counts;
}

/* Marks lines that hold nothing but a question of ours that is too short to be found otherwise. */
static void match_short_asks(const struct invitation *invitation, const struct view *view, struct reply_words *words)
{
    for (guint i = 0; i < invitation->pieces->len; i++) {
        const struct sent_piece *piece = &g_array_index(invitation->pieces, struct sent_piece, i);
        guint size = piece->past - piece->first;
        if (piece->ours != OURS_ASK || size > MOST_SHORT_WORDS || size == 0)
            continue;
        for (guint at = 0; at + size <= words->list->len; at++) {
            const struct reply_word *first = reply_word(words, at), *last = reply_word(words, at + size - 1);
            if (first->hash != invitation->words->list[piece->first].hash || first->line != last->line || first->piece != 0 ||
                last->hash != invitation->words->list[piece->past - 1].hash)
                continue;
            const struct line *line = view->lines->pdata[first->line];
            bool fills = (at + size == words->list->len || reply_word(words, at + size)->line != first->line) &&
                         is_number(line->text, first->start);
            for (guint n = at; fills && n < at + size; n++) {
                reply_word(words, n)->piece = i + 1;
                reply_word(words, n)->sent = piece->first + (n - at) + 1;
            }
        }
    }
}

/* ---- questions that were cut short */

/* Returns the number that text up to length bytes names, 0 where it is none. */
static guint number_of(const char *text, guint length)
{
    if (length > MOST_NUMBER_BYTES || !is_number(text, length))
        return 0;
    const char *digits = text;
    while (digits < text + length && !g_ascii_isdigit(*digits))
        digits++;
    return digits < text + length ? (guint)g_ascii_strtoull(digits, NULL, 10) : 0;
}

/* Marks the words [first, past) of a line as the beginning of the question that the number before them names, if they are:
 * "> 2. What phase". */
static void match_cut_ask(const struct invitation *invitation, const struct line *line, struct reply_words *words, guint first,
                          guint past)
{
    guint number = number_of(line->text, reply_word(words, first)->end), at = first + 1;
    if (number == 0 || past - at < FEWEST_CUT_WORDS)
        return;
    for (guint i = 0; i < invitation->pieces->len; i++) {
        const struct sent_piece *piece = &g_array_index(invitation->pieces, struct sent_piece, i);
        if (piece->ours != OURS_ASK || piece->question != number || past - at > piece->past - piece->first)
            continue;
        guint n = 0;
        while (at + n < past && reply_word(words, at + n)->hash == invitation->words->list[piece->first + n].hash &&
               reply_word(words, at + n)->piece == 0)
            n++;
        if (at + n < past)
            continue;
        for (guint w = at; w < past; w++) {
            reply_word(words, w)->piece = i + 1;
            reply_word(words, w)->sent = piece->first + (w - at) + 1;
        }
        return;
    }
}

/* Marks the words [first, past) of a quoted line as part of the question whose words, in a row, they are: "> How often". */
static void match_cut_line(const struct invitation *invitation, struct reply_words *words, guint first, guint past)
{
    if (past - first < FEWEST_CUT_WORDS || reply_word(words, first)->piece != 0)
        return;
    guint pair = invitation_pair(reply_word(words, first)->hash, reply_word(words, first + 1)->hash);
    const GArray *places = g_hash_table_lookup(invitation->pairs, GUINT_TO_POINTER(pair));
    for (guint i = 0; places != NULL && i < places->len; i++) {
        guint sent = g_array_index(places, guint, i), piece = invitation->piece_of[sent], n = 0;
        while (first + n < past && sent + n < invitation->words->count && invitation->piece_of[sent + n] == piece &&
               reply_word(words, first + n)->hash == invitation->words->list[sent + n].hash)
            n++;
        if (first + n < past || g_array_index(invitation->pieces, struct sent_piece, piece).ours != OURS_ASK)
            continue;
        for (guint w = 0; w < n; w++) {
            reply_word(words, first + w)->piece = piece + 1;
            reply_word(words, first + w)->sent = sent + w + 1;
        }
        return;
    }
}

/* Whether the next line with words behind line index is there and does not begin with a number: what stands under a question.
 */
static bool is_answered_below(const struct view *view, guint index)
{
    for (guint i = index + 1; i < view->lines->len; i++) {
        const struct line *line = view->lines->pdata[i];
        if (text_is_blank(line->text))
            continue;
        const char *text = line->text + strspn(line->text, " \t>");
        return !g_ascii_isdigit(*text) || text[strspn(text, "0123456789")] == '\0';
    }
    return false;
}

/* Returns how many of the words [at, past) of the view are words of piece, in its order. */
static guint count_in_order(const struct invitation *invitation, const struct sent_piece *piece,
                            const struct reply_words *words, guint at, guint past)
{
    guint count = 0, sent = piece->first;
    for (; at < past; at++)
        for (guint n = sent; n < piece->past; n++)
            if (reply_word(words, at)->hash == invitation->words->list[n].hash) {
                count++;
                sent = n + 1;
                break;
            }
    return count;
}

/* Marks the words [first, past) of a line as the question that the number before them names where somebody wrote it shorter in
 * their own way and answers it below: "13. Was it upheld?". */
static void match_reworded_ask(const struct invitation *invitation, const struct view *view, struct reply_words *words,
                               guint first, guint past)
{
    guint index = reply_word(words, first)->line, at = first + 1;
    const struct line *line = view->lines->pdata[index];
    guint number = number_of(line->text, reply_word(words, first)->end), taken = 0;
    for (guint i = at; i < past; i++)
        taken += reply_word(words, i)->piece != 0;
    g_autofree char *text = g_strchomp(g_strdup(line->text));
    if (number == 0 || past - at < FEWEST_CUT_WORDS || taken > 0 || !g_str_has_suffix(text, "?") ||
        !is_answered_below(view, index))
        return;
    for (guint i = 0; i < invitation->pieces->len; i++) {
        const struct sent_piece *piece = &g_array_index(invitation->pieces, struct sent_piece, i);
        if (piece->ours != OURS_ASK || piece->question != number ||
            count_in_order(invitation, piece, words, at, past) * 100 < (past - at) * REWORDED_PERCENT)
            continue;
        for (guint w = at; w < past; w++) {
            reply_word(words, w)->piece = i + 1;
            reply_word(words, w)->sent = EDITED;
        }
        return;
    }
}

static void match_cut_asks(const struct invitation *invitation, const struct view *view, struct reply_words *words)
{
    for (guint first = 0, past; first < words->list->len; first = past) {
        guint line = reply_word(words, first)->line;
        for (past = first + 1; past < words->list->len && reply_word(words, past)->line == line; past++)
            ;
        if (((const struct line *)view->lines->pdata[line])->quote_depth > 0)
            match_cut_line(invitation, words, first, past);
        if (past - first > MOST_CUT_WORDS)
            continue;
        match_cut_ask(invitation, view->lines->pdata[line], words, first, past);
        match_reworded_ask(invitation, view, words, first, past);
    }
}

/* ---- splitting */

static bool is_closing(gunichar c) { return c < 0x80 && strchr("?!.,:;)]\"'*_>/", (char)c) != NULL && c != 0; }

/* Returns where what is ours and ends at byte end really ends: with its closing punctuation. */
static guint past_closing(const char *text, guint end, guint limit)
{
    while (end < limit) {
        const char *p = text + end;
        gunichar c = g_utf8_get_char(p);
        const char *next = g_utf8_next_char(p);
        bool apart = c == ' ' || c == '\t';
        if (!apart && !is_closing(c) && c != 0x201D && c != 0x2019)
            break;
        if (apart && !(*next != '\0' && strchr("?!/)", *next) != NULL))
            break;
        end = (guint)(next - text);
    }
    return MIN(end, limit);
}

/* Takes sentences of ours that are but a few words among others of the line off again: a turn of phrase that we share. */
static void drop_phrases(const struct invitation *invitation, const struct reply_words *words, guint first, guint past)
{
    guint others = 0, sentences = 0;
    for (guint i = first; i < past; i++) {
        guint piece = reply_word(words, i)->piece;
        bool is_sentence = piece != 0 && g_array_index(invitation->pieces, struct sent_piece, piece - 1).ours == OURS_OTHER;
        sentences += is_sentence;
        others += piece == 0;
    }
    for (guint i = first; others * 100 >= sentences * SHARED_PERCENT && sentences > 0 && i < past; i++) {
        struct reply_word *word = reply_word(words, i);
        if (word->piece != 0 && g_array_index(invitation->pieces, struct sent_piece, word->piece - 1).ours == OURS_OTHER)
            word->piece = 0;
    }
}

/* Whether the words [first, past) of the view are the whole of piece. */
static bool is_whole(const struct sent_piece *piece, const struct reply_words *words, guint first, guint past)
{
    return reply_word(words, first)->sent == piece->first + 1 && reply_word(words, past - 1)->sent == piece->past;
}

/* Whether word at stands within a sentence that somebody else began on the same line. */
static bool is_within_sentence(const struct line *line, const struct reply_words *words, guint line_first, guint at)
{
    if (at == line_first || reply_word(words, at - 1)->piece != 0 || g_ascii_isdigit(reply_word(words, at - 1)->text[0]))
        return false;
    guint from = reply_word(words, at - 1)->end, to = reply_word(words, at)->start;
    for (guint i = from; i < to; i++)
        if (strchr(" ,'\"", line->text[i]) == NULL)
            return false;
    return true;
}

/* Takes parts of questions off again that somebody worked into sentences of their own: "I agree that shifts are shared out
 * fairly".
 */
static void drop_echoes(const struct invitation *invitation, const struct line *line, const struct reply_words *words,
                        guint first, guint past)
{
    for (guint begin = first, end; begin < past; begin = end) {
        guint piece = reply_word(words, begin)->piece;
        for (end = begin + 1; end < past && reply_word(words, end)->piece == piece; end++)
            ;
        if (piece == 0 || line->quote_depth > 0)
            continue;
        const struct sent_piece *sent = &g_array_index(invitation->pieces, struct sent_piece, piece - 1);
        if (sent->ours != OURS_ASK || is_whole(sent, words, begin, end) || !is_within_sentence(line, words, first, begin))
            continue;
        for (guint i = begin; i < end; i++)
            reply_word(words, i)->piece = 0;
    }
}

/* Returns the stretches of line, whose words are [first, past). (transfer full) */
static GArray *stretches_of(const struct line *line, const struct reply_words *words, guint first, guint past)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(struct stretch));
    guint length = (guint)strlen(line->text), at = 0;
    for (guint i = first; i < past;) {
        guint piece = reply_word(words, i)->piece, next = i + 1;
        while (next < past && (reply_word(words, next)->piece != 0) == (piece != 0) &&
               (piece == 0 || reply_word(words, next)->piece == piece))
            next++;
        guint limit = next < past ? reply_word(words, next)->start : length;
        guint end = limit;
        if (piece != 0)
            end = next < past || reply_word(words, next - 1)->end < length
                      ? past_closing(line->text, reply_word(words, next - 1)->end, limit)
                      : length;
        if (piece == 0 && next < past) { /* opening brackets go with what is ours */
            while (end > reply_word(words, next - 1)->end && strchr("([", line->text[end - 1]) != NULL)
                end--;
        }
        struct stretch stretch = {at, end, piece};
        g_array_append_val(list, stretch);
        at = end;
        i = next;
    }
    if (list->len > 0 && at < length) {
        struct stretch *last = &g_array_index(list, struct stretch, list->len - 1);
        bool seen = false;
        for (guint i = at; i < length; i++)
            seen |= g_ascii_isgraph(line->text[i]) || (guchar)line->text[i] >= 0x80;
        if (!seen || last->piece == 0)
            last->end = length;
        else {
            struct stretch rest = {at, length, 0};
            g_array_append_val(list, rest);
        }
    }
    return list;
}

/* Joins what only numbers our question to the question, and neighbours of ours that say the same of the line. */
static void join_stretches(const struct line *line, GArray *list, const struct invitation *invitation)
{
    for (guint i = 0; i + 1 < list->len;) {
        struct stretch *one = &g_array_index(list, struct stretch, i), *two = &g_array_index(list, struct stretch, i + 1);
        bool numbers = i == 0 && one->piece == 0 && two->piece != 0 && is_number(line->text, one->end);
        bool same = false;
        if (one->piece != 0 && two->piece != 0) {
            const struct sent_piece *a = &g_array_index(invitation->pieces, struct sent_piece, one->piece - 1);
            const struct sent_piece *b = &g_array_index(invitation->pieces, struct sent_piece, two->piece - 1);
            same = a->question == b->question && a->ours == b->ours;
        }
        if (!numbers && !same) {
            i++;
            continue;
        }
        one->piece = two->piece;
        one->end = two->end;
        g_array_remove_index(list, i + 1);
    }
}

static void set_ours(struct line *line, const struct invitation *invitation, guint piece)
{
    if (piece == 0)
        return;
    const struct sent_piece *sent = &g_array_index(invitation->pieces, struct sent_piece, piece - 1);
    line->ours = sent->ours;
    line->question = sent->question;
    line->label = LABEL_OURS;
    line->label_reason = sent->question != 0 ? "a question that we sent" : "words that we sent";
}

/* Appends line, split by its stretches, to lines. */
static void append_line(GPtrArray *lines, struct line *line, const GArray *list, const struct invitation *invitation)
{
    guint cut = 0;
    for (guint i = 0; i < list->len; i++) {
        const struct stretch *stretch = &g_array_index(list, struct stretch, i);
        if (stretch->end <= cut)
            continue;
        struct line *rest = i + 1 < list->len ? line_split(line, stretch->end - cut) : NULL;
        set_ours(line, invitation, stretch->piece);
        if (rest == NULL)
            continue;
        g_ptr_array_add(lines, line);
        cut = stretch->end;
        line = rest;
        line->ours = OURS_NOT;
        line->question = 0;
        line->label = LABEL_NONE;
        line->label_reason = NULL;
    }
    g_ptr_array_add(lines, line);
}

static void split_view(const struct invitation *invitation, struct view *view, const struct reply_words *words)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)line_free);
    guint at = 0;
    for (guint i = 0; i < view->lines->len; i++) {
        struct line *line = view->lines->pdata[i];
        guint first = at;
        while (at < words->list->len && reply_word(words, at)->line == i)
            at++;
        drop_phrases(invitation, words, first, at);
        drop_echoes(invitation, line, words, first, at);
        g_autoptr(GArray) list = stretches_of(line, words, first, at);
        join_stretches(line, list, invitation);
        append_line(lines, line, list, invitation);
    }
    g_ptr_array_set_free_func(view->lines, NULL);
    g_ptr_array_unref(view->lines);
    view->lines = lines;
}

/* ---- all of it */

static void count(const struct invitation *invitation, const struct reply_words *words, struct alignment *alignment)
{
    g_autoptr(GHashTable) asks = g_hash_table_new(NULL, NULL);
    alignment->words = words->list->len;
    for (guint i = 0; i < words->list->len; i++) {
        guint piece = reply_word(words, i)->piece;
        if (piece == 0)
            continue;
        alignment->ours++;
        const struct sent_piece *sent = &g_array_index(invitation->pieces, struct sent_piece, piece - 1);
        if (sent->ours != OURS_ASK)
            continue;
        g_hash_table_add(asks, GUINT_TO_POINTER(sent->question));
        alignment->last_question = sent->question;
    }
    alignment->asks = g_hash_table_size(asks);
}

struct alignment *align_view(const struct invitation *invitation, struct view *view)
{
    struct alignment *alignment = g_new0(struct alignment, 1);
    alignment->options = g_array_new(FALSE, FALSE, sizeof(struct seen_option));
    AUTO(reply_words) words = reply_words_new(view);
    match_words(invitation, words);
    match_short_asks(invitation, view, words);
    match_options(invitation, view, words, alignment->options);
    match_cut_asks(invitation, view, words);
    match_options(invitation, view, words, alignment->options); /* of the questions that were cut */
    split_view(invitation, view, words);
    count(invitation, words, alignment);
    return alignment;
}

void alignment_free(struct alignment *alignment)
{
    if (alignment == NULL)
        return;
    g_array_unref(alignment->options);
    g_free(alignment);
}

guint align_count(const struct invitation *invitation, const struct view *view)
{
    AUTO(reply_words) words = reply_words_new(view);
    match_words(invitation, words);
    guint ours = 0;
    for (guint i = 0; i < words->list->len; i++)
        ours += reply_word(words, i)->piece != 0;
    return ours;
}
