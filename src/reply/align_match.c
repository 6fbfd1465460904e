/* Finds our words by pairs of neighbours, follows each find as long as it goes, over small changes too, and accepts what covers
 * enough of a question or sentence of ours. */
#include "reply/align_match.h"

#include <string.h>

#include "base/text.h"

#define MOST_SKIP 3u       /* words that were put in, left out or replaced at one place */
#define ENOUGH_PERCENT 60u /* of a piece's words */
#define ENOUGH_WORDS 6u    /* in a row, of a long piece */
#define FEWEST_WORDS 3u    /* that say anything by themselves */
#define COMPANY_WORDS 8u   /* a short piece is ours where it stands in a run with so many */
#define SIMILAR_LETTERS 4u /* words from this length on may be misspelt */

/* ---- words of the view */

static void add_line(struct reply_words *words, const struct view *view, guint index)
{
    const struct line *line = view->lines->pdata[index];
    struct words *list = words_new(line->text, false);
    for (guint i = 0; i < list->count; i++) {
        const struct word *word = &list->list[i];
        struct reply_word reply = {word->text, word->hash, index, word->start, word->end, NOT_OURS, 0};
        g_array_append_val(words->list, reply);
    }
    g_ptr_array_add(words->lines, list);
}

struct reply_words *reply_words_new(const struct view *view)
{
    struct reply_words *words = g_new0(struct reply_words, 1);
    words->list = g_array_new(FALSE, FALSE, sizeof(struct reply_word));
    words->lines = g_ptr_array_new_with_free_func((GDestroyNotify)words_free);
    for (guint i = 0; i < view->lines->len; i++)
        add_line(words, view, i);
    return words;
}

void reply_words_free(struct reply_words *words)
{
    if (words == NULL)
        return;
    g_array_unref(words->list);
    g_ptr_array_unref(words->lines);
    g_free(words);
}

/* ---- runs */

struct matcher {
    const struct invitation *invitation;
    struct reply_words *words;
    guint count; /* of words */
    guint next;  /* our word that would go on from the last run */
};

static bool is_same(const struct matcher *matcher, guint at, guint sent)
{
    if (at >= matcher->count || sent >= matcher->invitation->words->count)
        return false;
    const struct reply_word *word = reply_word(matcher->words, at);
    const struct word *ours = &matcher->invitation->words->list[sent];
    return word->hash == ours->hash && strcmp(word->text, ours->text) == 0;
}

static bool is_similar(const struct matcher *matcher, guint at, guint sent)
{
    if (is_same(matcher, at, sent))
        return true;
    if (at >= matcher->count || sent >= matcher->invitation->words->count)
        return false;
    const char *word = reply_word(matcher->words, at)->text, *ours = matcher->invitation->words->list[sent].text;
    gsize length = strlen(ours), other = strlen(word);
    if (length < SIMILAR_LETTERS || other + 2 < length || other > length + 2)
        return false;
    guint most = length >= 8 ? 2 : 1;
    return text_edit_distance(word, ours, most) <= most;
}

/* Returns how many words match in a row from at and sent on. */
static guint exact_run(const struct matcher *matcher, guint at, guint sent)
{
    guint length = 0;
    while (is_same(matcher, at + length, sent + length))
        length++;
    return length;
}

/* Finds where our words go on after a change at (at, sent): sets how many words to pass over. */
static bool find_again(const struct matcher *matcher, guint at, guint sent, guint *skip, guint *skip_sent)
{
    if (is_similar(matcher, at, sent) && (is_same(matcher, at + 1, sent + 1) || at + 1 == matcher->count)) {
        *skip = *skip_sent = 1;
        return true;
    }
    for (guint sum = 1; sum <= 2 * MOST_SKIP; sum++)
        for (guint a = sum > MOST_SKIP ? sum - MOST_SKIP : 0; a <= MIN(sum, MOST_SKIP); a++)
            if (is_same(matcher, at + a, sent + sum - a) && is_same(matcher, at + a + 1, sent + sum - a + 1)) {
                *skip = a;
                *skip_sent = sum - a;
                return true;
            }
    return false;
}

