/* The transport for trying out: a Maildir that receives what would be sent. The file is called after the Message-ID, so that
 * a mail that is sent again after a crash is still there once. Never needs a network. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/file.h"
#include "send/transport.h"

struct maildir {
    struct transport base;
    char *path;
    GHashTable *seen; /* names in cur/ when it was opened, without flags: mails that somebody has looked at */
};

static GHashTable *names_in(const char *folder)
{
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    DIR *stream = opendir(folder);
    for (struct dirent *entry; stream != NULL && (entry = readdir(stream)) != NULL;)
        g_hash_table_add(names, g_strndup(entry->d_name, strcspn(entry->d_name, ":")));
    if (stream != NULL)
        closedir(stream);
    return names;
}

static void maildir_close(struct transport *transport)
{
    struct maildir *maildir = (struct maildir *)transport;
    g_hash_table_unref(maildir->seen);
    g_free(maildir->path);
    g_free(maildir);
}

static struct transport *maildir_open(const struct campaign *campaign, GError **error)
{
    static const char *const folders[] = {"tmp", "new", "cur"};
    for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *folder = g_build_filename(campaign->send.maildir, folders[i], NULL);
        if (!file_make_folder(folder, error))
            return NULL;
    }
    struct maildir *maildir = g_new0(struct maildir, 1);
    maildir->path = g_strdup(campaign->send.maildir);
    g_autofree char *cur = g_build_filename(maildir->path, "cur", NULL);
    maildir->seen = names_in(cur);
    return &maildir->base;
}

/* Returns the file name of mail: the same whenever it is asked for, and without a word of it. (transfer full) */
static char *name_of(const struct outbox_mail *mail)
{
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, mail->message_id, -1);
    return g_strdup_printf("%.32s.hearback", digest);
}

/* Returns mail as a delivery agent stores it: its envelope on top, '\n' line ends. (transfer full) */
static GString *stored_form(const struct outbox_mail *mail)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(mail->bytes, &size);
    GString *out = g_string_sized_new(size + 128);
    g_string_append_printf(out, "Return-Path: <%s>\nDelivered-To: %s\n", mail->envelope_from, mail->envelope_to);
    for (gsize i = 0; i < size; i++)
        if (data[i] != '\r')
            g_string_append_c(out, data[i]);
    return out;
}

static bool write_synced(const char *path, const GString *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    gsize written = 0;
    ssize_t step = 0;
    while (written < text->len && ((step = write(fd, text->str + written, text->len - written)) >= 0 || errno == EINTR))
        written += step > 0 ? (gsize)step : 0;
    bool synced = written == text->len && fsync(fd) == 0;
    return close(fd) == 0 && synced;
}

static bool sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return synced;
}

static void maildir_send(struct transport *transport, const struct outbox_mail *mail, struct send_outcome *outcome)
{
    struct maildir *maildir = (struct maildir *)transport;
    g_autofree char *name = name_of(mail), *folder = g_build_filename(maildir->path, "new", NULL);
    g_autofree char *target = g_build_filename(folder, name, NULL);
    g_autofree char *draft = g_strdup_printf("%s/tmp/%s.%d", maildir->path, name, (int)getpid());
    g_autoptr(GString) text = stored_form(mail);
    bool there = g_hash_table_contains(maildir->seen, name) || access(target, F_OK) == 0;
    bool stored = there || (write_synced(draft, text) && rename(draft, target) == 0);
    int trouble = errno;
    fault_point("send.maildir_renamed");
    if (stored && sync_folder(folder)) {
        outcome_set(outcome, mail, SEND_SENT, "%s", there ? "was already in the Maildir" : "written to the Maildir");
        return;
    }
    unlink(draft);
    outcome_set(outcome, mail, SEND_DEFERRED, "cannot write to the Maildir: %s", g_strerror(trouble));
    outcome->whole_host = true;
}

static void maildir_try(struct transport *transport, struct send_outcome *outcome)
{
    (void)transport; /* opening it has made what was missing */
    outcome->state = SEND_SENT;
    outcome->words = g_strdup("a Maildir: nothing leaves this machine");
}

const struct transport_kind transport_maildir = {
    .name = "maildir", .is_sure = true, .open = maildir_open, .send = maildir_send, .try = maildir_try, .close = maildir_close};
