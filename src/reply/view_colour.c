/* Colours as CSS and old HTML write them. */
#include <math.h>
#include <string.h>

#include "reply/view_css.h"

struct named_colour {
    const char *name;
    guint32 rgb;
};

/* The names of CSS Color 4, section 6.1, in alphabetical order. */
static const struct named_colour names[] = {
    {"aliceblue", 0xF0F8FF},
    {"antiquewhite", 0xFAEBD7},
    {"aqua", 0x00FFFF},
    {"aquamarine", 0x7FFFD4},
    {"azure", 0xF0FFFF},
    {"beige", 0xF5F5DC},
    {"bisque", 0xFFE4C4},
    {"black", 0x000000},
    {"blanchedalmond", 0xFFEBCD},
    {"blue", 0x0000FF},
    {"blueviolet", 0x8A2BE2},
    {"brown", 0xA52A2A},
    {"burlywood", 0xDEB887},
    {"cadetblue", 0x5F9EA0},
    {"chartreuse", 0x7FFF00},
    {"chocolate", 0xD2691E},
    {"coral", 0xFF7F50},
    {"cornflowerblue", 0x6495ED},
    {"cornsilk", 0xFFF8DC},
    {"crimson", 0xDC143C},
    {"cyan", 0x00FFFF},
    {"darkblue", 0x00008B},
    {"darkcyan", 0x008B8B},
    {"darkgoldenrod", 0xB8860B},
    {"darkgray", 0xA9A9A9},
    {"darkgreen", 0x006400},
    {"darkgrey", 0xA9A9A9},
    {"darkkhaki", 0xBDB76B},
    {"darkmagenta", 0x8B008B},
    {"darkolivegreen", 0x556B2F},
    {"darkorange", 0xFF8C00},
    {"darkorchid", 0x9932CC},
    {"darkred", 0x8B0000},
    {"darksalmon", 0xE9967A},
    {"darkseagreen", 0x8FBC8F},
    {"darkslateblue", 0x483D8B},
    {"darkslategray", 0x2F4F4F},
    {"darkslategrey", 0x2F4F4F},
    {"darkturquoise", 0x00CED1},
    {"darkviolet", 0x9400D3},
    {"darkyellow", 0x808000},
    {"deeppink", 0xFF1493},
    {"deepskyblue", 0x00BFFF},
    {"dimgray", 0x696969},
    {"dimgrey", 0x696969},
    {"dodgerblue", 0x1E90FF},
    {"firebrick", 0xB22222},
    {"floralwhite", 0xFFFAF0},
    {"forestgreen", 0x228B22},
    {"fuchsia", 0xFF00FF},
    {"gainsboro", 0xDCDCDC},
    {"ghostwhite", 0xF8F8FF},
    {"gold", 0xFFD700},
    {"goldenrod", 0xDAA520},
    {"gray", 0x808080},
    {"green", 0x008000},
    {"greenyellow", 0xADFF2F},
    {"grey", 0x808080},
    {"honeydew", 0xF0FFF0},
    {"hotpink", 0xFF69B4},
    {"indianred", 0xCD5C5C},
    {"indigo", 0x4B0082},
    {"ivory", 0xFFFFF0},
    {"khaki", 0xF0E68C},
    {"lavender", 0xE6E6FA},
    {"lavenderblush", 0xFFF0F5},
    {"lawngreen", 0x7CFC00},
    {"lemonchiffon", 0xFFFACD},
    {"lightblue", 0xADD8E6},
    {"lightcoral", 0xF08080},
    {"lightcyan", 0xE0FFFF},
    {"lightgoldenrodyellow", 0xFAFAD2},
    {"lightgray", 0xD3D3D3},
    {"lightgreen", 0x90EE90},
    {"lightgrey", 0xD3D3D3},
    {"lightpink", 0xFFB6C1},
    {"lightsalmon", 0xFFA07A},
    {"lightseagreen", 0x20B2AA},
    {"lightskyblue", 0x87CEFA},
    {"lightslategray", 0x778899},
    {"lightslategrey", 0x778899},
    {"lightsteelblue", 0xB0C4DE},
    {"lightyellow", 0xFFFFE0},
    {"lime", 0x00FF00},
    {"limegreen", 0x32CD32},
    {"linen", 0xFAF0E6},
    {"magenta", 0xFF00FF},
    {"maroon", 0x800000},
    {"mediumaquamarine", 0x66CDAA},
    {"mediumblue", 0x0000CD},
    {"mediumorchid", 0xBA55D3},
    {"mediumpurple", 0x9370DB},
    {"mediumseagreen", 0x3CB371},
    {"mediumslateblue", 0x7B68EE},
    {"mediumspringgreen", 0x00FA9A},
    {"mediumturquoise", 0x48D1CC},
    {"mediumvioletred", 0xC71585},
    {"midnightblue", 0x191970},
    {"mintcream", 0xF5FFFA},
    {"mistyrose", 0xFFE4E1},
    {"moccasin", 0xFFE4B5},
    {"navajowhite", 0xFFDEAD},
    {"navy", 0x000080},
    {"oldlace", 0xFDF5E6},
    {"olive", 0x808000},
    {"olivedrab", 0x6B8E23},
    {"orange", 0xFFA500},
    {"orangered", 0xFF4500},
    {"orchid", 0xDA70D6},
    {"palegoldenrod", 0xEEE8AA},
    {"palegreen", 0x98FB98},
    {"paleturquoise", 0xAFEEEE},
    {"palevioletred", 0xDB7093},
    {"papayawhip", 0xFFEFD5},
    {"peachpuff", 0xFFDAB9},
    {"peru", 0xCD853F},
    {"pink", 0xFFC0CB},
    {"plum", 0xDDA0DD},
    {"powderblue", 0xB0E0E6},
    {"purple", 0x800080},
    {"rebeccapurple", 0x663399},
    {"red", 0xFF0000},
    {"rosybrown", 0xBC8F8F},
    {"royalblue", 0x4169E1},
    {"saddlebrown", 0x8B4513},
    {"salmon", 0xFA8072},
    {"sandybrown", 0xF4A460},
    {"seagreen", 0x2E8B57},
    {"seashell", 0xFFF5EE},
    {"sienna", 0xA0522D},
    {"silver", 0xC0C0C0},
    {"skyblue", 0x87CEEB},
    {"slateblue", 0x6A5ACD},
    {"slategray", 0x708090},
    {"slategrey", 0x708090},
    {"snow", 0xFFFAFA},
    {"springgreen", 0x00FF7F},
    {"steelblue", 0x4682B4},
    {"tan", 0xD2B48C},
    {"teal", 0x008080},
    {"thistle", 0xD8BFD8},
    {"tomato", 0xFF6347},
    {"turquoise", 0x40E0D0},
    {"violet", 0xEE82EE},
    {"wheat", 0xF5DEB3},
    {"white", 0xFFFFFF},
    {"whitesmoke", 0xF5F5F5},
    {"yellow", 0xFFFF00},
    {"yellowgreen", 0x9ACD32},
};

