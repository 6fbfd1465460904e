/* Locks between processes: held by one, seen by others without being taken, gone with their holder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/lock.h"

static char *folder, *path;

static int set_up(void **state)
{
    (void)state;
    folder = g_dir_make_tmp("hearback-XXXXXX", NULL);
    path = g_build_filename(folder, "lock", NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(path);
    rmdir(folder);
    g_free(path);
    g_free(folder);
    return 0;
}

static void is_held_by_one(void **state)
{
    (void)state;
    assert_false(lock_is_held(path));
    int first = lock_take(path, false, NULL);
    assert_true(first >= 0);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(lock_take(path, false, NULL), LOCK_BUSY);
    assert_true(lock_is_held(path));
    assert_true(lock_is_held(path)); /* a look gives nothing back */
    close(first);
    assert_false(lock_is_held(path));
}

/* A child that closes its copy leaves the lock to the parent; a holder that is killed gives it back. */
static void belongs_to_its_process(void **state)
{
    (void)state;
    int mine = lock_take(path, false, NULL), ready[2];
    pid_t child = fork();
    if (child == 0) {
        close(mine);
        _exit(lock_is_held(path) ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    close(mine);
    assert_int_equal(pipe(ready), 0);
    child = fork();
    if (child == 0) {
        (void)!write(ready[1], lock_take(path, false, NULL) >= 0 ? "y" : "n", 1);
        pause();
        _exit(0);
    }
    char answer = 0;
    assert_int_equal(read(ready[0], &answer, 1), 1);
    assert_int_equal(answer, 'y');
    assert_true(lock_is_held(path));
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    int again = lock_take(path, true, NULL);
    assert_true(again >= 0);
    close(again);
    close(ready[0]);
    close(ready[1]);
}

static void says_what_is_wrong(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    assert_int_equal(lock_take("/nowhere/at/all", false, &error), LOCK_FAILED);
    assert_true(g_error_matches(error, ERROR_DOMAIN, ERROR_CONFIGURATION));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(is_held_by_one, set_up, tear_down),
                                       cmocka_unit_test_setup_teardown(belongs_to_its_process, set_up, tear_down),
                                       cmocka_unit_test(says_what_is_wrong)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
