/* Builds the lines of a view from pieces of text. For the files view_*.c only. */
#pragma once
#include "reply/view.h"

/* Where a line stands: what struct line says of it besides its text. */
struct line_place {
    guint quote_depth, list_depth;
    guint table, row, cell, heading;
    gint list_number;
};

/* How white space of a piece is shown, as CSS calls it. */
enum white_space { WHITE_SPACE_NORMAL, WHITE_SPACE_PRE_LINE, WHITE_SPACE_PRE };

struct piece {
    guint style;
    guint32 colour;
    enum white_space white_space;
    gsize from, to; /* the bytes of the decoded part that the piece was made of */
    bool exact;     /* byte i of the piece is byte from + i of the part */
};

struct view_lines {
    struct view *view;
    GString *text; /* of the line that is being filled */
    GArray *runs;
    struct line_place place;
    gsize from, to;
    bool begun;        /* something stands in the line, be it invisible */
    bool gap;          /* collapsed white space waits for a word */
    bool pre;          /* the line's white space counts */
    bool margin;       /* a blank line is due before the next line */
    bool full;         /* LIMIT_LINES was reached: the rest is left out */
    gunichar previous; /* character before the next one, 0 at the start of a line */
    guint gap_style;
    guint32 gap_colour;
};

/* Returns an empty view (transfer full). */
struct view *view_new(bool is_html);

/* Begins adding to view, which outlives lines. Clear lines afterwards. */
void view_lines_init(struct view_lines *lines, struct view *view);
void view_lines_clear(struct view_lines *lines);

/* Adds a piece of text in place; white space is collapsed as piece says. Returns whether any of it can be seen. */
bool view_lines_add(struct view_lines *lines, const struct line_place *place, const char *text, gsize length,
                    const struct piece *piece);

/* Ends the line if anything stands in it (the edge of a block). */
void view_lines_end_block(struct view_lines *lines);

/* Ends the line even if it is empty (<br>). */
void view_lines_break(struct view_lines *lines, const struct line_place *place, gsize from, gsize to);

/* Appends a finished line, taking over text. Returns it (transfer none), or NULL where the view is full: text is freed. */
struct line *view_append(struct view *view, char *text, gsize from, gsize to);

enum visibility { SHOWN, SHOWN_AS_SPACE, NOT_SHOWN };

/* Returns what a reader sees of c after previous: itself, a space, or nothing (zero width, control, direction marks). */
enum visibility character_shown(gunichar c, gunichar previous);

/* Appends the character at p, length bytes long: what Word keeps in its private codes as the picture that it stands for. */
void append_character(GString *out, const char *p, gsize length);

/* Decides line->continues throughout, where the width at which a text was wrapped shows; in HTML only of lines that a line
 * break ended, which have it set beforehand. Bit n of flowed: at quote depth n the program says itself where paragraphs end
 * (format=flowed), so that nothing is guessed. Linear. */
void view_mark_continuations(struct view *view, guint64 flowed);

/* Returns the bit of a quote depth in flowed. */
guint64 flowed_bit(guint quote_depth);

/* Takes a mark (bold, colour and so on) off all runs where nearly all text has it: then it is the mail's ordinary look. */
void view_drop_common_marks(struct view *view);

/* Adds to view->why, with "; " between. */
void view_add_why(struct view *view, const char *why);
