/* Command lines of LMTP. Lenient where nothing can be mistaken (a space behind the colon), strict about everything that could
 * hide a second command or a second address. */
#include "source/lmtp_command.h"

#include <string.h>

#define BAD_SYNTAX "501 5.5.4 there is a mistake in the command"
#define BAD_PARAMETER "555 5.5.4 there is an option that is not known here"
#define BAD_SENDER "501 5.1.7 the sender is no address"
#define BAD_RECIPIENT "501 5.1.3 the recipient is no address"
#define BAD_UTF8 "553 5.6.7 an address with such letters needs SMTPUTF8"
#define SIZE_DIGITS 20u

static const struct {
    const char *name;
    enum lmtp_verb verb;
    bool has_no_argument;
} verbs[] = {
    {"LHLO", LMTP_LHLO, false}, {"MAIL", LMTP_MAIL, false}, {"RCPT", LMTP_RCPT, false}, {"DATA", LMTP_DATA, true},
    {"RSET", LMTP_RSET, true},  {"NOOP", LMTP_NOOP, false}, {"VRFY", LMTP_VRFY, false}, {"QUIT", LMTP_QUIT, true},
    {"HELO", LMTP_HELO, false}, {"EHLO", LMTP_HELO, false},
};

/* What is left of a line. */
struct rest {
    const char *at, *end;
};

static void skip_spaces(struct rest *rest)
{
    while (rest->at < rest->end && (*rest->at == ' ' || *rest->at == '\t'))
        rest->at++;
}

/* Goes past word, whatever its case. Returns whether it stood there. */
static bool skip_word(struct rest *rest, const char *word)
{
    gsize length = strlen(word);
    if ((gsize)(rest->end - rest->at) < length || g_ascii_strncasecmp(rest->at, word, length) != 0)
        return false;
    rest->at += length;
    return true;
}

/* ---- addresses */

/* Goes past a quoted local part, of which the first quote is next. Returns whether it ends. */
static bool skip_quoted(struct rest *rest)
{
    for (rest->at++; rest->at < rest->end; rest->at++) {
        guchar c = (guchar)*rest->at;
        if (c == '"') {
            rest->at++;
            return true;
        }
        if (c == '\\' && ++rest->at == rest->end)
            return false;
        if (g_ascii_iscntrl(*rest->at))
            return false;
    }
    return false;
}

/* Goes to the end of what may stand in an address without quotes; ends are further characters that end it. */
static void skip_plain(struct rest *rest, const char *ends)
{
    while (rest->at < rest->end && (guchar)*rest->at > ' ' && *rest->at != 0x7f && strchr("<>\"\\,()", *rest->at) == NULL &&
           strchr(ends, *rest->at) == NULL)
        rest->at++;
}

/* Goes past "@a,@b:", which nobody uses any more (RFC 5321, appendix C): it counts for nothing. */
static bool skip_route(struct rest *rest)
{
    while (rest->at < rest->end && *rest->at == '@') {
        rest->at++;
        skip_plain(rest, ":,");
        if (rest->at == rest->end || (*rest->at != ',' && *rest->at != ':'))
            return false;
        bool is_last = *rest->at == ':';
        rest->at++;
        if (is_last)
            return true;
    }
    return true;
}

/* Reads the address between < and >. Returns it (transfer full), NULL where it is none. Without a domain it is an address too:
 * of this machine. */
static char *read_address(struct rest *rest)
{
    if (rest->at == rest->end || *rest->at++ != '<' || !skip_route(rest))
        return NULL;
    const char *start = rest->at;
    if (rest->at < rest->end && *rest->at == '"') {
        if (!skip_quoted(rest))
            return NULL;
    } else
        skip_plain(rest, "@");
    bool has_local = rest->at > start;
    if (has_local && rest->at < rest->end && *rest->at == '@') {
        const char *domain = ++rest->at;
        skip_plain(rest, "@");
        has_local = rest->at > domain;
    }
    gsize length = (gsize)(rest->at - start);
    if (rest->at == rest->end || *rest->at++ != '>' || (length > 0 && !has_local) || length > LMTP_ADDRESS_BYTES)
        return NULL;
    return g_utf8_validate(start, (gssize)length, NULL) ? g_strndup(start, length) : NULL;
}

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++)
        if ((guchar)*text >= 0x80)
            return false;
    return true;
}

