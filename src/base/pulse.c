/* A page of memory that two processes share: one writes, one reads. The time after which the process counts as hanging is long
 * beside any step of its work, so that a slow disk or a large mail is none. */
#include "base/pulse.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

#include "base/text.h"

#define HANG_SECS 600
#define HANG_VARIABLE "HEARBACK_HANG_SECS" /* for tests */
#define TROUBLE_BYTES 400u

struct pulse {
    _Atomic gint64 due_msecs;
    _Atomic guint version; /* of the words; odd: they are being written */
    char trouble[TROUBLE_BYTES];
};

static struct pulse *own;

static gint64 now_msecs(void) { return g_get_monotonic_time() / 1000; }

static gint64 hang_msecs(void)
{
    static gint64 msecs;
    const char *wanted = msecs == 0 ? g_getenv(HANG_VARIABLE) : NULL;
    gint64 secs = wanted != NULL ? g_ascii_strtoll(wanted, NULL, 10) : HANG_SECS;
    if (msecs == 0)
        msecs = MAX(secs, 1) * 1000;
    return msecs;
}

struct pulse *pulse_new(void)
{
    struct pulse *pulse = mmap(NULL, sizeof *pulse, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return pulse != MAP_FAILED ? pulse : NULL;
}

void pulse_free(struct pulse *pulse)
{
    if (pulse != NULL)
        munmap(pulse, sizeof *pulse);
}

void pulse_reset(struct pulse *pulse)
{
    if (pulse == NULL)
        return;
    memset(pulse->trouble, 0, TROUBLE_BYTES);
    atomic_store(&pulse->version, 0);
    atomic_store(&pulse->due_msecs, now_msecs() + hang_msecs());
}

gint64 pulse_left_msecs(const struct pulse *pulse)
{
    return pulse != NULL ? atomic_load(&pulse->due_msecs) - now_msecs() : hang_msecs();
}

char *pulse_trouble(const struct pulse *pulse)
{
    char words[TROUBLE_BYTES];
    if (pulse == NULL)
        return NULL;
    guint version = atomic_load(&pulse->version);
    memcpy(words, pulse->trouble, TROUBLE_BYTES);
    words[TROUBLE_BYTES - 1] = '\0';
    bool is_sound = version % 2 == 0 && atomic_load(&pulse->version) == version;
    return is_sound && *words != '\0' ? text_repair(words, strlen(words)) : NULL;
}

void pulse_carry(struct pulse *pulse) { own = pulse; }

void pulse_beat(void) { pulse_rest(0); }

void pulse_rest(gint64 msecs)
{
    if (own != NULL)
        atomic_store(&own->due_msecs, now_msecs() + MAX(msecs, 0) + hang_msecs());
}

gboolean pulse_tell(const char *words)
{
    words = words != NULL ? words : "";
    if (own == NULL || strncmp(own->trouble, words, TROUBLE_BYTES - 1) == 0)
        return FALSE;
    atomic_fetch_add(&own->version, 1);
    g_strlcpy(own->trouble, words, TROUBLE_BYTES);
    atomic_fetch_add(&own->version, 1);
    return TRUE;
}
