/* The table of transports, and what they share: the words of an outcome. Never lets an address into them. */
#include "send/transport.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "mail/compose.h"

#define WORDS_BYTES 400u
#define NAME_BYTES_MIN 3u /* shorter local parts are too common in words to be hidden */

static const struct transport_kind *const kinds[] = {&transport_smtp, &transport_maildir, NULL};

struct transport *transport_new(const struct campaign *campaign, GError **error)
{
    for (guint i = 0; kinds[i] != NULL; i++) {
        if (g_strcmp0(kinds[i]->name, campaign->send.transport) != 0)
            continue;
        struct transport *transport = kinds[i]->open(campaign, error);
        if (transport != NULL)
            transport->kind = kinds[i];
        return transport;
    }
    g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "there is no transport `%s`; there are `smtp` and `maildir`",
                campaign->send.transport != NULL ? campaign->send.transport : "");
    return NULL;
}

void transport_free(struct transport *transport)
{
    if (transport != NULL)
        transport->kind->close(transport);
}

void transport_set_hooks(struct transport *transport, const struct send_hooks *hooks) { transport->hooks = *hooks; }

bool transport_is_sure(const struct transport *transport) { return transport->kind->is_sure; }

/* Whether bytes can be given to a server as they are: CR and LF only as a pair. A lone one could end the mail early. */
static bool has_clean_line_ends(GBytes *bytes)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    for (gsize i = 0; i < size; i++) {
        if (data[i] == '\r' && (i + 1 == size || data[i + 1] != '\n'))
            return false;
        if (data[i] == '\n' && (i == 0 || data[i - 1] != '\r'))
            return false;
    }
    return true;
}

void transport_send(struct transport *transport, const struct outbox_mail *mail, struct send_outcome *outcome)
{
    *outcome = (struct send_outcome){.state = SEND_FAILED};
    bool sound_sender = *mail->envelope_from == '\0' || mail_address_is_sendable(mail->envelope_from);
    if (!mail_address_is_sendable(mail->envelope_to))
        outcome_set(outcome, mail, SEND_FAILED, "the recipient's address cannot be given to a mail server");
    else if (!sound_sender)
        outcome_set(outcome, mail, SEND_FAILED, "the sender's address cannot be given to a mail server");
    else if (!has_clean_line_ends(mail->bytes))
        outcome_set(outcome, mail, SEND_FAILED, "the mail has broken line ends; please report this as a bug");
    else
        transport->kind->send(transport, mail, outcome);
}

bool transport_try(struct transport *transport, char **words)
{
    struct send_outcome outcome = {.state = SEND_FAILED};
    transport->kind->try(transport, &outcome);
    *words = outcome.words != NULL ? outcome.words : g_strdup("");
    return outcome.state == SEND_SENT;
}

/* Replaces every occurrence of name in text, whatever its case. (transfer full) */
static char *hide_name(const char *text, const char *name)
{
    GString *out = g_string_new(NULL);
    gsize length = strlen(name);
    while (*text != '\0') {
        if (length >= NAME_BYTES_MIN && g_ascii_strncasecmp(text, name, length) == 0) {
            g_string_append(out, "(address)");
            text += length;
        } else
            g_string_append_c(out, *text++);
    }
    return g_string_free(out, FALSE);
}

char *outcome_words(const char *words, const struct outbox_mail *mail)
{
    g_autofree char *sound = text_repair(words, MIN(strlen(words), WORDS_BYTES));
    for (char *p = sound; *p != '\0'; p++)
        if (g_ascii_iscntrl(*p))
            *p = ' ';
    g_auto(GStrv) parts = g_strsplit(sound, " ", -1);
    for (guint i = 0; parts[i] != NULL; i++)
        if (strchr(parts[i], '@') != NULL) {
            g_free(parts[i]);
            parts[i] = g_strdup("(address)");
        }
    g_autofree char *joined = g_strjoinv(" ", parts);
    const char *at = strrchr(mail->envelope_to, '@');
    g_autofree char *local = g_strndup(mail->envelope_to, at != NULL ? (gsize)(at - mail->envelope_to) : 0);
    g_autofree char *hidden = hide_name(joined, local);
    return text_squeeze(hidden);
}

void outcome_set(struct send_outcome *outcome, const struct outbox_mail *mail, enum send_state state, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_free(outcome->words);
    outcome->state = state;
    outcome->words = outcome_words(text, mail);
}
