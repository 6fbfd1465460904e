/* The attributes of start tags that count, by name. */
#include <stddef.h>
#include <string.h>

#include "reply/view_look.h"

struct attribute {
    const char *name;
    gsize offset; /* in struct html_attributes */
    bool is_flag;
};

#define TEXT(name)                                                                                                             \
    {                                                                                                                          \
#name, offsetof(struct html_attributes, name), false                                                                   \
    }
#define FLAG(name)                                                                                                             \
    {                                                                                                                          \
#name, offsetof(struct html_attributes, name), true                                                                    \
    }

/* In alphabetical order. */
static const struct attribute known_attributes[] = {TEXT(alt),     TEXT(bgcolor),  FLAG(checked), TEXT(class), TEXT(color),
                                                    TEXT(colspan), TEXT(face),     FLAG(hidden),  TEXT(href),  FLAG(reversed),
                                                    TEXT(rowspan), FLAG(selected), TEXT(start),   TEXT(style), TEXT(text),
                                                    TEXT(type),    TEXT(value)};

static const struct attribute *find_attribute(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(known_attributes) && known_attributes[i].name[0] <= name[0]; i++)
        if (strcmp(name, known_attributes[i].name) == 0)
            return &known_attributes[i];
    return NULL;
}

bool html_attribute_counts(const char *name) { return find_attribute(name) != NULL; }

void html_attribute_note(struct html_attributes *attributes, const char *name, const char *value)
{
    const struct attribute *known = find_attribute(name);
    if (known == NULL)
        return;
    void *member = (char *)attributes + known->offset;
    const char **text = member;
    bool *flag = member;
    if (known->is_flag)
        *flag = true;
    else if (*text == NULL)
        *text = value;
}
