/* Mail servers that hand their mail over by LMTP, as a source. */
#pragma once
#include "source/source.h"

extern const struct source_type source_lmtp;
