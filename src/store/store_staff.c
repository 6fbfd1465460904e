/* What the campaign's people do. Events are only ever added. */
#include "store/store_staff.h"

#include "store/store_rows.h"

bool store_is_staff_reason(const char *reason)
{
    static const char *const reasons[] = {
        REASON_STAFF, REASON_STAFF_NOT_PROVEN, REASON_HELD_BY_STAFF, REASON_APPROVED_BY_STAFF, REASON_REJECTED_BY_STAFF, NULL};
    return reason != NULL && g_strv_contains(reasons, reason);
}

bool store_event_add(struct store *store, const struct store_event *event, GError **error)
{
    return db_run(store,
                  "INSERT INTO staff_event (at_secs, who, via, mail, action, message, item, detail)"
                  " VALUES (?, ?, ?, nullif(?, 0), ?, nullif(?, 0), nullif(?, 0), ?)",
                  BIND(of_int(event->at_secs), of_text(event->who), of_text(event->is_by_mail ? "mail" : "terminal"),
                       of_int(event->mail), of_text(event->action), of_int(event->message), of_int(event->item),
                       of_text(event->detail)),
                  error);
}

struct visiting {
    bool (*event)(const struct store_event *event, void *data);
    bool (*note)(const struct store_note *note, void *data);
    void *data;
};

static bool visit_event(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    const struct store_event event = {.at_secs = db_column_int(row, 0),
                                      .who = db_column_borrowed(row, 1),
                                      .is_by_mail = db_column_int(row, 2) != 0,
                                      .mail = db_column_int(row, 3),
                                      .action = db_column_borrowed(row, 4),
                                      .message = db_column_int(row, 5),
                                      .item = db_column_int(row, 6),
                                      .detail = db_column_borrowed(row, 7)};
    return visiting->event(&event, visiting->data);
}

bool store_each_event(struct store *store, gint64 id, bool (*visit)(const struct store_event *event, void *data), void *data,
                      GError **error)
{
    struct visiting visiting = {.event = visit, .data = data};
    return db_each(store,
                   "SELECT at_secs, who, via = 'mail', mail, action, message, item, detail FROM staff_event"
                   " WHERE ?1 = 0 OR message = ?1 ORDER BY id",
                   BIND(of_int(id)), visit_event, &visiting, error);
}

bool store_is_paused(struct store *store, bool *is_paused, GError **error)
{
    gint64 paused = 0;
    if (!db_integer(store,
                    "SELECT action = 'pause' FROM staff_event WHERE action IN ('pause', 'resume') ORDER BY id DESC LIMIT 1",
                    BIND_NONE, 0, &paused, error))
        return false;
    *is_paused = paused != 0;
    return true;
}

/* ---- notes */

bool store_note_add(struct store *store, gint64 id, const char *who, const char *words, gint64 now_secs, GError **error)
{
    return db_run(store, "INSERT INTO note (message, who, at_secs, words) VALUES (?, ?, ?, ?)",
                  BIND(of_int(id), of_text(who), of_int(now_secs), of_text(words)), error);
}

static bool visit_note(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    const struct store_note note = {
        .who = db_column_borrowed(row, 0), .at_secs = db_column_int(row, 1), .words = db_column_borrowed(row, 2)};
    return visiting->note(&note, visiting->data);
}

bool store_each_note(struct store *store, gint64 id, bool (*visit)(const struct store_note *note, void *data), void *data,
                     GError **error)
{
    struct visiting visiting = {.note = visit, .data = data};
    return db_each(store, "SELECT who, at_secs, words FROM note WHERE message = ? ORDER BY id", BIND(of_int(id)), visit_note,
                   &visiting, error);
}

/* ---- tokens */

bool store_staff_token_issue(struct store *store, const char *token, const char *member, gint64 now_secs, GError **error)
{
    return db_run(store, "INSERT INTO staff_token (token, member, issued_secs) VALUES (?, ?, ?)",
                  BIND(of_text(token), of_text(member), of_int(now_secs)), error);
}

bool store_staff_token(struct store *store, const char *token, struct staff_token *found, GError **error)
{
    AUTO_QUERY query = {0};
    *found = (struct staff_token){0};
    if (!db_query(&query, store, "SELECT member, issued_secs, used_by FROM staff_token WHERE token = ?", BIND(of_text(token)),
                  error))
        return false;
    enum step step = db_step(&query, error);
    if (step != STEP_ROW)
        return step == STEP_END;
    *found = (struct staff_token){
        .member = db_column_text(&query, 0), .issued_secs = db_column_int(&query, 1), .used_by = db_column_int(&query, 2)};
    return true;
}

