/* Any bytes as a message: whatever they are, what comes out is valid text within the limits. The same bytes are also given to
 * the readers of what a message may wrap, so that no base64 stands between them and the fuzzer. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "mail/authres.h"
#include "mail/cms.h"
#include "mail/rtf.h"
#include "mail/tnef.h"

#define KEPT_BYTES 5000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void require_line(const char *text)
{
    require(text != NULL && g_utf8_validate(text, -1, NULL) && strpbrk(text, "\r\n\033\b") == NULL);
}

static void require_text(const char *text) { require(text == NULL || g_utf8_validate(text, -1, NULL)); }

static void check(const struct mail *mail, guint depth)
{
    require(depth <= LIMIT_ATTACHED_DEPTH && mail->parts->len <= LIMIT_PARTS && mail->headers->len <= LIMIT_HEADER_FIELDS);
    require_line(mail->subject);
    for (guint i = 0; i < mail->headers->len; i++)
        require_line(((const struct mail_header *)mail->headers->pdata[i])->value);
    for (guint i = 0; i < mail->from->len; i++)
        require_line(((const struct mail_address *)mail->from->pdata[i])->address);
    for (guint i = 0; i < mail->notes->len; i++)
        require_line(mail->notes->pdata[i]);
    for (guint i = 0; i < mail->parts->len; i++) {
        const struct mail_part *part = mail->parts->pdata[i];
        require_text(part->text);
        require(part->text == NULL || (strchr(part->text, '\r') == NULL && part->decoded_as != NULL));
        if (part->filename != NULL)
            require_line(part->filename);
        if (part->message != NULL)
            check(part->message, depth + 1);
    }
}

static void read_message(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    AUTO(mail) mail = mail_parse(bytes, NULL);
    if (mail == NULL)
        return;
    check(mail, 0);
    AUTO(authres) authres = authres_read(mail, "mx", 5);
    if (authres != NULL)
        authres_vouches_for(authres, "a@b.example");
}

static void read_wrapped(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) content = NULL;
    cms_open(data, size, KEPT_BYTES, &content);
    AUTO(tnef) tnef = tnef_read(data, size, KEPT_BYTES);
    if (tnef != NULL) {
        require_text(tnef->text);
        require_text(tnef->html);
    }
    g_autofree char *html = rtf_plain_to_html((const char *)data, size), *packed = rtf_to_html(data, size, KEPT_BYTES);
    require_text(html);
    require_text(packed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_message(data, size);
    read_wrapped(data, size);
    return 0;
}
