/* What an SMTP attempt came to. The rule: a mail has failed only where the server refused that mail for good; it is uncertain
 * where all of it was handed over and no answer came; else it waits. Trouble that other mails would share ends the round. */
#include <string.h>

#include "send/enhanced.h"
#include "send/smtp.h"

#define REPLY_BYTES 400u
#define CODE_TOO_LARGE 552u
#define CODE_CLOSING 421u

void exchange_clear(struct exchange *exchange)
{
    if (exchange->reply != NULL)
        g_string_free(exchange->reply, TRUE);
    exchange->reply = NULL;
    g_clear_pointer(&exchange->certificate, g_free);
}

bool exchange_shall_stop(struct exchange *exchange)
{
    const struct send_hooks *hooks = exchange->hooks;
    bool is_safe = exchange->offset < exchange->size || exchange->size == 0;
    if (is_safe && !exchange->interrupted && hooks->stop != NULL && hooks->stop(hooks->stop_data))
        exchange->interrupted = true;
    return exchange->interrupted;
}

static bool begins(const char *data, gsize size, const char *word)
{
    return size >= strlen(word) && g_ascii_strncasecmp(data, word, strlen(word)) == 0;
}

void exchange_command(struct exchange *exchange, const char *data, gsize size)
{
    if (begins(data, size, "EHLO"))
        *exchange->offers = (struct offers){0}; /* what was offered before encryption counts no more */
    if (begins(data, size, "MAIL FROM"))
        exchange->phase = PHASE_SENDER;
    else if (begins(data, size, "RCPT TO"))
        exchange->phase = PHASE_RECIPIENT;
    else if (begins(data, size, "DATA"))
        exchange->phase = PHASE_DATA;
    exchange->code = 0;
    g_string_truncate(exchange->reply, 0);
}

/* Takes note of a line of the answer to EHLO. */
static void note_offer(struct offers *offers, const char *data, gsize size)
{
    offers->has_utf8 |= begins(data, size, "SMTPUTF8");
    offers->has_pipelining |= begins(data, size, "PIPELINING");
    offers->has_size |= begins(data, size, "SIZE");
}

void exchange_reply(struct exchange *exchange, const char *data, gsize size)
{
    if (size < 3 || !g_ascii_isdigit(data[0]) || !g_ascii_isdigit(data[1]) || !g_ascii_isdigit(data[2]))
        return;
    if (exchange->phase == PHASE_GREETING && size > 4)
        note_offer(exchange->offers, data + 4, size - 4);
    guint code = (guint)(data[0] - '0') * 100 + (guint)(data[1] - '0') * 10 + (guint)(data[2] - '0');
    if (code != exchange->code)
        g_string_truncate(exchange->reply, 0);
    exchange->code = code;
    gsize from = exchange->reply->len > 0 ? MIN(size, 4) : 0; /* the code once is enough */
    g_string_append_c(exchange->reply, ' ');
    g_string_append_len(exchange->reply, data + from, (gssize)(size - from));
    g_string_truncate(exchange->reply, MIN(exchange->reply->len, REPLY_BYTES));
}

bool exchange_found_closed(const struct exchange *exchange, CURLcode code)
{
    return code != CURLE_OK && exchange->was_reused && !exchange->interrupted && exchange->phase <= PHASE_SENDER &&
           (exchange->code == 0 || exchange->code == CODE_CLOSING);
}

/* Returns what libcurl's code means to somebody who runs a campaign. (static) */
static const char *plain_words(CURLcode code)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return "the mail server's name cannot be found";
    case CURLE_COULDNT_CONNECT:
        return "the mail server cannot be reached";
    case CURLE_OPERATION_TIMEDOUT:
        return "the mail server did not answer in time";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
        return "the mail server's certificate was not accepted, so nothing was sent";
    case CURLE_SSL_CACERT_BADFILE:
        return "the file of `ca_file` cannot be used";
    case CURLE_SSL_CONNECT_ERROR:
        return "no encrypted connection could be made, so nothing was sent";
    case CURLE_USE_SSL_FAILED:
        return "the mail server offers no encryption (STARTTLS), so nothing was sent";
    case CURLE_LOGIN_DENIED:
        return "the mail server refused the user name or the password";
    default:
        return "the mail server did not take the mail";
    }
}

