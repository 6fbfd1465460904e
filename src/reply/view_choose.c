/* Chooses which text of a mail is read: among alternatives the one that carries more, then every other text that a reader
 * sees. Never reads attachments, but a mail that is nothing but an attached mail is read through. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "reply/view_lines.h"
#include "reply/view_words.h"

#define LOST_WORDS_MIN 3u     /* fewer words that the plain text lacks are punctuation and luck */
#define LOST_WORDS_PERCENT 3u /* of the words of the HTML */
#define STUB_WORDS_MIN 20u    /* words that the HTML lacks before it counts as a stub of the plain text */
#define STUB_WORDS_PERCENT 25u

/* What the markup of a view says that plain text cannot. */
struct carried {
    guint marks[5];                       /* runs, in the order of mark_names */
    guint tables, numbers, quoted, ticks; /* quoted: lines in a quotation; ticks: and boxes */
};

static const struct {
    guint style;
    const char *name;
} mark_names[5] = {{STYLE_STRIKE, "struck text"},
                   {STYLE_HIGHLIGHT, "highlighted text"},
                   {STYLE_COLOUR, "coloured text"},
                   {STYLE_BOLD, "bold text"},
                   {STYLE_UNDERLINE, "underlined text"}};

/* Returns whether a reader sees the part as text of the mail. One that has a name is a file, though some programs show it, but
 * for the pieces of text that Exchange calls "ATT00001.txt". */
static bool is_text(const struct mail_part *part)
{
    bool known = strcmp(part->type, "text/plain") == 0 || strcmp(part->type, "text/html") == 0;
    bool is_file = part->filename != NULL && *part->filename != '\0' && !g_str_has_prefix(part->filename, "ATT");
    return known && part->text != NULL && !part->is_attachment && !is_file;
}

static bool is_called_html(const struct mail_part *part) { return strcmp(part->type, "text/html") == 0; }

/* Returns whether the part is HTML, whatever it is called: without tags and references its line breaks are all it has. */
static bool is_html(const struct mail_part *part)
{
    if (is_called_html(part))
        return strpbrk(part->text, "<&") != NULL;
    const char *text = part->text + strspn(part->text, " \t\r\n");
    return g_ascii_strncasecmp(text, "<!doctype html", 14) == 0 || g_ascii_strncasecmp(text, "<html", 5) == 0;
}

/* Returns whether a bold run only names what follows ("From:"), as the header block of a quoted mail does. */
static bool is_caption(const struct line *line, const struct run *run)
{
    const char *end = line->text + run->start + run->length;
    while (end > line->text + run->start && g_ascii_isspace(end[-1]))
        end--;
    bool colon_inside = end > line->text + run->start && end[-1] == ':';
    return run->start == 0 && (colon_inside || *end == ':');
}

static void weigh_runs(struct carried *carried, const struct line *line)
{
    for (guint i = 0; i < line->runs->len; i++) {
        const struct run *run = &g_array_index(line->runs, struct run, i);
        if (run->style & STYLE_LINK || line_style(line, run->start, run->length) == 0)
            continue;
        for (guint mark = 0; mark < G_N_ELEMENTS(mark_names); mark++) {
            bool caption = mark_names[mark].style == STYLE_BOLD && is_caption(line, run);
            carried->marks[mark] += run->style & mark_names[mark].style && !caption;
        }
    }
}

/* Returns how many ticks, crosses and boxes text has. */
static guint count_ticks(const char *text)
{
    guint ticks = 0;
    for (const char *p = strstr(text, "\xe2"); p != NULL; p = strstr(p + 1, "\xe2")) {
        gunichar c = g_utf8_get_char(p);
        ticks += (c >= 0x2610 && c <= 0x2612) || (c >= 0x2713 && c <= 0x2718);
    }
    return ticks;
}

static struct carried weigh(const struct view *view)
{
    struct carried carried = {0};
    for (guint i = 0; i < view->lines->len; i++) {
        const struct line *line = view->lines->pdata[i];
        weigh_runs(&carried, line);
        carried.tables = MAX(carried.tables, line->table);
        carried.numbers += line->list_number != 0;
        carried.ticks += count_ticks(line->text);
        carried.quoted += line->quote_depth > 0 && *line->text != '\0';
    }
    return carried;
}

