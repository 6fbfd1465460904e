/* Writes a mail as text, for tests: the subject, a line a part, what was noted after '!'. */
#pragma once
#include <glib.h>
#include <string.h>

#include "mail/mail.h"

#define assert_no_error(error)                                                                                                 \
    do {                                                                                                                       \
        if ((error) != NULL)                                                                                                   \
            fail_msg("%s", (error)->message);                                                                                  \
    } while (0)

static inline void show_escaped(GString *out, const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        if (text[i] == '\n')
            g_string_append(out, "\\n");
        else if ((guchar)text[i] < ' ')
            g_string_append_printf(out, "\\x%02x", (guchar)text[i]);
        else
            g_string_append_c(out, text[i]);
    }
}

static inline void show_mail_into(GString *out, const struct mail *mail, guint depth)
{
    g_string_append_printf(out, "%*sSubject: %s\n", (int)depth, "", mail->subject);
    for (guint i = 0; i < mail->parts->len; i++) {
        const struct mail_part *part = mail->parts->pdata[i];
        g_string_append_printf(out, "%*s%s %s", (int)depth, "", part->path, part->type);
        if (part->alternative > 0)
            g_string_append_printf(out, " of %u", part->alternative);
        if (part->is_attachment)
            g_string_append(out, " file");
        if (part->filename != NULL)
            g_string_append_printf(out, " \"%s\"", part->filename);
        if (part->flowed)
            g_string_append(out, part->delsp ? " delsp" : " flowed");
        if (part->text != NULL) {
            g_string_append_printf(out, " %s|", part->decoded_as);
            show_escaped(out, part->text, strlen(part->text));
        } else if (part->bytes != NULL) {
            gsize length = 0;
            const char *bytes = g_bytes_get_data(part->bytes, &length);
            g_string_append_printf(out, " %" G_GSIZE_FORMAT "|", part->size_bytes);
            show_escaped(out, bytes, MIN(length, 60));
        }
        g_string_append_c(out, '\n');
        if (part->message != NULL)
            show_mail_into(out, part->message, depth + 2);
    }
    for (guint i = 0; i < mail->notes->len; i++)
        g_string_append_printf(out, "%*s! %s\n", (int)depth, "", (const char *)mail->notes->pdata[i]);
}

/* (transfer full) */
static inline char *show_mail(const struct mail *mail)
{
    GString *out = g_string_new(NULL);
    show_mail_into(out, mail, 0);
    return g_string_free(out, FALSE);
}
