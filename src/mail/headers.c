/* Reads the header fields of a message: decoded and made harmless, with a note about each that is broken or there twice. */
#include "mail/headers.h"

#include <string.h>

#include "base/limits.h"
#include "mail/address.h"
#include "mail/date.h"
#include "mail/encoded_word.h"
#include "mail/part.h"

#define ID_BYTES 500u
#define CLOCK_WRONG_SECS (2 * 24 * 60 * 60) /* servers' own clocks differ, but not by days */

static bool is_called(const struct field *field, const char *name)
{
    return field->name_length == strlen(name) && g_ascii_strncasecmp(field->name, name, field->name_length) == 0;
}

/* Returns whether programs alone read the field: what looks like an encoded word in it is none, and must not become a new part
 * of it when it is decoded. */
static bool is_for_programs(const struct field *field)
{
    static const char *const names[] = {
        "Authentication-Results", "Received",   "Return-Path", "Delivered-To",   "Message-ID",  "In-Reply-To", "References",
        "Auto-Submitted",         "Precedence", "List-Id",     "DKIM-Signature", "MIME-Version"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (is_called(field, names[i]))
            return true;
    return field->name_length > 4 && g_ascii_strncasecmp(field->name, "ARC-", 4) == 0;
}

static void take_header(struct mail *mail, const struct field *field, const char *fallback)
{
    struct mail_header *header = g_new0(struct mail_header, 1);
    header->name = g_strndup(field->name, field->name_length);
    header->value = is_for_programs(field) ? field_unfold(field->value, field->value_length)
                                           : encoded_words_decode(field->value, field->value_length, fallback);
    g_ptr_array_add(mail->headers, header);
}

static void take_addresses(struct mail *mail, const struct field *field, const char *fallback)
{
    const struct {
        const char *name;
        GPtrArray *list;
    } lists[] = {
        {"From", mail->from}, {"Sender", mail->sender}, {"Reply-To", mail->reply_to}, {"To", mail->to}, {"Cc", mail->cc}};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        if (is_called(field, lists[i].name))
            address_read(lists[i].list, field->value, field->value_length, fallback);
}

/* ---- ids */

/* Returns the next id from *p on without its <>, or NULL. Where nothing is in <>, words with an "@" count. (transfer full) */
static char *next_id(const char **p, bool bracketed)
{
    const char *start, *stop;
    if (bracketed) {
        start = strchr(*p, '<');
        stop = start != NULL ? strpbrk(++start, "<>") : NULL;
        if (stop == NULL)
            return NULL;
    } else {
        start = *p + strspn(*p, " ");
        stop = start + strcspn(start, " ");
    }
    *p = *stop == '>' ? stop + 1 : stop;
    return stop > start || *stop != '\0' ? g_strndup(start, MIN((gsize)(stop - start), ID_BYTES)) : NULL;
}

static void take_ids(GPtrArray *ids, const char *value)
{
    bool bracketed = strchr(value, '<') != NULL && strchr(value, '>') != NULL;
    char *id;
    while (ids->len < LIMIT_REFERENCES && (id = next_id(&value, bracketed)) != NULL) {
        g_strstrip(id);
        if (*id != '\0' && (bracketed || strchr(id, '@') != NULL))
            g_ptr_array_add(ids, id);
        else
            g_free(id);
    }
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
    static const char *const single[] = {"From", "Subject", "Date", "Message-ID", "Reply-To", "To", "Content-Type"};
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

void headers_take(struct mail *mail, const GArray *fields, const char *fallback)
{
    for (guint i = 0; i < fields->len; i++) {
        const struct field *field = &g_array_index(fields, struct field, i);
        take_header(mail, field, fallback);
        take_addresses(mail, field, fallback);
    }
    const char *subject = mail_header(mail, "Subject"), *references = mail_header(mail, "References");
    mail->subject = g_strdup(subject != NULL ? subject : "");
    mail->message_id = first_id(mail, "Message-ID");
    mail->in_reply_to = first_id(mail, "In-Reply-To");
    if (references != NULL)
        take_ids(mail->references, references);
    take_date(mail);
    note_repeated(mail);
}
