/* Any bytes as what a client of LMTP says; the first one is how many are given at a time. Whatever they are, what is kept is
 * bounded, and the same for every way of cutting them into pieces. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "source/lmtp_session.h"

#define LIMIT_BYTES 2000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* Returns a sum over all that was kept and replied. */
static char *converse(const uint8_t *data, size_t size, size_t step)
{
    struct lmtp_house house = {.limit_bytes = LIMIT_BYTES};
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    struct lmtp_session *session = lmtp_session_new(&house);
    for (size_t at = 0; at < size && lmtp_session_state(session) != LMTP_OVER;) {
        gsize taken = lmtp_session_feed(session, data + at, MIN(step, size - at));
        require(taken > 0 && house.held_bytes <= LIMIT_BYTES + 1000);
        at += taken;
        if (lmtp_session_state(session) != LMTP_COMPLETE)
            continue;
        gsize length = 0;
        const guchar *message = g_bytes_get_data(lmtp_session_message(session), &length);
        g_checksum_update(sum, message, (gssize)length);
        lmtp_session_answer(session, length % 2);
        require(house.held_bytes == 0);
    }
    GString *output = lmtp_session_output(session);
    g_checksum_update(sum, (const guchar *)output->str, (gssize)output->len);
    lmtp_session_free(session);
    require(house.held_bytes == 0);
    return g_strdup(g_checksum_get_string(sum));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    g_autofree char *in_pieces = converse(data + 1, size - 1, 1 + data[0] % 40);
    g_autofree char *at_once = converse(data + 1, size - 1, size);
    require(g_strcmp0(in_pieces, at_once) == 0);
    return 0;
}
