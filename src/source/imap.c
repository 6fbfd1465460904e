/* The commands of an IMAP connection that is logged in, through libetpan: it words them and takes their answers apart. Never
 * asks for anything of which it has crashed (BODYSTRUCTURE, COMPRESS), and drops the connection after every answer that it
 * could not understand. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "net/words.h"
#include "source/imap_connection.h"
#include "source/login.h"

#define SEARCH_BYTES (16u * 1024 * 1024) /* the UIDs of a folder with more than a million messages */
#define LINE_BYTES 400u                  /* of an answer to FETCH, besides the message itself */
#define IDLE_BYTES 65536u

/* ---- errors */

/* Judges the return code of the library. Returns whether all went well. */
static bool check(struct imap *imap, int code, const char *doing, GError **error)
{
    if (code == MAILIMAP_NO_ERROR)
        return true;
    const char *trouble = stream_trouble(lines_stream(imap->lines));
    bool is_lost = trouble != NULL || code == MAILIMAP_ERROR_STREAM || code == MAILIMAP_ERROR_PARSE ||
                   code == MAILIMAP_ERROR_FATAL || code == MAILIMAP_ERROR_PROTOCOL || code == MAILIMAP_ERROR_BAD_STATE ||
                   code == MAILIMAP_ERROR_MEMORY;
    imap->is_dead = imap->is_dead || is_lost;
    const char *said = is_lost || imap->session->imap_response == NULL ? "" : imap->session->imap_response;
    g_autofree char *words = words_from_server(said);
    if (trouble != NULL)
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "%s: %s", doing, trouble);
    else if (is_lost)
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "%s: %s ended the connection or its answer cannot be understood",
                    doing, imap->config->host);
    else
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "%s: %s says no: %s", doing, imap->config->host, words);
    return false;
}

/* ---- folders */

bool imap_select(struct imap *imap, const char *name, struct imap_folder *folder, GError **error)
{
    g_autofree char *encoded = imap_folder_name(name), *doing = g_strdup_printf("opening the folder %s", name);
    imap_limit(imap, 0);
    if (!check(imap, mailimap_select(imap->session, encoded), doing, error))
        return false;
    const struct mailimap_selection_info *info = imap->session->imap_selection_info;
    *folder = (struct imap_folder){.uidvalidity = info->sel_uidvalidity,
                                   .exists = info->sel_exists,
                                   .is_read_only = info->sel_perm == MAILIMAP_MAILBOX_READONLY};
    if (folder->uidvalidity > 0)
        return true;
    g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                "%s gives the folder %s no UIDVALIDITY: messages cannot be told apart", imap->config->host, name);
    return false;
}

bool imap_create(struct imap *imap, const char *folder, GError **error)
{
    g_autofree char *encoded = imap_folder_name(folder);
    imap_limit(imap, 0);
    return check(imap, mailimap_create(imap->session, encoded), "making the folder for kept messages", error);
}

/* ---- sets of messages */

/* Returns uids (in order) as ranges. (transfer full) */
static struct mailimap_set *set_of(const guint32 *uids, guint count)
{
    struct mailimap_set *set = mailimap_set_new_empty();
    for (guint i = 0; i < count;) {
        guint last = i;
        while (last + 1 < count && uids[last + 1] == uids[last] + 1)
            last++;
        mailimap_set_add_interval(set, uids[i], uids[last]);
        i = last + 1;
    }
    return set;
}

int imap_compare_uids(gconstpointer a, gconstpointer b)
{
    guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;
    return left < right ? -1 : left > right;
}

static bool is_among(guint32 uid, const guint32 *uids, guint count)
{
    return bsearch(&uid, uids, count, sizeof uid, imap_compare_uids) != NULL;
}

GArray *imap_uids(struct imap *imap, guint32 from, GError **error)
{
    clist *found = NULL;
    struct mailimap_search_key *key = mailimap_search_key_new_uid(mailimap_set_new_interval(from, 0));
    stream_limit(lines_stream(imap->lines), 2 * imap->config->timeout_secs, SEARCH_BYTES);
    int code = mailimap_uid_search(imap->session, NULL, key, &found);
    mailimap_search_key_free(key);
    if (!check(imap, code, "looking for messages", error))
        return NULL;
    GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (clistiter *at = found != NULL ? clist_begin(found) : NULL; at != NULL; at = clist_next(at)) {
        guint32 uid = *(const guint32 *)clist_content(at);
        if (uid >= from && uid > 0) /* "n:*" names the last message even where its UID is below n */
            g_array_append_val(uids, uid);
    }
    if (found != NULL)
        mailimap_search_result_free(found);
    g_array_sort(uids, imap_compare_uids);
    return uids;
}

