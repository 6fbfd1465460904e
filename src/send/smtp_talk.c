/* MAIL, RCPT, DATA and the mail itself, over a connection that libcurl has opened, encrypted and logged in to. Where the server
 * offers PIPELINING the three commands go out together and cost one round trip (RFC 2920). Never says a byte of the mail before
 * it was told 354 and the hooks agreed; never ends a mail that the server has not taken a recipient for. */
#include "send/smtp_talk.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "mail/compose.h"

#define SLICE_MSECS 200 /* how often it is asked whether to stop */
#define PIECE_BYTES 4096u
#define ANSWER_BYTES 65536u /* of the server to one command */
#define LINE_BYTES 1024u
#define COMMANDS 3

struct talk {
    CURL *curl;
    struct exchange *exchange;
    gint64 patience_usecs;
    GString *input; /* what the server has said and nobody has looked at yet */
    bool is_broken; /* nothing more can be said */
};

/* ---- bytes */

static CURLcode fail(struct talk *talk, CURLcode code, const char *words)
{
    talk->is_broken = true;
    g_strlcpy(talk->exchange->curl_error, words, CURL_ERROR_SIZE);
    return code;
}

/* Waits until the socket is ready for events, at most until deadline_usecs. */
static CURLcode wait_for(struct talk *talk, short events, gint64 deadline_usecs)
{
    curl_socket_t fd = CURL_SOCKET_BAD;
    curl_easy_getinfo(talk->curl, CURLINFO_ACTIVESOCKET, &fd);
    if (fd == CURL_SOCKET_BAD)
        return fail(talk, CURLE_SEND_ERROR, "the connection is gone");
    for (;;) {
        if (exchange_shall_stop(talk->exchange))
            return fail(talk, CURLE_ABORTED_BY_CALLBACK, "stopped");
        gint64 left_msecs = (deadline_usecs - g_get_monotonic_time()) / 1000;
        if (left_msecs <= 0)
            return fail(talk, CURLE_OPERATION_TIMEDOUT, "the server did not answer in time");
        struct pollfd wait = {.fd = fd, .events = events};
        int ready = poll(&wait, 1, (int)MIN(left_msecs, SLICE_MSECS));
        if (ready > 0)
            return CURLE_OK;
        if (ready < 0 && errno != EINTR)
            return fail(talk, CURLE_SEND_ERROR, g_strerror(errno));
    }
}

/* Sends all of it. *sent (nullable) counts along, and before the last bytes are given away it is size already: from then on the
 * server may have all. */
static CURLcode say(struct talk *talk, const char *bytes, gsize size, gsize *sent)
{
    gint64 deadline = g_get_monotonic_time() + talk->patience_usecs;
    for (gsize done = 0; done < size;) {
        gsize piece = MIN(size - done, PIECE_BYTES * 4), went = 0;
        if (exchange_shall_stop(talk->exchange))
            return fail(talk, CURLE_ABORTED_BY_CALLBACK, "stopped");
        if (sent != NULL)
            *sent = done + piece;
        CURLcode code = curl_easy_send(talk->curl, bytes + done, piece, &went);
        if (code == CURLE_OK) {
            done += went;
            deadline = g_get_monotonic_time() + talk->patience_usecs;
            continue;
        }
        if (code != CURLE_AGAIN)
            return fail(talk, code, "the connection broke");
        code = wait_for(talk, POLLOUT, deadline);
        if (code != CURLE_OK)
            return code;
    }
    return CURLE_OK;
}

