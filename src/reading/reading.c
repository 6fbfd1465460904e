/* The way of one message through reading: parse, view, align, classify, label, sort, answers, care. No I/O, no clock. */
#include "reading/reading.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/token.h"
#include "base/words.h"
#include "mail/authres.h"
#include "mail/compose.h"
#include "reading/away.h"
#include "reading/gather.h"
#include "reading/sort.h"
#include "reply/align.h"
#include "reply/invitation.h"

#define FEWEST_COMMON_WORDS 12u /* of ours in a mail before they speak for a survey */
#define COVER_WORDS 40u         /* words around an attachment that may be no more than a note about it */
#define QUESTION_NAME_WORDS 4u  /* beside an answer on its line: "11.", "Overall outcome:" */
#define MOST_ANSWER_LINES 3u    /* under a question, that may sound like something else and are an answer yet */
#define MOST_NUMBER_BYTES 6u    /* of a question, in a cell: "Q12." */
#define TOKEN_PREFIX "invite."
#define HEADER_LINES_MOST 500 /* of a mail that came back */

/* What is known of the message while it is read. */
struct work {
    const struct knowledge *knowledge;
    struct reading *reading;
    const struct mail *mail; /* the one with the person's words: the message itself, or one within it */
    guint survey;            /* index of the survey */
    struct view *view;
    struct alignment *alignment;
    GArray *claims;    /* struct claim */
    bool is_imitation; /* all words of the writer are a story, whatever they look like */
};

void reading_free(struct reading *reading)
{
    if (reading == NULL)
        return;
    g_free(reading->kind_reason);
    g_free(reading->survey);
    g_free(reading->token);
    g_free(reading->from_address);
    g_free(reading->from_name);
    g_free(reading->subject);
    g_free(reading->message_id);
    g_free(reading->in_reply_to);
    g_ptr_array_unref(reading->references);
    g_ptr_array_unref(reading->answers);
    g_ptr_array_unref(reading->lines);
    g_free(reading->text);
    g_free(reading->care_reason);
    g_ptr_array_unref(reading->notes);
    g_ptr_array_unref(reading->review);
    g_free(reading->no_acknowledge_reason);
    g_free(reading->reply_address);
    g_free(reading->reported_id);
    g_free(reading->reported_address);
    g_free(reading->version);
    g_free(reading);
}

static void read_line_free(struct read_line *line)
{
    g_free(line->text);
    g_free(line->reason);
    g_free(line->question);
    g_free(line);
}

struct reading *reading_new(void)
{
    struct reading *reading = g_new0(struct reading, 1);
    reading->references = g_ptr_array_new_with_free_func(g_free);
    reading->answers = g_ptr_array_new_with_free_func((GDestroyNotify)read_answer_free);
    reading->lines = g_ptr_array_new_with_free_func((GDestroyNotify)read_line_free);
    reading->notes = g_ptr_array_new_with_free_func(g_free);
    reading->review = g_ptr_array_new_with_free_func(g_free);
    return reading;
}

const struct read_answer *reading_answer(const struct reading *reading, const char *question)
{
    for (guint i = 0; i < reading->answers->len; i++) {
        const struct read_answer *answer = reading->answers->pdata[i];
        if (strcmp(answer->question, question) == 0)
            return answer;
    }
    return NULL;
}

