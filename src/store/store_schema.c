/* The schema, as a numbered list of steps. A step that has been released is never changed: what must change is a new step. */
#include "base/error.h"
#include "base/fault.h"
#include "store/db.h"

/* Messages as they came. What was read from them, and each later reading of them, is a row of reading; the answers found are
 * rows of answer, and which of them count is what the view current_answer says. No row of these is overwritten when a later
 * reply, a better reading or a human says something else. */
static const char messages[] = "PRAGMA application_id = " G_STRINGIFY(
    SCHEMA_APPLICATION_ID) ";"
                           "CREATE TABLE person ("
                           "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
                           "  pseudonym TEXT GENERATED ALWAYS AS (printf('P-%04d', id)) VIRTUAL,"
                           "  first_secs INTEGER NOT NULL"
                           ") STRICT;"
                           "CREATE TABLE person_token ("
                           "  token TEXT PRIMARY KEY COLLATE NOCASE,"
                           "  person INTEGER NOT NULL REFERENCES person"
                           ") STRICT, WITHOUT ROWID;"
                           "CREATE INDEX person_token_person ON person_token (person);"
                           "CREATE TABLE person_address ("
                           "  address TEXT PRIMARY KEY COLLATE NOCASE,"
                           "  person INTEGER NOT NULL REFERENCES person"
                           ") STRICT, WITHOUT ROWID;"
                           "CREATE INDEX person_address_person ON person_address (person);"

                           "CREATE TABLE message ("
                           "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
                           "  digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32)," /* SHA-256 of the bytes */
                           "  size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),"
                           "  is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1))," /* 0: too large, only its headers are kept
                                                                                      */
                           "  received_secs INTEGER NOT NULL,"
                           "  date_secs INTEGER," /* what its Date says */
                           "  person INTEGER REFERENCES person,"
                           "  reading INTEGER," /* number of the reading that counts */
                           "  disposition TEXT CHECK (disposition IN ('recorded', 'held', 'set_aside')),"
                           "  reason TEXT,"
                           "  recorded_secs INTEGER,"
                           "  FOREIGN KEY (id, reading) REFERENCES reading (message, number),"
                           "  CHECK ((disposition IS NULL) = (reason IS NULL)),"
                           "  CHECK ((disposition IS NULL) = (recorded_secs IS NULL))"
                           ") STRICT;"
                           "CREATE INDEX message_unread ON message (id) WHERE disposition IS NULL;"
                           "CREATE INDEX message_disposition ON message (disposition, reason);"
                           "CREATE INDEX message_person ON message (person);"
                           "CREATE TABLE raw ("
                           "  message INTEGER NOT NULL REFERENCES message,"
                           "  piece INTEGER NOT NULL," /* from 0: a large message is cut, so that no step needs all of it in
                                                          memory */
                           "  packed INTEGER NOT NULL CHECK (packed IN (0, 1))," /* 1: bytes is a zstd frame */
                           "  bytes BLOB NOT NULL,"
                           "  UNIQUE (message, piece)"
                           ") STRICT;"
                           "CREATE TABLE source_key ("
                           "  source TEXT NOT NULL,"
                           "  key TEXT NOT NULL,"
                           "  message INTEGER NOT NULL REFERENCES message,"
                           "  PRIMARY KEY (source, key)"
                           ") STRICT, WITHOUT ROWID;"
                           "CREATE INDEX source_key_message ON source_key (message);"

                           "CREATE TABLE reading ("
                           "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
                           "  message INTEGER NOT NULL REFERENCES message,"
                           "  number INTEGER NOT NULL," /* 1 is the first reading of the message */
                           "  rules TEXT NOT NULL,"     /* version of the rules that it was read by */
                           "  kind TEXT NOT NULL,"
                           "  survey TEXT NOT NULL,"
                           "  care INTEGER NOT NULL CHECK (care BETWEEN 0 AND 2),"
                           "  made_secs INTEGER NOT NULL,"
                           "  json BLOB NOT NULL," /* the whole reading; a zstd frame where it does not begin with '{' */
                           "  UNIQUE (message, number)"
                           ") STRICT;"
                           "CREATE TABLE answer ("
                           "  id INTEGER PRIMARY KEY,"
                           "  person INTEGER NOT NULL REFERENCES person,"
                           "  message INTEGER NOT NULL REFERENCES message,"
                           "  reading INTEGER," /* NULL: said by a human */
                           "  survey TEXT NOT NULL,"
                           "  question TEXT NOT NULL,"
                           "  at_secs INTEGER NOT NULL," /* its place among the person's answers to the question */
                           "  author TEXT NOT NULL CHECK (author IN ('reader', 'staff')),"
                           "  state TEXT NOT NULL CHECK (state IN ('recorded', 'unclear')),"
                           "  value TEXT CHECK (value IS NULL OR json_valid(value)),"
                           "  words TEXT NOT NULL,"
                           "  comment TEXT,"
                           "  certainty INTEGER NOT NULL CHECK (certainty BETWEEN 0 AND 100),"
                           "  reason TEXT NOT NULL,"
                           "  line_first INTEGER,"
                           "  line_last INTEGER,"
                           "  made_secs INTEGER NOT NULL,"
                           "  FOREIGN KEY (message, reading) REFERENCES reading (message, number),"
                           "  CHECK ((state = 'recorded') = (value IS NOT NULL)),"
                           "  CHECK ((author = 'reader') = (reading IS NOT NULL))"
                           ") STRICT;"
                           "CREATE INDEX answer_person ON answer (person, survey, question, at_secs);"
                           "CREATE INDEX answer_message ON answer (message, reading);"
                           "CREATE VIEW counted_answer AS" /* what stands for selection: of each message the reading that counts
                                                            */
                           "  SELECT a.* FROM answer a JOIN message m ON m.id = a.message"
                           "  WHERE a.author = 'staff' OR (a.reading = m.reading AND m.disposition = 'recorded');"
                           "CREATE VIEW current_answer AS"
                           "  SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY person, survey, question ORDER "
                           "BY " ANSWER_ORDER ") AS place"
                           "    FROM counted_answer)"
                           "  WHERE place = 1;"

                           "CREATE TABLE review ("
                           "  id INTEGER PRIMARY KEY,"
                           "  message INTEGER NOT NULL REFERENCES message,"
                           "  what TEXT NOT NULL,"
                           "  since_secs INTEGER NOT NULL,"
                           "  done_secs INTEGER,"
                           "  outcome TEXT," /* 'read anew': a later reading has nothing to ask there; else what a human did */
                           "  UNIQUE (message, what),"
                           "  CHECK ((done_secs IS NULL) = (outcome IS NULL))"
                           ") STRICT;"
                           "CREATE INDEX review_open ON review (since_secs) WHERE done_secs IS NULL;";

