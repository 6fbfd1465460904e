/* Is this mail from a person? What do its headers and wording make it? */
#pragma once
#include "mail/mail.h"
#include "reply/view.h"
#include "survey/problems.h"

enum mail_kind {
    KIND_REPLY,
    KIND_AUTO_REPLY,
    KIND_BOUNCE,
    KIND_UNSUBSCRIBE,
    KIND_WITHDRAW,
    KIND_ACCESS,
    KIND_QUESTION,
    KIND_EMPTY,
    KIND_SPAM,
    KIND_STAFF
};

struct words;
struct kind_rules; /* rules/kinds.yaml, compiled */

/* Loads and checks the file. Returns it (transfer full), or NULL after adding every problem found. */
struct kind_rules *kind_rules_load(const char *path, struct problems *problems);
void kind_rules_free(struct kind_rules *rules);

/* Decides by headers, structure and subject alone whether mail was made by a machine: bounce, auto_reply or spam. Returns true
 * and the kind with a reason (static or interned text), or false where a person may have written it. own_text: what the mail
 * says besides quotations, for the forms that carry no header; may be NULL. */
bool classify_machine(const struct kind_rules *rules, const struct mail *mail, const char *own_text, enum mail_kind *kind,
                      const char **reason);

/* Decides what a person wants, from the writer's own words (quotations, signature and so on removed): withdraw, unsubscribe,
 * access, question, in this order of protection where there are several. has_answers: structured answers were found in the
 * mail; a question beside answers does not make it KIND_QUESTION. Returns KIND_REPLY where none of them is meant, KIND_EMPTY
 * where words is blank. */
enum mail_kind classify_wish(const struct kind_rules *rules, const char *subject, const char *words, bool has_answers,
                             const char **reason);

/* Returns whether words, or the subject where there are none, may mean "no more mail" as well as "take all back": "stop". */
bool classify_is_ambiguous(const struct kind_rules *rules, const char *subject, const char *words);

/* Returns where words speak of coming back: a date behind it is that of a return. (transfer full): GArray of struct
 * pattern_match */
GArray *classify_returns(const struct kind_rules *rules, const struct words *words);

/* Whether classify_machine found a mail that wants us to show that we are no machine, by its reason. */
bool classify_is_challenge(const char *reason);

/* Returns the kind's name: "auto_reply"; and the kind for a name, false where there is none. */
const char *kind_name(enum mail_kind kind);
bool kind_from_name(const char *name, enum mail_kind *kind);
