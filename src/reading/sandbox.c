/* Shuts a process in: limits, Landlock against files, and a list of the few system calls that remain. What the kernel lacks is
 * said, and the rest is done nevertheless. */
#include "reading/sandbox.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* All that can be done with files; a newer kernel knows more, which the list of system calls keeps from it. */
#define ALL_OF_FILES                                                                                                           \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR | \
     LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |                           \
     LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | \
     LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

/* What computing needs: memory that cannot be executed, descriptors that are there, the time, its own end. */
static const int harmless[] = {
    SCMP_SYS(read),         SCMP_SYS(write),           SCMP_SYS(readv),       SCMP_SYS(writev),        SCMP_SYS(recvfrom),
    SCMP_SYS(sendto),       SCMP_SYS(close),           SCMP_SYS(fstat),       SCMP_SYS(lseek),         SCMP_SYS(munmap),
    SCMP_SYS(mremap),       SCMP_SYS(madvise),         SCMP_SYS(brk),         SCMP_SYS(futex),         SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),  SCMP_SYS(sigaltstack), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
    SCMP_SYS(time),         SCMP_SYS(getrandom),       SCMP_SYS(sched_yield), SCMP_SYS(getpid),        SCMP_SYS(gettid),
    SCMP_SYS(getrusage),    SCMP_SYS(restart_syscall), SCMP_SYS(exit),        SCMP_SYS(exit_group)};

/* What a library may try for its comfort, and does without. */
static const int refused[] = {SCMP_SYS(open),        SCMP_SYS(openat),     SCMP_SYS(stat),   SCMP_SYS(lstat),
                              SCMP_SYS(newfstatat),  SCMP_SYS(statx),      SCMP_SYS(access), SCMP_SYS(faccessat),
                              SCMP_SYS(readlink),    SCMP_SYS(readlinkat), SCMP_SYS(ioctl),  SCMP_SYS(fcntl),
                              SCMP_SYS(getsockname), SCMP_SYS(getpeername)};

static bool limit(int what, rlim_t most)
{
    const struct rlimit both = {most, most};
    return setrlimit(what, &both) == 0;
}

static bool limit_resources(void)
{
    bool ok = limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0);
#ifndef __SANITIZE_ADDRESS__ /* which takes all the address space there is */
    ok = ok && limit(RLIMIT_DATA, SANDBOX_MEMORY_BYTES);
#endif
    return ok;
}

static bool leave_files(void)
{
    const struct landlock_ruleset_attr attributes = {.handled_access_fs = ALL_OF_FILES};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
    if (rules < 0)
        return false;
    bool left = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return left;
}

/* Adds rules for the calls of list; one that this machine does not have is none that could be made. */
static bool add_rules(scmp_filter_ctx filter, guint32 action, const int *list, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        int status = seccomp_rule_add(filter, action, list[i], 0);
        if (status != 0 && status != -EDOM)
            return false;
    }
    return true;
}

static bool add_all_rules(scmp_filter_ctx filter)
{
    const guint64 executable = 4; /* PROT_EXEC */
    return add_rules(filter, SCMP_ACT_ALLOW, harmless, G_N_ELEMENTS(harmless)) &&
           add_rules(filter, SCMP_ACT_ERRNO(EACCES), refused, G_N_ELEMENTS(refused)) &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, executable, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, executable, 0)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, SCMP_A0(SCMP_CMP_EQ, 0),
                            SCMP_A1(SCMP_CMP_EQ, RLIMIT_CPU)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())) == 0;
}

static bool leave_system_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool left = filter != NULL && add_all_rules(filter) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return left;
}

char *sandbox_enter(void)
{
    g_autoptr(GPtrArray) lacking = g_ptr_array_new();
    tzset(); /* which reads a file */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0)
        g_ptr_array_add(lacking, (char *)"it may gain rights");
    if (!limit_resources())
        g_ptr_array_add(lacking, (char *)"its memory is not limited");
    if (!leave_files())
        g_ptr_array_add(lacking, (char *)"this kernel has no Landlock against files");
    if (!leave_system_calls())
        g_ptr_array_add(lacking, (char *)"this kernel has no filter of system calls, so that files and network are open to it");
    g_ptr_array_add(lacking, NULL);
    return lacking->len > 1 ? g_strjoinv("; ", (char **)lacking->pdata) : NULL;
}

void sandbox_allow_time(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return;
    rlim_t used = (rlim_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + 1);
    const struct rlimit both = {used + SANDBOX_MESSAGE_SECS, RLIM_INFINITY};
    setrlimit(RLIMIT_CPU, &both);
}
