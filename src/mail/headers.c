/* Reads the header fields of a message: decoded and made harmless, with a note about each that is broken or there twice. */
#include "mail/headers.h"

#include <string.h>

#include "base/limits.h"
#include "mail/address.h"
#include "mail/date.h"
#include "mail/encoded_word.h"
#include "mail/part.h"

#define CLOCK_WRONG_SECS (2 * 24 * 60 * 60) /* servers' own clocks differ, but not by days */

/* Returns whether programs alone read the field: what looks like an encoded word in it is none, and must not become a new part
 * of it when it is decoded. */
static bool is_for_programs(const char *name)
{
    static const char *const names[] = {
        "Authentication-Results", "Received",   "Return-Path", "Delivered-To",   "Message-ID",  "In-Reply-To", "References",
        "Auto-Submitted",         "Precedence", "List-Id",     "DKIM-Signature", "MIME-Version"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strcasecmp(name, names[i]) == 0)
            return true;
    return g_ascii_strncasecmp(name, "ARC-", 4) == 0;
}

static void take_header(struct mail *mail, const char *name, const char *raw, const char *fallback)
{
    struct mail_header *header = g_new0(struct mail_header, 1);
    gsize length = strlen(raw);
    header->name = g_strdup(name);
    header->value = is_for_programs(name) ? field_unfold(raw, length) : encoded_words_decode(raw, length, fallback);
    g_ptr_array_add(mail->headers, header);
}

static void take_addresses(struct mail *mail, const char *name, const char *raw, const char *fallback)
{
    const struct {
        const char *name;
        GPtrArray *list;
    } lists[] = {
        {"From", mail->from}, {"Sender", mail->sender}, {"Reply-To", mail->reply_to}, {"To", mail->to}, {"Cc", mail->cc}};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        if (g_ascii_strcasecmp(name, lists[i].name) == 0)
            address_read(lists[i].list, raw, strlen(raw), fallback);
}

/* ---- ids */

/* Appends the ids in value without their <>. Where nothing is in <>, a word with an "@" counts. */
static void take_ids(GPtrArray *ids, const char *value)
{
    bool is_bracketed = strchr(value, '<') != NULL && strchr(value, '>') != NULL;
    GMimeReferences *found = is_bracketed ? g_mime_references_parse(NULL, value) : NULL;
    for (int i = 0; found != NULL && i < g_mime_references_length(found) && ids->len < LIMIT_REFERENCES; i++) {
        char *id = text_on_one_line(g_mime_references_get_message_id(found, i));
        g_ptr_array_add(ids, id);
    }
    g_clear_pointer(&found, g_mime_references_free);
    g_autofree char *word = is_bracketed ? NULL : g_mime_utils_decode_message_id(value);
    if (word != NULL && strchr(word, '@') != NULL)
        g_ptr_array_add(ids, text_on_one_line(word));
}

/* Returns the first id in the header called name, "" where there is none. (transfer full) */
static char *first_id(const struct mail *mail, const char *name)
{
    const char *value = mail_header(mail, name);
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    if (value != NULL)
        take_ids(ids, value);
    return ids->len > 0 ? g_strdup(ids->pdata[0]) : g_strdup("");
}

/* ---- the rest */

/* Reads when the mail was received, by the last server that says so: behind the last ";" of the first Received. */
static bool received_date(const struct mail *mail, gint64 *secs, gint32 *offset_secs)
{
    const char *value = mail_header(mail, "Received"), *semicolon = value != NULL ? strrchr(value, ';') : NULL;
    bool has_zone = false;
    return semicolon != NULL && date_read(semicolon + 1, strlen(semicolon + 1), secs, offset_secs, &has_zone);
}

/* Takes the time of arrival where the Date is none, or that of a clock that is wrong: later than the arrival. */
static void mend_date(struct mail *mail, const char *what)
{
    gint64 received_secs = 0;
    gint32 offset_secs = 0;
    bool is_received = received_date(mail, &received_secs, &offset_secs);
    if (mail->has_date && (!is_received || mail->date_secs < received_secs + CLOCK_WRONG_SECS))
        return;
    if (mail->has_date)
        what = "the Date is later than the arrival";
    note_add(mail->notes, "%s%s", what, is_received ? "; the time of arrival was taken" : "");
    if (is_received) {
        mail->has_date = true;
        mail->date_secs = received_secs;
        mail->date_offset_secs = offset_secs;
    }
}

static void take_date(struct mail *mail)
{
    const char *value = mail_header(mail, "Date");
    bool has_zone = false;
    if (value != NULL)
        mail->has_date = date_read(value, strlen(value), &mail->date_secs, &mail->date_offset_secs, &has_zone);
    if (mail->has_date && !has_zone)
        note_add(mail->notes, "the Date names no time zone that is known; UTC was taken");
    mend_date(mail, value == NULL ? "there is no Date" : "the Date cannot be read");
}

/* Fields of which a mail has one. Where it has more, programs differ in which they show. */
static void note_repeated(struct mail *mail)
{
    static const char *const single[] = {"From", "Subject", "Date", "Message-ID", "Reply-To", "To"};
    for (guint i = 0; i < G_N_ELEMENTS(single); i++) {
        guint count = 0;
        for (guint n = 0; n < mail->headers->len; n++)
            count += g_ascii_strcasecmp(((const struct mail_header *)mail->headers->pdata[n])->name, single[i]) == 0;
        if (count > 1)
            note_add(mail->notes, "there are %u %s lines; %s", count, single[i],
                     g_str_has_suffix(single[i], "To") || *single[i] == 'F' ? "all of their addresses were taken"
                                                                            : "the first was taken");
    }
}

static void take_list(struct mail *mail, GMimeObject *object, const char *fallback)
{
    GMimeHeaderList *list = g_mime_object_get_header_list(object);
    for (int i = 0; i < g_mime_header_list_get_count(list); i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
        const char *name = g_mime_header_get_name(header), *raw = g_mime_header_get_raw_value(header);
        take_header(mail, name, raw, fallback);
        take_addresses(mail, name, raw, fallback);
    }
}

void headers_take(struct mail *mail, GMimeMessage *message, const char *fallback)
{
    GMimeObject *content = g_mime_message_get_mime_part(message);
    take_list(mail, GMIME_OBJECT(message), fallback);
    if (content != NULL)
        take_list(mail, content, fallback);
    const char *subject = mail_header(mail, "Subject"), *references = mail_header(mail, "References");
    mail->subject = g_strdup(subject != NULL ? subject : "");
    mail->message_id = first_id(mail, "Message-ID");
    mail->in_reply_to = first_id(mail, "In-Reply-To");
    if (references != NULL)
        take_ids(mail->references, references);
    take_date(mail);
    note_repeated(mail);
}
