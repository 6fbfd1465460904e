/* Lays out what was sent as one list of words: questions first, then the other sentences and the texts of other versions. */
#include "reply/invitation.h"

#include <string.h>

#define MOST_PLACES 64u /* of one pair of words: more would slow the search, and say nothing */

/* The text being put together; pieces and options hold bytes until the words are known. */
struct layout {
    struct invitation *invitation;
    GString *text;
};

static void add_piece(struct layout *layout, enum ours ours, guint question, const char *text)
{
    struct sent_piece piece = {.ours = ours, .question = question, .first = (guint)layout->text->len};
    g_string_append(layout->text, text);
    piece.past = (guint)layout->text->len;
    g_string_append(layout->text, "\n\n");
    g_array_append_val(layout->invitation->pieces, piece);
}

/* Adds the sentences of a paragraph, each as a piece. */
static void add_paragraph(struct layout *layout, const char *paragraph)
{
    AUTO(words) words = words_new(paragraph, false);
    guint begin = 0;
    for (guint i = 1; i <= words->count; i++) {
        if (i < words->count && !(words->list[i].gap & (GAP_SENTENCE | GAP_PARAGRAPH)))
            continue;
        guint end = i < words->count ? words->list[i].start : (guint)strlen(paragraph);
        g_autofree char *sentence = g_strndup(paragraph + begin, end - begin);
        add_piece(layout, OURS_OTHER, 0, sentence);
        begin = end;
    }
}

static void add_options(struct layout *layout, const struct question *question)
{
    struct sent_piece piece = {.ours = OURS_OPTIONS, .question = question->number, .first = (guint)layout->text->len};
    for (guint i = 0; i < question->options->len; i++) {
        const struct option *option = question->options->pdata[i];
        struct sent_option sent = {question->number, i, (guint)layout->text->len, 0};
        g_string_append(layout->text, option->label);
        sent.past = (guint)layout->text->len;
        g_string_append(layout->text, " / ");
        g_array_append_val(layout->invitation->options, sent);
    }
    piece.past = (guint)layout->text->len;
    g_string_append(layout->text, "\n\n");
    g_array_append_val(layout->invitation->pieces, piece);
}

static void add_texts(struct layout *layout, const GPtrArray *texts)
{
    for (guint i = 0; texts != NULL && i < texts->len; i++)
        add_paragraph(layout, texts->pdata[i]);
}

static void lay_out(struct layout *layout, const struct survey *survey)
{
    if (survey->title != NULL)
        add_piece(layout, OURS_OTHER, 0, survey->title); /* the heading of the HTML */
    if (survey->greeting != NULL)
        add_piece(layout, OURS_OTHER, 0, survey->greeting);
    add_texts(layout, survey->intro);
    for (guint i = 0; i < survey->questions->len; i++) {
        const struct question *question = survey->questions->pdata[i];
        add_piece(layout, OURS_ASK, question->number, question->ask);
        if (question->options->len > 0)
            add_options(layout, question);
        else if (question->hint != NULL)
            add_piece(layout, OURS_HINT, question->number, question->hint);
    }
    add_texts(layout, survey->closing);
    add_texts(layout, survey->also_sent);
}

/* Returns the index of the first word that begins at byte or later. */
static guint word_at(const struct words *words, guint byte)
{
    guint from = 0, to = words->count;
    while (from < to) {
        guint middle = from + (to - from) / 2;
        if (words->list[middle].start < byte)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void bytes_to_words(struct invitation *invitation)
{
    const struct words *words = invitation->words;
    invitation->piece_of = g_new0(guint, words->count + 1);
    for (guint i = 0; i < invitation->pieces->len; i++) {
        struct sent_piece *piece = &g_array_index(invitation->pieces, struct sent_piece, i);
        piece->first = word_at(words, piece->first);
        piece->past = word_at(words, piece->past);
        for (guint n = piece->first; n < piece->past; n++)
            invitation->piece_of[n] = i;
    }
    for (guint i = 0; i < invitation->options->len; i++) {
        struct sent_option *option = &g_array_index(invitation->options, struct sent_option, i);
        option->first = word_at(words, option->first);
        option->past = word_at(words, option->past);
    }
}

guint invitation_pair(guint one, guint two) { return one * 31u + (two ^ (two >> 15)); }

static void index_pairs(struct invitation *invitation)
{
    const struct words *words = invitation->words;
    for (guint i = 0; i + 1 < words->count; i++) {
        gpointer key = GUINT_TO_POINTER(invitation_pair(words->list[i].hash, words->list[i + 1].hash));
        GArray *places = g_hash_table_lookup(invitation->pairs, key);
        if (places == NULL) {
            places = g_array_new(FALSE, FALSE, sizeof(guint));
            g_hash_table_insert(invitation->pairs, key, places);
        }
        if (places->len < MOST_PLACES)
            g_array_append_val(places, i);
    }
}

struct invitation *invitation_new(const struct survey *survey, const GPtrArray *also_sent)
{
    struct invitation *invitation = g_new0(struct invitation, 1);
    invitation->survey = survey;
    invitation->pieces = g_array_new(FALSE, FALSE, sizeof(struct sent_piece));
    invitation->options = g_array_new(FALSE, FALSE, sizeof(struct sent_option));
    invitation->pairs = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    struct layout layout = {invitation, g_string_new(NULL)};
    lay_out(&layout, survey);
    add_texts(&layout, also_sent);
    invitation->words = words_new(layout.text->str, false);
    g_string_free(layout.text, TRUE);
    bytes_to_words(invitation);
    index_pairs(invitation);
    return invitation;
}

void invitation_free(struct invitation *invitation)
{
    if (invitation == NULL)
        return;
    words_free(invitation->words);
    g_free(invitation->piece_of);
    g_array_unref(invitation->pieces);
    g_array_unref(invitation->options);
    g_hash_table_unref(invitation->pairs);
    g_free(invitation);
}