bool store_staff_token_use(struct store *store, const char *token, gint64 id, GError **error)
{
    return db_run(store, "UPDATE staff_token SET used_by = ? WHERE token = ? AND used_by IS NULL",
                  BIND(of_int(id), of_text(token)), error);
}

bool store_staff_mail(struct store *store, const char *message_id, gint64 id, bool *is_first, GError **error)
{
    if (!db_run(store, "INSERT OR IGNORE INTO staff_mail (message_id, message) VALUES (?, ?)",
                BIND(of_text(message_id), of_int(id)), error))
        return false;
    *is_first = sqlite3_changes(store->db) == 1;
    return true;
}

bool store_last_queued(struct store *store, const char *address, const char *purpose, gint64 *secs, GError **error)
{
    return db_integer(store, "SELECT max(queued_secs) FROM outbox WHERE envelope_to = ? AND purpose = ?",
                      BIND(of_text(address), of_text(purpose)), 0, secs, error);
}

bool store_queue_by_itself(struct store *store, const struct outbox_mail *mail, gint64 now_secs, GError **error)
{
    return outbox_insert(store, 0, mail, now_secs, error);
}

/* ---- items of review */

#define ITEM_COLUMNS                                                                                                           \
    "SELECT v.id, v.message, v.since_secs, v.what, p.pseudonym, v.outcome, v.done_by, v.taken_by, v.done_secs, v.taken_secs,"  \
    " coalesce(r.care, 0) FROM review v JOIN message m ON m.id = v.message LEFT JOIN person p ON p.id = m.person"              \
    " LEFT JOIN reading r ON r.message = m.id AND r.number = m.reading "

void review_item_free(struct review_item *item)
{
    if (item == NULL)
        return;
    g_free(item->what);
    g_free(item->pseudonym);
    g_free(item->outcome);
    g_free(item->done_by);
    g_free(item->taken_by);
    g_free(item);
}

static void free_item(void *data) { review_item_free(data); }

static struct review_item *item_of(const struct query *row)
{
    struct review_item *item = g_new0(struct review_item, 1);
    *item = (struct review_item){.id = db_column_int(row, 0),
                                 .message = db_column_int(row, 1),
                                 .since_secs = db_column_int(row, 2),
                                 .what = db_column_text(row, 3),
                                 .pseudonym = db_column_text(row, 4),
                                 .outcome = db_column_text(row, 5),
                                 .done_by = db_column_text(row, 6),
                                 .taken_by = db_column_text(row, 7),
                                 .done_secs = db_column_int(row, 8),
                                 .taken_secs = db_column_int(row, 9),
                                 .care = (guint)db_column_int(row, 10)};
    return item;
}

struct review_item *store_review_item(struct store *store, gint64 id, GError **error)
{
    AUTO_QUERY query = {0};
    if (!db_query(&query, store, ITEM_COLUMNS "WHERE v.id = ?", BIND(of_int(id)), error) || db_step(&query, error) != STEP_ROW)
        return NULL;
    return item_of(&query);
}

static bool add_item(const struct query *row, void *data)
{
    g_ptr_array_add(data, item_of(row));
    return true;
}

GPtrArray *store_review_items(struct store *store, guint most, GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(free_item);
    if (!db_each(store,
                 ITEM_COLUMNS "WHERE v.done_secs IS NULL ORDER BY v.what LIKE 'care:%' DESC, coalesce(r.care, 0) DESC,"
                              " v.since_secs, v.id LIMIT ?",
                 BIND(of_int(most > 0 ? (gint64)most : -1)), add_item, items, error))
        return NULL;
    return g_steal_pointer(&items);
}

bool store_review_count(struct store *store, gint64 *count, GError **error)
{
    return db_integer(store, "SELECT count(*) FROM review WHERE done_secs IS NULL", BIND_NONE, 0, count, error);
}

bool store_review_take(struct store *store, gint64 id, const char *who, gint64 now_secs, GError **error)
{
    return db_run(store, "UPDATE review SET taken_by = ?, taken_secs = ? WHERE id = ? AND done_secs IS NULL",
                  BIND(of_text(who), of_int(now_secs), of_int(id)), error);
}

bool store_review_close(struct store *store, gint64 id, const char *outcome, const char *who, gint64 now_secs, GError **error)
{
    return db_run(store, "UPDATE review SET done_secs = ?, outcome = ?, done_by = ? WHERE id = ? AND done_secs IS NULL",
                  BIND(of_int(now_secs), of_text(outcome), of_text(who), of_int(id)), error);
}
