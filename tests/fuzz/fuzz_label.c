/* Any bytes as the plain text of a reply; the first one says which lines are ours and whether the writer is known. Run where
 * rules/ is, or with HEARBACK_RULES naming that folder. */
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "fuzz_view.h"
#include "reply/label.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct label_rules *load_rules(void)
{
    const char *folder = g_getenv("HEARBACK_RULES");
    g_autofree char *path = g_build_filename(folder != NULL ? folder : "rules", "labels.yaml", NULL);
    AUTO(problems) problems = problems_new();
    struct label_rules *rules = label_rules_load(path, problems);
    problems_print(problems, stderr);
    REQUIRE(rules != NULL);
    return rules;
}

/* Takes some lines for words that we sent. */
static void mark_ours(struct view *view, uint8_t how)
{
    for (guint i = 0; i < view->lines->len; i++)
        if ((how & 1) && (i * 7 + how) % 3 == 0)
            ((struct line *)view->lines->pdata[i])->label = LABEL_OURS;
}

/* What labelling must not do: leave a line out, call something blank that is not, or take words of ours for the writer's. */
static void require_labels(const struct view *view, uint8_t how)
{
    for (guint i = 0; i < view->lines->len; i++) {
        const struct line *line = view->lines->pdata[i];
        bool ours = (how & 1) && (i * 7 + how) % 3 == 0;
        REQUIRE(line->label != LABEL_NONE);
        REQUIRE(ours == (line->label == LABEL_OURS));
        REQUIRE((line->label == LABEL_BLANK) == (text_is_blank(line->text) && !ours) || line->label == LABEL_ATTRIBUTION);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct label_rules *rules;
    static const struct label_context known = {.from_name = "Helen Brackenbury", .from_address = "helen@school.example"};
    if (rules == NULL)
        rules = load_rules();
    uint8_t how = size > 0 ? data[0] : 0;
    g_autofree char *text = text_repair((const char *)data + (size > 0), size - (size > 0));
    AUTO(view) view = view_from_plain(text, false, false);
    require_view(view, strlen(text));
    mark_ours(view, how);
    label_lines(rules, how & 2 ? &known : NULL, view);
    require_labels(view, how);
    g_autofree char *words = label_writer_text(view, false);
    g_autofree char *all = label_writer_text(view, true);
    REQUIRE(strlen(words) <= strlen(all) && g_utf8_validate(all, -1, NULL));
    return 0;
}
