/* Named points at which a test may kill the process, or have it hang, to show that nothing is lost or done twice. */
#pragma once
#include <glib.h>

/* Does nothing, unless the environment has HEARBACK_FAULT="NAME" or "NAME:COUNT": then the COUNT-th (first) passage of the
 * point of that name kills this process with SIGKILL. With HEARBACK_HANG instead, it never comes back from there. */
void fault_point(const char *name);

#define FAULT_TEXT "X-Hearback-Fault"

/* Does nothing, unless the environment has HEARBACK_FAULT="reader.DEED" and the message [data, data + length) has the text
 * FAULT_TEXT in it: then this process does what a hostile message may make it do. The deeds: crash, loop, eat (memory), file
 * (opens one), socket (opens one), execute (a program), exit. */
void fault_reading(const void *data, gsize length);