/* Sets the words: what it means, then what the server said, or what libcurl did where it said nothing. */
static void set_words(const struct exchange *exchange, const struct outbox_mail *mail, enum send_state state,
                      const char *meaning, struct send_outcome *outcome)
{
    const char *detail = exchange->code >= 400 ? exchange->reply->str : exchange->curl_error;
    const char *code_words = exchange->code >= 400 ? enhanced_meaning(exchange->reply->str) : NULL;
    g_autofree char *both = code_words != NULL ? g_strdup_printf("%s (%s)", meaning, code_words) : NULL;
    meaning = both != NULL ? both : meaning;
    if (exchange->certificate != NULL)
        outcome_set(outcome, mail, state, "%s: %s; %s", meaning, exchange->certificate, detail);
    else if (detail != NULL && *detail != '\0')
        outcome_set(outcome, mail, state, "%s: %s", meaning, detail);
    else
        outcome_set(outcome, mail, state, "%s", meaning);
}

/* Whether a refusal concerns who we are rather than this mail: login wanted, sender or client not liked. */
static bool refuses_us(const struct exchange *exchange)
{
    static const guint login_codes[] = {530, 534, 535, 538}; /* RFC 4954, section 6 */
    for (guint i = 0; i < G_N_ELEMENTS(login_codes); i++)
        if (exchange->code == login_codes[i])
            return true;
    return exchange->phase == PHASE_GREETING || (exchange->phase == PHASE_SENDER && exchange->code != CODE_TOO_LARGE);
}

/* Whether the server says that it does not deliver for us at all: that is our login or its configuration, not the recipient. */
static bool denies_relay(const struct exchange *exchange)
{
    g_autofree char *reply = g_ascii_strdown(exchange->reply->str, -1);
    return exchange->phase == PHASE_RECIPIENT && strstr(reply, "relay") != NULL;
}

static void judge_refusal(const struct exchange *exchange, const struct outbox_mail *mail, struct send_outcome *outcome)
{
    if (refuses_us(exchange)) {
        set_words(exchange, mail, SEND_DEFERRED, "the mail server refused us, not this mail", outcome);
        outcome->whole_host = true;
    } else if (exchange->code < 500)
        set_words(exchange, mail, SEND_DEFERRED, "the mail server asks to try again later", outcome);
    else if (denies_relay(exchange))
        set_words(exchange, mail, SEND_DEFERRED, "the mail server does not deliver for us; check the login", outcome);
    else
        set_words(exchange, mail, SEND_FAILED, "the mail server refused the mail", outcome);
}

void exchange_judge(const struct exchange *exchange, CURLcode code, const struct outbox_mail *mail,
                    struct send_outcome *outcome)
{
    bool all_taken = exchange->handed_over && exchange->offset == exchange->size;
    if (code == CURLE_OK || (exchange->phase == PHASE_DATA && exchange->code / 100 == 2 && all_taken))
        outcome_set(outcome, mail, SEND_SENT, "%s", exchange->reply->str);
    else if (exchange->lacks_utf8)
        set_words(exchange, mail, SEND_FAILED, "the mail server does not handle such letters in an address (no SMTPUTF8)",
                  outcome);
    else if (exchange->interrupted) {
        outcome_set(outcome, mail, SEND_DEFERRED, "stopped before the mail was handed over");
        outcome->interrupted = true;
    } else if (exchange->phase == PHASE_GREETING) {
        set_words(exchange, mail, SEND_DEFERRED, plain_words(code), outcome);
        outcome->whole_host = true;
    } else if (exchange->code >= 400)
        judge_refusal(exchange, mail, outcome);
    else if (exchange->phase == PHASE_DATA && exchange->code / 100 == 3 && all_taken)
        set_words(exchange, mail, SEND_UNCERTAIN, "the connection was lost after the mail was handed over; it may have arrived",
                  outcome);
    else
        set_words(exchange, mail, SEND_DEFERRED, "the connection was lost before the mail was handed over", outcome);
}
