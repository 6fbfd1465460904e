/* What a reader of the mail sees: one list of styled lines, from plain text or from HTML. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "mail/mail.h"

enum style {
    STYLE_BOLD = 1 << 0,
    STYLE_ITALIC = 1 << 1,
    STYLE_UNDERLINE = 1 << 2,
    STYLE_STRIKE = 1 << 3,
    STYLE_HIGHLIGHT = 1 << 4, /* a background colour that is not that of the surroundings */
    STYLE_COLOUR = 1 << 5,    /* a text colour that is not black, grey or inherited */
    STYLE_LINK = 1 << 6       /* text of a hyperlink: its colour and underline do not count as marks */
};

/* A stretch of a line in one style; the runs of a line cover it without gaps. */
struct run {
    guint start, length; /* bytes in the line's text */
    guint style;         /* of enum style */
    guint32 colour;      /* 0xRRGGBB of the text where STYLE_COLOUR */
};

enum label {
    LABEL_NONE, /* not decided yet */
    LABEL_BLANK,
    LABEL_WRITER,      /* the writer's words to us */
    LABEL_OURS,        /* words that we sent */
    LABEL_ATTRIBUTION, /* "On ... wrote:", header blocks of a quoted mail */
    LABEL_EARLIER,     /* words of earlier messages in the thread, by whomever */
    LABEL_GREETING,
    LABEL_FAREWELL,
    LABEL_SIGNATURE,
    LABEL_FOOTER, /* "Sent from my iPhone" */
    LABEL_DISCLAIMER,
    LABEL_BANNER,    /* "CAUTION: external sender" */
    LABEL_UNCLAIMED, /* a person's words that nothing has claimed: a human looks at them */
    LABEL_COVER      /* a note about the mail or the answers, or of one who passes it on: no text of the survey */
};

/* What of the words that we sent a line holds. */
enum ours {
    OURS_NOT,     /* somebody else's words */
    OURS_OTHER,   /* greeting, introduction, closing ... */
    OURS_ASK,     /* a question */
    OURS_OPTIONS, /* its options */
    OURS_HINT     /* its hint */
};

struct line {
    char *text;        /* UTF-8, no line break; quote marks removed; list numbers that only the markup implies are not in it */
    GArray *runs;      /* struct run; empty for plain text */
    guint quote_depth; /* by '>' marks or blockquote */
    gint list_number;  /* number that an <ol> implies for this line; 0: none */
    guint list_depth;  /* nesting of <ol>/<ul>; 0: none */
    guint table, row, cell; /* 1-based within the view; 0: not in a table. A layout table of one column counts as none */
    guint heading;          /* 1..6 in <h1>..<h6>; 0 else */
    guint part;             /* index in mail->parts of the part that it was made of */
    gsize origin_offset, origin_length; /* bytes in the part's decoded text that it was made of */
    bool continues;   /* a reader sees the next line as the same paragraph (a soft break of format=flowed was undone: false) */
    bool joined;      /* stands on one line with the line before, from which align_view has split it off */
    enum ours ours;   /* set by align_view */
    guint question;   /* number of the question that ours belongs to; 0: none */
    enum label label; /* set by label_lines; LABEL_OURS by align_view */
    const char *label_reason; /* static text: why; NULL where not decided */
};

struct view {
    GPtrArray *lines; /* struct line *, owned */
    guint part;       /* index in mail->parts of the part that it was made of */
    bool is_html;
    char *why; /* which alternative was chosen and why, in words for `hearback read` */
};

/* Makes the view of plain text. flowed and delsp as in RFC 3676. Linear in the length of text. (transfer full) */
struct view *view_from_plain(const char *text, bool flowed, bool delsp);

/* Makes the view of an HTML document as a browser would show it: hidden elements, comments, style and script left out; marks
 * (see enum style), tables, lists, blockquotes kept. Bounded by LIMIT_HTML_*. (transfer full) */
struct view *view_from_html(const char *html);

/* Makes the view of the mail's text: of its alternatives the one that carries more (marks, tables, implied numbers count for
 * HTML where a person's words are in them), further inline text parts appended. The view may have no lines. (transfer full) */
struct view *view_of_mail(const struct mail *mail);

void view_free(struct view *view);
DEFINE_AUTO(view)
void line_free(struct line *line);

/* Cuts line at byte offset of its text. Returns what stood behind it as a line of its own, joined. (transfer full) */
struct line *line_split(struct line *line, guint offset);

/* Returns the name of label as `hearback read` shows it: "writer", "ours", ... (static) */
const char *label_name(enum label label);

/* Returns the styles that every visible byte of [start, start + length) of line has in common; 0 for plain text. */
guint line_style(const struct line *line, guint start, guint length);