G_GNUC_PRINTF(2, 3) static void add_text(GPtrArray *list, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(list, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

/* ---- the envelope: who, when, to whom */

static const struct mail_address *first_address(const GPtrArray *list) { return list->len > 0 ? list->pdata[0] : NULL; }

/* Returns whether address, in lower case and with or without a tag, is one of ours; any may be where we know none. */
static bool is_ours(const struct knowledge *knowledge, const char *address)
{
    const char *plus = strchr(address, '+'), *at = strrchr(address, '@');
    if (at == NULL)
        return false;
    gsize local = (gsize)((plus != NULL && plus < at ? plus : at) - address);
    g_autofree char *plain = g_strdup_printf("%.*s%s", (int)local, address, at);
    for (guint i = 0; i < knowledge->own_addresses->len; i++)
        if (strcmp(plain, knowledge->own_addresses->pdata[i]) == 0)
            return true;
    return knowledge->own_addresses->len == 0;
}

/* Returns the token in local+TOKEN@domain where it is an address of ours, else NULL. (transfer full) */
static char *token_in(const struct knowledge *knowledge, const char *address)
{
    const char *plus = strchr(address, '+'), *at = strrchr(address, '@');
    if (plus == NULL || at == NULL || plus > at || plus + 1 == at)
        return NULL;
    g_autofree char *lower = g_utf8_strdown(address, -1);
    return is_ours(knowledge, lower) ? g_strndup(plus + 1, (gsize)(at - plus - 1)) : NULL;
}

/* Returns the token in a Message-ID of ours, invite.TOKEN@domain or invite.TOKEN.more@domain, else NULL. (transfer full) */
static char *token_of_thread(const char *id)
{
    if (!g_str_has_prefix(id, TOKEN_PREFIX))
        return NULL;
    const char *start = id + strlen(TOKEN_PREFIX);
    gsize length = strcspn(start, "@.");
    return length > 0 && start[length] != '\0' ? g_strndup(start, length) : NULL;
}

/* Returns the token of a mail of ours that part brings back, whole or its headers alone, else NULL. (transfer full) */
static char *token_of_returned(const struct mail_part *part)
{
    if (part->message != NULL)
        return token_of_thread(part->message->message_id);
    if (part->text == NULL || strcmp(part->type, "text/rfc822-headers") != 0)
        return NULL;
    g_auto(GStrv) lines = g_strsplit(part->text, "\n", HEADER_LINES_MOST);
    for (guint i = 0; lines[i] != NULL; i++)
        if (g_ascii_strncasecmp(lines[i], "Message-ID:", strlen("Message-ID:")) == 0) {
            const char *id = strchr(lines[i], '<');
            return id != NULL ? token_of_thread(id + 1) : NULL;
        }
    return NULL;
}

/* Adds token (transfer full, nullable) to those that were found. */
static void add_token(GPtrArray *found, char *token)
{
    if (token != NULL)
        g_ptr_array_add(found, token);
}

/* Returns all tokens that mail carries, those of its addresses first. (transfer full) */
static GPtrArray *tokens_of(const struct knowledge *knowledge, const struct mail *mail)
{
    static const char *const headers[] = {"Delivered-To", "X-Original-To", "Envelope-To"};
    const GPtrArray *lists[] = {mail->to, mail->cc};
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        for (guint n = 0; n < lists[i]->len; n++)
            add_token(found, token_in(knowledge, ((const struct mail_address *)lists[i]->pdata[n])->address));
    for (guint i = 0; i < G_N_ELEMENTS(headers); i++) {
        const char *value = mail_header(mail, headers[i]);
        add_token(found, value != NULL ? token_in(knowledge, value) : NULL);
    }
    for (guint i = 0; i < mail->parts->len; i++)
        add_token(found, token_of_returned(mail->parts->pdata[i]));
    add_token(found, token_of_thread(mail->in_reply_to));
    for (guint i = mail->references->len; i > 0; i--)
        add_token(found, token_of_thread(mail->references->pdata[i - 1]));
    return found;
}

/* Returns the first of them that is one of ours, letter by letter; else the first: one of another program, or mistyped.
 * (transfer full), NULL where there is none */
static char *find_token(const struct knowledge *knowledge, const struct mail *mail)
{
    g_autoptr(GPtrArray) found = tokens_of(knowledge, mail);
    for (guint i = 0; i < found->len; i++) {
        char *token = token_read(found->pdata[i]);
        if (token != NULL)
            return token;
    }
    return found->len > 0 ? g_strdup(found->pdata[0]) : NULL;
}

/* Whether mail goes in circles: it has passed too many servers, or bears our own mark. */
static bool is_in_a_loop(const struct knowledge *knowledge, const struct mail *mail)
{
    guint hops = 0;
    for (guint i = 0; i < mail->headers->len; i++)
        hops += g_ascii_strcasecmp(((const struct mail_header *)mail->headers->pdata[i])->name, "Received") == 0;
    const char *mark = mail_header(mail, MAIL_OWN_MARK);
    g_autofree char *lower = mark != NULL ? g_utf8_strdown(mark, -1) : NULL;
    return hops > LIMIT_HOPS || (lower != NULL && knowledge->own_addresses->len > 0 && is_ours(knowledge, lower));
}

/* Whether our own mail server has found that the domain of From has not sent it. */
static bool is_forged(const struct knowledge *knowledge, const struct mail *mail)
{
    AUTO(authres)
    authres = knowledge->authserv_id != NULL ? authres_read(mail, knowledge->authserv_id, knowledge->authserv_hops) : NULL;
    return authres != NULL && authres->dmarc == AUTH_FAIL;
}

/* Returns why RFC 3834 forbids an automatic answer to mail, or NULL. (static) */
static const char *answer_obstacle(const struct knowledge *knowledge, const struct mail *mail)
{
    const char *submitted = mail_header(mail, "Auto-Submitted"), *precedence = mail_header(mail, "Precedence");
    const char *path = mail_header(mail, "Return-Path");
    if (is_in_a_loop(knowledge, mail))
        return "it goes in circles (Received, " MAIL_OWN_MARK ")";
    if (is_forged(knowledge, mail))
        return "our mail server says that its sender's domain has not sent it (DMARC)";
    if (submitted != NULL && g_ascii_strncasecmp(submitted + strspn(submitted, " \t"), "no", 2) != 0)
        return "it says that a machine has sent it (Auto-Submitted)";
    if (precedence != NULL && (g_ascii_strcasecmp(precedence, "bulk") == 0 || g_ascii_strcasecmp(precedence, "list") == 0 ||
                               g_ascii_strcasecmp(precedence, "junk") == 0))
        return "it went to many (Precedence)";
    if (mail_header(mail, "List-Id") != NULL)
        return "it came through a mailing list (List-Id)";
    if (path != NULL && strstr(path, "<>") != NULL)
        return "its return path is empty";
    return NULL;
}

/* Whether one of the addresses belongs to somebody else than the writer and us. */
static bool has_others(const struct knowledge *knowledge, const GPtrArray *list, const char *writer)
{
    for (guint i = 0; i < list->len; i++) {
        const char *address = ((const struct mail_address *)list->pdata[i])->address;
        g_autofree char *lower = g_utf8_strdown(address, -1);
        if (*lower != '\0' && strcmp(lower, writer) != 0 && !is_ours(knowledge, lower))
            return true;
    }
    return false;
}

/* Whether others than the writer will see an answer, or have written it: a mailbox of several people, further recipients, a
 * sender who is not the author, a mail that was passed on. */
static bool do_others_see(const struct work *work)
{
    static const char *const passed_on[] = {"fw:", "fwd:", "wg:", "tr:"};
    const struct mail *mail = work->mail;
    const struct reading *reading = work->reading;
    g_autofree char *subject = g_ascii_strdown(mail->subject, -1);
    for (guint i = 0; i < G_N_ELEMENTS(passed_on); i++)
        if (g_str_has_prefix(subject, passed_on[i]))
            return true;
    if (people_rules_is_shared(work->knowledge->people, reading->from_address) || mail->from->len > 1 ||
        (reading->reply_address != NULL && people_rules_is_shared(work->knowledge->people, reading->reply_address)))
        return true;
    return has_others(work->knowledge, mail->to, reading->from_address) ||
           has_others(work->knowledge, mail->cc, reading->from_address) ||
           has_others(work->knowledge, mail->sender, reading->from_address) ||
           has_others(work->knowledge, mail->reply_to, reading->from_address);
}

static void read_envelope(struct work *work)
{
    struct reading *reading = work->reading;
    const struct mail *mail = work->mail;
    const struct mail_address *from = first_address(mail->from), *reply_to = first_address(mail->reply_to);
    if (from == NULL)
        from = first_address(mail->sender);
    reading->from_address = from != NULL ? g_utf8_strdown(from->address, -1) : g_strdup("");
    reading->from_name = g_strdup(from != NULL ? from->name : "");
    reading->subject = g_strdup(mail->subject);
    reading->message_id = g_strdup(mail->message_id);
    reading->in_reply_to = g_strdup(mail->in_reply_to);
    for (guint i = 0; i < mail->references->len; i++)
        g_ptr_array_add(reading->references, g_strdup(mail->references->pdata[i]));
    reading->has_date = mail->has_date;
    reading->date_secs = mail->date_secs;
    reading->token = find_token(work->knowledge, mail);
    const struct mail_address *to = reply_to != NULL && *reply_to->address != '\0' ? reply_to : from;
    reading->reply_address = to != NULL && *to->address != '\0' ? g_strdup(to->address) : NULL;
    reading->no_acknowledge_reason = g_strdup(answer_obstacle(work->knowledge, mail));
    reading->is_forged = is_forged(work->knowledge, mail);
    reading->may_acknowledge = reading->no_acknowledge_reason == NULL;
    reading->others_see = do_others_see(work);
    for (guint i = 0; i < mail->notes->len; i++)
        add_text(reading->notes, "%s", (const char *)mail->notes->pdata[i]);
}

/* ---- which survey */

/* Returns the index of the survey whose words the view holds most of, else of the one whose subject it answers, else 0. */
static guint find_survey(const struct work *work)
{
    const GPtrArray *surveys = work->knowledge->surveys;
    guint best = 0, most = 0;
    for (guint i = 0; surveys->len > 1 && i < surveys->len; i++) {
        guint ours = align_count(work->knowledge->invitations->pdata[i], work->view);
        if (ours > most) {
            most = ours;
            best = i;
        }
    }
    if (most >= FEWEST_COMMON_WORDS)
        return best;
    g_autofree char *subject = text_fold(work->mail->subject);
    for (guint i = 0; i < surveys->len; i++) {
        g_autofree char *ours = text_fold(((const struct survey *)surveys->pdata[i])->subject);
        if (*ours != '\0' && strstr(subject, ours) != NULL)
            return i;
    }
    return 0;
}

/* ---- whose words */

static bool is_person_label(enum label label) { return label == LABEL_WRITER || label == LABEL_UNCLAIMED; }

/* Whether words of the person are in the view besides notes about the mail. */
static bool has_words(const struct view *view)
{
    for (guint i = 0; i < view->lines->len; i++) {
        const struct line *line = view->lines->pdata[i];
        if (is_person_label(line->label) && !text_is_blank(line->text))
            return true;
    }
    return false;
}

/* Finds the questions of ours in view: the lines [*first, *last]. Returns false where there are none. */
static bool find_questions(const struct view *view, guint *first, guint *last)
{
    bool any = false;
    for (guint i = 0; i < view->lines->len; i++) {
        const struct line *line = view->lines->pdata[i];
        if (line->label != LABEL_OURS || line->question == 0)
            continue;
        *first = any ? *first : i;
        *last = i;
        any = true;
    }
    return any;
}

/* Whether anything stands between line i and the question of ours above it. */
static bool is_apart(const struct view *view, guint i)
{
    for (guint steps = 0; i-- > 0 && steps < MOST_ANSWER_LINES; steps++) {
        const struct line *line = view->lines->pdata[i];
        if (line->label == LABEL_OURS)
            return line->question == 0;
        if (line->label != LABEL_BLANK && !text_is_blank(line->text))
            return true;
    }
    return true;
}

/* What stands between our questions, quoted like them and quoted but once, was typed into the quotation; and between two
 * questions all is an answer, whatever else it sounds like. */
static void take_typed_between(struct view *view)
{
    guint first = 0, last = 0;
    bool under_ask = false, asks = find_questions(view, &first, &last);
    for (guint i = first; asks && i < last; i++) {
        struct line *line = view->lines->pdata[i];
        if (line->label < LABEL_GREETING || line->label == LABEL_UNCLAIMED || line->label == LABEL_BLANK || is_apart(view, i))
            continue;
        line->label = LABEL_WRITER;
        line->label_reason = "stands between our questions";
    }
    for (guint i = 0; i < view->lines->len; i++) {
        struct line *line = view->lines->pdata[i];
        if (line->label == LABEL_BLANK || text_is_blank(line->text))
            continue;
        if (line->label == LABEL_OURS)
            under_ask = line->question != 0 && line->quote_depth == 1;
        else if (line->label != LABEL_EARLIER || line->quote_depth != 1)
            under_ask = false;
        else if (under_ask) {
            line->label = LABEL_WRITER;
            line->label_reason = "typed into our quoted questions";
        }
    }
}

/* Whether the view quotes by a header block alone, without marks: as Outlook does. */
static bool is_header_style(const struct view *view)
{
    for (guint i = 0; i < view->lines->len; i++)
        if (((const struct line *)view->lines->pdata[i])->quote_depth > 0)
            return false;
    return true;
}

/* Whether text names one of the addresses that mail was sent to, or one of ours. */
static bool names_us(const char *text, const struct mail *mail, const struct knowledge *knowledge)
{
    g_autofree char *lower = g_utf8_strdown(text, -1);
    for (guint i = 0; i < knowledge->own_addresses->len; i++)
        if (strstr(lower, knowledge->own_addresses->pdata[i]) != NULL)
            return true;
    for (guint i = 0; i < mail->to->len; i++) {
        g_autofree char *address = g_utf8_strdown(((const struct mail_address *)mail->to->pdata[i])->address, -1);
        char *plus = strchr(address, '+'), *at = strrchr(address, '@');
        if (plus != NULL && at != NULL && plus < at)
            memmove(plus, at, strlen(at) + 1);
        if (*address != '\0' && strstr(lower, address) != NULL)
            return true;
    }
    return false;
}

/* A person types into our mail only where it asks. What is quoted elsewhere of what we wrote (a confirmation, say) is no
 * answer, whatever it looks like; nor is what stands unquoted below the header of a mail of ours that asks nothing. */
static void confine_to_questions(struct view *view, const struct mail *mail, const struct knowledge *knowledge)
{
    guint first = G_MAXUINT, last = 0;
    bool asks = find_questions(view, &first, &last), below_ours = false, closed = false, header_style = is_header_style(view);
    for (guint i = 0; i < view->lines->len; i++) {
        struct line *line = view->lines->pdata[i];
        if (line->label == LABEL_ATTRIBUTION && names_us(line->text, mail, knowledge))
            below_ours = true;
        closed |= asks && i > last && (line->label == LABEL_ATTRIBUTION || line->ours == OURS_OTHER);
        bool outside = !asks || i < first || closed;
        bool theirs =
            is_person_label(line->label) || line->label == LABEL_COVER || (line->label == LABEL_EARLIER && below_ours);
        bool quoted = line->quote_depth > 0 || (below_ours && !asks && header_style);
        if (theirs && outside && quoted) {
            line->label = below_ours ? LABEL_OURS : LABEL_EARLIER;
            line->label_reason =
                below_ours ? "quoted from a mail of ours that does not ask there" : "quoted from an earlier mail";
        }
    }
}

/* Makes the view of mail, with every line labelled. */
static void view_mail(struct work *work, const struct mail *mail)
{
    g_clear_pointer(&work->view, view_free);
    g_clear_pointer(&work->alignment, alignment_free);
    work->view = view_of_mail(mail);
    work->survey = find_survey(work);
    work->alignment = align_view(work->knowledge->invitations->pdata[work->survey], work->view);
    const struct mail_address *from = first_address(mail->from);
    struct label_context context = {from != NULL ? from->name : NULL, from != NULL ? from->address : NULL};
    label_lines(work->knowledge->labels, &context, work->view);
    take_typed_between(work->view);
    confine_to_questions(work->view, mail, work->knowledge);
}

/* Returns the first message that is attached to mail, as one that was passed on, or NULL. */
static const struct mail *attached_mail(const struct mail *mail)
{
    for (guint i = 0; i < mail->parts->len; i++) {
        const struct mail_part *part = mail->parts->pdata[i];
        if (part->message != NULL)
            return part->message;
    }
    return NULL;
}

/* ---- which words answer which question */

/* Whether something was claimed by its place or number; a mark alone says nothing. */
static bool has_structure(const struct sorter *sorter)
{
    for (guint i = 0; i < sorter->claims->len; i++) {
        const struct claim *claim = &g_array_index(sorter->claims, struct claim, i);
        if (claim->how != CLAIM_STORY && words_count(claim->words) > 0)
            return true;
    }
    return false;
}

/* Tries both ways, and keeps the one that gives more answers. Returns how many. */
static guint sort_by_order_or_prose(struct sorter *sorter, const struct passage *passage)
{
    guint before = sorter->claims->len, by_order = sort_by_order(sorter, passage), between = sorter->claims->len;
    guint by_prose = sort_by_prose(sorter, passage);
    if (by_prose > by_order)
        g_array_remove_range(sorter->claims, before, between - before);
    else
        g_array_set_size(sorter->claims, between);
    return MAX(by_order, by_prose);
}

/* Sorts a passage that carries no marks and stands under no question: by order and so on where nothing else says what answers
 * what, else it belongs to the story. */
static void sort_free(struct sorter *sorter, const struct passage *passage, bool structured, bool with_story)
{
    if (!structured && (sort_by_order_or_prose(sorter, passage) > 0 || sort_by_facts(sorter, passage) > 0))
        return;
    if (with_story)
        sorter_claim_story(sorter, passage, 0, (guint)strlen(passage->text));
}

static void sort_passages(struct sorter *sorter, const GPtrArray *passages, bool with_story)
{
    g_autofree bool *done = g_new0(bool, passages->len + 1);
    for (guint i = 0; i < passages->len; i++) {
        const struct passage *passage = passages->pdata[i];
        if (passage->question != 0)
            sort_under_question(sorter, passage);
        done[i] = passage->question != 0 || sort_by_marks(sorter, passage) > 0;
    }
    bool structured = has_structure(sorter);
    for (guint i = 0; i < passages->len; i++)
        if (!done[i])
            sort_free(sorter, passages->pdata[i], structured, with_story);
}

static void drop_story(struct sorter *sorter)
{
    for (guint i = sorter->claims->len; i-- > 0;)
        if (g_array_index(sorter->claims, struct claim, i).how == CLAIM_STORY)
            g_array_remove_index(sorter->claims, i);
}

/* Whether the writer puts answers right above a mail of ours that holds but some of our questions: then what stands under those
 * is what we had read back. */
static bool is_correction_above(const struct work *work, const GPtrArray *passages)
{
    const struct survey *survey = work->knowledge->surveys->pdata[work->survey];
    const struct passage *first = passages->len > 1 ? passages->pdata[0] : NULL;
    return first != NULL && first->question == 0 && work->alignment->asks * 2 < survey->questions->len &&
           sort_rules_is_correction(work->knowledge->sorting, first->text);
}

static void drop_repeated(GPtrArray *passages)
{
    for (guint i = passages->len; i-- > 0;)
        if (((const struct passage *)passages->pdata[i])->question != 0)
            g_ptr_array_remove_index(passages, i);
}

static void sort_words(struct work *work, struct sorter *sorter)
{
    g_autoptr(GPtrArray) passages = passages_of(work->view, false);
    if (is_correction_above(work, passages))
        drop_repeated(passages);
    for (guint i = 0; work->is_imitation && i < passages->len; i++)
        sort_free(sorter, passages->pdata[i], true, true);
    if (!work->is_imitation)
        sort_passages(sorter, passages, true);
    if (passages->len > 0)
        return;
    g_autoptr(GPtrArray) earlier = passages_of(work->view, true); /* passed on by somebody who adds nothing */
    sort_passages(sorter, earlier, false);
    drop_story(sorter);
    if (sorter->claims->len > 0)
        add_text(work->reading->notes, "the answers stand in an earlier message that was passed on");
}

/* A writer who will not answer our questions may write some of their own in the same words: then all of it is theirs. */
static void take_back_imitation(struct work *work)
{
    struct view *view = work->view;
    guint end = 0;
    bool asks = false;
    while (end < view->lines->len && ((const struct line *)view->lines->pdata[end])->label != LABEL_ATTRIBUTION)
        end++;
    for (guint i = 0; i < end; i++) {
        const struct line *line = view->lines->pdata[i];
        asks |= line->ours == OURS_ASK && line->quote_depth == 0;
    }
    g_autofree char *text = label_writer_text(view, true);
    if (!asks || end == view->lines->len || !sort_rules_declines(work->knowledge->sorting, text))
        return;
    for (guint i = 0; i < end; i++) {
        struct line *line = view->lines->pdata[i];
        if (line->label != LABEL_OURS && line->label != LABEL_COVER)
            continue;
        line->label = LABEL_WRITER;
        line->label_reason = "the writer answers in a form of their own";
        line->ours = OURS_NOT;
        line->question = 0;
    }
    g_array_set_size(work->alignment->options, 0);
    work->is_imitation = true;
}

static void read_answers(struct work *work)
{
    const struct survey *survey = work->knowledge->surveys->pdata[work->survey];
    struct sorter sorter = {.survey = survey, .names = work->knowledge->names->pdata[work->survey], .claims = work->claims};
    sorter.rules = work->knowledge->sorting;
    sorter.context.rules = work->knowledge->answers;
    sorter.context.has_date = work->mail->has_date;
    sorter.context.date_secs = work->mail->date_secs;
    sorter.fits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    sort_words(work, &sorter);
    sorter_find_notes(&sorter);
    g_ptr_array_unref(work->reading->answers);
    work->reading->answers = gather_answers(&sorter, work->alignment, work->reading->text);
    g_hash_table_unref(sorter.fits);
}

/* ---- what becomes of it */

static bool has_closed_answer(const struct work *work)
{
    const struct survey *survey = work->knowledge->surveys->pdata[work->survey];
    for (guint i = 0; i < work->reading->answers->len; i++) {
        const struct read_answer *answer = work->reading->answers->pdata[i];
        if (!survey_question(survey, answer->question)->takes_story)
            return true;
    }
    return false;
}

static void drop_answer(struct reading *reading, const char *question)
{
    for (guint i = reading->answers->len; i-- > 0;)
        if (strcmp(((struct read_answer *)reading->answers->pdata[i])->question, question) == 0)
            g_ptr_array_remove_index(reading->answers, i);
}

static void drop_stories(struct work *work)
{
    const struct survey *survey = work->knowledge->surveys->pdata[work->survey];
    for (guint i = 0; i < survey->questions->len; i++) {
        const struct question *question = survey->questions->pdata[i];
        if (question->takes_story)
            drop_answer(work->reading, question->id);
    }
}

/* Whether part is a document that may hold answers. */
static bool is_document(const struct mail_part *part)
{
    static const char *const types[] = {"application/pdf", "application/msword", "application/vnd.",
                                        "application/rtf", "text/rtf",           "application/octet-stream",
                                        "application/zip", "image/heic",         NULL};
    if (!part->is_attachment && part->filename == NULL)
        return false;
    bool image = g_str_has_prefix(part->type, "image/") && part->is_attachment;
    for (guint i = 0; types[i] != NULL; i++)
        if (g_str_has_prefix(part->type, types[i]))
            return true;
    return image;
}

static bool name_attachments(struct work *work)
{
    bool any = false;
    for (guint i = 0; i < work->mail->parts->len; i++) {
        const struct mail_part *part = work->mail->parts->pdata[i];
        if (!is_document(part))
            continue;
        add_text(work->reading->review, "attachment: %s", part->filename != NULL ? part->filename : part->type);
        any = true;
    }
    return any;
}

static void set_kind(struct work *work, enum mail_kind kind, const char *reason)
{
    work->reading->kind = kind;
    g_free(work->reading->kind_reason);
    work->reading->kind_reason = g_strdup(reason);
}

/* A courtesy or a note may hold a wish: "Happy to help - by when?", "My wife has asked me to ask you to delete it". */
static void take_wish_in_courtesy(const struct work *work, bool has_answers, enum mail_kind *kind, const char **reason)
{
    const char *also = NULL;
    g_autofree char *all = label_writer_text(work->view, true);
    enum mail_kind courtesy = classify_wish(work->knowledge->kinds, work->reading->subject, all, has_answers, &also);
    bool protects = courtesy == KIND_WITHDRAW || courtesy == KIND_UNSUBSCRIBE || courtesy == KIND_ACCESS;
    bool is_free = *kind == KIND_REPLY || *kind == KIND_QUESTION || *kind == KIND_EMPTY;
    if ((*kind == KIND_EMPTY && courtesy != KIND_REPLY && courtesy != KIND_EMPTY) || (is_free && protects)) {
        *kind = courtesy;
        *reason = also;
    }
}

/* Decides the kind of a mail that a person wrote, and takes back answers that do not go with it. */
static void read_wish(struct work *work, bool has_attachment)
{
    struct reading *reading = work->reading;
    const char *reason = NULL;
    bool has_answers = has_closed_answer(work);
    enum mail_kind kind = classify_wish(work->knowledge->kinds, reading->subject, reading->text, has_answers, &reason);
    take_wish_in_courtesy(work, has_answers, &kind, &reason);
    bool marked_only = has_answers && kind == KIND_EMPTY;
    if (marked_only)
        kind = KIND_REPLY;
    if (kind == KIND_EMPTY && has_attachment) {
        kind = KIND_REPLY;
        reason = "nothing but an attachment";
    }
    set_kind(work, kind, marked_only ? "answers marked among our options" : reason);
    reading->is_ambiguous =
        kind == KIND_UNSUBSCRIBE && classify_is_ambiguous(work->knowledge->kinds, reading->subject, reading->text);
    if (kind == KIND_WITHDRAW)
        g_ptr_array_set_size(reading->answers, 0);
    else if (kind == KIND_ACCESS || kind == KIND_QUESTION || kind == KIND_EMPTY || (kind == KIND_UNSUBSCRIBE && !has_answers))
        drop_stories(work);
    if (kind == KIND_REPLY && has_attachment && !has_answers && words_count(reading->text) <= COVER_WORDS)
        drop_stories(work);
}

/* ---- the account of every line */

/* A note about the mail is accounted for as such. */
static void label_note(struct work *work, const struct claim *claim)
{
    for (guint i = claim->line_first; i <= claim->line_last && i < work->view->lines->len; i++) {
        struct line *line = work->view->lines->pdata[i];
        if (!is_person_label(line->label))
            continue;
        line->label = LABEL_COVER;
        line->label_reason = "a note about the mail or the answers";
    }
}

static void mark_claimed(struct work *work, char **claimed)
{
    const struct survey *survey = work->knowledge->surveys->pdata[work->survey];
    for (guint i = 0; i < work->claims->len; i++) {
        const struct claim *claim = &g_array_index(work->claims, struct claim, i);
        const struct question *question = survey_question_number(survey, claim->question);
        if (claim->how == CLAIM_NOTE) {
            label_note(work, claim);
            continue;
        }
        for (guint n = claim->line_first; n <= claim->line_last && n < work->view->lines->len; n++)
            if (claimed[n] == NULL)
                claimed[n] = question->id;
    }
}

/* Whether line holds a number and no words: that of a question, in a cell of its own. */
static bool is_bare_number(const struct line *line)
{
    bool any = false;
    for (const char *p = line->text; *p != '\0'; p = g_utf8_next_char(p)) {
        if (g_unichar_isalpha(g_utf8_get_char(p)) && !(g_ascii_toupper(*p) == 'Q' && p == line->text))
            return false;
        any |= g_ascii_isdigit(*p);
    }
    return any && strlen(line->text) <= MOST_NUMBER_BYTES;
}

/* The number of a question in a cell beside the answer goes with the answer; where there is none, with the question. */
static void claim_numbers(const struct work *work, char **claimed)
{
    const struct survey *survey = work->knowledge->surveys->pdata[work->survey];
    for (guint i = 0; i < work->view->lines->len; i++) {
        const struct line *line = work->view->lines->pdata[i];
        if (claimed[i] != NULL || line->table == 0 || !is_bare_number(line))
            continue;
        const char *digits = strpbrk(line->text, "0123456789");
        const struct question *question = survey_question_number(survey, (guint)g_ascii_strtoull(digits, NULL, 10));
        claimed[i] = question != NULL ? question->id : NULL;
    }
}

static void tell_lines(struct work *work)
{
    g_autofree char **claimed = g_new0(char *, work->view->lines->len + 1);
    bool counts = work->reading->kind == KIND_REPLY, unclaimed = false;
    mark_claimed(work, claimed);
    claim_numbers(work, claimed);
    for (guint i = 0; i < work->view->lines->len; i++) {
        struct line *line = work->view->lines->pdata[i];
        struct read_line *told = g_new0(struct read_line, 1);
        if (line->label == LABEL_WRITER && claimed[i] == NULL && counts) {
            line->label = LABEL_UNCLAIMED;
            line->label_reason = "no question takes these words";
            unclaimed |= !text_is_blank(line->text);
        }
        told->text = g_strdup(line->text);
        told->label = line->label;
        told->reason = g_strdup(line->label_reason);
        told->question = is_person_label(line->label) || line->label == LABEL_EARLIER ? g_strdup(claimed[i]) : NULL;
        told->quote_depth = line->quote_depth;
        g_ptr_array_add(work->reading->lines, told);
    }
    if (unclaimed)
        add_text(work->reading->review, "unclaimed words");
}

static void name_unclear(struct reading *reading)
{
    for (guint i = 0; i < reading->answers->len; i++) {
        const struct read_answer *answer = reading->answers->pdata[i];
        if (answer->state == ANSWER_UNCLEAR)
            add_text(reading->review, "unclear: %s", answer->question);
    }
}

/* ---- all of it */

static void read_person(struct work *work)
{
    const struct mail *inner = attached_mail(work->mail);
    if (inner != NULL && !has_words(work->view) && work->alignment->asks == 0) {
        add_text(work->reading->notes, "the words stand in an attached message that was passed on");
        view_mail(work, inner);
    }
    take_back_imitation(work);
    g_free(work->reading->text);
    work->reading->text = label_writer_text(work->view, false);
    read_answers(work);
    bool has_attachment = name_attachments(work);
    read_wish(work, has_attachment);
}

/* Whether more stands in a line than an answer and the name of its question: "Q5 should be RI, and take no notice of ...". */
static bool says_more(const char *line, const char *answer)
{
    AUTO(words) all = words_new(line, false);
    AUTO(words) known = words_new(answer, false);
    return all->count > known->count + QUESTION_NAME_WORDS;
}

/* Whether line holds nothing but an answer to a closed question that needs no more words: "11. I have thought about it". */
static bool is_plain_answer(const struct work *work, guint line)
{
    bool plain = false;
    for (guint i = 0; i < work->reading->answers->len; i++) {
        const struct read_answer *answer = work->reading->answers->pdata[i];
        if (*answer->words == '\0' || line < answer->line_first || line > answer->line_last)
            continue;
        const struct survey *survey = work->knowledge->surveys->pdata[work->survey];
        bool closed = strcmp(survey_question(survey, answer->question)->type, "text") != 0;
        const struct line *text = work->view->lines->pdata[line];
        if (!closed || answer->state != ANSWER_RECORDED || (answer->comment != NULL && *answer->comment != '\0') ||
            says_more(text->text, answer->words))
            return false;
        plain = answer->line_first == answer->line_last;
    }
    return plain;
}

/* Returns the words of the writer that may tell of distress: all but plain answers. (transfer full) */
static char *care_words(const struct work *work)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < work->view->lines->len; i++) {
        const struct line *line = work->view->lines->pdata[i];
        if (is_plain_answer(work, i))
            continue;
        if (is_person_label(line->label) || line->label == LABEL_COVER)
            g_string_append_printf(words, "%s%s", line->text, line->continues ? " " : "\n");
        else if (words->len > 0)
            g_string_append_c(words, '\n');
    }
    return g_string_free(words, FALSE);
}

