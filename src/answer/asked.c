/* Compiles questions. One is known again by its stamp, or by its content where it was made by hand, so it is done once. */
#include "answer/asked.h"

#include <string.h>

#include "answer/memory.h"
#include "answer/option_names.h"
#include "answer/said.h"
#include "answer/sense.h"

#define DIGEST_START G_GUINT64_CONSTANT(14695981039346656037) /* FNV-1a */
#define DIGEST_PRIME G_GUINT64_CONSTANT(1099511628211)

struct maker {
    const struct answer_rules *rules;
    const struct question *question;
    struct asked *asked;
};

static void end_free(gpointer data)
{
    struct scale_end *end = data;
    words_free(end->words);
    g_free(end);
}

/* ---- words of the question */

static void make_ask(struct maker *maker)
{
    const struct question *question = maker->question;
    GString *all = g_string_new(question->ask != NULL ? question->ask : "");
    struct words *own = words_new(all->str, false);
    for (guint i = 0; question->also != NULL && i < question->also->len; i++)
        g_string_append_printf(all, " %s", (const char *)question->also->pdata[i]);
    maker->asked->ask = words_new(all->str, false);
    maker->asked->own_count = MIN(own->count, maker->asked->ask->count);
    words_free(own);
    g_string_free(all, TRUE);
}

static bool asks_past(const struct maker *maker)
{
    const struct words *ask = maker->asked->ask;
    for (guint i = 0; i < maker->rules->asks_past->phrases->len; i++)
        for (guint at = 0; at < ask->count; at++)
            if (words_begin_with(ask, at, maker->rules->asks_past->phrases->pdata[i], NULL))
                return true;
    return false;
}

/* Returns the labels of all options as words with one blank between. (transfer full) */
static char *all_labels(const struct question *question)
{
    GString *labels = g_string_new(NULL);
    for (guint i = 0; question->options != NULL && i < question->options->len; i++)
        g_string_append_printf(labels, "%s ", ((const struct option *)question->options->pdata[i])->label);
    struct words *words = words_new(labels->str, true);
    g_string_free(labels, TRUE);
    char *all = lexicon_join(words);
    words_free(words);
    return all;
}

/* ---- what a yes-or-no question is about */

/* Returns the index of the option that means name, or -1. */
static gint64 option_meaning(const struct maker *maker, const char *name)
{
    const GPtrArray *options = maker->question->options;
    const struct meaning *meaning = lexicon_meaning(maker->rules, name);
    for (guint i = 0; meaning != NULL && options != NULL && i < options->len; i++) {
        const struct option *option = options->pdata[i];
        for (guint n = 0; n < meaning->phrases->len; n++) {
            const struct words *phrase = meaning->phrases->pdata[n];
            if (phrase->count == 1 && g_ascii_strcasecmp(phrase->list[0].text, option->label) == 0)
                return i;
        }
    }
    return -1;
}

static bool carries(const struct maker *maker, const char *word)
{
    return strlen(word) >= 4 && !lexicon_has(maker->rules, LIST_FILLER, word, NULL) &&
           !lexicon_has(maker->rules, LIST_SMALL, word, NULL);
}

/* Returns the word that the question is about: the verb behind "you" ("did you complain to"), else the last one of weight. */
static const char *subject(const struct maker *maker)
{
    const struct words *ask = maker->asked->ask;
    guint count = maker->asked->own_count;
    if (count > 2 && lexicon_has(maker->rules, LIST_FILLER, ask->list[0].text, NULL) && g_str_equal(ask->list[1].text, "you") &&
        carries(maker, ask->list[2].text))
        return ask->list[2].text;
    for (guint i = count; i-- > 0;)
        if (carries(maker, ask->list[i].text))
            return ask->list[i].text;
    return NULL;
}

/* ---- what it calls the numbers of its scale */

static void add_end(GPtrArray *ends, gint64 value, const char *words, gsize length)
{
    g_autofree char *text = g_strndup(words, length);
    struct scale_end *end = g_new0(struct scale_end, 1);
    end->value = value;
    end->words = words_new(text, false);
    g_ptr_array_add(ends, end);
}

