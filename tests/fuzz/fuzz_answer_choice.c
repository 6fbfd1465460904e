/* Any bytes as the answer to a question of type choice. */
#include "fuzz_answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const labels[] = {"yes", "partly", "no", "not published yet", "Requires Improvement", "head of school",
                                         NULL};
    static struct question *question;
    if (question == NULL)
        question = fuzz_question("choice", "Was the outcome fair?", labels, 0, 0);
    return fuzz_answer(question, data, size);
}