static void read_care(struct work *work)
{
    g_autofree char *words = care_words(work);
    guint level = care_read(work->knowledge->care, words, &work->reading->care_reason);
    work->reading->care = level >= 2 ? CARE_URGENT : level == 1 ? CARE_CARE : CARE_NONE;
}

/* What a machine has to say of our mail, or of its master. */
static void read_machine(struct work *work, enum mail_kind kind, const char *reason)
{
    struct reading *reading = work->reading;
    gint64 sent = reading->has_date ? reading->date_secs : 0;
    if (kind == KIND_AUTO_REPLY && sent > 0)
        reading->away_until_secs = away_until(work->knowledge, reading->text, sent);
    if (reading->is_forged && kind == KIND_REPLY)
        add_text(reading->review, "sender not proven: our mail server says so (DMARC)");
    if (kind == KIND_AUTO_REPLY && classify_is_challenge(reason))
        add_text(reading->review, REVIEW_CHALLENGE);
    if (kind != KIND_BOUNCE)
        return;
    reading->bounce = bounce_read(work->mail);
    if (reading->bounce == BOUNCE_COMPLAINT)
        add_text(reading->review, "spam report");
    reading->reported_id = bounce_returned_id(work->mail);
    reading->reported_address = bounce_recipient(work->mail);
}

