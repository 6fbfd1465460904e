/* A mail's life and what is asked of it. */
#include "mail/mail.h"

#include <string.h>

#include "mail/address.h"
#include "mail/parse.h"

static void header_free(void *data)
{
    struct mail_header *header = data;
    g_free(header->name);
    g_free(header->value);
    g_free(header);
}

struct mail *mail_new(void)
{
    struct mail *mail = g_new0(struct mail, 1);
    mail->headers = g_ptr_array_new_with_free_func(header_free);
    mail->from = g_ptr_array_new_with_free_func(mail_address_free);
    mail->sender = g_ptr_array_new_with_free_func(mail_address_free);
    mail->reply_to = g_ptr_array_new_with_free_func(mail_address_free);
    mail->to = g_ptr_array_new_with_free_func(mail_address_free);
    mail->cc = g_ptr_array_new_with_free_func(mail_address_free);
    mail->references = g_ptr_array_new_with_free_func(g_free);
    mail->parts = g_ptr_array_new_with_free_func(part_free);
    mail->notes = g_ptr_array_new_with_free_func(g_free);
    return mail;
}

void mail_free(struct mail *mail)
{
    if (mail == NULL)
        return;
    GPtrArray *const lists[] = {mail->headers, mail->from,       mail->sender, mail->reply_to, mail->to,
                                mail->cc,      mail->references, mail->parts,  mail->notes};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        g_ptr_array_unref(lists[i]);
    g_free(mail->subject);
    g_free(mail->message_id);
    g_free(mail->in_reply_to);
    g_free(mail);
}

const char *mail_header(const struct mail *mail, const char *name)
{
    for (guint i = 0; i < mail->headers->len; i++) {
        const struct mail_header *header = mail->headers->pdata[i];
        if (g_ascii_strcasecmp(header->name, name) == 0)
            return header->value;
    }
    return NULL;
}

const struct mail_part *mail_part_of_type(const struct mail *mail, const char *type)
{
    for (guint i = 0; i < mail->parts->len; i++) {
        const struct mail_part *part = mail->parts->pdata[i];
        if (strcmp(part->type, type) == 0)
            return part;
    }
    return NULL;
}
