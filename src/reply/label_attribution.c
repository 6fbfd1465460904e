/* Finds the lines that introduce another message: "On ... wrote:" on one line or several, header blocks, separators. */
#include <string.h>

#include "base/text.h"
#include "reply/label_work.h"

#define TORN_WORDS_MAX 4u   /* of the rest of an attribution behind a quote mark */
#define JOINED_LINES_MAX 5u /* over which an attribution is wrapped */
#define JOINED_BYTES_MAX 500u
#define JOINED_WORDS_MAX 60u /* marks count */
#define NAMED_WORDS_MAX 10u  /* of "A. Person wrote on 12/11/2024 09:12:" */
#define BARE_FIELDS_MAX 6u   /* of a header block without colons */
#define BLOCK_FIELDS_MAX 16u /* of one header block */
#define VALUE_LINES_MAX 12u  /* over which the value of one header field goes on */
#define OURS_NEAR 6u         /* lines behind an attribution where words of ours show that it is one */

/* Returns the first line from i on that is not blank, or the count. */
static guint skip_blank(const struct work *work, guint i)
{
    while (i < work->count && is_blank(work, i))
        i++;
    return i;
}

static bool is_ours(const struct work *work, guint i) { return work_line(work, i)->label == LABEL_OURS; }

static bool may_be_part(const struct work *work, guint i, guint depth)
{
    return i < work->count && is_open(work, i) && work->facts[i].depth == depth;
}

/* ---- header blocks */

struct block {
    guint roles;    /* bits by enum header_role */
    guint past;     /* line behind it */
    bool has_facts; /* a date, a time or an address stands in it */
    char *address;  /* of its author */
};

static void take_address(const struct work *work, guint i, char **address)
{
    if (*address != NULL)
        return;
    g_autofree char *folded = text_fold(work_line(work, i)->text);
    *address = first_address(folded);
}

/* Returns whether line i goes on with the value of the field above. */
static bool goes_on(const struct work *work, guint i, bool is_empty_above, bool is_list_above)
{
    const struct line *above = work_line(work, i - 1);
    return above->continues || is_empty_above || strchr(" \t<", *work_line(work, i)->text) != NULL ||
           (is_list_above && has_shape(work, i, SHAPE_ADDRESS));
}

/* Reads a field's value over the lines behind i that go on with it, only where another field follows or the view says so. */
static guint skip_value(struct work *work, struct block *block, guint i, guint depth)
{
    enum header_role role = work->facts[i].role;
    guint at = i + 1;
    for (guint n = 0; n < VALUE_LINES_MAX && may_be_part(work, at, depth) && work->facts[at].role == ROLE_NONE; n++, at++) {
        bool is_list = role == ROLE_FROM || role == ROLE_TO || role == ROLE_CC;
        if (!goes_on(work, at, work->facts[at - 1].role_only, is_list))
            break;
        if (role == ROLE_FROM)
            take_address(work, at, &block->address);
        block->has_facts |= has_shape(work, at, SHAPE_DATE | SHAPE_TIME | SHAPE_ADDRESS);
    }
    bool is_followed = may_be_part(work, at, depth) && work->facts[at].role != ROLE_NONE;
    return is_followed || work_line(work, i)->continues || work->facts[i].role_only ? at : i + 1;
}

/* Reads the header block that begins at line i, if one does. */
static struct block block_at(struct work *work, guint i)
{
    struct block block = {.past = i};
    guint depth = work->facts[i].depth, at = i;
    for (guint n = 0; n < BLOCK_FIELDS_MAX && may_be_part(work, at, depth) && work->facts[at].role != ROLE_NONE; n++) {
        enum header_role role = work->facts[at].role;
        block.roles |= 1u << role;
        block.has_facts |= has_shape(work, at, SHAPE_DATE | SHAPE_TIME | SHAPE_ADDRESS);
        if (role == ROLE_FROM)
            take_address(work, at, &block.address);
        at = block.past = skip_value(work, &block, at, depth);
        guint next = skip_blank(work, at);
        if (next == at + 1 && may_be_part(work, next, depth) && work->facts[next].role != ROLE_NONE &&
            !(block.roles & (1u << work->facts[next].role)))
            at = next; /* every field a paragraph of its own */
    }
    return block;
}

