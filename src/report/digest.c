/* The digest by mail: templates/digest.txt and digest.html, with a picture for each question that has bars. The words of people
 * in distress are not in the figures it is made of, and what waits because of them is told without any. */
#include "report/digest.h"

#include <stdlib.h>
#include <string.h>

#include "mail/compose.h"
#include "render/chart.h"
#include "render/template.h"
#include "report/digest_data.h"
#include "report/figures.h"
#include "talk/words.h"

#define TEMPLATE "digest"
#define PURPOSE "digest"
#define TEXTS_MOST 60u /* that somebody reads in a mail; the others stay in `hearback digest --since` */

struct digest_mail {
    const struct campaign *campaign;
    struct words words;
    GPtrArray *files; /* struct outgoing_file *, owned with what is in it */
};

static void file_free(void *data)
{
    struct outgoing_file *file = data;
    g_free((char *)file->filename);
    g_free((char *)file->content_id);
    g_bytes_unref(file->bytes);
    g_free(file);
}

void digest_mail_free(struct digest_mail *mail)
{
    if (mail == NULL)
        return;
    words_clear(&mail->words);
    g_ptr_array_unref(mail->files);
    g_free(mail);
}

/* ---- pictures */

/* Draws the picture of question, and has its data point at it. */
static bool add_picture(struct digest_mail *mail, json_t *question, GError **error)
{
    guint height = 0;
    const char *picture = figure_text(question, "picture");
    GBytes *png = chart_bars(json_object_get(question, "figures"), figure(question, "answered"), &height, error);
    if (png == NULL)
        return false;
    struct outgoing_file *file = g_new0(struct outgoing_file, 1);
    *file = (struct outgoing_file){.filename = g_strconcat(picture, ".png", NULL),
                                   .type = "image/png",
                                   .content_id = g_strconcat(picture, strrchr(mail->campaign->address, '@'), NULL),
                                   .bytes = png};
    g_ptr_array_add(mail->files, file);
    g_autofree char *source = g_strconcat("cid:", file->content_id, NULL);
    json_object_set_new(question, "source", json_string(source));
    json_object_set_new(question, "height", json_integer(height));
    return true;
}

static bool add_pictures(struct digest_mail *mail, json_t *data, GError **error)
{
    size_t i, j;
    json_t *survey, *question;
    json_array_foreach(json_object_get(data, "surveys"), i, survey)
        json_array_foreach(json_object_get(survey, "questions"), j, question)
    {
        json_object_set_new(question, "width", json_integer(CHART_WIDTH));
        json_object_set_new(question, "height", json_integer(0));
        if (json_is_true(json_object_get(question, "has_picture")) && !add_picture(mail, question, error))
            return false;
    }
    return true;
}

/* ---- the text twin: as on a terminal, section by section */

struct section {
    const char *name;
    void (*print)(const json_t *figures, const struct report_request *request, FILE *out);
};

static void print_waiting(const json_t *figures, const struct report_request *request, FILE *out)
{
    figures_print_waiting(json_object_get(figures, "waiting"), request, out);
}

static void print_undelivered(const json_t *figures, const struct report_request *request, FILE *out)
{
    (void)request;
    figures_print_trouble(json_object_get(figures, "undelivered"), out);
}

static void print_messages(const json_t *figures, const struct report_request *request, FILE *out)
{
    (void)request;
    figures_print_messages(json_object_get(figures, "messages"), out);
}

static void print_texts(const json_t *figures, const struct report_request *request, FILE *out)
{
    (void)request;
    digest_print_texts(figures, out);
}

static void print_answers(const json_t *figures, const struct report_request *request, FILE *out)
{
    size_t i;
    const json_t *survey;
    json_array_foreach(json_object_get(figures, "surveys"), i, survey) figures_print_answers(survey, request, out);
}

static const struct section sections[] = {{"waiting_text", print_waiting},
                                          {"undelivered_text", print_undelivered},
                                          {"messages_text", print_messages},
                                          {"texts_text", print_texts},
                                          {"answers_text", print_answers}};

static void add_section(json_t *data, const struct section *section, const json_t *figures,
                        const struct report_request *request)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL)
        g_error("out of memory");
    section->print(figures, request, out);
    fclose(out);
    g_autofree char *clean = g_utf8_make_valid(text, (gssize)length);
    json_object_set_new(data, section->name, json_string(g_strchomp(clean)));
    free(text);
}

/* ---- the mail */

static void cut_texts(json_t *figures)
{
    json_t *texts = json_object_get(figures, "texts");
    gint64 more = 0;
    for (; json_array_size(texts) > TEXTS_MOST; more++)
        json_array_remove(texts, json_array_size(texts) - 1);
    json_object_set_new(figures, "texts_left_out", json_integer(more));
}

/* Returns a copy of figures with what audience may see. (transfer full) */
static json_t *figures_for(const struct campaign *campaign, const json_t *figures, enum digest_audience audience)
{
    json_t *copy = json_deep_copy(figures);
    digest_without_care(copy);
    cut_texts(copy);
    if (audience == DIGEST_OUTSIDE)
        digest_mask(copy, campaign->small_cells);
    return copy;
}

struct digest_mail *digest_mail_new(const struct report_request *request, const struct campaign *campaign,
                                    const json_t *figures, enum digest_audience audience, GError **error)
{
    AUTO(digest_mail) mail = g_new0(struct digest_mail, 1);
    mail->campaign = campaign;
    mail->files = g_ptr_array_new_with_free_func(file_free);
    struct report_request by_mail = *request;
    by_mail.is_utf8 = true;
    AUTO_JSON shown = figures_for(campaign, figures, audience);
    AUTO_JSON data = digest_data(shown, &by_mail, campaign);
    json_object_set_new(data, "is_team", json_boolean(audience == DIGEST_TEAM));
    for (guint i = 0; i < G_N_ELEMENTS(sections); i++)
        add_section(data, &sections[i], shown, &by_mail);
    if (!add_pictures(mail, data, error) || !words_render(campaign, TEMPLATE, data, &mail->words, error))
        return NULL;
    return g_steal_pointer(&mail);
}

struct outbox_mail *digest_mail_to(const struct digest_mail *mail, const char *address, const char *name, gint64 now_secs,
                                   GError **error)
{
    g_autofree char *message_id = mail_new_message_id(mail->campaign->address);
    struct outgoing outgoing = {.from_name = mail->campaign->name,
                                .from_address = mail->campaign->address,
                                .to_name = name,
                                .to_address = address,
                                .subject = mail->words.subject,
                                .message_id = message_id,
                                .auto_submitted = "auto-generated",
                                .date_secs = now_secs,
                                .text = mail->words.text,
                                .html = mail->words.html,
                                .files = mail->files};
    return words_compose(&outgoing, PURPOSE, mail->campaign->bounce_address, error);
}

void digest_check(const struct campaign *campaign, struct problems *problems)
{
    AUTO_JSON sample = digest_sample_data();
    for (guint i = 0; i < G_N_ELEMENTS(sections); i++)
        json_object_set_new(sample, sections[i].name, json_string(""));
    words_check(campaign, TEMPLATE, sample, problems);
    g_autofree char *page = campaign_path(campaign, "templates/report.html");
    template_check_names(page, TEMPLATE_HTML, sample, problems);
}
