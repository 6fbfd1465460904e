/* Names of pages and groups on social sites. */
#include <string.h>

#include "answer/redact_names.h"

#define SITE_WORDS_MAX 4u /* between the name of a page and that of its site */

/* "page", "group": what a name on a social site is the name of. */
static bool is_social_thing(const struct names *names, guint at)
{
    static const char *const things[] = {"page", "group", "chat", "forum", "channel", "feed", NULL};
    return at < names->text->count && g_strv_contains(things, names_word(names, at)->text);
}

static bool is_near_site(const struct names *names, guint at, guint past)
{
    for (guint i = at - MIN(at, SITE_WORDS_MAX); i < MIN(past + SITE_WORDS_MAX, names->text->count); i++)
        if ((i < at || i >= past) && names_has(names, i, LIST_SOCIAL_SITE) && strlen(names_word(names, i)->text) > 1)
            return true;
    return false;
}

/* Whether one of the words of the capitals [at, past) is no common one, or two common ones have "of" between them. */
static bool has_own_name(const struct names *names, guint at, guint past)
{
    for (guint i = at; i < past; i++)
        if (names_word(names, i)->capital && !names_word(names, i)->known)
            return true;
    return false;
}

/* "FB: Crowlode Primary PTA"; "the Facebook group, Mums of Kelbrough"; "the Parents of Gorsley page". */
bool names_take_social(struct names *names, guint at)
{
    const struct redact_word *word = names_word(names, at);
    if (at == 0 || !word->capital || word->sentence)
        return false;
    const struct redact_word *before = names_word(names, at - 1);
    char mark = names->text->text[before->end_all];
    bool after_site = !word->follows && names_has(names, at - 1, LIST_SOCIAL_SITE) && mark == ':';
    bool after_thing = is_social_thing(names, at - 1) && !before->capital && (mark == ',' || mark == ':' || mark == ' ') &&
                       is_near_site(names, at, at);
    bool called = strcmp(before->text, "called") == 0 && at > 1 && is_social_thing(names, at - 2);
    guint past = names_past_run(names, at);
    bool before_thing =
        !word->first && past > at + 1 && has_own_name(names, at, past) &&
        (is_social_thing(names, past) || is_social_thing(names, past - 1)) && names_continues(names, past - 1) &&
        (is_near_site(names, at, past) || strcmp(names_word(names, past < names->text->count ? past : at)->text, "page") == 0);
    if (!after_site && !after_thing && !called && !before_thing)
        return false;
    redact_text_take(names->text, at, past, REDACT_SOCIAL);
    return true;
}
