/* The floor under `hearback import`: the least that any program must do that keeps mails and answers. It takes each message of
 * a folder apart with GMime, decodes its text, and writes as many rows of the same size as hearback does, in the same groups,
 * as safely. It understands nothing.
 *
 * usage: bench_floor FOLDER DATABASE */
#include <gmime/gmime.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

#define GROUP 64u
#define ANSWERS 15u /* of a message, as the farm's messages have on average */
#define ZSTD_LEVEL 3

static const char schema[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "CREATE TABLE person (id INTEGER PRIMARY KEY, address TEXT UNIQUE) STRICT;"
    "CREATE TABLE message (id INTEGER PRIMARY KEY, digest BLOB UNIQUE, person INTEGER, disposition TEXT, reason TEXT) STRICT;"
    "CREATE TABLE source_key (source TEXT, key TEXT, message INTEGER, PRIMARY KEY (source, key)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE raw (message INTEGER PRIMARY KEY, bytes BLOB) STRICT;"
    "CREATE TABLE reading (message INTEGER PRIMARY KEY, json BLOB) STRICT;"
    "CREATE TABLE answer (id INTEGER PRIMARY KEY, message INTEGER, person INTEGER, question TEXT, value TEXT, words TEXT) "
    "STRICT;"
    "CREATE INDEX answer_person ON answer (person, question);"
    "CREATE INDEX answer_message ON answer (message);";

struct writer {
    sqlite3 *db;
    sqlite3_stmt *message, *person, *key, *raw, *reading, *answer;
};

static void must(sqlite3 *db, int code)
{
    if (code == SQLITE_OK || code == SQLITE_DONE)
        return;
    fprintf(stderr, "bench_floor: %s\n", sqlite3_errmsg(db));
    exit(1);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    must(db, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL));
    return statement;
}

static void run(struct writer *writer, sqlite3_stmt *statement)
{
    must(writer->db, sqlite3_step(statement));
    must(writer->db, sqlite3_reset(statement));
}

static void bind_packed(sqlite3_stmt *statement, int place, const char *data, gsize length)
{
    gsize most = ZSTD_compressBound(length);
    char *packed = g_malloc(most);
    gsize size = ZSTD_compress(packed, most, data, length, ZSTD_LEVEL);
    sqlite3_bind_blob64(statement, place, packed, size, g_free);
}

static void begin(struct writer *writer, const char *path)
{
    must(writer->db, sqlite3_open(path, &writer->db));
    must(writer->db, sqlite3_exec(writer->db, schema, NULL, NULL, NULL));
    writer->message = prepare(writer->db, "INSERT INTO message VALUES (?1, ?2, ?1, 'recorded', 'answers')");
    writer->person = prepare(writer->db, "INSERT INTO person VALUES (?1, 'head' || ?1 || '@school.example')");
    writer->key = prepare(writer->db, "INSERT INTO source_key VALUES ('import', hex(?2), ?1)");
    writer->raw = prepare(writer->db, "INSERT INTO raw VALUES (?1, ?2)");
    writer->reading = prepare(writer->db, "INSERT INTO reading VALUES (?1, ?2)");
    writer->answer = prepare(writer->db, "INSERT INTO answer VALUES (NULL, ?1, ?1, 'question', 'value', ?2)");
}

static void write_rows(struct writer *writer, sqlite3_int64 id, const char *data, gsize length, const GString *text)
{
    guint8 digest[32];
    gsize digest_length = sizeof digest;
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guchar *)data, (gssize)length);
    g_checksum_get_digest(sum, digest, &digest_length);
    g_checksum_free(sum);
    sqlite3_stmt *with_digest[] = {writer->message, writer->key};
    for (guint i = 0; i < G_N_ELEMENTS(with_digest); i++) {
        sqlite3_bind_int64(with_digest[i], 1, id);
        sqlite3_bind_blob(with_digest[i], 2, digest, sizeof digest, SQLITE_STATIC);
        run(writer, with_digest[i]);
    }
    sqlite3_bind_int64(writer->person, 1, id);
    run(writer, writer->person);
    sqlite3_bind_int64(writer->raw, 1, id);
    bind_packed(writer->raw, 2, data, length);
    run(writer, writer->raw);
    sqlite3_bind_int64(writer->reading, 1, id);
    bind_packed(writer->reading, 2, text->str, text->len);
    run(writer, writer->reading);
    for (guint i = 0; i < ANSWERS; i++) {
        gsize share = MIN(text->len / ANSWERS / 2, 200);
        sqlite3_bind_int64(writer->answer, 1, id);
        sqlite3_bind_text(writer->answer, 2, text->str + i * share, (int)share, SQLITE_STATIC);
        run(writer, writer->answer);
    }
}

static void add_text(GMimeObject *parent, GMimeObject *part, gpointer text)
{
    (void)parent;
    if (!GMIME_IS_TEXT_PART(part))
        return;
    char *words = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
    g_string_append(text, words != NULL ? words : "");
    g_free(words);
}

static GString *take_apart(const char *data, gsize length)
{
    GString *text = g_string_new(NULL);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (message != NULL) {
        g_mime_message_foreach(message, add_text, text);
        g_object_unref(message);
    }
    g_object_unref(parser);
    g_object_unref(stream);
    return text;
}

static void keep_file(struct writer *writer, sqlite3_int64 id, const char *path)
{
    char *data;
    gsize length;
    if (!g_file_get_contents(path, &data, &length, NULL))
        exit(1);
    GString *text = take_apart(data, length);
    write_rows(writer, id, data, length, text);
    g_string_free(text, TRUE);
    g_free(data);
}

int main(int argc, char **argv)
{
    GDir *folder = argc == 3 ? g_dir_open(argv[1], 0, NULL) : NULL;
    if (folder == NULL)
        return 64;
    struct writer writer = {0};
    g_mime_init();
    begin(&writer, argv[2]);
    sqlite3_int64 id = 0;
    for (const char *name; (name = g_dir_read_name(folder)) != NULL;) {
        char *path = g_build_filename(argv[1], name, NULL);
        if (id % GROUP == 0)
            must(writer.db, sqlite3_exec(writer.db, "BEGIN IMMEDIATE", NULL, NULL, NULL));
        keep_file(&writer, ++id, path);
        if (id % GROUP == 0)
            must(writer.db, sqlite3_exec(writer.db, "COMMIT", NULL, NULL, NULL));
        g_free(path);
    }
    if (id % GROUP != 0)
        must(writer.db, sqlite3_exec(writer.db, "COMMIT", NULL, NULL, NULL));
    printf("%lld\n", (long long)id);
    g_dir_close(folder);
    return 0;
}
