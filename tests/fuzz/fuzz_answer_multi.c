/* Any bytes as the answer to a question of type multi. */
#include "fuzz_answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const labels[] = {"sleep", "anxiety", "family life", "relationships at work", "none of these", NULL};
    static struct question *question;
    if (question == NULL)
        question = fuzz_question("multi", "Which of these did it affect?", labels, 0, 0);
    return fuzz_answer(question, data, size);
}
