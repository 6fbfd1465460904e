/* XML through libxml2's writer. What goes wrong while it writes shows in the stream, and is told at the end. */
#include "report/export_xml.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "report/page.h"

static const xmlChar *as_xml(const char *text) { return (const xmlChar *)text; }

static int put_bytes(void *context, const char *bytes, int length)
{
    return fwrite(bytes, 1, (size_t)length, context) == (size_t)length ? length : -1;
}

xmlTextWriterPtr xml_begin(FILE *out, GError **error)
{
    xmlOutputBufferPtr buffer = xmlOutputBufferCreateIO(put_bytes, NULL, out, NULL);
    xmlTextWriterPtr xml = buffer != NULL ? xmlNewTextWriter(buffer) : NULL;
    if (xml == NULL) {
        if (buffer != NULL)
            xmlOutputBufferClose(buffer);
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "there is not enough memory; try again");
        return NULL;
    }
    xmlTextWriterSetIndent(xml, 1);
    xmlTextWriterSetIndentString(xml, as_xml(" "));
    xmlTextWriterStartDocument(xml, NULL, "UTF-8", NULL);
    return xml;
}

bool xml_end(xmlTextWriterPtr xml, GError **error)
{
    bool ok = xmlTextWriterEndDocument(xml) >= 0;
    xmlFreeTextWriter(xml);
    if (!ok)
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "cannot write the file");
    return ok;
}

/* Returns text with the characters that XML may have. (transfer full) */
static char *allowed(const char *text)
{
    g_autofree char *clean = page_clean(text), *sound = text_repair(clean, strlen(clean));
    GString *out = g_string_sized_new(strlen(sound));
    for (const char *p = sound; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c != 0xFFFE && c != 0xFFFF)
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

void xml_open(xmlTextWriterPtr xml, const char *name) { xmlTextWriterStartElement(xml, as_xml(name)); }

void xml_close(xmlTextWriterPtr xml) { xmlTextWriterEndElement(xml); }

void xml_text(xmlTextWriterPtr xml, const char *text)
{
    g_autofree char *sound = allowed(text);
    xmlTextWriterWriteString(xml, as_xml(sound));
}

void xml_element(xmlTextWriterPtr xml, const char *name, const char *text)
{
    xml_open(xml, name);
    xml_text(xml, text);
    xml_close(xml);
}

void xml_attribute(xmlTextWriterPtr xml, const char *name, const char *text)
{
    g_autofree char *sound = allowed(text);
    xmlTextWriterWriteAttribute(xml, as_xml(name), as_xml(sound));
}
