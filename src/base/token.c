/* Tokens: ten random letters and a check letter. The letters are those of an alphabet without look-alikes, whose number is a
 * prime: then a weighted sum over all letters differs for every single wrong letter and every swap of two. */
#include "base/token.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

/* No 0 o, 1 i l, 2 z, 5 s, b (8, 6), g q (9), v (u). */
static const char alphabet[] = "acdefhjkmnprtuwxy346789";
#define LETTERS ((guint)(sizeof alphabet - 1)) /* 23, a prime */
#define UNBIASED (256u / LETTERS * LETTERS)    /* bytes from here on would favour some letters */

/* Returns the check value of the first count letters of token: their sum, each times its place. */
static guint weighted_sum(const char *token, guint count)
{
    guint sum = 0;
    for (guint i = 0; i < count; i++)
        sum += (i + 1) * (guint)(strchr(alphabet, token[i]) - alphabet);
    return sum % LETTERS;
}

static char random_letter(void)
{
    guint8 byte = UNBIASED;
    while (byte >= UNBIASED) {
        ssize_t got = getrandom(&byte, 1, 0);
        if (got != 1 && errno != EINTR)
            g_error("the kernel gives no random bytes: %s", g_strerror(errno));
        if (got != 1)
            byte = UNBIASED;
    }
    return alphabet[byte % LETTERS];
}

/* Returns the letter at the last place with which the weighted sum of all is 0. */
static char check_letter(const char *token)
{
    guint sum = weighted_sum(token, TOKEN_LETTERS - 1);
    for (guint i = 0; i < LETTERS; i++)
        if ((sum + TOKEN_LETTERS * i) % LETTERS == 0)
            return alphabet[i];
    return '\0'; /* out of reach: LETTERS is a prime */
}

char *token_new(void)
{
    char *token = g_malloc0(TOKEN_LETTERS + 1);
    for (guint i = 0; i + 1 < TOKEN_LETTERS; i++)
        token[i] = random_letter();
    token[TOKEN_LETTERS - 1] = check_letter(token);
    return token;
}

/* What a letter that is none of ours was meant to be, where only one comes into question. */
static char look_alike(char letter)
{
    switch (letter) {
    case 'g':
    case 'q':
        return '9';
    case 'v':
        return 'u';
    case 'b':
        return '8';
    default:
        return letter;
    }
}

char *token_read(const char *text)
{
    g_autofree char *token = g_malloc0(TOKEN_LETTERS + 1);
    guint count = 0;
    for (const char *p = text; *p != '\0'; p++) {
        char letter = look_alike(g_ascii_tolower(*p));
        if (strchr(" -_.", letter) != NULL)
            continue;
        if (count == TOKEN_LETTERS || strchr(alphabet, letter) == NULL)
            return NULL;
        token[count++] = letter;
    }
    return count == TOKEN_LETTERS && weighted_sum(token, TOKEN_LETTERS) == 0 ? g_steal_pointer(&token) : NULL;
}
