/* Any bytes as the answer to a question of type duration. */
#include "fuzz_answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct question *question;
    if (question == NULL)
        question = fuzz_question("duration", "How long did it last?", NULL, 0, 0);
    return fuzz_answer(question, data, size);
}