/* ---- options of MAIL */

static const char *read_size(struct rest *option, guint64 *size_bytes)
{
    gsize length = (gsize)(option->end - option->at);
    g_autofree char *digits = g_strndup(option->at, MIN(length, SIZE_DIGITS + 1));
    if (length == 0 || length > SIZE_DIGITS || strspn(digits, "0123456789") != length)
        return BAD_SYNTAX;
    *size_bytes = g_ascii_strtoull(digits, NULL, 10);
    return NULL;
}

static const char *read_option(struct rest *option, struct lmtp_command *command)
{
    if (skip_word(option, "SIZE="))
        return read_size(option, &command->size_bytes);
    if (skip_word(option, "SMTPUTF8") && option->at == option->end) {
        command->is_utf8 = true;
        return NULL;
    }
    if (skip_word(option, "BODY="))
        return (skip_word(option, "8BITMIME") || skip_word(option, "7BIT")) && option->at == option->end ? NULL : BAD_SYNTAX;
    return BAD_PARAMETER;
}

/* Reads the options behind an address. Returns the refusal, NULL where all are known. */
static const char *read_options(struct rest *rest, struct lmtp_command *command)
{
    while (rest->at < rest->end) {
        if (*rest->at != ' ')
            return BAD_SYNTAX;
        skip_spaces(rest);
        struct rest option = {rest->at, rest->at};
        while (option.end < rest->end && *option.end != ' ')
            option.end++;
        rest->at = option.end;
        if (option.at == option.end)
            break;
        const char *refusal = command->verb == LMTP_MAIL ? read_option(&option, command) : BAD_PARAMETER;
        if (refusal != NULL)
            return refusal;
    }
    return NULL;
}

/* Reads "FROM:<address> OPTION..." or "TO:<address>". Returns the refusal, NULL where all is well. */
static const char *read_path(struct rest *rest, struct lmtp_command *command)
{
    bool is_sender = command->verb == LMTP_MAIL;
    if (!skip_word(rest, is_sender ? "FROM:" : "TO:"))
        return BAD_SYNTAX;
    skip_spaces(rest);
    command->address = read_address(rest);
    if (command->address == NULL || (!is_sender && *command->address == '\0'))
        return is_sender ? BAD_SENDER : BAD_RECIPIENT;
    const char *refusal = read_options(rest, command);
    if (refusal == NULL && is_sender && !command->is_utf8 && !is_ascii(command->address))
        return BAD_UTF8;
    return refusal;
}

/* ---- the whole */

static enum lmtp_verb read_verb(struct rest *rest, bool *has_no_argument)
{
    struct rest word = {rest->at, rest->at};
    while (word.end < rest->end && g_ascii_isalpha(*word.end))
        word.end++;
    bool ends_well = word.end == rest->end || *word.end == ' ' || *word.end == '\t';
    for (guint i = 0; ends_well && i < G_N_ELEMENTS(verbs); i++) {
        if ((gsize)(word.end - word.at) != strlen(verbs[i].name) || !skip_word(rest, verbs[i].name))
            continue;
        *has_no_argument = verbs[i].has_no_argument;
        return verbs[i].verb;
    }
    return LMTP_UNKNOWN;
}

void lmtp_command_parse(const char *line, gsize length, struct lmtp_command *command)
{
    struct rest rest = {line, line + length};
    bool has_no_argument = false;
    *command = (struct lmtp_command){.verb = read_verb(&rest, &has_no_argument)};
    skip_spaces(&rest);
    if (command->verb == LMTP_UNKNOWN)
        command->refusal = "500 5.5.1 there is no such command";
    else if (command->verb == LMTP_HELO)
        command->refusal = "500 5.5.1 this is LMTP: greet with LHLO";
    else if (has_no_argument && rest.at < rest.end)
        command->refusal = BAD_SYNTAX;
    else if (command->verb == LMTP_LHLO && rest.at == rest.end)
        command->refusal = BAD_SYNTAX;
    else if (command->verb == LMTP_MAIL || command->verb == LMTP_RCPT)
        command->refusal = read_path(&rest, command);
}

void lmtp_command_clear(struct lmtp_command *command) { g_clear_pointer(&command->address, g_free); }