/* ---- fetching */

/* What one answer to FETCH says. */
struct item {
    guint32 uid, size_bytes;
    const struct mailimap_msg_att_body_section *body; /* NULL: none */
};

static struct item item_of(const struct mailimap_msg_att *answer)
{
    struct item item = {0};
    for (clistiter *at = clist_begin(answer->att_list); at != NULL; at = clist_next(at)) {
        const struct mailimap_msg_att_item *part = clist_content(at);
        const struct mailimap_msg_att_static *data =
            part->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC ? part->att_data.att_static : NULL;
        if (data != NULL && data->att_type == MAILIMAP_MSG_ATT_UID)
            item.uid = data->att_data.att_uid;
        else if (data != NULL && data->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE)
            item.size_bytes = data->att_data.att_rfc822_size;
        else if (data != NULL && data->att_type == MAILIMAP_MSG_ATT_BODY_SECTION)
            item.body = data->att_data.att_body_section;
    }
    return item;
}

/* Asks for UID and what of each message. (takes what). Returns the answers (transfer full), or NULL and an error. */
static clist *ask(struct imap *imap, const guint32 *uids, guint count, struct mailimap_fetch_att *what, guint64 most_bytes,
                  GError **error)
{
    clist *answers = NULL;
    struct mailimap_set *set = set_of(uids, count);
    struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(type, what);
    imap_limit(imap, most_bytes + (guint64)count * LINE_BYTES);
    int code = mailimap_uid_fetch(imap->session, set, type, &answers);
    mailimap_fetch_type_free(type);
    mailimap_set_free(set);
    if (check(imap, code, "fetching messages", error))
        return answers;
    return NULL;
}

bool imap_sizes(struct imap *imap, const guint32 *uids, guint count, void (*visit)(guint32 uid, guint32 size_bytes, void *data),
                void *data, GError **error)
{
    clist *answers = ask(imap, uids, count, mailimap_fetch_att_new_rfc822_size(), 0, error);
    if (answers == NULL)
        return false;
    for (clistiter *at = clist_begin(answers); at != NULL; at = clist_next(at)) {
        struct item item = item_of(clist_content(at));
        if (item.size_bytes > 0 && is_among(item.uid, uids, count))
            visit(item.uid, item.size_bytes, data);
    }
    mailimap_fetch_list_free(answers);
    return true;
}

bool imap_bodies(struct imap *imap, const guint32 *uids, guint count, guint64 most_bytes,
                 void (*visit)(guint32 uid, const char *bytes, gsize length, void *data), void *data, GError **error)
{
    struct mailimap_fetch_att *what = mailimap_fetch_att_new_body_peek_section(mailimap_section_new(NULL));
    clist *answers = ask(imap, uids, count, what, most_bytes, error);
    if (answers == NULL)
        return false;
    for (clistiter *at = clist_begin(answers); at != NULL; at = clist_next(at)) {
        struct item item = item_of(clist_content(at));
        if (item.body != NULL && is_among(item.uid, uids, count))
            visit(item.uid, item.body->sec_body_part, item.body->sec_body_part != NULL ? item.body->sec_length : 0, data);
    }
    mailimap_fetch_list_free(answers);
    return true;
}

bool imap_piece(struct imap *imap, guint32 uid, bool headers_only, guint32 offset, guint32 length, GByteArray *into,
                GError **error)
{
    struct mailimap_section *section = headers_only ? mailimap_section_new_header() : mailimap_section_new(NULL);
    struct mailimap_fetch_att *what = mailimap_fetch_att_new_body_peek_section_partial(section, offset, length);
    clist *answers = ask(imap, &uid, 1, what, length, error);
    if (answers == NULL)
        return false;
    for (clistiter *at = clist_begin(answers); at != NULL; at = clist_next(at)) {
        struct item item = item_of(clist_content(at));
        if (item.uid == uid && item.body != NULL && item.body->sec_body_part != NULL)
            g_byte_array_append(into, (const guint8 *)item.body->sec_body_part, (guint)MIN(item.body->sec_length, length));
    }
    mailimap_fetch_list_free(answers);
    return true;
}

/* ---- after a message is kept */

bool imap_move(struct imap *imap, const guint32 *uids, guint count, const char *folder, GError **error)
{
    g_autofree char *encoded = imap_folder_name(folder);
    struct mailimap_set *set = set_of(uids, count);
    imap_limit(imap, (guint64)count * LINE_BYTES);
    int code = mailimap_uid_move(imap->session, set, encoded);
    mailimap_set_free(set);
    return check(imap, code, "moving kept messages", error);
}

