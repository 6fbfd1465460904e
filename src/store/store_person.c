/* Whose message is it? A person is known by the token of an invitation, else by the address, else by the mail of ours that is
 * answered; people outside see the pseudonym only. Never merges two persons. */
#include "store/store_rows.h"

#include <string.h>

#define REFERENCES_LOOKED_AT 20u /* the last ones */

static bool by_token(struct store *store, const char *token, gint64 *person, GError **error)
{
    *person = 0;
    return token == NULL ||
           db_integer(store, "SELECT person FROM person_token WHERE token = ?", BIND(of_text(token)), 0, person, error);
}

static bool by_address(struct store *store, const char *address, gint64 *person, GError **error)
{
    *person = 0;
    return *address == '\0' ||
           db_integer(store, "SELECT person FROM person_address WHERE address = ?", BIND(of_text(address)), 0, person, error);
}

/* To whom the mail of ours with this Message-ID went. */
static bool by_id(struct store *store, const char *id, gint64 *person, GError **error)
{
    static const char sql[] = "SELECT coalesce(o.person, m.person, 0) FROM outbox o LEFT JOIN message m ON m.id = o.message"
                              " WHERE o.message_id = ? AND o.purpose IN ('invitation', 'reminder', 'acknowledgement', "
                              "'confirmation', 'wish', 'quote')";
    return db_integer(store, sql, BIND(of_text(id)), 0, person, error);
}

bool person_by_thread(struct store *store, const struct reading *reading, gint64 *person, GError **error)
{
    *person = 0;
    if (reading->in_reply_to != NULL && *reading->in_reply_to != '\0' && !by_id(store, reading->in_reply_to, person, error))
        return false;
    guint count = reading->references != NULL ? reading->references->len : 0;
    for (guint i = count; *person == 0 && i > 0 && count - i < REFERENCES_LOOKED_AT; i--)
        if (!by_id(store, reading->references->pdata[i - 1], person, error))
            return false;
    return true;
}

gint64 person_number(const char *pseudonym)
{
    return g_str_has_prefix(pseudonym, "P-") ? g_ascii_strtoll(pseudonym + strlen("P-"), NULL, 10) : 0;
}

bool person_by_pseudonym(struct store *store, const char *pseudonym, gint64 *person, GError **error)
{
    return db_integer(store, "SELECT id FROM person WHERE id = ?1 AND pseudonym = ?2",
                      BIND(of_int(person_number(pseudonym)), of_text(pseudonym)), 0, person, error);
}

bool person_is_written_at(struct store *store, gint64 person, const char *address, bool *is, GError **error)
{
    static const char sql[] = "SELECT EXISTS (SELECT 1 FROM person_address WHERE address = ?2 AND person = ?1 AND is_proven)"
                              " OR EXISTS (SELECT 1 FROM outbox WHERE envelope_to = ?2 AND person = ?1)";
    gint64 found = 0;
    bool ok = db_integer(store, sql, BIND(of_int(person), of_text(address)), 0, &found, error);
    *is = found != 0;
    return ok;
}

/* is_proven: nobody doubts that the address is the person's. */
static bool add_names(struct store *store, gint64 person, const char *token, const char *address, bool is_proven,
                      GError **error)
{
    if (token != NULL && !db_run(store, "INSERT OR IGNORE INTO person_token (token, person) VALUES (?, ?)",
                                 BIND(of_text(token), of_int(person)), error))
        return false;
    return *address == '\0' ||
           db_run(store, "INSERT OR IGNORE INTO person_address (address, person, is_proven) VALUES (?, ?, ?)",
                  BIND(of_text(address), of_int(person), of_int(is_proven)), error);
}

/* Does a person write this kind of mail, so that its sender becomes one of our people? */
static bool makes_person(enum mail_kind kind)
{
    switch (kind) {
    case KIND_REPLY:
    case KIND_UNSUBSCRIBE:
    case KIND_WITHDRAW:
    case KIND_ACCESS:
    case KIND_QUESTION:
        return true;
    case KIND_AUTO_REPLY:
    case KIND_BOUNCE:
    case KIND_EMPTY:
    case KIND_SPAM:
    case KIND_STAFF:
        break;
    }
    return false;
}

/* The token, or the thread, of one person in a mail from an address that is not that person's: a second address, or an
 * invitation passed on. */
static const char *doubt_of(gint64 token_person, gint64 address_person, gint64 thread_person)
{
    if (thread_person > 0)
        return "person: the writer is known only by the mail that was answered";
    if (token_person == 0)
        return NULL;
    return address_person > 0 && address_person != token_person
               ? "person: the invitation of one person was answered from the address of another"
               : "person: the invitation was answered from another address than before";
}

bool person_find(struct store *store, const struct reading *reading, gint64 now_secs, gint64 *person, const char **doubt,
                 GError **error)
{
    const char *address = reading->from_address != NULL ? reading->from_address : "";
    gint64 token_person = 0, address_person = 0, thread_person = 0, addresses = 0;
    bool is_written_at = false;
    *doubt = NULL;
    *person = 0;
    if (reading->kind == KIND_STAFF)
        return true;
    if (!by_token(store, reading->token, &token_person, error) || !by_address(store, address, &address_person, error))
        return false;
    if (token_person == 0 && address_person == 0 && !person_by_thread(store, reading, &thread_person, error))
        return false;
    *person = token_person > 0 ? token_person : address_person > 0 ? address_person : thread_person;
    if (!makes_person(reading->kind))
        return true;
    if (*person == 0)
        *person = db_insert(store, "INSERT INTO person (first_secs) VALUES (?)", BIND(of_int(now_secs)), error);
    if (*person == 0 ||
        !db_integer(store, "SELECT count(*) FROM person_address WHERE person = ?", BIND(of_int(*person)), 0, &addresses,
                    error) ||
        !person_is_written_at(store, *person, address, &is_written_at, error))
        return false;
    if (*address != '\0' && addresses > 0 && !is_written_at)
        *doubt = doubt_of(token_person, address_person, thread_person);
    return add_names(store, *person, reading->token, address, *doubt == NULL && !reading->is_forged, error);
}
