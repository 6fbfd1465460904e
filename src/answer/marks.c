/* Lists of options that came back changed: some deleted, struck through, ticked or marked. Words are not looked at. */
#include "answer/answer.h"

/* What was done to a list. */
struct tally {
    guint marked; /* left and marked */
    guint left;   /* neither deleted nor struck through */
    guint gone;
    guint best, second; /* the two strongest marks among those left */
    guint best_index, left_index;
};

static bool is_left(const struct option_mark *mark) { return mark->present && !mark->struck; }

static struct tally count_marks(const struct option_mark *marks, guint count)
{
    struct tally tally = {0};
    for (guint i = 0; i < count; i++) {
        if (!is_left(&marks[i])) {
            tally.gone++;
            continue;
        }
        tally.left++;
        tally.left_index = i;
        tally.marked += marks[i].mark > 0;
        if (marks[i].mark > tally.best) {
            tally.second = tally.best;
            tally.best = marks[i].mark;
            tally.best_index = i;
        } else {
            tally.second = MAX(tally.second, marks[i].mark);
        }
    }
    return tally;
}

static void set_unclear(struct value *value, const char *reason)
{
    value->state = ANSWER_UNCLEAR;
    value->reason = g_strdup(reason);
}

static void record(struct value *value, json_t *json, guint certainty, const char *reason)
{
    value->state = ANSWER_RECORDED;
    value->json = json;
    value->certainty = certainty;
    value->consumed = 100;
    value->reason = g_strdup(reason);
}

static void read_one(const struct option_mark *marks, const struct tally *tally, struct value *value)
{
    if (tally->marked > 0 && tally->best > tally->second)
        record(value, json_string(marks[tally->best_index].option->id), tally->second > 0 ? 80 : 95, "one option is marked");
    else if (tally->marked > 0)
        set_unclear(value, "more than one option is marked");
    else if (tally->left == 1)
        record(value, json_string(marks[tally->left_index].option->id), 95,
               "all options but one are deleted or struck through");
    else if (tally->left == 0)
        set_unclear(value, "all options are deleted or struck through");
    else
        set_unclear(value, "several options are left and none is marked");
}

static void read_several(const struct option_mark *marks, guint count, const struct tally *tally, struct value *value)
{
    json_t *list = json_array();
    bool none = false;
    for (guint i = 0; i < count; i++) {
        if (!is_left(&marks[i]) || (tally->marked > 0 && marks[i].mark == 0))
            continue;
        none |= marks[i].option->none;
        json_array_append_new(list, json_string(marks[i].option->id));
    }
    if (json_array_size(list) > 0 && (!none || json_array_size(list) == 1)) {
        record(value, list, 95,
               tally->marked > 0 ? "these options are marked" : "the other options are deleted or struck through");
        return;
    }
    json_decref(list);
    set_unclear(value,
                none ? "\"none\" and one of the others are left or marked" : "all options are deleted or struck through");
}

void answer_read_marks(const struct answer_context *context, const struct option_mark *marks, guint count, struct value *value)
{
    struct tally tally = count_marks(marks, count);
    *value = (struct value){.state = ANSWER_NONE};
    if (tally.marked == 0 && tally.gone == 0) {
        value->reason = g_strdup("no option is marked");
        return;
    }
    if (g_str_equal(context->question->type, "multi"))
        read_several(marks, count, &tally, value);
    else
        read_one(marks, &tally, value);
}
