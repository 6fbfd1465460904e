/* The log as the journal gets it: a datagram an entry, with fields; and as lines where there is no journal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/journal.h"

static int listen_at(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static void expect(int fd, const char *entry)
{
    char found[1000] = "";
    assert_true(recv(fd, found, sizeof found - 1, 0) > 0);
    assert_string_equal(found, entry);
}

static void fields(void **state)
{
    (void)state;
    g_autofree char *folder = g_dir_make_tmp("hearback-XXXXXX", NULL), *path = g_build_filename(folder, "journal", NULL);
    int fd = listen_at(path);
    journal_use(path);
    log_warning("send", 0, "mail %d waits\nPRIORITY=0", 7);
    expect(fd, "MESSAGE=send: mail 7 waits PRIORITY=0\nPRIORITY=4\nSYSLOG_IDENTIFIER=hearback\nHEARBACK_PART=send\n");
    log_info("read", 12, "recorded");
    expect(fd, "MESSAGE=read: message 12: recorded\nPRIORITY=6\nSYSLOG_IDENTIFIER=hearback\nHEARBACK_PART=read\n"
               "HEARBACK_MESSAGE=12\n");
    log_set_level(LOG_LEVEL_ERROR);
    log_warning("send", 0, "left out");
    log_always("run", "asked for");
    expect(fd, "MESSAGE=run: asked for\nPRIORITY=6\nSYSLOG_IDENTIFIER=hearback\nHEARBACK_PART=run\n");
    close(fd);
    unlink(path);
    rmdir(folder);
}

static void no_journal(void **state)
{
    (void)state;
    int ends[2], before = dup(STDERR_FILENO);
    char found[200] = "";
    assert_int_equal(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    journal_use("/nonexistent/journal"); /* it is gone: the line must not be */
    log_error("keep", 3, "one");
    journal_use(NULL);
    log_error("keep", 0, "two");
    dup2(before, STDERR_FILENO);
    assert_true(read(ends[0], found, sizeof found - 1) > 0);
    assert_string_equal(found, "hearback: keep: message 3: error: one\nhearback: keep: error: two\n");
    close(ends[0]);
    close(ends[1]);
    close(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fields), cmocka_unit_test(no_journal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