bool imap_copy(struct imap *imap, const guint32 *uids, guint count, const char *folder, GError **error)
{
    g_autofree char *encoded = imap_folder_name(folder);
    struct mailimap_set *set = set_of(uids, count);
    imap_limit(imap, (guint64)count * LINE_BYTES);
    int code = mailimap_uid_copy(imap->session, set, encoded);
    mailimap_set_free(set);
    return check(imap, code, "copying kept messages", error);
}

bool imap_flag(struct imap *imap, const guint32 *uids, guint count, const char *flag, GError **error)
{
    struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
    mailimap_flag_list_add(flags, g_str_equal(flag, "\\Deleted") ? mailimap_flag_new_deleted()
                                                                 : mailimap_flag_new_flag_keyword(strdup(flag)));
    struct mailimap_store_att_flags *change = mailimap_store_att_flags_new_add_flags_silent(flags);
    struct mailimap_set *set = set_of(uids, count);
    imap_limit(imap, (guint64)count * LINE_BYTES);
    int code = mailimap_uid_store(imap->session, set, change);
    mailimap_set_free(set);
    mailimap_store_att_flags_free(change);
    return check(imap, code, "flagging kept messages", error);
}

bool imap_expunge(struct imap *imap, const guint32 *uids, guint count, GError **error)
{
    struct mailimap_set *set = set_of(uids, count);
    imap_limit(imap, (guint64)count * LINE_BYTES);
    int code = mailimap_uid_expunge(imap->session, set);
    mailimap_set_free(set);
    return check(imap, code, "removing moved messages", error);
}

/* ---- waiting */

static bool idle_broke(struct imap *imap, GError **error)
{
    imap->is_dead = true;
    login_set_trouble(imap->lines, error);
    return false;
}

static bool is_news(const char *line)
{
    return g_str_has_prefix(line, "* ") && (g_str_has_suffix(line, " EXISTS") || g_str_has_suffix(line, " exists"));
}

/* Reads what the server says while we wait, without waiting for more. *news: whether it told of new messages. */
static bool hear(struct imap *imap, GString *line, bool *news)
{
    do {
        if (!lines_read(imap->lines, LOGIN_LINE_BYTES, line) || g_str_has_prefix(line->str, "* BYE"))
            return false;
        *news = *news || is_news(line->str);
    } while (lines_has_bytes(imap->lines));
    return true;
}

static bool is_readable(int fd)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    return fd >= 0 && poll(&ready, 1, 0) > 0;
}

/* Sends IDLE and reads until the server is ready to wait. */
static bool begin_idle(struct imap *imap, GString *line, bool *news)
{
    g_autofree char *command = g_strdup_printf("hb%u IDLE", ++imap->tag);
    if (!lines_send(imap->lines, command))
        return false;
    while (lines_read(imap->lines, LOGIN_LINE_BYTES, line)) {
        if (line->str[0] == '+')
            return true;
        if (line->str[0] != '*')
            return false; /* it refuses, though it said that it could */
        *news = *news || is_news(line->str);
    }
    return false;
}

static bool end_idle(struct imap *imap, GString *line)
{
    g_autofree char *tag = g_strdup_printf("hb%u ", imap->tag);
    stream_limit(lines_stream(imap->lines), imap->config->timeout_secs, IDLE_BYTES);
    if (!lines_send(imap->lines, "DONE"))
        return false;
    while (lines_read(imap->lines, LOGIN_LINE_BYTES, line))
        if (g_str_has_prefix(line->str, tag))
            return true;
    return false;
}

bool imap_idle(struct imap *imap, int fd_stop, gint64 secs, bool *news, GError **error)
{
    struct stream *stream = lines_stream(imap->lines);
    g_autoptr(GString) line = g_string_new("");
    gint64 deadline = g_get_monotonic_time() + secs * G_USEC_PER_SEC;
    *news = imap->session->imap_stream->read_buffer_len > 0; /* the library has read ahead: look again first */
    if (*news)
        return check(imap, mailimap_noop(imap->session), "waiting for messages", error);
    stream_limit(stream, secs + imap->config->timeout_secs, IDLE_BYTES);
    if (!begin_idle(imap, line, news))
        return idle_broke(imap, error);
    for (gint64 left; !*news && (left = deadline - g_get_monotonic_time()) > 0 && !is_readable(fd_stop);)
        if ((lines_has_bytes(imap->lines) || stream_wait(stream, fd_stop, left / 1000 + 1)) && !hear(imap, line, news))
            return idle_broke(imap, error);
    return end_idle(imap, line) || idle_broke(imap, error);
}
