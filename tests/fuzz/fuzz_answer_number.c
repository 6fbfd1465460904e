/* Any bytes as the answer to a question of type number. */
#include "fuzz_answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct question *question;
    if (question == NULL)
        question = fuzz_question("number", "How many have you been through?", NULL, 0, 50);
    return fuzz_answer(question, data, size);
}
