#include "reading/reading.h"
json_t *reading_to_json(const struct reading *reading)
{
    return json_pack("{s:s,s:s?}", "kind", kind_name(reading->kind), "text", reading->text);
}
static const char *const names[] = {"reply","auto_reply","bounce","unsubscribe","withdraw","access","question","empty","spam","staff"};
const char *kind_name(enum mail_kind kind) { return names[kind]; }
void reading_free(struct reading *r) { (void)r; }
#include <string.h>
const struct question *survey_question(const struct survey *survey, const char *id)
{
    for (guint i = 0; i < survey->questions->len; i++)
        if (strcmp(((struct question *)survey->questions->pdata[i])->id, id) == 0)
            return survey->questions->pdata[i];
    return NULL;
}
char *answer_show(const struct question *question, const json_t *json) { (void)question; return json_dumps(json, JSON_ENCODE_ANY); }
