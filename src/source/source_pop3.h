/* Mailboxes on POP3 servers. */
#pragma once
#include "source/source.h"

extern const struct source_type source_pop3;