static void read_mail(struct work *work)
{
    struct reading *reading = work->reading;
    read_envelope(work);
    view_mail(work, work->mail);
    if (work->view->why != NULL)
        add_text(reading->notes, "%s", work->view->why);
    reading->text = label_writer_text(work->view, false);
    enum mail_kind kind = KIND_REPLY;
    const char *reason = NULL;
    if (classify_machine(work->knowledge->kinds, work->mail, reading->text, &kind, &reason))
        set_kind(work, kind, reason);
    else
        read_person(work);
    read_machine(work, kind, reason);
    const struct survey *survey = work->knowledge->surveys->pdata[work->survey];
    reading->survey = g_strdup(survey->id);
    read_care(work);
    name_unclear(reading);
    tell_lines(work);
}

static void read_nothing(struct reading *reading, const char *why)
{
    reading->kind = KIND_EMPTY;
    reading->kind_reason = g_strdup(why);
    reading->from_address = g_strdup("");
    reading->from_name = g_strdup("");
    reading->subject = g_strdup("");
    reading->message_id = g_strdup("");
    reading->in_reply_to = g_strdup("");
    reading->text = g_strdup("");
    reading->no_acknowledge_reason = g_strdup("it cannot be read");
    add_text(reading->review, "unreadable: %s", why);
}

struct reading *reading_make(const struct knowledge *knowledge, GBytes *bytes)
{
    struct reading *reading = reading_new();
    reading->version = g_strdup(knowledge->version);
    g_autoptr(GError) error = NULL;
    AUTO(mail) mail = mail_parse(bytes, &error);
    if (mail == NULL) {
        read_nothing(reading, error->message);
        return reading;
    }
    struct work work = {.knowledge = knowledge, .reading = reading, .mail = mail};
    work.claims = g_array_new(FALSE, FALSE, sizeof(struct claim));
    g_array_set_clear_func(work.claims, (GDestroyNotify)claim_clear);
    read_mail(&work);
    g_array_unref(work.claims);
    view_free(work.view);
    alignment_free(work.alignment);
    return reading;
}

char *reading_words_of_text(const struct knowledge *knowledge, const char *text)
{
    AUTO(view) view = view_from_plain(text, false, false);
    AUTO(alignment) alignment = align_view(knowledge->invitations->pdata[0], view);
    const struct label_context context = {NULL, NULL};
    label_lines(knowledge->labels, &context, view);
    return label_writer_text(view, true);
}