static guint count_roles(guint roles)
{
    guint count = 0;
    for (guint role = ROLE_FROM; role < ROLES; role++)
        count += (roles >> role) & 1;
    return count;
}

static bool has_role(guint roles, enum header_role role) { return (roles >> role) & 1; }

/* Returns whether what was read is a mail's header and not three typed lines with colons. is_announced: a separator stands
 * above.
 */
static bool is_header(const struct block *block, bool is_announced)
{
    guint count = count_roles(block->roles);
    bool has_author = has_role(block->roles, ROLE_FROM);
    if (is_announced)
        return count >= 2 || (count == 1 && block->has_facts);
    if (!block->has_facts || count < 2)
        return false;
    bool others = has_role(block->roles, ROLE_SENT) + has_role(block->roles, ROLE_TO) + has_role(block->roles, ROLE_SUBJECT);
    return has_author ? others : count >= 3 && has_role(block->roles, ROLE_SENT) && has_role(block->roles, ROLE_SUBJECT);
}

/* Reads a header block whose names have no colons: every line another field, with an author, a date and an address. */
static guint bare_header_at(struct work *work, guint i, char **address)
{
    guint roles = 0, at = i, depth = work->facts[i].depth;
    bool has_date = false, has_address = false;
    for (; may_be_part(work, at, depth) && at < i + BARE_FIELDS_MAX; at++) {
        enum header_role role = work->facts[at].bare_role;
        if (role == ROLE_NONE || has_role(roles, role))
            break;
        roles |= 1u << role;
        has_date |= role == ROLE_SENT && has_shape(work, at, SHAPE_DATE);
        has_address |= (role == ROLE_FROM || role == ROLE_TO) && has_shape(work, at, SHAPE_ADDRESS);
        if (role == ROLE_FROM)
            take_address(work, at, address);
    }
    bool is_block = has_role(roles, ROLE_FROM) && has_role(roles, ROLE_SENT) && count_roles(roles) >= 3;
    if (is_block && has_date && has_address)
        return at;
    g_clear_pointer(address, g_free);
    return i;
}

static guint header_at(struct work *work, guint i, bool is_announced, char **address)
{
    if (is_open(work, i) && work->facts[i].bare_role == ROLE_FROM && work->facts[i].role == ROLE_NONE)
        return bare_header_at(work, i, address);
    if (!is_open(work, i) || work->facts[i].role == ROLE_NONE)
        return i;
    struct block block = block_at(work, i);
    if (!is_header(&block, is_announced)) {
        g_free(block.address);
        return i;
    }
    *address = block.address;
    return block.past;
}

/* ---- separators: "-----Original Message-----", a rule above a header block, "Begin forwarded message:" */

static guint separator_at(struct work *work, guint i, char **address)
{
    guint shape = work->facts[i].shape, whole = work->facts[i].whole;
    bool is_name = whole & (WHOLE_SEPARATOR | WHOLE_INTRODUCTION);
    if (!is_name && !(shape & (SHAPE_RULE | SHAPE_DASHED)))
        return i;
    guint next = skip_blank(work, i + 1);
    if (next < work->count && next <= i + 3 && work->facts[next].depth == work->facts[i].depth) {
        guint past = shape & SHAPE_RULE && (work->facts[next].whole & (WHOLE_SEPARATOR | WHOLE_INTRODUCTION))
                         ? separator_at(work, next, address)
                         : header_at(work, next, is_name, address);
        if (past > next)
            return past;
    }
    bool is_over_deeper = next < work->count && next <= i + 3 && work->facts[next].depth > work->facts[i].depth;
    bool is_wrote =
        (shape & SHAPE_DASHED) && (shape & (SHAPE_VERB | SHAPE_VERB_INSIDE)) && work->facts[i].count <= NAMED_WORDS_MAX;
    bool stands_alone = is_name && ((whole & WHOLE_INTRODUCTION) || (shape & SHAPE_DASHED) || is_over_deeper);
    return stands_alone || (is_wrote && is_over_deeper) ? i + 1 : i;
}

