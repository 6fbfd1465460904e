/* The meaning of enhanced status codes. Only those that tell staff what to do. */
#include "send/enhanced.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* The first figure (for good, or for now) does not change what it is about. */
static const struct {
    const char *code, *words;
} meanings[] = {
    {"1.1", "there is no such mailbox"},
    {"1.2", "there is no such domain, or it takes no mail"},
    {"1.3", "the address is not written as an address"},
    {"1.6", "the mailbox has moved"},
    {"1.8", "our domain cannot be found"},
    {"1.10", "the domain takes no mail"},
    {"2.0", "something is wrong with the mailbox"},
    {"2.1", "the mailbox is closed"},
    {"2.2", "the mailbox is full"},
    {"2.3", "the mail is too large for the mailbox"},
    {"3.1", "the mail server has no room left"},
    {"3.2", "the mail server takes no mail just now"},
    {"3.4", "the mail is too large for the mail server"},
    {"4.1", "the recipient's mail server does not answer"},
    {"4.4", "the mail cannot be routed"},
    {"4.5", "the mail server is too busy"},
    {"4.6", "the mail goes round in a loop"},
    {"4.7", "it could not be delivered for too long"},
    {"5.3", "there are too many recipients"},
    {"6.1", "the recipient does not take such content"},
    {"6.7", "an address has letters that the mail server cannot handle"},
    {"7.0", "a rule of the recipient's mail server refuses it"},
    {"7.1", "the recipient's mail server does not take mail from us"},
    {"7.23", "our mail is not authorised by SPF: the domain's DNS must name this mail server"},
    {"7.20", "our mail has no valid DKIM signature"},
    {"7.25", "our mail server's address has no name in the DNS"},
    {"7.26", "our mail fails SPF and DKIM: the domain's DNS must be put right"},
    {"7.27", "our mail fails DMARC: SPF and DKIM of our domain must be put right"},
};

const char *enhanced_meaning(const char *reply)
{
    while (*reply == ' ')
        reply++;
    if (strspn(reply, "0123456789") != 3 || (reply[3] != ' ' && reply[3] != '-'))
        return NULL;
    const char *code = reply + 4;
    if ((*code != '4' && *code != '5') || code[1] != '.')
        return NULL;
    const char *rest = code + 2;
    gsize length = strspn(rest, "0123456789.");
    for (guint i = 0; i < G_N_ELEMENTS(meanings); i++)
        if (strlen(meanings[i].code) == length && strncmp(meanings[i].code, rest, length) == 0)
            return meanings[i].words;
    return NULL;
}
