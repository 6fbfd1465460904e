/* Templates as they are sent, as far as their words are known beforehand: without tags and markup. So our own "withdraw" at the
 * end of an acknowledgement that comes back below a reply is never taken for the person's. */
#include "reading/sent.h"

#include <string.h>

#include "base/embedded.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/words.h"

#define FOLDER "templates/"
#define FEWEST_WORDS 2u /* of a paragraph: a shorter one could be the person's as well */

/* Returns what the tag called name (length bytes) is replaced by, where that is known. (nullable) */
static const char *value_of(const struct campaign *campaign, const struct survey *survey, const char *name, gsize length)
{
    const struct {
        const char *name, *value;
    } values[] = {{"title", survey->title},
                  {"survey_subject", survey->subject != NULL ? survey->subject : survey->title},
                  {"campaign", campaign != NULL ? campaign->name : NULL},
                  {"address", campaign != NULL ? campaign->address : NULL},
                  {"contact", campaign != NULL ? campaign->contact_address : NULL}};
    for (guint i = 0; i < G_N_ELEMENTS(values); i++)
        if (strlen(values[i].name) == length && strncmp(values[i].name, name, length) == 0)
            return values[i].value;
    return NULL;
}

/* Takes what stands between open and close at *p away. Returns whether it did. */
static bool skip(const char **p, const char *open, const char *close)
{
    if (!g_str_has_prefix(*p, open))
        return false;
    const char *end = strstr(*p, close);
    *p = end != NULL ? end + strlen(close) : *p + strlen(*p);
    return true;
}

/* Returns the words of a template: tags are filled or left out, markup is left out. (transfer full) */
static char *words_of(const struct campaign *campaign, const struct survey *survey, const char *template, bool is_html)
{
    GString *out = g_string_new(NULL);
    for (const char *p = template; *p != '\0';) {
        const char *start = p;
        if (skip(&p, "{{", "}}")) {
            const char *name = start + strspn(start, "{");
            const char *value = value_of(campaign, survey, name, strcspn(name, "}"));
            g_string_append(out, value != NULL ? value : "");
        } else if (is_html && (skip(&p, "<style", "</style>") || skip(&p, "<title", "</title>") || skip(&p, "<", ">"))) {
            continue;
        } else {
            g_string_append_c(out, *p++);
        }
    }
    return g_string_free(out, FALSE);
}

/* Adds the paragraphs of text, lines each where it is HTML, that are long enough and not there yet. */
static void add_paragraphs(GPtrArray *texts, GHashTable *seen, const char *text, bool is_html)
{
    g_auto(GStrv) paragraphs = g_strsplit(text, is_html ? "\n" : "\n\n", -1);
    for (guint i = 0; paragraphs[i] != NULL; i++) {
        char *paragraph = text_squeeze(paragraphs[i]);
        g_autofree char *folded = text_fold(paragraph);
        bool is_subject = g_str_has_prefix(paragraph, "Subject:");
        if (!is_subject && words_count(paragraph) >= FEWEST_WORDS && g_hash_table_add(seen, g_steal_pointer(&folded)))
            g_ptr_array_add(texts, paragraph);
        else
            g_free(paragraph);
    }
}

/* Returns the template as it is in the folder of campaign; as the program brings it along where there is none. (transfer full)
 */
static char *read_template(const struct campaign *campaign, const struct embedded_file *file)
{
    g_autofree char *path = campaign != NULL ? campaign_path(campaign, file->name) : NULL;
    g_autoptr(GBytes) bytes = path != NULL ? file_read(path, LIMIT_YAML_BYTES, NULL) : NULL;
    gsize length = 0;
    const char *text = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;
    return bytes != NULL ? text_repair(text != NULL ? text : "", length) : g_strndup(file->text, file->length);
}

GPtrArray *sent_texts(const struct campaign *campaign, const struct survey *survey, GChecksum *digest)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (const struct embedded_file *file = embedded_files(); file->name != NULL; file++) {
        if (!g_str_has_prefix(file->name, FOLDER) || strchr(file->name + strlen(FOLDER), '/') != NULL)
            continue; /* in the folders below are no mails */
        bool is_html = g_str_has_suffix(file->name, ".html");
        g_autofree char *template = read_template(campaign, file), *words = words_of(campaign, survey, template, is_html);
        g_checksum_update(digest, (const guchar *)words, -1);
        add_paragraphs(texts, seen, words, is_html);
    }
    return texts;
}
