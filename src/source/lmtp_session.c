/* The dialogue of LMTP. A message is held in memory until it is answered; its size, and that of all together, have limits, and
 * so has everything that a client can repeat. Only CR LF . CR LF ends a message: a bare LF is a byte like others. */
#include "source/lmtp_session.h"

#include <string.h>

#include "source/lmtp_command.h"
#include "survey/campaign.h"

#define RECIPIENTS_MOST 100u
#define ERRORS_MOST 20u                             /* then the client is no mail server */
#define COMMANDS_MOST 1000u                         /* without a message between them */
#define HELD_MOST_BYTES ((guint64)64 * 1024 * 1024) /* of all messages on their way, beside one of the largest size */
#define PROGRESS_BYTES 1024u                        /* of a message that count as getting on */
#define FIRST_BYTES 4096u

#define TRY_AGAIN "451 4.3.0 mail cannot be kept just now; try again later"
#define TOO_LARGE "552 5.3.4 the message is larger than is taken here"
#define NO_ROOM "452 4.3.1 too much mail comes at the same time; try again later"

/* Where in a message we are: RFC 5321, section 4.5.2. */
enum place { PLACE_LINE /* its beginning */, PLACE_WITHIN, PLACE_CR, PLACE_DOT, PLACE_DOT_CR };

struct lmtp_session {
    struct lmtp_house *house;
    enum lmtp_state state;
    GString *output;
    GString *line; /* a command as far as it has come */
    bool line_is_too_long;
    bool is_greeted, is_in_data;
    guint errors, commands;
    guint64 progress;
    /* the transaction: */
    char *sender; /* NULL: there is none */
    guint recipients;
    /* the message: */
    enum place place;
    GByteArray *bytes; /* NULL: what comes is thrown away, refusal says why */
    const char *refusal;
    guint64 size_bytes, counted_bytes; /* counted_bytes: how many of them progress knows */
    bool has_words;                    /* more than white space */
    GBytes *message;
};

static void reply(struct lmtp_session *session, const char *text)
{
    g_string_append(session->output, text);
    g_string_append(session->output, "\r\n");
}

void lmtp_session_end(struct lmtp_session *session, const char *text)
{
    if (session->state == LMTP_OVER)
        return;
    reply(session, text);
    session->state = LMTP_OVER;
}

/* A reply to what is wrong; too many of them end the session. */
static void refuse(struct lmtp_session *session, const char *text)
{
    if (++session->errors > ERRORS_MOST)
        lmtp_session_end(session, "421 4.7.0 too many mistakes; good bye");
    else
        reply(session, text);
}

/* ---- memory */

static void drop_bytes(struct lmtp_session *session)
{
    if (session->bytes == NULL)
        return;
    session->house->held_bytes -= session->bytes->len;
    g_byte_array_unref(session->bytes);
    session->bytes = NULL;
}

static void drop_message(struct lmtp_session *session)
{
    if (session->message == NULL)
        return;
    session->house->held_bytes -= g_bytes_get_size(session->message);
    g_clear_pointer(&session->message, g_bytes_unref);
}

static bool has_room(const struct lmtp_session *session, guint64 more_bytes)
{
    const struct lmtp_house *house = session->house;
    return more_bytes <= house->limit_bytes && house->held_bytes + more_bytes <= house->limit_bytes + HELD_MOST_BYTES;
}

static void append(struct lmtp_session *session, const void *piece, gsize length)
{
    if (session->bytes == NULL)
        return;
    if (!has_room(session, length)) {
        session->refusal = NO_ROOM;
        drop_bytes(session);
        return;
    }
    g_byte_array_append(session->bytes, piece, (guint)length);
    session->house->held_bytes += length;
}

static void forget_transaction(struct lmtp_session *session)
{
    drop_bytes(session);
    drop_message(session);
    g_clear_pointer(&session->sender, g_free);
    session->recipients = 0;
    session->is_in_data = false;
}

/* ---- commands */

static void do_lhlo(struct lmtp_session *session)
{
    forget_transaction(session);
    session->is_greeted = true;
    g_string_append_printf(session->output,
                           "250-hearback\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n"
                           "250 SIZE %" G_GUINT64_FORMAT "\r\n",
                           session->house->limit_bytes);
}

