/* Reads TNEF: attributes, and the MAPI properties in two of them. Every length is checked against what is there; libytnef is
 * not used because checking a file well enough for it takes as many lines as reading it. */
#include "mail/tnef.h"

#include <stdbool.h>
#include <string.h>

#include "mail/charset.h"
#include "mail/rtf.h"

#define SIGNATURE 0x223E9F78u
#define FILES_MAX 50u
#define PROPERTIES_MAX 2000u
#define CODE_PAGE_LATIN 1252u          /* where the file names none */
#define FILES_BYTES (8u * 1024 * 1024) /* kept of all files together */

enum attribute {
    ATTRIBUTE_BODY = 0x0002800C,
    ATTRIBUTE_PROPERTIES = 0x00069003,
    ATTRIBUTE_FILE_START = 0x00069002,
    ATTRIBUTE_FILE_TITLE = 0x00018010,
    ATTRIBUTE_FILE_DATA = 0x0006800F,
    ATTRIBUTE_FILE_PROPERTIES = 0x00069005,
    ATTRIBUTE_CODE_PAGE = 0x00069007
};

enum property {
    PROPERTY_BODY = 0x1000,
    PROPERTY_RTF = 0x1009,
    PROPERTY_HTML = 0x1013,
    PROPERTY_CODE_PAGE = 0x3FDE,
    PROPERTY_FILE_DATA = 0x3701,
    PROPERTY_FILE_NAME = 0x3704,
    PROPERTY_FILE_LONG_NAME = 0x3707
};

enum property_type { TYPE_OBJECT = 0x0D, TYPE_STRING8 = 0x1E, TYPE_UNICODE = 0x1F, TYPE_GUID = 0x48, TYPE_BINARY = 0x102 };

/* Bytes that are left to read. A read beyond the end sets is_broken and gives zeros. */
struct input {
    const guint8 *p, *end;
    bool is_broken;
};

struct reader {
    struct tnef *tnef;
    gsize max_bytes, files_left;
    guint32 oem_page, internet_page; /* code pages, 0: not said */
    struct input raw_html, rtf;      /* decoded at the end, when the code pages are known */
    struct input body8;
    bool body_is_unicode;
};

static struct input take(struct input *input, gsize length)
{
    struct input piece = {input->p, input->p, false};
    if (length > (gsize)(input->end - input->p)) {
        input->is_broken = true;
        length = (gsize)(input->end - input->p);
    }
    piece.end = input->p + length;
    input->p += length;
    return piece;
}

static guint32 take_number(struct input *input, guint bytes)
{
    struct input piece = take(input, bytes);
    guint32 number = 0;
    for (guint i = 0; i < bytes && piece.p + i < piece.end; i++)
        number |= (guint32)piece.p[i] << (8 * i);
    return number;
}

/* ---- strings */

/* Returns the bytes as UTF-8, in the charset called name, up to the first NUL. (transfer full) */
static char *string_in(const struct input *bytes, const char *name, gsize max_bytes)
{
    gsize length = MIN((gsize)(bytes->end - bytes->p), max_bytes);
    struct charset_text text = charset_decode((const char *)bytes->p, length, name);
    char *words = g_strchomp(g_steal_pointer(&text.text)); /* NUL came as a space */
    charset_text_clear(&text);
    return words;
}

/* Returns the bytes as UTF-8, in a code page of Windows. (transfer full) */
static char *string_of(const struct reader *reader, const struct input *bytes, guint32 code_page)
{
    char name[16];
    g_snprintf(name, sizeof name, "cp%u", code_page != 0 ? code_page : CODE_PAGE_LATIN);
    return string_in(bytes, name, reader->max_bytes);
}

static char *unicode_of(const struct reader *reader, const struct input *bytes)
{
    return string_in(bytes, "UTF-16LE", reader->max_bytes);
}

/* ---- files */

static struct tnef_file *last_file(struct reader *reader)
{
    GPtrArray *files = reader->tnef->files;
    return files->len > 0 ? files->pdata[files->len - 1] : NULL;
}

static void file_free(void *data)
{
    struct tnef_file *file = data;
    g_free(file->filename);
    g_clear_pointer(&file->bytes, g_bytes_unref);
    g_free(file);
}

static void set_data(struct reader *reader, struct tnef_file *file, const struct input *data)
{
    if (file == NULL || file->bytes != NULL)
        return;
    file->size_bytes = (gsize)(data->end - data->p);
    gsize kept = MIN(MIN(file->size_bytes, reader->max_bytes), reader->files_left);
    file->bytes = g_bytes_new(data->p, kept);
    reader->files_left -= kept;
}

static void set_name(struct tnef_file *file, char *name)
{
    if (file == NULL || *name == '\0') {
        g_free(name);
        return;
    }
    g_free(file->filename);
    file->filename = name;
}

/* ---- properties */

static void take_file_property(struct reader *reader, guint id, guint type, const struct input *value)
{
    struct tnef_file *file = last_file(reader);
    bool is_name = id == PROPERTY_FILE_LONG_NAME || (id == PROPERTY_FILE_NAME && file != NULL && file->filename == NULL);
    if (is_name && type == TYPE_UNICODE)
        set_name(file, unicode_of(reader, value));
    else if (is_name && type == TYPE_STRING8)
        set_name(file, string_of(reader, value, reader->oem_page));
    else if (id == PROPERTY_FILE_DATA)
        set_data(reader, file, value);
}

