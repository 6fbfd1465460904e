/* From claims to answers: what each question's words mean, and what several of them mean together. */
#pragma once
#include "reading/reading.h"
#include "reading/sort.h"
#include "reply/align.h"

/* text: all the words of the writer. Returns the answers that claims and the marks on our options give, in the order of the
 * questions; those that say nothing are left out. (transfer full): GPtrArray of struct read_answer *, owned */
GPtrArray *gather_answers(struct sorter *sorter, const struct alignment *alignment, const char *text);

void read_answer_free(struct read_answer *answer);

/* Returns a reading with nothing in it but empty lists. (transfer full) */
struct reading *reading_new(void);