static guint piece_at(const struct matcher *matcher, guint sent)
{
    return matcher->invitation->piece_of[MIN(sent, matcher->invitation->words->count - 1)];
}

/* Follows our words from (at, sent) on and notes them. Returns the index of the word behind the run. */
static guint follow_run(struct matcher *matcher, guint at, guint sent)
{
    for (;;) {
        for (; is_same(matcher, at, sent); at++, sent++)
            reply_word(matcher->words, at)->sent = sent + 1;
        guint skip = 0, skip_sent = 0;
        if (at >= matcher->count || sent >= matcher->invitation->words->count ||
            piece_at(matcher, sent - 1) != piece_at(matcher, sent) || /* what stands between pieces may be an answer */
            !find_again(matcher, at, sent, &skip, &skip_sent))
            break;
        bool replaces = skip_sent > 0 && skip <= skip_sent + 1 && sent > 0 &&
                        piece_at(matcher, sent - 1) == piece_at(matcher, sent + skip_sent);
        for (guint i = 0; i < skip; i++)
            reply_word(matcher->words, at + i)->sent = replaces ? EDITED : NOT_OURS;
        if (skip == 1 && skip_sent == 1 && is_similar(matcher, at, sent))
            reply_word(matcher->words, at)->sent = sent + 1;
        at += skip;
        sent += skip_sent;
    }
    matcher->next = sent;
    return at;
}

/* Returns the place among ours where the words at at and behind it go on longest, or G_MAXUINT. */
static guint best_place(const struct matcher *matcher, guint at, guint *length)
{
    *length = 0;
    guint best = G_MAXUINT;
    if (at + 1 >= matcher->count)
        return best;
    guint pair = invitation_pair(reply_word(matcher->words, at)->hash, reply_word(matcher->words, at + 1)->hash);
    const GArray *places = g_hash_table_lookup(matcher->invitation->pairs, GUINT_TO_POINTER(pair));
    for (guint i = 0; places != NULL && i < places->len; i++) {
        guint sent = g_array_index(places, guint, i);
        guint run = exact_run(matcher, at, sent);
        bool goes_on = sent >= matcher->next && sent < matcher->next + 2 * MOST_SKIP;
        if (run > *length || (run == *length && goes_on)) {
            *length = run;
            best = sent;
        }
    }
    return best;
}

/* Goes back over words just before the run that begins at at: misspelt ones of ours. */
static void look_back(struct matcher *matcher, guint at, guint sent)
{
    for (guint i = 1; i <= MOST_SKIP && i <= at && i <= sent; i++) {
        struct reply_word *word = reply_word(matcher->words, at - i);
        if (word->sent != NOT_OURS || piece_at(matcher, sent - i) != piece_at(matcher, sent) ||
            !is_similar(matcher, at - i, sent - i))
            return;
        word->sent = sent - i + 1;
    }
}

/* ---- what is accepted */

/* The words of one run that belong to one piece of ours. */
struct share {
    guint piece, first, past; /* words of the view */
    guint matched;
    guint sent; /* the last of our words among them */
};

static bool is_enough(const struct sent_piece *piece, const struct share *share)
{
    guint size = piece->past - piece->first;
    if (piece->ours == OURS_OPTIONS || share->matched == 0)
        return false;
    if (share->matched >= FEWEST_WORDS && share->matched * 100 >= size * ENOUGH_PERCENT)
        return true;
    return share->matched >= ENOUGH_WORDS && piece->ours != OURS_HINT;
}

