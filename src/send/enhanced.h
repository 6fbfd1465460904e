/* The codes with which mail servers say what is wrong (RFC 3463, RFC 5248), for people; private to send/. */
#pragma once

/* Returns what the code of a reply "550 5.1.1 ..." means, NULL where it has none that is known. (static) */
const char *enhanced_meaning(const char *reply);
