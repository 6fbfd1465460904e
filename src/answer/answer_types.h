/* The answer types, one file each. */
#pragma once
#include "answer/answer.h"

extern const struct answer_type answer_type_choice, answer_type_multi, answer_type_scale, answer_type_month,
    answer_type_duration, answer_type_number, answer_type_text;
