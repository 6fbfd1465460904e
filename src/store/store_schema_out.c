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

/* The words of people, to be found by their stems: stories, what is unclear, what was written beside an answer. The index holds
 * no words that are not in answer, and follows it. */
const char schema_words[] =
    "CREATE VIEW answer_words AS SELECT id,"
    "  CASE WHEN value IS NULL OR json_extract(value, '$') = words THEN words ELSE '' END || coalesce(char(10) || comment, '')"
    "  AS words FROM answer WHERE author = 'reader';"
    "CREATE VIRTUAL TABLE answer_index USING fts5 (words, content = 'answer_words', content_rowid = 'id',"
    "  tokenize = 'porter unicode61 remove_diacritics 2');"
    "CREATE TRIGGER answer_indexed AFTER INSERT ON answer WHEN new.author = 'reader'"
    "  AND (new.value IS NULL OR new.comment IS NOT NULL OR json_extract(new.value, '$') = new.words) BEGIN"
    "  INSERT INTO answer_index (rowid, words) SELECT id, words FROM answer_words WHERE id = new.id; END;"
    "CREATE TRIGGER answer_forgotten BEFORE DELETE ON answer WHEN old.author = 'reader'"
    "  AND (old.value IS NULL OR old.comment IS NOT NULL OR json_extract(old.value, '$') = old.words) BEGIN"
    "  INSERT INTO answer_index (answer_index, rowid, words) SELECT 'delete', id, words FROM answer_words WHERE id = old.id; "
    "END;"
    "CREATE TRIGGER answer_stays BEFORE UPDATE OF id, value, words, comment, author ON answer BEGIN"
    "  SELECT raise(ABORT, 'what a person wrote is never changed'); END;"
    "INSERT INTO answer_index (rowid, words) SELECT w.id, w.words FROM answer_words w WHERE w.words <> '';";

/* What experiences are about. Rules propose, humans decide; what a human took off is not proposed again. */
const char schema_themes[] = "CREATE TABLE theme ("
                             "  message INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,"
                             "  theme TEXT NOT NULL,"
                             "  state TEXT NOT NULL CHECK (state IN ('proposed', 'set', 'removed')),"
                             "  who TEXT NOT NULL," /* 'rules', or a human */
                             "  at_secs INTEGER NOT NULL,"
                             "  PRIMARY KEY (message, theme)"
                             ") STRICT, WITHOUT ROWID;"
                             "CREATE INDEX theme_theme ON theme (theme, state);"
                             "CREATE TABLE theme_mark (" /* up to which answer rules of this version have looked */
                             "  id INTEGER PRIMARY KEY CHECK (id = 1),"
                             "  rules TEXT NOT NULL,"
                             "  answer INTEGER NOT NULL"
                             ") STRICT;";

/* Who is called otherwise by now. */
const char schema_merged[] = "CREATE TABLE merged ("
                             "  pseudonym TEXT PRIMARY KEY," /* as the person was called before */
                             "  person INTEGER NOT NULL,"    /* who it is; may be gone by now */
                             "  who TEXT NOT NULL,"
                             "  at_secs INTEGER NOT NULL"
                             ") STRICT, WITHOUT ROWID;"
                             "CREATE INDEX merged_person ON merged (person);";