static void take_property(struct reader *reader, guint id, guint type, const struct input *value)
{
    if (id == PROPERTY_RTF && type == TYPE_BINARY)
        reader->rtf = *value;
    else if (id == PROPERTY_HTML)
        reader->raw_html = *value;
    else if (id == PROPERTY_BODY && (type == TYPE_UNICODE || reader->body8.p == NULL)) {
        reader->body8 = *value;
        reader->body_is_unicode = type == TYPE_UNICODE;
    } else if (id == PROPERTY_CODE_PAGE) {
        struct input number = *value;
        reader->internet_page = take_number(&number, 4);
    }
}

/* Returns how many bytes a value of a type of fixed size takes, padded; 0: its length is written before it. */
static gsize fixed_size(guint type)
{
    switch (type) {
    case TYPE_STRING8:
    case TYPE_UNICODE:
    case TYPE_BINARY:
    case TYPE_OBJECT:
        return 0;
    case TYPE_GUID:
        return 16;
    case 0x05: /* double, currency, time, 64 bits, date */
    case 0x06:
    case 0x07:
    case 0x14:
    case 0x40:
        return 8;
    default:
        return 4;
    }
}

/* Passes over the name of a property that is not one of the standard. */
static void skip_property_name(struct input *input)
{
    take(input, 16);
    if (take_number(input, 4) == 0) {
        take(input, 4);
        return;
    }
    gsize length = take_number(input, 4);
    take(input, (length + 3) & ~(gsize)3);
}

static void read_values(struct reader *reader, struct input *input, guint id, guint type, bool of_file)
{
    guint single = type & ~0x1000u;
    gsize size = fixed_size(single);
    bool counted = type & 0x1000 || size == 0;
    guint32 count = counted ? take_number(input, 4) : 1;
    for (guint32 i = 0; i < count && !input->is_broken; i++) {
        gsize length = size > 0 ? size : take_number(input, 4);
        struct input padded = *input, value = take(&padded, length);
        take(input, (length + 3) & ~(gsize)3);
        if (of_file && i == 0)
            take_file_property(reader, id, single, &value);
        else if (i == 0)
            take_property(reader, id, single, &value);
    }
}

static void read_properties(struct reader *reader, struct input input, bool of_file)
{
    guint32 count = take_number(&input, 4);
    count = MIN(count, PROPERTIES_MAX);
    for (guint32 i = 0; i < count && !input.is_broken; i++) {
        guint type = take_number(&input, 2), id = take_number(&input, 2);
        if (id >= 0x8000)
            skip_property_name(&input);
        read_values(reader, &input, id, type, of_file);
    }
}

/* ---- attributes */

static void take_attribute(struct reader *reader, guint32 id, struct input data)
{
    switch ((enum attribute)id) {
    case ATTRIBUTE_BODY:
        if (reader->body8.p == NULL)
            reader->body8 = data;
        break;
    case ATTRIBUTE_PROPERTIES:
        read_properties(reader, data, false);
        break;
    case ATTRIBUTE_FILE_START:
        if (reader->tnef->files->len < FILES_MAX)
            g_ptr_array_add(reader->tnef->files, g_new0(struct tnef_file, 1));
        break;
    case ATTRIBUTE_FILE_TITLE:
        if (last_file(reader) != NULL && last_file(reader)->filename == NULL)
            set_name(last_file(reader), string_of(reader, &data, reader->oem_page));
        break;
    case ATTRIBUTE_FILE_DATA:
        set_data(reader, last_file(reader), &data);
        break;
    case ATTRIBUTE_FILE_PROPERTIES:
        read_properties(reader, data, true);
        break;
    case ATTRIBUTE_CODE_PAGE:
        reader->oem_page = take_number(&data, 4);
        break;
    }
}

/* Decodes the bodies, now that the code pages are known. */
static void make_bodies(struct reader *reader)
{
    struct tnef *tnef = reader->tnef;
    guint32 page = reader->internet_page != 0 ? reader->internet_page : reader->oem_page;
    if (reader->body8.p != NULL)
        tnef->text = reader->body_is_unicode ? unicode_of(reader, &reader->body8) : string_of(reader, &reader->body8, page);
    if (reader->raw_html.p != NULL) {
        tnef->html = string_of(reader, &reader->raw_html, page);
        tnef->html_from = "html";
    } else if (reader->rtf.p != NULL) {
        tnef->html = rtf_to_html(reader->rtf.p, (gsize)(reader->rtf.end - reader->rtf.p), reader->max_bytes);
        tnef->html_from = "rtf";
    }
}

struct tnef *tnef_read(const guint8 *bytes, gsize length, gsize max_bytes)
{
    struct input input = {bytes, bytes + length, false};
    if (take_number(&input, 4) != SIGNATURE)
        return NULL;
    struct tnef *tnef = g_new0(struct tnef, 1);
    tnef->files = g_ptr_array_new_with_free_func(file_free);
    struct reader reader = {.tnef = tnef, .max_bytes = max_bytes, .files_left = FILES_BYTES};
    take(&input, 2);
    while (input.p < input.end && !input.is_broken) {
        take(&input, 1);
        guint32 id = take_number(&input, 4);
        struct input data = take(&input, take_number(&input, 4));
        take_attribute(&reader, id, data);
        take(&input, 2);
    }
    make_bodies(&reader);
    return tnef;
}

void tnef_free(struct tnef *tnef)
{
    g_free(tnef->text);
    g_free(tnef->html);
    g_ptr_array_unref(tnef->files);
    g_free(tnef);
}