static void add_words(GString *words, const char *what, bool carried)
{
    if (carried)
        g_string_append_printf(words, "%s%s", words->len > 0 ? ", " : "", what);
}

/* Returns what HTML carries in words, or NULL where plain text says the same. (transfer full) */
static char *carried_words(const struct carried *html, const struct carried *plain)
{
    GString *words = g_string_new(NULL);
    for (guint mark = 0; mark < G_N_ELEMENTS(mark_names); mark++)
        add_words(words, mark_names[mark].name, html->marks[mark] > 0);
    add_words(words, "a table", html->tables > 0);
    add_words(words, "list numbers", html->numbers > 0);
    add_words(words, "ticks or boxes", html->ticks > plain->ticks);
    add_words(words, "quotations without marks in the plain text", html->quoted > 0 && plain->quoted == 0);
    return g_string_free(words, words->len == 0);
}

/* Returns whether missing words are many by the two limits. */
static bool is_many(guint missing, guint total, guint least, guint percent)
{
    return missing >= least && missing * 100 > total * percent;
}

/* Decides between the two alternatives by their words alone. Returns whether that decides it, which is read, and why. */
static bool words_decide(const struct view *plain, const struct view *html, bool *take_html, char **why)
{
    const struct word_difference words = view_words_compare(html, plain);
    guint html_words = words.first, plain_words = words.second, lost = words.only_first, stubbed = words.only_second;
    *take_html = true;
    if (html_words == 0) {
        *take_html = false;
        *why = g_strdup("plain text: the HTML shows no words");
    } else if (plain_words == 0) {
        *why = g_strdup("HTML: the plain text is empty");
    } else if (is_many(lost, html_words, LOST_WORDS_MIN, LOST_WORDS_PERCENT)) {
        *why = g_strdup_printf("HTML: the plain text lacks %u of its %u words", lost, html_words);
    } else if (is_many(stubbed, plain_words, STUB_WORDS_MIN, STUB_WORDS_PERCENT)) {
        *take_html = false;
        *why = g_strdup_printf("plain text: the HTML lacks %u of its %u words", stubbed, plain_words);
    }
    return *why != NULL;
}

/* Decides between the two alternatives. Returns whether HTML is read, and why. */
static bool prefers_html(const struct view *plain, const struct view *html, char **why)
{
    bool take_html;
    if (words_decide(plain, html, &take_html, why))
        return take_html;
    const struct carried in_html = weigh(html), in_plain = weigh(plain);
    g_autofree char *marks = carried_words(&in_html, &in_plain);
    *why = marks != NULL ? g_strdup_printf("HTML: it carries %s", marks)
                         : g_strdup("plain text: the HTML carries no marks, tables or list numbers");
    return marks != NULL;
}

static struct view *view_of_part(const struct mail *mail, guint index)
{
    const struct mail_part *part = mail->parts->pdata[index];
    struct view *view = is_html(part) ? view_from_html(part->text) : view_from_plain(part->text, part->flowed, part->delsp);
    view->part = index;
    for (guint i = 0; i < view->lines->len; i++)
        ((struct line *)view->lines->pdata[i])->part = index;
    return view;
}

/* Moves the lines of more to the end of view, a blank line between, and frees more. Tables stay numbered through. */
static void append_view(struct view *view, struct view *more)
{
    guint tables = 0;
    for (guint i = 0; i < view->lines->len; i++)
        tables = MAX(tables, ((struct line *)view->lines->pdata[i])->table);
    if (view->lines->len > 0 && more->lines->len > 0) {
        struct line *blank = view_append(view, g_strdup(""), 0, 0);
        if (blank != NULL)
            blank->part = more->part;
    }
    bool cut = false;
    for (guint i = 0; i < more->lines->len && !cut; i++) {
        struct line *line = more->lines->pdata[i];
        cut = view->lines->len >= LIMIT_LINES;
        if (cut)
            break;
        line->table += line->table > 0 ? tables : 0;
        more->lines->pdata[i] = NULL;
        g_ptr_array_add(view->lines, line);
    }
    if (cut)
        view_add_why(view, "the text has too many lines: the end was left out");
    if (*more->why != '\0')
        view_add_why(view, more->why);
    view_free(more);
}

