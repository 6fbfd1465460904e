/* Any bytes as an HTML document. */
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "fuzz_view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *html = text_repair((const char *)data, size);
    AUTO(view) view = view_from_html(html);
    require_view(view, strlen(html));
    return 0;
}