/* Accepts of the shares of one run those that are enough, and short ones in their company. */
static void accept(struct matcher *matcher, const GArray *shares)
{
    guint together = 0;
    for (guint i = 0; i < shares->len; i++) {
        const struct share *share = &g_array_index(shares, struct share, i);
        const struct sent_piece *piece = &g_array_index(matcher->invitation->pieces, struct sent_piece, share->piece);
        together += is_enough(piece, share) ? share->matched : 0;
    }
    for (guint i = 0; i < shares->len; i++) {
        const struct share *share = &g_array_index(shares, struct share, i);
        const struct sent_piece *piece = &g_array_index(matcher->invitation->pieces, struct sent_piece, share->piece);
        bool in_company = together >= COMPANY_WORDS && piece->ours != OURS_OPTIONS && piece->ours != OURS_HINT &&
                          share->matched * 100 >= (piece->past - piece->first) * ENOUGH_PERCENT;
        if (!is_enough(piece, share) && !in_company)
            continue;
        for (guint n = share->first; n < share->past; n++)
            if (reply_word(matcher->words, n)->sent != NOT_OURS)
                reply_word(matcher->words, n)->piece = share->piece + 1;
    }
}

/* Groups the words [first, past) of a run by pieces and accepts them. */
static void accept_run(struct matcher *matcher, guint first, guint past)
{
    g_autoptr(GArray) shares = g_array_new(FALSE, FALSE, sizeof(struct share));
    for (guint n = first; n < past; n++) {
        guint sent = reply_word(matcher->words, n)->sent;
        if (sent == NOT_OURS || sent == EDITED)
            continue;
        guint piece = matcher->invitation->piece_of[sent - 1];
        struct share *last = shares->len > 0 ? &g_array_index(shares, struct share, shares->len - 1) : NULL;
        if (last == NULL || last->piece != piece || sent <= last->sent) {
            struct share share = {piece, n, n + 1, 1, sent};
            g_array_append_val(shares, share);
        } else {
            last->past = n + 1;
            last->matched++;
            last->sent = sent;
        }
    }
    accept(matcher, shares);
}

/* Takes the words before word at, which is ours, into the same piece, or as the whole piece before it, where they are those
 * that we sent there: another mail of ours may have drawn them off ("... means it. Thank you."). */
static void take_before(struct matcher *matcher, guint at)
{
    const struct reply_word *word = reply_word(matcher->words, at);
    guint sent = word->sent - 1, count = 0;
    while (count < at && count < sent && reply_word(matcher->words, at - count - 1)->piece == 0 &&
           is_same(matcher, at - count - 1, sent - count - 1))
        count++;
    for (guint piece = word->piece - 1; count > 0;) {
        const struct sent_piece *ours = &g_array_index(matcher->invitation->pieces, struct sent_piece, piece);
        guint taken = MIN(count, sent - MIN(sent, ours->first));
        bool whole = sent == ours->past && ours->ours == OURS_OTHER && taken == ours->past - ours->first;
        if (taken > 0 && !whole && piece != word->piece - 1)
            return;
        for (guint i = 0; i < taken; i++) {
            reply_word(matcher->words, at - i - 1)->sent = sent - i;
            reply_word(matcher->words, at - i - 1)->piece = piece + 1;
        }
        at -= taken;
        sent -= taken;
        count -= taken;
        if (piece == 0 || sent != ours->first)
            return;
        piece--;
    }
}

void match_words(const struct invitation *invitation, struct reply_words *words)
{
    struct matcher matcher = {invitation, words, words->list->len, 0};
    if (invitation->words->count == 0)
        return;
    guint begin = 0, end = 0; /* of runs that follow each other without a word between */
    for (guint at = 0; at < matcher.count;) {
        guint length = 0;
        guint sent = best_place(&matcher, at, &length);
        if (sent == G_MAXUINT) {
            at++;
            continue;
        }
        if (at != end) {
            accept_run(&matcher, begin, end);
            begin = at;
        }
        look_back(&matcher, at, sent);
        if (at > 0 && at == begin)
            while (begin > end && reply_word(words, begin - 1)->sent != NOT_OURS)
                begin--;
        at = end = follow_run(&matcher, at, sent);
    }
    accept_run(&matcher, begin, end);
    for (guint at = matcher.count; at-- > 1;)
        if (reply_word(words, at)->piece != 0 && reply_word(words, at)->sent != EDITED && reply_word(words, at - 1)->piece == 0)
            take_before(&matcher, at);
}