static const char outbox[] =
    "CREATE TABLE outbox ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  message INTEGER REFERENCES message," /* because of which it goes out */
    "  message_id TEXT NOT NULL UNIQUE,"
    "  purpose TEXT NOT NULL,"
    "  envelope_from TEXT NOT NULL,"
    "  envelope_to TEXT NOT NULL COLLATE NOCASE CHECK (envelope_to <> ''),"
    "  state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'deferred', 'failed', 'uncertain')),"
    "  handed_over INTEGER NOT NULL DEFAULT 0 CHECK (handed_over IN (0, 1)),"
    "  attempts INTEGER NOT NULL DEFAULT 0,"
    "  queued_secs INTEGER NOT NULL,"
    "  next_secs INTEGER NOT NULL,"
    "  bytes BLOB NOT NULL"
    ") STRICT;"
    "CREATE INDEX outbox_due ON outbox (next_secs, id) WHERE state IN ('queued', 'deferred');"
    "CREATE INDEX outbox_sending ON outbox (id) WHERE state = 'sending';"
    "CREATE INDEX outbox_state ON outbox (state);"
    "CREATE INDEX outbox_recipient ON outbox (envelope_to, purpose, queued_secs);"
    "CREATE INDEX outbox_message ON outbox (message);"
    "CREATE TABLE attempt ("
    "  id INTEGER PRIMARY KEY,"
    "  outbox INTEGER NOT NULL REFERENCES outbox,"
    "  began_secs INTEGER NOT NULL,"
    "  ended_secs INTEGER,"
    "  outcome TEXT," /* a state of outbox */
    "  words TEXT,"   /* what the server said */
    "  CHECK ((ended_secs IS NULL) = (outcome IS NULL))"
    ") STRICT;"
    "CREATE INDEX attempt_outbox ON attempt (outbox);";

