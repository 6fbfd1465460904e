/* Records what was read from a message: one transaction, so that after a crash it has either all happened or not at all.
 * Never changes or removes an answer that stands. */
#include <string.h>

#include "base/error.h"
#include "base/fault.h"
#include "store/store_rows.h"

#define READING_MOST_BYTES ((gsize)256 * 1024 * 1024) /* of its JSON: far above what the limits of a message allow */

static const char *const disposition_names[] = {
    [DISPOSITION_RECORDED] = "recorded", [DISPOSITION_HELD] = "held", [DISPOSITION_SET_ASIDE] = "set_aside"};

const char *disposition_name(enum disposition disposition) { return disposition_names[disposition]; }

/* ---- the message it is about */

enum found { FOUND_UNREAD, FOUND_RECORDED, FOUND_NOTHING, FOUND_ERROR };

static enum found find_message(struct store *store, struct recording *recording, gint64 *current, GError **error)
{
    static const char sql[] = "SELECT received_secs, coalesce(person, 0), coalesce(reading, 0), disposition IS NOT NULL "
                              "FROM message WHERE id = ?";
    AUTO_QUERY query = {0};
    if (!db_query(&query, store, sql, BIND(of_int(recording->id)), error))
        return FOUND_ERROR;
    enum step step = db_step(&query, error);
    if (step == STEP_END)
        g_set_error(error, ERROR_DOMAIN, ERROR_BUG, "there is no message %" G_GINT64_FORMAT " to record", recording->id);
    if (step != STEP_ROW)
        return step == STEP_END ? FOUND_NOTHING : FOUND_ERROR;
    recording->received_secs = db_column_int(&query, 0);
    recording->person = db_column_int(&query, 1);
    *current = db_column_int(&query, 2);
    return db_column_int(&query, 3) != 0 ? FOUND_RECORDED : FOUND_UNREAD;
}

/* A Date in the future would let one message stand above all later ones: arrival bounds it. */
static gint64 place_in_time(const struct reading *reading, gint64 received_secs)
{
    return reading->has_date ? MIN(reading->date_secs, received_secs) : received_secs;
}

/* ---- its reading */

static bool insert_reading(struct store *store, const struct recording *recording, GError **error)
{
    const struct reading *reading = recording->reading;
    AUTO_JSON json = reading_to_json(reading);
    g_autofree char *text = json_dumps(json, JSON_COMPACT);
    if (text == NULL) {
        g_set_error(error, ERROR_DOMAIN, ERROR_BUG, "the reading of message %" G_GINT64_FORMAT " cannot be written as JSON",
                    recording->id);
        return false;
    }
    g_autoptr(GBytes) packed = pack_bytes(text, strlen(text));
    gsize length = 0;
    const void *data = packed != NULL ? g_bytes_get_data(packed, &length) : NULL;
    return db_run(
        store,
        "INSERT INTO reading (message, number, rules, kind, survey, care, made_secs, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        BIND(of_int(recording->id), of_int(recording->number), of_text(reading->version != NULL ? reading->version : ""),
             of_text(kind_name(reading->kind)), of_text(reading->survey != NULL ? reading->survey : ""), of_int(reading->care),
             of_int(recording->now_secs), packed != NULL ? of_blob(data, length) : of_blob(text, strlen(text))),
        error);
}

static bool update_message(struct store *store, const struct recording *recording, enum disposition disposition,
                           const char *reason, GError **error)
{
    const struct reading *reading = recording->reading;
    return db_run(store,
                  "UPDATE message SET date_secs = ?, person = ?, reading = ?, disposition = ?, reason = ?,"
                  " recorded_secs = coalesce(recorded_secs, ?) WHERE id = ?",
                  BIND(reading->has_date ? of_int(reading->date_secs) : of_null(),
                       recording->person > 0 ? of_int(recording->person) : of_null(), of_int(recording->number),
                       of_text(disposition_name(disposition)), of_text(reason), of_int(recording->now_secs),
                       of_int(recording->id)),
                  error);
}

