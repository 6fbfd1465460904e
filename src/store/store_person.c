/* Whose message is it? A person is known by the token of an invitation, else by the address; people outside see the pseudonym
 * only. Never merges two persons. */
#include "store/store_rows.h"

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

static bool add_names(struct store *store, gint64 person, const char *token, const char *address, GError **error)
{
    if (token != NULL && !db_run(store, "INSERT OR IGNORE INTO person_token (token, person) VALUES (?, ?)",
                                 BIND(of_text(token), of_int(person)), error))
        return false;
    return *address == '\0' || db_run(store, "INSERT OR IGNORE INTO person_address (address, person) VALUES (?, ?)",
                                      BIND(of_text(address), of_int(person)), error);
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

/* The token of one person in a mail from an address that is not that person's: a second address, or an invitation passed on. */
static const char *doubt_of(gint64 token_person, gint64 address_person)
{
    if (token_person == 0 || token_person == address_person)
        return NULL;
    return address_person > 0 ? "person: the invitation of one person was answered from the address of another"
                              : "person: the invitation was answered from another address than before";
}

bool person_find(struct store *store, const struct reading *reading, gint64 now_secs, gint64 *person, const char **doubt,
                 GError **error)
{
    const char *address = reading->from_address != NULL ? reading->from_address : "";
    gint64 token_person = 0, address_person = 0, addresses = 0;
    *doubt = NULL;
    *person = 0;
    if (reading->kind == KIND_STAFF)
        return true;
    if (!by_token(store, reading->token, &token_person, error) || !by_address(store, address, &address_person, error))
        return false;
    *person = token_person > 0 ? token_person : address_person;
    if (!makes_person(reading->kind))
        return true;
    if (*person == 0)
        *person = db_insert(store, "INSERT INTO person (first_secs) VALUES (?)", BIND(of_int(now_secs)), error);
    if (*person == 0 ||
        !db_integer(store, "SELECT count(*) FROM person_address WHERE person = ?", BIND(of_int(*person)), 0, &addresses, error))
        return false;
    if (*address != '\0' && addresses > 0)
        *doubt = doubt_of(token_person, address_person);
    return add_names(store, *person, reading->token, address, error);
}
