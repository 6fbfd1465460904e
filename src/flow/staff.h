/* The campaign's staff at work in an office. */
#pragma once
#include "flow/flow.h"
#include "staff/staff.h"

/* Returns a desk in office at which nobody sits yet: who and rights are set by the caller, or by the mail that comes. */
struct staff_desk flow_staff_desk(const struct office *office, gint64 now_secs);