static const char digests[] = "CREATE TABLE digest ("
                              "  id INTEGER PRIMARY KEY,"
                              "  made_secs INTEGER NOT NULL,"
                              "  last_message INTEGER NOT NULL," /* what came and was read up to here, it has told */
                              "  last_reading INTEGER NOT NULL"
                              ") STRICT;";

static const char reading_attempts[] =
    "ALTER TABLE message ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;" /* readings begun and not recorded */
    "ALTER TABLE message ADD COLUMN is_quiet INTEGER NOT NULL DEFAULT 0 CHECK (is_quiet IN (0, 1));"; /* 1: no acknowledgement
                                                                                                       */

static const char source_states[] = "CREATE TABLE source_state ("
                                    "  source TEXT PRIMARY KEY,"
                                    "  trouble TEXT," /* what is wrong, in words for staff; NULL: nothing */
                                    "  since_secs INTEGER NOT NULL,"
                                    "  looked_secs INTEGER NOT NULL,"
                                    "  next_secs INTEGER" /* when it is tried again */
                                    ") STRICT, WITHOUT ROWID;";

/* Whom we write to first, and whom no more. An address that must not be written to stands here as a keyed hash only, so that it
 * stays so after everything else about the person is gone, and when an old mailbox or list is read in again. */
static const char asking[] =
    "ALTER TABLE person_token ADD COLUMN issued_secs INTEGER;" /* NULL: it came with a mail, we never gave it */
    "ALTER TABLE outbox ADD COLUMN person INTEGER REFERENCES person;"
    "ALTER TABLE outbox ADD COLUMN cancelled TEXT;" /* why it is not sent any more; its state is 'failed' then */
    "CREATE INDEX outbox_person ON outbox (person);"
    "CREATE TABLE asked ("
    "  id INTEGER PRIMARY KEY,"
    "  person INTEGER NOT NULL REFERENCES person,"
    "  survey TEXT NOT NULL,"
    "  number INTEGER NOT NULL CHECK (number >= 0)," /* 0: the invitation, then the reminders */
    "  what TEXT NOT NULL CHECK (what IN ('invitation', 'reminder', 'missing')),"
    "  outbox INTEGER NOT NULL REFERENCES outbox,"
    "  at_secs INTEGER NOT NULL,"                                 /* when it is to go out */
    "  fields TEXT CHECK (fields IS NULL OR json_valid(fields))," /* of the list, for the templates */
    "  UNIQUE (person, survey, number)"
    ") STRICT;"
    "CREATE INDEX asked_outbox ON asked (outbox);"
    "CREATE INDEX asked_survey ON asked (survey, number);"
    "CREATE TABLE secret ("
    "  name TEXT PRIMARY KEY,"
    "  value BLOB NOT NULL CHECK (length(value) = 32)"
    ") STRICT, WITHOUT ROWID;"
    "INSERT INTO secret (name, value) VALUES ('suppression', randomblob(32));"
    "CREATE TABLE suppression ("
    "  address BLOB NOT NULL CHECK (length(address) = 32)," /* HMAC-SHA-256 by the secret `suppression` */
    "  why TEXT NOT NULL CHECK (why IN ('unsubscribed', 'withdrawn', 'bounced', 'complaint')),"
    "  at_secs INTEGER NOT NULL,"
    "  PRIMARY KEY (address, why)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE bounce (" /* failures that may pass: several on different days make an address a failing one */
    "  address BLOB NOT NULL CHECK (length(address) = 32),"
    "  message INTEGER NOT NULL REFERENCES message,"
    "  at_secs INTEGER NOT NULL,"
    "  PRIMARY KEY (address, message)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX bounce_message ON bounce (message);"
    "CREATE TABLE closed_survey ("
    "  survey TEXT PRIMARY KEY,"
    "  closed_secs INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE confirmation (" /* was it really the owner of the address who wrote? */
    "  token TEXT PRIMARY KEY COLLATE NOCASE,"
    "  person INTEGER NOT NULL REFERENCES person,"
    "  asked_secs INTEGER NOT NULL,"
    "  confirmed_secs INTEGER"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX confirmation_person ON confirmation (person);";