/* Reads a line of the server's, at most until deadline_usecs. line is without its end. */
static CURLcode hear_line(struct talk *talk, gint64 deadline_usecs, GString *line)
{
    char piece[PIECE_BYTES];
    char *end = NULL;
    while ((end = memchr(talk->input->str, '\n', talk->input->len)) == NULL) {
        gsize got = 0;
        if (talk->input->len > ANSWER_BYTES)
            return fail(talk, CURLE_WEIRD_SERVER_REPLY, "the server says too much");
        CURLcode code = curl_easy_recv(talk->curl, piece, sizeof piece, &got);
        if (code == CURLE_OK && got == 0)
            return fail(talk, CURLE_RECV_ERROR, "the server has closed the connection");
        if (code == CURLE_OK)
            g_string_append_len(talk->input, piece, (gssize)got);
        else if (code != CURLE_AGAIN)
            return fail(talk, code, "the connection broke");
        else if ((code = wait_for(talk, POLLIN, deadline_usecs)) != CURLE_OK)
            return code;
    }
    gsize length = (gsize)(end - talk->input->str);
    g_string_truncate(line, 0);
    g_string_append_len(line, talk->input->str, (gssize)(length - (length > 0 && end[-1] == '\r' ? 1 : 0)));
    g_string_erase(talk->input, 0, (gssize)length + 1);
    return CURLE_OK;
}

/* Returns the code of a line of an answer, 0 where it is none. */
static guint code_of(const GString *line)
{
    const char *s = line->str;
    bool is_one = line->len >= 3 && g_ascii_isdigit(s[0]) && g_ascii_isdigit(s[1]) && g_ascii_isdigit(s[2]) &&
                  (line->len == 3 || s[3] == ' ' || s[3] == '-');
    return is_one ? (guint)(s[0] - '0') * 100 + (guint)(s[1] - '0') * 10 + (guint)(s[2] - '0') : 0;
}

/* Hears a whole answer, of which exchange takes note where notes is true. *answer: its code. */
static CURLcode hear(struct talk *talk, bool notes, guint *answer)
{
    g_autoptr(GString) line = g_string_sized_new(LINE_BYTES);
    gint64 deadline = g_get_monotonic_time() + talk->patience_usecs;
    gsize heard = 0;
    do {
        CURLcode code = hear_line(talk, deadline, line);
        if (code != CURLE_OK)
            return code;
        *answer = code_of(line);
        heard += line->len;
        if (*answer == 0 || heard > ANSWER_BYTES)
            return fail(talk, CURLE_WEIRD_SERVER_REPLY, "the server says something that is no answer");
        if (notes)
            exchange_reply(talk->exchange, line->str, line->len);
    } while (line->len > 3 && line->str[3] == '-');
    return CURLE_OK;
}

/* ---- the commands */

static GString *mail_command(const struct outbox_mail *mail, const struct exchange *exchange)
{
    g_autofree char *sender = mail_address_ascii(mail->envelope_from);
    GString *line = g_string_new(NULL);
    g_string_printf(line, "MAIL FROM:<%s>", sender);
    if (exchange->offers->has_size)
        g_string_append_printf(line, " SIZE=%" G_GSIZE_FORMAT, exchange->size);
    if (exchange->needs_utf8)
        g_string_append(line, " SMTPUTF8");
    return g_string_append(line, "\r\n");
}

static GString *recipient_command(const struct outbox_mail *mail)
{
    g_autofree char *recipient = mail_address_ascii(mail->envelope_to);
    GString *line = g_string_new(NULL);
    g_string_printf(line, "RCPT TO:<%s>\r\n", recipient);
    return line;
}

/* Has the server forget a mail that it did not take, so that the next one can be said. */
static void start_anew(struct talk *talk)
{
    static const char reset[] = "RSET\r\n";
    guint answer = 0;
    if (say(talk, reset, strlen(reset), NULL) == CURLE_OK && hear(talk, false, &answer) == CURLE_OK && answer / 100 != 2)
        talk->is_broken = true;
}

/* Says the commands of lines, all at once where that may be, and hears the answers. *is_taken: all were what they must be. A
 * connection over which the server now waits for a mail that it must not have is of no use any more. */
