/* Cleanup functions for g_autoptr, named by the plain name of their structs. */
#pragma once
#include <glib.h>
#include <jansson.h>

/* AUTO(problems): a pointer to struct problems that is freed by problems_free when it goes out of scope:
 * AUTO(problems) p = problems_new(); */
#define AUTO(name) __attribute__((cleanup(name##_cleanup))) struct name *
#define DEFINE_AUTO(name)                                                                                                      \
    static inline void name##_cleanup(struct name **pointer)                                                                   \
    {                                                                                                                          \
        if (*pointer != NULL)                                                                                                  \
            name##_free(*pointer);                                                                                             \
    }

/* AUTO_JSON: a json_t that loses its reference when it goes out of scope. */
static inline void json_cleanup(json_t **json) { json_decref(*json); }
#define AUTO_JSON __attribute__((cleanup(json_cleanup))) json_t *