static const char duties[] =
    "CREATE TABLE duty ("
    "  name TEXT PRIMARY KEY,"
    "  last_secs INTEGER NOT NULL" /* when it was last done */
    ") STRICT, WITHOUT ROWID;"
    "ALTER TABLE outbox ADD COLUMN retried_secs INTEGER;" /* when a human had it sent anew: patience begins again */
    "ALTER TABLE outbox ADD COLUMN told_secs INTEGER;"    /* when staff were told that it waits for long */
    "ALTER TABLE outbox ADD COLUMN told_what TEXT;"       /* the item of review that told them */
    "CREATE INDEX attempt_began ON attempt (began_secs);";

/* What the campaign's people do. An event is never changed or taken away, and so holds no words of a person: what was noted
 * about a message goes with it. */
static const char staff[] =
    "CREATE TABLE staff_token (" /* in a mail of ours to a member: proves, once, that the reply is his */
    "  token TEXT PRIMARY KEY COLLATE NOCASE,"
    "  member TEXT NOT NULL COLLATE NOCASE," /* address */
    "  issued_secs INTEGER NOT NULL,"
    "  used_by INTEGER" /* the message that came back with it */
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE staff_event ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  at_secs INTEGER NOT NULL,"
    "  who TEXT NOT NULL,"
    "  via TEXT NOT NULL CHECK (via IN ('mail', 'terminal')),"
    "  mail INTEGER," /* the message with the command */
    "  action TEXT NOT NULL,"
    "  message INTEGER," /* what it was done to; it may be gone by now */
    "  item INTEGER,"
    "  detail TEXT"
    ") STRICT;"
    "CREATE INDEX staff_event_message ON staff_event (message);"
    "CREATE TRIGGER staff_event_stays BEFORE UPDATE ON staff_event BEGIN"
    "  SELECT raise(ABORT, 'events are never changed'); END;"
    "CREATE TRIGGER staff_event_remains BEFORE DELETE ON staff_event BEGIN"
    "  SELECT raise(ABORT, 'events are never taken away'); END;"
    "CREATE TABLE note ("
    "  id INTEGER PRIMARY KEY,"
    "  message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,"
    "  who TEXT NOT NULL,"
    "  at_secs INTEGER NOT NULL,"
    "  words TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX note_message ON note (message);"
    "ALTER TABLE review ADD COLUMN taken_by TEXT;" /* who is at it */
    "ALTER TABLE review ADD COLUMN taken_secs INTEGER;"
    "ALTER TABLE review ADD COLUMN done_by TEXT;"; /* NULL: not a human */

/* People in distress, each a case until somebody has looked after them. Every mail about a case has a token that is good once.
 */