static CURLcode say_commands(struct talk *talk, GString *const lines[COMMANDS], bool *is_taken)
{
    struct exchange *exchange = talk->exchange;
    bool is_refused = false, is_together = exchange->offers->has_pipelining;
    guint answer = 0;
    CURLcode code = CURLE_OK;
    if (is_together) {
        g_autoptr(GString) all = g_string_new(NULL);
        for (guint i = 0; i < COMMANDS; i++)
            g_string_append_len(all, lines[i]->str, (gssize)lines[i]->len);
        code = say(talk, all->str, all->len, NULL);
    }
    exchange_command(exchange, lines[0]->str, lines[0]->len);
    for (guint i = 0; code == CURLE_OK && i < COMMANDS && (is_together || !is_refused); i++) {
        if (!is_together)
            code = say(talk, lines[i]->str, lines[i]->len, NULL);
        if (code == CURLE_OK && !is_refused && i > 0)
            exchange_command(exchange, lines[i]->str, lines[i]->len);
        if (code == CURLE_OK)
            code = hear(talk, !is_refused, &answer);
        is_refused |= code == CURLE_OK && answer / 100 != (i + 1 < COMMANDS ? 2 : 3);
    }
    if (code == CURLE_OK && is_refused && answer / 100 == 3)
        talk->is_broken = true;
    *is_taken = code == CURLE_OK && !is_refused;
    return code;
}

/* ---- the whole */

GString *smtp_dotted(const char *data, gsize size)
{
    GString *out = g_string_sized_new(size + size / 64 + sizeof ".\r\n\r\n");
    for (const char *p = data, *end = data + size; p < end;) {
        const char *next = memchr(p, '\n', (gsize)(end - p));
        next = next != NULL ? next + 1 : end;
        if (*p == '.')
            g_string_append_c(out, '.');
        g_string_append_len(out, p, next - p);
        p = next;
    }
    if (size > 0 && data[size - 1] != '\n')
        g_string_append(out, "\r\n");
    return g_string_append(out, ".\r\n");
}

/* Says the mail itself. From its last bytes on there is no way back. */
static CURLcode say_mail(struct talk *talk)
{
    struct exchange *exchange = talk->exchange;
    const struct send_hooks *hooks = exchange->hooks;
    guint answer = 0;
    exchange->interrupted =
        exchange_shall_stop(exchange) || (hooks->handing_over != NULL && !hooks->handing_over(hooks->handing_over_data));
    exchange->handed_over = !exchange->interrupted;
    if (exchange->interrupted)
        return fail(talk, CURLE_ABORTED_BY_CALLBACK, "stopped");
    g_autoptr(GString) text = smtp_dotted(exchange->data, exchange->size);
    exchange->size = text->len;
    CURLcode code = say(talk, text->str, text->len, &exchange->offset);
    if (code == CURLE_OK)
        code = hear(talk, true, &answer);
    return code != CURLE_OK || answer / 100 == 2 ? code : CURLE_SEND_ERROR;
}

CURLcode smtp_talk(CURL *curl, const struct outbox_mail *mail, gint64 patience_secs, struct exchange *exchange, bool *is_sound)
{
    struct talk talk = {.curl = curl,
                        .exchange = exchange,
                        .patience_usecs = patience_secs * G_USEC_PER_SEC,
                        .input = g_string_sized_new(LINE_BYTES)};
    g_autoptr(GString) sender = mail_command(mail, exchange);
    g_autoptr(GString) recipient = recipient_command(mail);
    g_autoptr(GString) data = g_string_new("DATA\r\n");
    GString *const lines[COMMANDS] = {sender, recipient, data};
    bool is_taken = false;
    CURLcode code = say_commands(&talk, lines, &is_taken);
    if (is_taken)
        code = say_mail(&talk);
    else if (code == CURLE_OK && !talk.is_broken)
        start_anew(&talk);
    *is_sound = !talk.is_broken && talk.input->len == 0;
    g_string_free(talk.input, TRUE);
    return code == CURLE_OK && !is_taken ? CURLE_SEND_ERROR : code;
}

void smtp_say_bye(CURL *curl)
{
    static const char bye[] = "QUIT\r\n";
    gsize went = 0;
    (void)curl_easy_send(curl, bye, strlen(bye), &went);
}