/* ---- "On ... wrote:" */

/* What the joined lines [i, past) are, as far as an attribution is concerned. */
struct joined {
    guint shape; /* of all together */
    guint past;
    guint count; /* words that are no marks */
    guint first_word, past_word;
};

static bool is_followed_by_deeper(const struct work *work, guint past, guint depth)
{
    guint next = skip_blank(work, past);
    return next < work->count && work->facts[next].depth > depth;
}

/* Returns whether what follows the attribution shows that it is one: deeper quoted lines, or words of ours nearby. */
static bool is_followed_by_quotation(const struct work *work, guint past, guint depth)
{
    guint next = skip_blank(work, past);
    if (is_followed_by_deeper(work, past, depth))
        return true;
    for (guint n = 0; n < OURS_NEAR && next < work->count; n++, next = skip_blank(work, next + 1))
        if (is_ours(work, next))
            return true;
    return false;
}

/* Returns whether word stands in an address, as "i" does in "j.i@school.example". */
static bool is_in_address(const struct work *work, const struct word *word)
{
    return strchr("@._-", work->text[word->end]) != NULL ||
           (word->start > 0 && strchr("@._-", work->text[word->start - 1]) != NULL);
}

static bool says_prose(const struct work *work, const struct joined *joined)
{
    g_autoptr(GArray) matches = pattern_set_match_part(work->rules->parts, work->words, joined->first_word, joined->past_word);
    for (guint i = 0; i < matches->len; i++) {
        const struct pattern_match *match = &g_array_index(matches, struct pattern_match, i);
        if ((match->id & (PART_PROSE | PART_PERSON)) && !is_in_address(work, &work->words->list[match->first]))
            return true;
    }
    return false;
}

static bool is_attribution(const struct work *work, const struct joined *joined, guint depth)
{
    guint shape = joined->shape;
    bool verb = shape & SHAPE_VERB, any_verb = shape & (SHAPE_VERB | SHAPE_VERB_INSIDE), colon = shape & SHAPE_COLON;
    bool date = shape & SHAPE_DATE, time = shape & SHAPE_TIME, address = shape & SHAPE_ADDRESS;
    if (address && (verb || (any_verb && colon)) && (date || time || is_followed_by_quotation(work, joined->past, depth)))
        return true;
    if (address && colon && date && (time || ((shape & SHAPE_LEAD) && !says_prose(work, joined))))
        return true;
    if (address && (date || time) && (shape & SHAPE_ENDS_ADDRESS) && !says_prose(work, joined) &&
        is_followed_by_deeper(work, joined->past, depth))
        return true;
    bool is_short = joined->count <= NAMED_WORDS_MAX && !says_prose(work, joined);
    if (date && time && colon && is_short && is_followed_by_deeper(work, joined->past, depth))
        return true;
    if (!any_verb || !(verb || colon))
        return address && colon && (date || time) && is_followed_by_quotation(work, joined->past, depth);
    if (is_followed_by_quotation(work, joined->past, depth))
        return date || time || (colon && joined->count <= 8 && !says_prose(work, joined));
    return date && time && colon && ((shape & SHAPE_LEAD) || joined->count <= NAMED_WORDS_MAX) && !says_prose(work, joined);
}

/* A line whose end went behind what looks like a quote mark: "... <a@b.example" and "> wrote:" or ">:". */
static bool is_torn_end(const struct work *work, guint i)
{
    const char *open = strrchr(work_line(work, i - 1)->text, '<');
    bool is_end =
        *work_line(work, i)->text == ':' || (has_shape(work, i, SHAPE_VERB) && work->facts[i].count <= TORN_WORDS_MAX);
    return open != NULL && (strchr(open, '>') == NULL || g_str_has_suffix(open, ">")) && is_end &&
           work->facts[i].depth == work->facts[i - 1].depth + 1;
}