/* The words that the question itself gives to numbers: "From 1 (not at all) to 5 (extremely)". */
static GPtrArray *ends_of(const struct question *question)
{
    GPtrArray *ends = g_ptr_array_new_with_free_func(end_free);
    for (const char *p = question->ask; p != NULL && *p != '\0'; p++) {
        if (!g_ascii_isdigit(*p))
            continue;
        char *behind = NULL;
        gint64 value = g_ascii_strtoll(p, &behind, 10);
        p = behind - 1;
        while (*behind == ' ' || *behind == '=' || *behind == ':')
            behind++;
        const char *close = *behind == '(' ? strchr(behind, ')') : NULL;
        if (close == NULL || value < question->from || value > question->to)
            continue;
        add_end(ends, value, behind + 1, (gsize)(close - behind - 1));
        p = close;
    }
    return ends;
}

/* ---- all together */

static struct asked *make(const struct answer_rules *rules, const struct question *question)
{
    struct asked *asked = g_new0(struct asked, 1);
    struct maker maker = {rules, question, asked};
    make_ask(&maker);
    asked->asks_past = asks_past(&maker);
    asked->all_labels = all_labels(question);
    asked->names = question->options != NULL ? option_names_new(rules, question) : NULL;
    asked->yes = option_meaning(&maker, "yes");
    asked->no = option_meaning(&maker, "no");
    asked->about = asked->yes >= 0 && asked->no >= 0 ? subject(&maker) : NULL;
    asked->ends = ends_of(question);
    asked->known = g_byte_array_new();
    asked->senses = g_ptr_array_new_with_free_func((GDestroyNotify)sense_free);
    return asked;
}

void asked_free(struct asked *asked)
{
    if (asked == NULL)
        return;
    words_free(asked->ask);
    g_free(asked->all_labels);
    option_names_free(asked->names);
    g_ptr_array_unref(asked->ends);
    g_byte_array_unref(asked->known);
    g_ptr_array_unref(asked->senses);
    g_free(asked);
}

guint8 *asked_known(struct asked *asked, guint number)
{
    guint length = asked->known->len;
    if (number >= length) {
        g_byte_array_set_size(asked->known, number + 1);
        memset(asked->known->data + length, 0, number + 1 - length);
    }
    return asked->known->data + number;
}

bool asked_has(struct asked *asked, guint number, const char *word)
{
    guint8 *known = asked_known(asked, number);
    if (!(*known & KNOWN_ASKED)) {
        bool has = false;
        for (guint i = 0; !has && !g_ascii_isdigit(*word) && i < asked->ask->count; i++)
            has = said_same_word(asked->ask->list[i].text, word);
        *known |= KNOWN_ASKED | (has ? KNOWN_IS_ASKED : 0);
    }
    return *known & KNOWN_IS_ASKED;
}

static void digest_text(guint64 *digest, const char *text)
{
    for (const char *p = text != NULL ? text : "\x01"; *p != '\0'; p++)
        *digest = (*digest ^ (guchar)*p) * DIGEST_PRIME;
    *digest = (*digest ^ 0xff) * DIGEST_PRIME;
}

static void digest_texts(guint64 *digest, const GPtrArray *texts)
{
    for (guint i = 0; texts != NULL && i < texts->len; i++)
        digest_text(digest, texts->pdata[i]);
    digest_text(digest, NULL);
}

/* Returns a number that stands for all that is made of a question. */
static guint64 digest_of(const struct question *question)
{
    guint64 digest = DIGEST_START;
    digest_text(&digest, question->ask);
    digest_text(&digest, question->is_consent ? "consent" : "");
    digest_texts(&digest, question->also);
    digest = (digest ^ (guint64)question->from) * DIGEST_PRIME;
    digest = (digest ^ (guint64)question->to) * DIGEST_PRIME;
    for (guint i = 0; question->options != NULL && i < question->options->len; i++) {
        const struct option *option = question->options->pdata[i];
        digest_text(&digest, option->none ? "none" : "");
        digest_text(&digest, option->label);
        digest_texts(&digest, option->also);
    }
    return digest;
}

struct asked *asked_of(const struct answer_rules *rules, const struct question *question)
{
    GHashTable *kept = memory_questions(rules->memory);
    guint64 key = question->stamp != 0 ? question->stamp : digest_of(question);
    struct asked *asked = g_hash_table_lookup(kept, &key);
    if (asked != NULL)
        return asked;
    asked = make(rules, question);
    g_hash_table_insert(kept, g_memdup2(&key, sizeof key), asked);
    return asked;
}
