/* Any bytes as the answer to a question of type scale. */
#include "fuzz_answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct question *question;
    if (question == NULL)
        question = fuzz_question("scale", "From 1 (not at all) to 5 (extremely), how stressful was it?", NULL, 1, 5);
    return fuzz_answer(question, data, size);
}
