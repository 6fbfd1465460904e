/* The floor under fetching from an IMAP server: the library alone, over a bare socket, in sets of 100, each message thrown
 * away.
 *
 * usage: bench_imap_floor PORT USER PASSWORD : prints how many messages it was given */
#include <libetpan/libetpan.h>
#include <stdio.h>
#include <stdlib.h>

#define AT_ONCE 100u

static unsigned fetch(mailimap *session, unsigned first, unsigned last)
{
    clist *answers = NULL;
    struct mailimap_set *set = mailimap_set_new_interval(first, last);
    struct mailimap_fetch_type *type =
        mailimap_fetch_type_new_fetch_att(mailimap_fetch_att_new_body_peek_section(mailimap_section_new(NULL)));
    int code = mailimap_fetch(session, set, type, &answers);
    unsigned count = code == MAILIMAP_NO_ERROR ? (unsigned)clist_count(answers) : 0;
    if (code == MAILIMAP_NO_ERROR)
        mailimap_fetch_list_free(answers);
    mailimap_fetch_type_free(type);
    mailimap_set_free(set);
    return count;
}

int main(int argc, char **argv)
{
    mailimap *session = mailimap_new(0, NULL);
    if (argc != 4 ||
        mailimap_socket_connect(session, "127.0.0.1", (uint16_t)atoi(argv[1])) > MAILIMAP_NO_ERROR_NON_AUTHENTICATED ||
        mailimap_login(session, argv[2], argv[3]) != MAILIMAP_NO_ERROR ||
        mailimap_select(session, "INBOX") != MAILIMAP_NO_ERROR)
        return EXIT_FAILURE;
    unsigned count = 0, exists = session->imap_selection_info->sel_exists;
    for (unsigned first = 1; first <= exists; first += AT_ONCE)
        count += fetch(session, first, first + AT_ONCE - 1 < exists ? first + AT_ONCE - 1 : exists);
    mailimap_logout(session);
    mailimap_free(session);
    printf("%u\n", count);
    return EXIT_SUCCESS;
}