static void do_mail(struct lmtp_session *session, struct lmtp_command *command)
{
    if (!session->is_greeted)
        refuse(session, "503 5.5.1 greet with LHLO first");
    else if (session->sender != NULL)
        refuse(session, "503 5.5.1 a message has been begun");
    else if (command->size_bytes > session->house->limit_bytes)
        reply(session, TOO_LARGE);
    else if (session->house->is_refusing)
        reply(session, TRY_AGAIN);
    else if (!has_room(session, command->size_bytes))
        reply(session, NO_ROOM);
    else {
        session->sender = g_steal_pointer(&command->address);
        reply(session, "250 2.1.0 the sender is all right");
    }
}

/* Whether address is one that mail is taken for. One without a domain was left to us by a server that knows but one. */
static bool is_taken_for(const struct lmtp_house *house, const char *address)
{
    if (house->recipients == NULL)
        return true;
    for (guint i = 0; i < house->recipients->len; i++) {
        const char *ours = house->recipients->pdata[i], *at = strchr(ours, '@');
        g_autofree char *whole =
            strchr(address, '@') == NULL && at != NULL ? g_strconcat(address, at, NULL) : g_strdup(address);
        if (campaign_is_same_address(ours, whole))
            return true;
    }
    return false;
}

static void do_rcpt(struct lmtp_session *session, const struct lmtp_command *command)
{
    if (session->sender == NULL)
        refuse(session, "503 5.5.1 MAIL comes first");
    else if (session->recipients >= RECIPIENTS_MOST)
        reply(session, "452 4.5.3 too many recipients at once");
    else if (!is_taken_for(session->house, command->address))
        reply(session, "550 5.1.1 no mail is taken for this address here");
    else {
        session->recipients++;
        reply(session, "250 2.1.5 the recipient is all right");
    }
}

static void do_data(struct lmtp_session *session)
{
    if (session->recipients == 0) {
        refuse(session, "503 5.5.1 there is no recipient");
        return;
    }
    session->is_in_data = true;
    session->place = PLACE_LINE;
    session->size_bytes = session->counted_bytes = 0;
    session->has_words = false;
    session->refusal = session->house->is_refusing ? TRY_AGAIN : NULL;
    session->bytes = session->house->is_refusing ? NULL : g_byte_array_sized_new(FIRST_BYTES);
    g_autofree char *path = g_strdup_printf("Return-Path: <%s>\r\n", session->sender);
    append(session, path, strlen(path));
    reply(session, "354 go on");
}

static void run_command(struct lmtp_session *session, struct lmtp_command *command)
{
    switch (command->verb) {
    case LMTP_LHLO:
        do_lhlo(session);
        break;
    case LMTP_MAIL:
        do_mail(session, command);
        break;
    case LMTP_RCPT:
        do_rcpt(session, command);
        break;
    case LMTP_DATA:
        do_data(session);
        break;
    case LMTP_RSET:
        forget_transaction(session);
        reply(session, "250 2.0.0 forgotten");
        break;
    case LMTP_NOOP:
        reply(session, "250 2.0.0 yes");
        break;
    case LMTP_VRFY:
        reply(session, "252 2.5.0 send it, and see");
        break;
    case LMTP_QUIT:
        lmtp_session_end(session, "221 2.0.0 good bye");
        break;
    case LMTP_HELO:
    case LMTP_UNKNOWN:
        break; /* refused by the parser */
    }
}

static void end_line(struct lmtp_session *session)
{
    struct lmtp_command command = {.refusal = "500 5.5.2 the line is too long"};
    session->progress++;
    if (!session->line_is_too_long) {
        gsize length = session->line->len;
        if (length > 0 && session->line->str[length - 1] == '\r')
            length--;
        lmtp_command_parse(session->line->str, length, &command);
    }
    if (++session->commands > COMMANDS_MOST)
        lmtp_session_end(session, "421 4.7.0 too many commands without a message; good bye");
    else if (command.refusal != NULL)
        refuse(session, command.refusal);
    else
        run_command(session, &command);
    lmtp_command_clear(&command);
    g_string_truncate(session->line, 0);
    session->line_is_too_long = false;
}

static gsize feed_line(struct lmtp_session *session, const char *bytes, gsize length)
{
    const char *end = memchr(bytes, '\n', length);
    gsize taken = end != NULL ? (gsize)(end - bytes) : length;
    if (session->line->len + taken > LMTP_LINE_BYTES)
        session->line_is_too_long = true;
    if (!session->line_is_too_long)
        g_string_append_len(session->line, bytes, (gssize)taken);
    if (end == NULL)
        return taken;
    end_line(session);
    return taken + 1;
}

/* ---- the message */

