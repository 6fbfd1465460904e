/* The list of what is wrong. Keeps everything it is told; what to do about it is for others to decide. */
#include "survey/problems.h"

#include <string.h>

static void problem_free(void *data)
{
    struct problem *problem = data;
    g_free(problem->file);
    g_free(problem->text);
    g_free(problem);
}

struct problems *problems_new(void)
{
    struct problems *problems = g_new0(struct problems, 1);
    problems->list = g_ptr_array_new_with_free_func(problem_free);
    return problems;
}

void problems_free(struct problems *problems)
{
    g_ptr_array_unref(problems->list);
    g_free(problems);
}

void problems_add(struct problems *problems, const char *file, guint line, guint column, const char *format, ...)
{
    struct problem *problem = g_new0(struct problem, 1);
    *problem = (struct problem){.file = g_strdup(file), .line = line, .column = column};
    va_list arguments;
    va_start(arguments, format);
    problem->text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(problems->list, problem);
}

gboolean problems_is_empty(const struct problems *problems) { return problems->list->len == 0; }

/* Files stand in the order in which they were first complained of: the configuration before what it names. */
static gint compare(gconstpointer left, gconstpointer right, gpointer ranks)
{
    const struct problem *a = *(struct problem *const *)left, *b = *(struct problem *const *)right;
    guint a_rank = GPOINTER_TO_UINT(g_hash_table_lookup(ranks, a->file));
    guint b_rank = GPOINTER_TO_UINT(g_hash_table_lookup(ranks, b->file));
    if (a_rank != b_rank)
        return a_rank < b_rank ? -1 : 1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->column < b->column ? -1 : a->column > b->column;
}

static GPtrArray *in_order(const struct problems *problems)
{
    g_autoptr(GHashTable) ranks = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *list = g_ptr_array_sized_new(problems->list->len);
    for (guint i = 0; i < problems->list->len; i++) {
        struct problem *problem = problems->list->pdata[i];
        if (!g_hash_table_contains(ranks, problem->file))
            g_hash_table_insert(ranks, problem->file, GUINT_TO_POINTER(g_hash_table_size(ranks) + 1));
        g_ptr_array_add(list, problem);
    }
    g_ptr_array_sort_with_data(list, compare, ranks);
    return list;
}

/* Returns path as somebody in the folder here would name it. (transfer none) */
static const char *seen_from(const char *here, const char *path)
{
    gsize length = strlen(here);
    return length > 1 && strncmp(path, here, length) == 0 && path[length] == '/' ? path + length + 1 : path;
}

void problems_print(const struct problems *problems, FILE *stream)
{
    g_autofree char *here = g_get_current_dir();
    g_autoptr(GPtrArray) list = in_order(problems);
    for (guint i = 0; i < list->len; i++) {
        const struct problem *problem = list->pdata[i];
        fputs(seen_from(here, problem->file), stream);
        if (problem->line > 0)
            fprintf(stream, ":%u", problem->line);
        if (problem->line > 0 && problem->column > 0)
            fprintf(stream, ":%u", problem->column);
        fprintf(stream, ": %s\n", problem->text);
    }
}