static const char care_cases[] = "CREATE TABLE care_case ("
                                 "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
                                 "  person INTEGER REFERENCES person," /* NULL: nobody's message, or the person has withdrawn */
                                 "  level INTEGER NOT NULL CHECK (level IN (1, 2)),"
                                 "  opened_secs INTEGER NOT NULL,"
                                 "  alerts INTEGER NOT NULL DEFAULT 0," /* mails to contacts that asked to take it */
                                 "  due_secs INTEGER,"                  /* when a contact is to be told; NULL: not */
                                 "  taken_secs INTEGER,"
                                 "  taken_by TEXT," /* address of a contact, or 'staff' */
                                 "  closed_secs INTEGER,"
                                 "  outcome TEXT CHECK (outcome IN ('done', 'false alarm')),"
                                 "  words TEXT,"
                                 "  CHECK ((closed_secs IS NULL) = (outcome IS NULL))"
                                 ") STRICT;"
                                 "CREATE INDEX care_case_person ON care_case (person);"
                                 "CREATE INDEX care_case_due ON care_case (due_secs) WHERE due_secs IS NOT NULL;"
                                 "CREATE TABLE care_message ("
                                 "  message INTEGER PRIMARY KEY REFERENCES message,"
                                 "  care_case INTEGER NOT NULL REFERENCES care_case"
                                 ") STRICT;"
                                 "CREATE INDEX care_message_case ON care_message (care_case);"
                                 "CREATE TABLE care_mail ("
                                 "  token TEXT PRIMARY KEY COLLATE NOCASE,"
                                 "  care_case INTEGER NOT NULL REFERENCES care_case,"
                                 "  contact TEXT NOT NULL COLLATE NOCASE," /* the address that it went to */
                                 "  sent_secs INTEGER NOT NULL,"
                                 "  used_secs INTEGER"
                                 ") STRICT, WITHOUT ROWID;"
                                 "CREATE INDEX care_mail_case ON care_mail (care_case);";

static const char staff_mails[] =
    "CREATE INDEX staff_event_pause ON staff_event (id) WHERE action IN ('pause', 'resume');"
    "CREATE TABLE staff_mail (" /* mails of members that were obeyed: none of them is obeyed twice */
    "  message_id TEXT PRIMARY KEY,"
    "  message INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;";

/* What people wish for themselves. What is left of somebody who has withdrawn is a pseudonym and a date; the hashes of the
 * addresses and tokens are among the suppressed ones, and the messages keep their digests alone. */
static const char wishes[] =
    "CREATE TABLE wish ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  kind TEXT NOT NULL CHECK (kind IN ('withdraw', 'access')),"
    "  person INTEGER NOT NULL REFERENCES person,"
    "  message INTEGER NOT NULL REFERENCES message,"
    "  token TEXT UNIQUE COLLATE NOCASE," /* of the mail that asks whether it is the person's own; NULL: it waits for a case */
    "  address TEXT COLLATE NOCASE,"      /* to which that mail went */
    "  asked_secs INTEGER NOT NULL,"
    "  done_secs INTEGER"
    ") STRICT;"
    "CREATE INDEX wish_person ON wish (person);"
    "CREATE INDEX wish_message ON wish (message);"
    "CREATE TABLE withdrawal ("
    "  id INTEGER PRIMARY KEY,"
    "  pseudonym TEXT NOT NULL,"
    "  at_secs INTEGER NOT NULL,"
    "  messages INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TABLE export ("
    "  id INTEGER PRIMARY KEY,"
    "  survey TEXT NOT NULL,"
    "  made_secs INTEGER NOT NULL"
    ") STRICT;"
    "ALTER TABLE care_mail ADD COLUMN outbox INTEGER REFERENCES outbox;"
    "CREATE INDEX care_mail_outbox ON care_mail (outbox);";

/* Words that may be published. What a person wrote is never changed here; what is gone with an erasure leaves only where it
 * was. */
static const char quotes[] =
    "CREATE TABLE quote ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,"
    "  person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,"
    "  survey TEXT NOT NULL,"
    "  question TEXT NOT NULL,"
    "  first_byte INTEGER NOT NULL," /* of the answer: [first_byte, end_byte) */
    "  end_byte INTEGER NOT NULL CHECK (end_byte > first_byte),"
    "  original TEXT NOT NULL,"
    "  words TEXT NOT NULL CHECK (words <> ''),"                  /* redacted: what is published */
    "  asks_first INTEGER NOT NULL CHECK (asks_first IN (0, 1))," /* the person wants to see the words before */
    "  agreed_secs INTEGER,"                                      /* to these very words */
    "  state TEXT NOT NULL CHECK (state IN ('proposed', 'waiting', 'approved', 'rejected', 'withdrawn')),"
    "  who TEXT NOT NULL," /* has brought it into this state */
    "  made_secs INTEGER NOT NULL,"
    "  at_secs INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX quote_message ON quote (message, question);"
    "CREATE INDEX quote_person ON quote (person);"
    "CREATE INDEX quote_state ON quote (state);"
    "CREATE TRIGGER quote_original_stays BEFORE UPDATE OF message, question, first_byte, end_byte, original ON quote BEGIN"
    "  SELECT raise(ABORT, 'what a person wrote is never changed'); END;"
    "CREATE TABLE publication (" /* where a quote is or was; it stays when the quote is gone */
    "  id INTEGER PRIMARY KEY,"
    "  quote INTEGER NOT NULL,"
    "  place TEXT NOT NULL,"
    "  since_secs INTEGER NOT NULL,"
    "  removed_secs INTEGER"
    ") STRICT;"
    "CREATE UNIQUE INDEX publication_now ON publication (quote, place) WHERE removed_secs IS NULL;";

