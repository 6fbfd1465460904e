/* Bars, drawn by Pango and cairo: the label above its bar, so that long labels and narrow screens go together. Never says
 * anything by colour alone: each bar has its figures beside it. */
#include "render/chart.h"

#include <pango/pangocairo.h>
#include <stdbool.h>

#include "base/error.h"

#define SCALE 2 /* pixels for each point as shown */
#define FONT "DejaVu Sans, Sans"
#define LABEL_PIXELS 13
#define BAR_HEIGHT 12
#define LABEL_HEIGHT 19
#define GAP 12
#define MARGIN 10
#define FIGURES_WIDTH 92
#define BAR_WIDTH ((double)CHART_WIDTH - FIGURES_WIDTH - 2 * MARGIN)
#define HIDDEN_WORDS "withheld"

struct colour {
    double red, green, blue;
};
static const struct colour paper = {1, 1, 1}, ink = {0.11, 0.13, 0.16}, track = {0.90, 0.92, 0.94}, fill = {0.07, 0.33, 0.56};

struct drawing {
    cairo_t *cairo;
    PangoContext *context;
    gint64 most, whole;
};

static gint64 count_of(const json_t *bar) { return json_integer_value(json_object_get(bar, "count")); }

static bool is_hidden(const json_t *bar) { return json_is_true(json_object_get(bar, "suppressed")); }

static const char *label_of(const json_t *bar)
{
    const char *label = json_string_value(json_object_get(bar, "label"));
    return label != NULL ? label : "";
}

/* Returns "12 (40 %)". (transfer full) */
static char *figures_of(const json_t *bar, gint64 whole)
{
    gint64 count = count_of(bar);
    if (is_hidden(bar))
        return g_strdup(HIDDEN_WORDS);
    if (whole <= 0)
        return g_strdup_printf("%" G_GINT64_FORMAT, count);
    return g_strdup_printf("%" G_GINT64_FORMAT " (%" G_GINT64_FORMAT " %%)", count, (count * 100 + whole / 2) / whole);
}

char *chart_words(const json_t *bars, gint64 whole)
{
    GString *words = g_string_new(NULL);
    size_t i;
    const json_t *bar;
    json_array_foreach(bars, i, bar)
    {
        g_autofree char *figures = figures_of(bar, whole);
        g_string_append_printf(words, "%s%s %s", i > 0 ? ", " : "", label_of(bar), figures);
    }
    return g_string_free(words, FALSE);
}

static void set_colour(const struct drawing *drawing, struct colour colour)
{
    cairo_set_source_rgb(drawing->cairo, colour.red, colour.green, colour.blue);
}

static void draw_words(const struct drawing *drawing, const char *words, double x, double y, double width, bool is_right)
{
    PangoLayout *layout = pango_layout_new(drawing->context);
    PangoFontDescription *font = pango_font_description_from_string(FONT);
    pango_font_description_set_absolute_size(font, LABEL_PIXELS * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_text(layout, words, -1);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_alignment(layout, is_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    set_colour(drawing, ink);
    cairo_move_to(drawing->cairo, x, y);
    pango_cairo_show_layout(drawing->cairo, layout);
    g_object_unref(layout);
}

static void draw_box(const struct drawing *drawing, double y, double width, struct colour colour)
{
    set_colour(drawing, colour);
    cairo_rectangle(drawing->cairo, MARGIN, y, width, BAR_HEIGHT);
    cairo_fill(drawing->cairo);
}

static void draw_bar(const struct drawing *drawing, const json_t *bar, double y)
{
    g_autofree char *figures = figures_of(bar, drawing->whole);
    double width = drawing->most > 0 ? BAR_WIDTH * (double)count_of(bar) / (double)drawing->most : 0;
    draw_words(drawing, label_of(bar), MARGIN, y, CHART_WIDTH - 2 * MARGIN, false);
    draw_box(drawing, y + LABEL_HEIGHT, BAR_WIDTH, track);
    if (count_of(bar) > 0)
        draw_box(drawing, y + LABEL_HEIGHT, MAX(width, 1), fill);
    draw_words(drawing, figures, MARGIN + BAR_WIDTH, y + LABEL_HEIGHT - 2, FIGURES_WIDTH, true);
}

static void draw(const json_t *bars, gint64 whole, cairo_t *cairo)
{
    PangoFontMap *fonts = pango_cairo_font_map_new(); /* one of its own goes away with it */
    PangoContext *context = pango_font_map_create_context(fonts);
    struct drawing drawing = {.cairo = cairo, .context = context, .whole = whole};
    size_t i;
    const json_t *bar;
    json_array_foreach(bars, i, bar) drawing.most = MAX(drawing.most, count_of(bar));
    cairo_scale(cairo, SCALE, SCALE);
    set_colour(&drawing, paper);
    cairo_paint(cairo);
    pango_cairo_update_context(cairo, context);
    json_array_foreach(bars, i, bar) draw_bar(&drawing, bar, MARGIN + (double)i * (LABEL_HEIGHT + BAR_HEIGHT + GAP));
    g_object_unref(context);
    g_object_unref(fonts);
}

static cairo_status_t append(void *data, const unsigned char *bytes, unsigned int length)
{
    g_byte_array_append(data, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

GBytes *chart_bars(const json_t *bars, gint64 whole, guint *height, GError **error)
{
    *height = 2 * MARGIN - GAP + (guint)MAX(json_array_size(bars), 1) * (LABEL_HEIGHT + BAR_HEIGHT + GAP);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)CHART_WIDTH * SCALE, (int)*height * SCALE);
    cairo_t *cairo = cairo_create(surface);
    GByteArray *png = g_byte_array_new();
    draw(bars, whole, cairo);
    cairo_status_t status = cairo_status(cairo);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_write_to_png_stream(surface, append, png);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        return g_byte_array_free_to_bytes(png);
    g_byte_array_unref(png);
    g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "cannot draw a chart: %s", cairo_status_to_string(status));
    return NULL;
}
