/* The state of the daemon, as it stands in its lock file. Whether it runs is told by the lock alone, never by the file. */
#include "flow/daemon_state.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

#define STATE_BYTES 65536u

void daemon_state_write(int lock, gint64 since_secs, json_t *processes)
{
    g_autofree char *since = clock_format_utc(since_secs);
    AUTO_JSON state = json_pack("{s:i, s:s, s:O}", "pid", (int)getpid(), "since", since, "processes", processes);
    char *text = json_dumps(state, JSON_COMPACT);
    if (text == NULL)
        return;
    gsize length = strlen(text);
    bool is_written = pwrite(lock, text, length, 0) == (ssize_t)length && ftruncate(lock, (off_t)length) == 0;
    (void)is_written; /* half of it is no JSON, which whoever reads it finds */
    free(text);
}

json_t *daemon_state(const struct campaign *campaign)
{
    if (!daemon_is_running(campaign))
        return json_pack("{s:b}", "running", 0);
    g_autofree char *path = bell_path(campaign);
    g_autoptr(GBytes) bytes = file_read(path, STATE_BYTES, NULL);
    gsize length = 0;
    const char *text = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;
    json_t *state = text != NULL ? json_loadb(text, length, 0, NULL) : NULL;
    if (!json_is_object(state)) {
        json_decref(state);
        state = json_object();
    }
    json_object_set_new(state, "running", json_true());
    if (!json_is_array(json_object_get(state, "processes")))
        json_object_set_new(state, "processes", json_array());
    return state;
}
