/* Named points at which a test may kill the process, or have it hang, to show that nothing is lost or done twice. */
#pragma once

/* Does nothing, unless the environment has HEARBACK_FAULT="NAME" or "NAME:COUNT": then the COUNT-th (first) passage of the
 * point of that name kills this process with SIGKILL. With HEARBACK_HANG instead, it never comes back from there. */
void fault_point(const char *name);
