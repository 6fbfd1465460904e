/* A Maildir and its subfolders, however they are laid out. */
#pragma once
#include "source/source.h"

extern const struct source_type source_maildir;