static const char *only_kind(const struct view *view)
{
    return view->is_html ? "HTML: there is no plain text" : "plain text: there is no HTML";
}

/* Makes one view of those parts of the mail that are of one kind and alternatives of the same group; NULL: none. */
static struct view *view_of_kind(const struct mail *mail, guint group, bool html)
{
    struct view *view = NULL;
    for (guint i = 0; i < mail->parts->len; i++) {
        const struct mail_part *part = mail->parts->pdata[i];
        if (!is_text(part) || part->alternative != group || is_called_html(part) != html)
            continue;
        struct view *more = view_of_part(mail, i);
        if (view == NULL)
            view = more;
        else
            append_view(view, more);
    }
    return view;
}

/* Makes the view of a group of alternatives: of the better kind. */
static struct view *view_of_group(const struct mail *mail, guint group)
{
    AUTO(view) plain = view_of_kind(mail, group, false);
    AUTO(view) html = view_of_kind(mail, group, true);
    if (plain == NULL || html == NULL) {
        struct view *only = plain != NULL ? g_steal_pointer(&plain) : g_steal_pointer(&html);
        view_add_why(only, only_kind(only));
        return only;
    }
    g_autofree char *why = NULL;
    bool take_html = prefers_html(plain, html, &why);
    struct view *chosen = take_html ? g_steal_pointer(&html) : g_steal_pointer(&plain);
    view_add_why(chosen, why);
    return chosen;
}

static bool group_was_seen(const struct mail *mail, guint index)
{
    const struct mail_part *part = mail->parts->pdata[index];
    for (guint i = 0; i < index && part->alternative > 0; i++) {
        const struct mail_part *earlier = mail->parts->pdata[i];
        if (is_text(earlier) && earlier->alternative == part->alternative)
            return true;
    }
    return false;
}

/* Makes the view of the first attached mail that has one; NULL: there is none. */
static struct view *view_of_attached(const struct mail *mail)
{
    for (guint i = 0; i < mail->parts->len; i++) {
        const struct mail_part *part = mail->parts->pdata[i];
        if (part->message == NULL)
            continue;
        struct view *view = view_of_mail(part->message);
        view->part = i;
        for (guint n = 0; n < view->lines->len; n++)
            ((struct line *)view->lines->pdata[n])->part = i;
        view_add_why(view, "the mail has no text of its own: this is the attached mail");
        return view;
    }
    return NULL;
}

/* Makes the view of all text parts in turn; NULL: there is none. */
static struct view *view_of_parts(const struct mail *mail)
{
    struct view *view = NULL;
    for (guint i = 0; i < mail->parts->len; i++) {
        const struct mail_part *part = mail->parts->pdata[i];
        if (!is_text(part) || group_was_seen(mail, i))
            continue;
        struct view *more = part->alternative > 0 ? view_of_group(mail, part->alternative) : view_of_part(mail, i);
        if (view == NULL) {
            view = more;
            if (*view->why == '\0')
                view_add_why(view, only_kind(view));
        } else {
            append_view(view, more);
            view_add_why(view, "a further text part was appended");
        }
    }
    return view;
}

static bool is_blank(const struct view *view)
{
    for (guint i = 0; i < view->lines->len; i++)
        if (!text_is_blank(((const struct line *)view->lines->pdata[i])->text))
            return false;
    return true;
}

struct view *view_of_mail(const struct mail *mail)
{
    struct view *view = view_of_parts(mail);
    struct view *attached = view == NULL || is_blank(view) ? view_of_attached(mail) : NULL;
    if (attached != NULL) {
        view_free(view);
        return attached;
    }
    if (view == NULL) {
        view = view_new(false);
        view_add_why(view, "the mail has no text");
    }
    return view;
}