/* A blank line within an attribution, above an address in brackets. */
static bool is_gap(const struct work *work, guint i, guint depth)
{
    return is_blank(work, i) && i + 1 < work->count && may_be_part(work, i + 1, depth) && *work_line(work, i + 1)->text == '<';
}

static bool may_begin(const struct work *work, guint i)
{
    const struct fact *fact = &work->facts[i];
    return fact->count > 0 && !(fact->shape & SHAPE_RULE) &&
           (fact->shape & (SHAPE_LEAD | SHAPE_DATE | SHAPE_ADDRESS | SHAPE_VERB | SHAPE_VERB_INSIDE));
}

static void join(const struct work *work, struct joined *joined, guint i)
{
    const struct fact *fact = &work->facts[i];
    const guint last = SHAPE_COLON | SHAPE_VERB | SHAPE_ENDS_ADDRESS; /* these count for the last line only */
    joined->shape |= joined->shape & SHAPE_VERB ? SHAPE_VERB_INSIDE : 0;
    joined->shape &= ~last;
    joined->shape |= fact->shape & ~(guint)SHAPE_LEAD;
    joined->count += fact->count;
    joined->past = i + 1;
    joined->past_word = fact->past;
}

/* Whether what was found from line i to line last is an attribution without its first lines too: then those are somebody's
 * words that stand close above it. */
static bool begins_later(const struct work *work, guint i, guint last, guint depth)
{
    if (has_shape(work, i, SHAPE_LEAD) && !has_shape(work, i, SHAPE_NUMBERED))
        return false;
    for (guint start = i + 1; start <= last; start++) {
        if (!has_shape(work, start, SHAPE_LEAD))
            continue;
        struct joined joined = {.first_word = work->facts[start].first, .shape = SHAPE_LEAD};
        for (guint at = start; at <= last; at++)
            join(work, &joined, at);
        if (is_attribution(work, &joined, depth))
            return true;
    }
    return false;
}

static guint wrote_at(struct work *work, guint i, char **address)
{
    if (!may_begin(work, i))
        return i;
    guint depth = work->facts[i].depth;
    gsize bytes = 0;
    struct joined joined = {.first_word = work->facts[i].first, .shape = work->facts[i].shape & SHAPE_LEAD};
    for (guint at = i; at < i + JOINED_LINES_MAX && at < work->count; at++) {
        if (at > i && is_gap(work, at, depth))
            continue;
        bool is_torn = at > i && is_torn_end(work, at);
        if (!may_be_part(work, at, is_torn ? depth + 1 : depth) || (at > i && work->facts[at].role != ROLE_NONE))
            return i;
        bytes += strlen(work_line(work, at)->text);
        if (bytes > JOINED_BYTES_MAX || work->facts[at].past - joined.first_word > JOINED_WORDS_MAX)
            return i;
        join(work, &joined, at);
        if (!is_attribution(work, &joined, depth))
            continue;
        if (begins_later(work, i, at, depth))
            return i;
        for (guint n = i; n < joined.past; n++)
            take_address(work, n, address);
        if (!is_torn && at + 1 < work->count && !is_blank(work, at + 1) && is_torn_end(work, at + 1)) {
            is_torn = true;
            at = joined.past++;
        }
        if (is_torn)
            work->facts[at].depth = depth;
        return joined.past;
    }
    return i;
}

guint attribution_at(struct work *work, guint i, char **address)
{
    *address = NULL;
    guint past = separator_at(work, i, address);
    if (past == i)
        past = header_at(work, i, false, address);
    if (past == i && (work->facts[i].whole & WHOLE_QUOTING) &&
        (has_shape(work, i, SHAPE_ADDRESS) || is_followed_by_quotation(work, i + 1, work->facts[i].depth))) {
        take_address(work, i, address);
        return i + 1;
    }
    return past == i ? wrote_at(work, i, address) : past;
}