#define DEGREES_MOST 360000  /* of a hue; a multiple of 360 */
#define COLOUR_BYTES_MAX 64u /* a longer value is no colour that a mail program writes */

guint css_chroma(guint32 rgb)
{
    guint red = rgb >> 16 & 0xFF, green = rgb >> 8 & 0xFF, blue = rgb & 0xFF;
    guint most = MAX(red, MAX(green, blue)), least = MIN(red, MIN(green, blue));
    return most - least;
}

static bool named(struct css_colour *colour, const char *word)
{
    gsize low = 0, high = G_N_ELEMENTS(names);
    while (low < high) {
        gsize middle = low + (high - low) / 2;
        int order = strcmp(word, names[middle].name);
        if (order == 0) {
            *colour = (struct css_colour){COLOUR_GIVEN, names[middle].rgb};
            return true;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

/* "fff", "ffff", "ffffff", "ffffffff": a fourth part is how opaque the colour is. */
static bool hexadecimal(struct css_colour *colour, const char *digits)
{
    gsize length = strlen(digits);
    if (strspn(digits, "0123456789abcdef") != length)
        return false;
    guint value[8];
    for (gsize i = 0; i < MIN(length, 8); i++)
        value[i] = (guint)g_ascii_xdigit_value(digits[i]);
    bool see_through = false;
    if (length == 3 || length == 4) {
        colour->rgb = (value[0] * 17) << 16 | (value[1] * 17) << 8 | value[2] * 17;
        see_through = length == 4 && value[3] == 0;
    } else if (length == 6 || length == 8) {
        colour->rgb = (value[0] << 4 | value[1]) << 16 | (value[2] << 4 | value[3]) << 8 | (value[4] << 4 | value[5]);
        see_through = length == 8 && value[6] == 0 && value[7] == 0;
    } else {
        return false;
    }
    colour->kind = see_through ? COLOUR_TRANSPARENT : COLOUR_GIVEN;
    return true;
}

/* Reads up to four numbers of a function's arguments; a percentage becomes its share of whole. Returns how many. */
static guint arguments(const char *text, double *values, double whole)
{
    guint count = 0;
    const char *p = text;
    while (*p != '\0' && *p != ')' && count < 4) {
        char *end;
        double value = g_ascii_strtod(p, &end);
        if (end == p) {
            p++;
            continue;
        }
        if (!isfinite(value))
            value = 0;
        if (*end == '%') {
            value = count < 3 ? value * whole / 100 : value / 100;
            end++;
        }
        values[count++] = value;
        p = end;
    }
    return count;
}

static guint32 byte_of(double share) { return (guint32)CLAMP(share * 255 + 0.5, 0, 255); }

/* Of a positive value. */
static double remainder_of(double value, double by) { return value - by * (double)(guint)(value / by); }

static guint32 from_hsl(double hue, double saturation, double lightness)
{
    double chroma = (1 - ABS(2 * lightness - 1)) * saturation;
    double turned = remainder_of(CLAMP(hue, -DEGREES_MOST, DEGREES_MOST) + DEGREES_MOST, 360) / 60;
    double second = chroma * (1 - ABS(remainder_of(turned, 2) - 1)), base = lightness - chroma / 2;
    static const guint order[6][3] = {{0, 1, 2}, {1, 0, 2}, {2, 0, 1}, {2, 1, 0}, {1, 2, 0}, {0, 2, 1}};
    double part[3] = {chroma, second, 0};
    const guint *at = order[(guint)turned % 6];
    return byte_of(part[at[0]] + base) << 16 | byte_of(part[at[1]] + base) << 8 | byte_of(part[at[2]] + base);
}

static bool function(struct css_colour *colour, const char *word)
{
    double value[4] = {0, 0, 0, 1};
    bool is_rgb = g_str_has_prefix(word, "rgb"), is_hsl = g_str_has_prefix(word, "hsl");
    const char *open = strchr(word, '(');
    if (open == NULL || !(is_rgb || is_hsl))
        return false;
    guint count = arguments(open + 1, value, is_rgb ? 255 : 1);
    if (count < 3)
        return false;
    if (is_rgb)
        colour->rgb = byte_of(value[0] / 255) << 16 | byte_of(value[1] / 255) << 8 | byte_of(value[2] / 255);
    else
        colour->rgb = from_hsl(value[0], CLAMP(value[1], 0, 1), CLAMP(value[2], 0, 1));
    colour->kind = count == 4 && value[3] <= 0.02 ? COLOUR_TRANSPARENT : COLOUR_GIVEN;
    return true;
}

bool css_colour_read(struct css_colour *colour, const char *text, gsize length)
{
    while (length > 0 && g_ascii_isspace(*text)) {
        text++;
        length--;
    }
    while (length > 0 && g_ascii_isspace(text[length - 1]))
        length--;
    if (length == 0 || length > COLOUR_BYTES_MAX)
        return false;
    char word[COLOUR_BYTES_MAX + 1];
    for (gsize i = 0; i < length; i++)
        word[i] = g_ascii_tolower(text[i]);
    word[length] = '\0';
    if (strcmp(word, "transparent") == 0) {
        *colour = (struct css_colour){COLOUR_TRANSPARENT, 0};
    } else if (strcmp(word, "inherit") == 0 || strcmp(word, "currentcolor") == 0 || strcmp(word, "unset") == 0) {
        *colour = (struct css_colour){COLOUR_INHERIT, 0};
    } else if (strcmp(word, "windowtext") == 0 || strcmp(word, "initial") == 0 || strcmp(word, "auto") == 0 ||
               strcmp(word, "window") == 0 || strcmp(word, "canvastext") == 0 || strcmp(word, "canvas") == 0) {
        *colour = (struct css_colour){COLOUR_DEFAULT, 0};
    } else if (word[0] == '#') {
        return hexadecimal(colour, word + 1);
    } else {
        return named(colour, word) || function(colour, word) || hexadecimal(colour, word);
    }
    return true;
}