/* Until when people are away, by their own machines; and addresses that came with somebody's token, of which nobody has said
 * yet that they are that person's. */
static const char identity[] =
    "CREATE TABLE absence ("
    "  person INTEGER PRIMARY KEY REFERENCES person,"
    "  until_secs INTEGER NOT NULL"
    ") STRICT;"
    "ALTER TABLE person_address ADD COLUMN is_proven INTEGER NOT NULL DEFAULT 1 CHECK (is_proven IN (0, 1));";

/* What its writer was asked to say yes to, and has answered. */
static const char quote_asks[] = "CREATE TABLE quote_ask ("
                                 "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
                                 "  quote INTEGER NOT NULL REFERENCES quote ON DELETE CASCADE,"
                                 "  token TEXT NOT NULL UNIQUE COLLATE NOCASE," /* of the mail that asks */
                                 "  address TEXT NOT NULL COLLATE NOCASE,"      /* to which it went */
                                 "  words TEXT NOT NULL,"                       /* that stood in it */
                                 "  asked_secs INTEGER NOT NULL,"
                                 "  answered_secs INTEGER"
                                 ") STRICT;"
                                 "CREATE INDEX quote_ask_quote ON quote_ask (quote);";

static const char *const steps[] = {messages,       outbox,       digests,       reading_attempts, source_states, asking,
                                    duties,         staff,        care_cases,    staff_mails,      wishes,        quotes,
                                    schema_exports, schema_words, schema_themes, schema_merged,    identity,      quote_asks};

static bool read_version(struct store *store, gint64 *version, GError **error)
{
    return db_integer(store, "PRAGMA user_version", BIND_NONE, 0, version, error);
}

/* Runs all statements of script. */
static bool run_script(struct store *store, const char *script, GError **error)
{
    int code = sqlite3_exec(store->db, script, NULL, NULL, NULL);
    if (code != SQLITE_OK)
        db_set_error(store, sqlite3_extended_errcode(store->db), error);
    return code == SQLITE_OK;
}

static bool run_step(struct store *store, guint step, GError **error)
{
    g_autofree char *number = g_strdup_printf("PRAGMA user_version = %u", step + 1);
    return run_script(store, steps[step], error) && run_script(store, number, error);
}

/* Another process may have taken the step in the meantime: so it looks again inside of the transaction. */
static bool take_step(struct store *store, guint step, GError **error)
{
    if (!db_begin(store, error))
        return false;
    gint64 version = 0;
    bool ok = read_version(store, &version, error) && (version > step || run_step(store, step, error));
    fault_point("migrate.before_commit");
    ok = db_end(store, ok, error);
    fault_point("migrate.after_commit");
    return ok;
}

bool schema_bring_up_to_date(struct store *store, GError **error)
{
    gint64 version = 0;
    if (!read_version(store, &version, error))
        return false;
    if (version > (gint64)G_N_ELEMENTS(steps)) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                    "the database %s was made by a newer hearback (schema %" G_GINT64_FORMAT
                    ", this one knows up to %u): use that hearback, or a copy of the database from before",
                    store->path, version, (guint)G_N_ELEMENTS(steps));
        return false;
    }
    for (guint step = (guint)version; step < G_N_ELEMENTS(steps); step++)
        if (!take_step(store, step, error))
            return false;
    return true;
}