/* Gives each recipient the same reply. */
static void reply_each(struct lmtp_session *session, const char *text)
{
    for (guint i = 0; i < session->recipients; i++)
        reply(session, text);
}

static void end_data(struct lmtp_session *session)
{
    session->progress++;
    session->commands = 0;
    session->is_in_data = false;
    if (session->refusal == NULL && !session->has_words)
        session->refusal = "554 5.6.0 the message is empty";
    if (session->refusal != NULL) {
        reply_each(session, session->refusal);
        forget_transaction(session);
        return;
    }
    session->message = g_byte_array_free_to_bytes(g_steal_pointer(&session->bytes));
    session->state = LMTP_COMPLETE;
}

static bool has_word(const char *bytes, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isspace(bytes[i]))
            return true;
    return false;
}

static void take_piece(struct lmtp_session *session, const char *bytes, gsize length)
{
    session->size_bytes += length;
    session->has_words = session->has_words || has_word(bytes, length);
    if (session->bytes != NULL && session->size_bytes > session->house->limit_bytes) {
        session->refusal = TOO_LARGE;
        drop_bytes(session);
    }
    append(session, bytes, length);
    if (session->size_bytes - session->counted_bytes >= PROGRESS_BYTES) {
        session->counted_bytes = session->size_bytes;
        session->progress++;
    }
}

/* Takes all up to the next CR. */
static gsize feed_within(struct lmtp_session *session, const char *bytes, gsize length)
{
    const char *cr = memchr(bytes, '\r', length);
    gsize taken = cr != NULL ? (gsize)(cr - bytes) + 1 : length;
    take_piece(session, bytes, taken);
    if (cr != NULL)
        session->place = PLACE_CR;
    return taken;
}

/* Takes one step within the message. Returns how many bytes it took, which may be none. */
static gsize feed_data(struct lmtp_session *session, const char *bytes, gsize length)
{
    switch (session->place) {
    case PLACE_LINE:
        session->place = *bytes == '.' ? PLACE_DOT : PLACE_WITHIN;
        return *bytes == '.';
    case PLACE_WITHIN:
        return feed_within(session, bytes, length);
    case PLACE_CR:
        session->place = *bytes == '\n' ? PLACE_LINE : *bytes == '\r' ? PLACE_CR : PLACE_WITHIN;
        if (session->place == PLACE_WITHIN)
            return 0;
        take_piece(session, bytes, 1);
        return 1;
    case PLACE_DOT: /* it was put there on the way, unless it ends the message */
        session->place = *bytes == '\r' ? PLACE_DOT_CR : PLACE_WITHIN;
        return *bytes == '\r';
    case PLACE_DOT_CR:
        if (*bytes == '\n') {
            end_data(session);
            return 1;
        }
        take_piece(session, "\r", 1);
        session->place = PLACE_CR;
        return 0;
    }
    return 0;
}

/* ---- the whole */

struct lmtp_session *lmtp_session_new(struct lmtp_house *house)
{
    struct lmtp_session *session = g_new0(struct lmtp_session, 1);
    *session = (struct lmtp_session){.house = house, .output = g_string_new(NULL), .line = g_string_new(NULL)};
    reply(session, "220 hearback LMTP");
    return session;
}

void lmtp_session_free(struct lmtp_session *session)
{
    if (session == NULL)
        return;
    forget_transaction(session);
    g_string_free(session->output, TRUE);
    g_string_free(session->line, TRUE);
    g_free(session);
}

gsize lmtp_session_feed(struct lmtp_session *session, const void *bytes, gsize length)
{
    gsize taken = 0;
    while (taken < length && session->state == LMTP_TALKING)
        taken += session->is_in_data ? feed_data(session, (const char *)bytes + taken, length - taken)
                                     : feed_line(session, (const char *)bytes + taken, length - taken);
    return taken;
}

enum lmtp_state lmtp_session_state(const struct lmtp_session *session) { return session->state; }

GBytes *lmtp_session_message(const struct lmtp_session *session) { return session->message; }

void lmtp_session_answer(struct lmtp_session *session, bool is_kept)
{
    g_return_if_fail(session->state == LMTP_COMPLETE);
    reply_each(session, is_kept ? "250 2.0.0 kept" : TRY_AGAIN);
    forget_transaction(session);
    session->state = LMTP_TALKING;
}

GString *lmtp_session_output(struct lmtp_session *session) { return session->output; }

guint64 lmtp_session_progress(const struct lmtp_session *session) { return session->progress; }
