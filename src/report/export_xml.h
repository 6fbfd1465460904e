/* XML of exports, written as it comes; private to report/. */
#pragma once
#include <libxml/xmlwriter.h>

#include "base/cleanup.h"
#include "report/report.h"

/* Returns a writer of UTF-8 into out, which stays the caller's (transfer full: xml_end), NULL and an error. */
xmlTextWriterPtr xml_begin(FILE *out, GError **error);

/* Ends the document and frees xml. Returns whether all of it was written; an error else. */
bool xml_end(xmlTextWriterPtr xml, GError **error);

/* Begin and end an element; one with text alone; an attribute of the element that was begun last. Text may have any characters:
 * those that XML forbids are left out. */
void xml_open(xmlTextWriterPtr xml, const char *name);
void xml_close(xmlTextWriterPtr xml);
void xml_element(xmlTextWriterPtr xml, const char *name, const char *text);
void xml_attribute(xmlTextWriterPtr xml, const char *name, const char *text);
void xml_text(xmlTextWriterPtr xml, const char *text);
