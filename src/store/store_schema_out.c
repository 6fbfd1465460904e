/* Steps of the schema about what goes out to others and what is found again: exports, why an answer is missing, words, themes.
 */
#include "store/db.h"

/* Who is in which export stays known by pseudonym after a withdrawal: somebody has to take the person out there. */
const char schema_exports[] =
    "ALTER TABLE export ADD COLUMN format TEXT;" /* NULL: made before it was recorded who is in it */
    "ALTER TABLE export ADD COLUMN who TEXT;"
    "ALTER TABLE export ADD COLUMN recipient TEXT;" /* NULL: for the team itself */
    "ALTER TABLE export ADD COLUMN words TEXT;"     /* 'as written', 'redacted', 'none' */
    "ALTER TABLE export ADD COLUMN size_bytes INTEGER;"
    "ALTER TABLE export ADD COLUMN sha256 TEXT;" /* NULL: it did not come to its end */
    "CREATE TABLE export_person ("
    "  export INTEGER NOT NULL REFERENCES export ON DELETE CASCADE,"
    "  person INTEGER NOT NULL," /* who may be gone by now: no reference */
    "  PRIMARY KEY (person, export)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX export_person_export ON export_person (export);"
    "CREATE TABLE passed_over (" /* questions that a message answers in words which are no answer: \"rather not say\" */
    "  message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,"
    "  reading INTEGER NOT NULL,"
    "  person INTEGER NOT NULL,"
    "  survey TEXT NOT NULL,"
    "  question TEXT NOT NULL,"
    "  PRIMARY KEY (person, survey, question, message, reading)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX passed_over_message ON passed_over (message);"
    "CREATE TABLE known_question ("
    "  survey TEXT NOT NULL,"
    "  question TEXT NOT NULL,"
    "  since_secs INTEGER NOT NULL," /* 0: it was asked from the beginning */
    "  PRIMARY KEY (survey, question)"
    ") STRICT, WITHOUT ROWID;";
