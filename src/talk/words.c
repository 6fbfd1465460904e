/* Words from templates to a mail. Plain text is wrapped at 72 columns, so that it is quoted as it stands. */
#include "talk/words.h"

#include <string.h>

#include "base/error.h"
#include "render/template.h"
#include "store/store.h"

#define TEXT_COLUMNS 72u
#define TOKEN_BYTES 64u
#define SUBJECT_MARK "Subject: "

void words_clear(struct words *words)
{
    g_free(words->subject);
    g_free(words->text);
    g_free(words->html);
}

static char *template_path(const struct campaign *campaign, const char *name, const char *ending)
{
    g_autofree char *file = g_strconcat("templates/", name, ending, NULL);
    return campaign_path(campaign, file);
}

/* Cuts rendered into the subject of its first line and the body after the blank one. */
static bool split_subject(const char *rendered, const char *path, struct words *words, GError **error)
{
    const char *end = strchr(rendered, '\n');
    if (!g_str_has_prefix(rendered, SUBJECT_MARK) || end == NULL || end[1] != '\n') {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "%s:1: expected `" SUBJECT_MARK "...`, then an empty line", path);
        return false;
    }
    const char *start = rendered + strlen(SUBJECT_MARK);
    words->subject = g_strstrip(g_strndup(start, (gsize)(end - start)));
    g_autofree char *rest = g_strdup(end), *body = g_strconcat(g_strstrip(rest), "\n", NULL);
    words->text = text_wrap(body, TEXT_COLUMNS);
    return true;
}

bool words_render(const struct campaign *campaign, const char *name, json_t *data, struct words *words, GError **error)
{
    g_autofree char *text_path = template_path(campaign, name, ".txt"), *html_path = template_path(campaign, name, ".html");
    g_autofree char *rendered = template_render(text_path, TEMPLATE_TEXT, data, error);
    if (rendered == NULL || !split_subject(rendered, text_path, words, error))
        return false;
    json_object_set_new(data, "subject", json_string(words->subject));
    words->html = template_render(html_path, TEMPLATE_HTML, data, error);
    return words->html != NULL;
}

void words_check(const struct campaign *campaign, const char *name, json_t *sample, struct problems *problems)
{
    g_autofree char *text_path = template_path(campaign, name, ".txt"), *html_path = template_path(campaign, name, ".html");
    guint before = problems->list->len;
    template_check_names(text_path, TEMPLATE_TEXT, sample, problems);
    template_check_names(html_path, TEMPLATE_HTML, sample, problems);
    if (problems->list->len > before)
        return;
    g_autoptr(GError) error = NULL;
    struct words words = {0};
    if (!words_render(campaign, name, sample, &words, &error))
        problems_add(problems, text_path, 1, 1, "expected `" SUBJECT_MARK "...` in the first line, then an empty line");
    words_clear(&words);
}

char *tagged_address(const char *address, const char *token)
{
    const char *at = strrchr(address, '@');
    if (token == NULL || *token == '\0' || strlen(token) > TOKEN_BYTES || at == NULL)
        return NULL;
    for (const char *p = token; *p != '\0'; p++)
        if (!g_ascii_isalnum(*p))
            return NULL;
    return g_strdup_printf("%.*s+%s%s", (int)(at - address), address, token, at);
}

char *tagged_sender(const struct campaign *campaign, const char *token)
{
    return tagged_address(campaign->bounce_address != NULL ? campaign->bounce_address : campaign->address, token);
}

struct outbox_mail *words_compose(const struct outgoing *outgoing, const char *purpose, const char *envelope_from,
                                  GError **error)
{
    struct outgoing_header mark = {MAIL_OWN_MARK, outgoing->from_address};
    g_autoptr(GPtrArray) headers = g_ptr_array_new();
    for (guint i = 0; outgoing->headers != NULL && i < outgoing->headers->len; i++)
        g_ptr_array_add(headers, outgoing->headers->pdata[i]);
    g_ptr_array_add(headers, &mark);
    struct outgoing marked = *outgoing;
    marked.headers = headers;
    GBytes *bytes = mail_compose(&marked, error);
    if (bytes == NULL)
        return NULL;
    struct outbox_mail *mail = g_new0(struct outbox_mail, 1);
    mail->message_id = g_strdup(outgoing->message_id);
    mail->purpose = g_strdup(purpose);
    mail->envelope_from = g_strdup(envelope_from != NULL ? envelope_from : "");
    mail->envelope_to = g_strdup(outgoing->to_address);
    mail->bytes = bytes;
    return mail;
}

struct outbox_mail *words_mail(const struct campaign *campaign, const char *name, json_t *data, const struct outgoing *outgoing,
                               const char *purpose, const char *envelope_from, GError **error)
{
    struct words words = {0};
    struct outgoing whole = *outgoing;
    struct outbox_mail *mail = NULL;
    if (words_render(campaign, name, data, &words, error)) {
        whole.subject = words.subject;
        whole.text = words.text;
        whole.html = words.html;
        mail = words_compose(&whole, purpose, envelope_from, error);
    }
    words_clear(&words);
    return mail;
}
