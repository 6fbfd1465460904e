/* Mailboxes on IMAP servers. */
#pragma once
#include "source/source.h"

extern const struct source_type source_imap;