/* Writes all rows of recording but the outgoing mail. */
static bool record_rows(struct store *store, struct recording *recording, enum disposition disposition, const char *reason,
                        GError **error)
{
    const char *doubt = NULL;
    recording->at_secs = place_in_time(recording->reading, recording->received_secs);
    if (recording->person == 0 &&
        !person_find(store, recording->reading, recording->now_secs, &recording->person, &doubt, error))
        return false;
    fault_point("record.after_person");
    if (!insert_reading(store, recording, error))
        return false;
    fault_point("record.after_reading");
    if (!answers_insert(store, recording, error))
        return false;
    fault_point("record.after_answers");
    if (!review_update(store, recording, disposition, reason, doubt, error))
        return false;
    fault_point("record.after_review");
    if (!care_open(store, recording, error))
        return false;
    fault_point("record.after_care");
    return update_message(store, recording, disposition, reason, error);
}

static bool record_unread(struct store *store, struct recording *recording, enum disposition disposition, const char *reason,
                          const struct outbox_mail *mail, GError **error)
{
    gint64 current = 0;
    enum found found = find_message(store, recording, &current, error);
    if (found == FOUND_RECORDED)
        return true;
    recording->number = 1;
    if (found != FOUND_UNREAD || !record_rows(store, recording, disposition, reason, error))
        return false;
    fault_point("record.after_disposition");
    if (mail != NULL && !outbox_insert(store, recording->id, mail, recording->now_secs, error))
        return false;
    fault_point("record.after_outbox");
    return true;
}

bool store_record(struct store *store, gint64 id, const struct reading *reading, enum disposition disposition,
                  const char *reason, const struct outbox_mail *mail, gint64 now_secs, GError **error)
{
    struct recording recording = {.id = id, .reading = reading, .now_secs = now_secs};
    if (!db_begin(store, error))
        return false;
    bool ok = record_unread(store, &recording, disposition, reason, mail, error);
    fault_point("record.before_commit");
    ok = db_end(store, ok, error);
    fault_point("record.after_commit");
    return ok;
}

static bool record_again(struct store *store, struct recording *recording, enum disposition disposition, const char *reason,
                         GError **error)
{
    gint64 current = 0;
    enum found found = find_message(store, recording, &current, error);
    if (found == FOUND_RECORDED && current > 0) {
        recording->number = current + 1;
        return record_rows(store, recording, disposition, reason, error);
    }
    if (found != FOUND_ERROR && found != FOUND_NOTHING)
        g_set_error(error, ERROR_DOMAIN, ERROR_BUG, "message %" G_GINT64_FORMAT " was not read before: it cannot be read anew",
                    recording->id);
    return false;
}

bool store_rerecord(struct store *store, gint64 id, const struct reading *reading, enum disposition disposition,
                    const char *reason, gint64 now_secs, GError **error)
{
    struct recording recording = {.id = id, .reading = reading, .now_secs = now_secs};
    if (!db_begin(store, error))
        return false;
    bool ok = record_again(store, &recording, disposition, reason, error);
    fault_point("rerecord.before_commit");
    ok = db_end(store, ok, error);
    fault_point("rerecord.after_commit");
    return ok;
}

/* ---- looking at it again */

static json_t *parse_reading(const void *data, gsize length)
{
    if (length > 0 && *(const char *)data == '{')
        return json_loadb(data, length, 0, NULL);
    g_autoptr(GByteArray) text = g_byte_array_new();
    if (!unpack_bytes(data, length, READING_MOST_BYTES, text))
        return NULL;
    return json_loadb((const char *)text->data, text->len, 0, NULL);
}

json_t *store_reading(struct store *store, gint64 id, GError **error)
{
    static const char sql[] =
        "SELECT r.json FROM message m JOIN reading r ON r.message = m.id AND r.number = m.reading WHERE m.id = ?";
    AUTO_QUERY query = {0};
    if (!db_query(&query, store, sql, BIND(of_int(id)), error) || db_step(&query, error) != STEP_ROW)
        return NULL;
    g_autoptr(GBytes) bytes = db_column_bytes(&query, 0);
    gsize length = 0;
    const void *data = g_bytes_get_data(bytes, &length);
    json_t *json = parse_reading(data, length);
    if (json == NULL)
        g_set_error(error, ERROR_DOMAIN, ERROR_BUG, "the reading of message %" G_GINT64_FORMAT " is damaged", id);
    return json;
}
