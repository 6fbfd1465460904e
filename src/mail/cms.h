/* S/MIME parts that carry their text inside (RFC 8551, 5652). */
#pragma once
#include <glib.h>

enum cms_kind {
    CMS_SIGNED,    /* readable: the text lies open in it */
    CMS_ENCRYPTED, /* cannot be read without the key */
    CMS_OTHER      /* something else, or broken */
};

/* Says what the bytes are. For CMS_SIGNED *content becomes what was signed, a MIME entity (transfer full); NULL where there is
 * none. The signature is not checked. Bounded by max_bytes. */
enum cms_kind cms_open(const guint8 *bytes, gsize length, gsize max_bytes, GBytes **content);
