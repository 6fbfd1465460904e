/* What we do around GMime changes nothing in sound mails: the guard, the repairs and our own decoding give the same parts,
 * texts, names and addresses as GMime alone, for the examples; and mails that are composed here come back as they were meant.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gmime/gmime.h>

#include "base/text.h"
#include "mail/charset.h"
#include "mail/compose.h"
#include "mail/part.h"
#include "show_mail.h"

/* ---- what GMime makes of a message by itself */

static GMimeMessage *gmime_parse(const char *data, gsize length)
{
    static const char *charsets[] = {"utf-8", "windows-1252", NULL};
    GMimeParserOptions *options = g_mime_parser_options_new();
    g_mime_parser_options_set_fallback_charsets(options, charsets);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, options);
    g_object_unref(parser);
    g_object_unref(stream);
    g_mime_parser_options_free(options);
    return message;
}

static GByteArray *gmime_bytes(GMimePart *part)
{
    GByteArray *bytes = g_byte_array_new();
    GMimeStream *out = g_mime_stream_mem_new_with_byte_array(bytes);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(out), FALSE);
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (content != NULL)
        g_mime_data_wrapper_write_to_stream(content, out);
    g_object_unref(out);
    return bytes;
}

struct comparison {
    const char *name;
    const struct mail *mail;
    guint next; /* part of mail that is compared next */
};

static void compare_part(struct comparison *comparison, GMimePart *theirs)
{
    assert_true(comparison->next < comparison->mail->parts->len);
    const struct mail_part *ours = comparison->mail->parts->pdata[comparison->next++];
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(theirs));
    g_autofree char *name = g_ascii_strdown(g_mime_content_type_get_media_type(type), -1),
                    *subtype = g_ascii_strdown(g_mime_content_type_get_media_subtype(type), -1),
                    *whole = g_strconcat(name, "/", subtype, NULL);
    assert_string_equal(ours->type, whole);
    g_autoptr(GByteArray) bytes = gmime_bytes(theirs);
    assert_int_equal(ours->size_bytes, bytes->len);
    if (ours->text != NULL && strcmp(ours->type, "text/html") != 0) {
        struct charset_text text =
            charset_decode((const char *)bytes->data, bytes->len, g_mime_content_type_get_parameter(type, "charset"));
        g_autofree char *plain = text_with_plain_line_ends(g_steal_pointer(&text.text));
        if (strcmp(ours->text, plain) != 0)
            fail_msg("%s: part %s is another", comparison->name, ours->path);
        charset_text_clear(&text);
    } else if (ours->bytes != NULL && g_bytes_get_size(ours->bytes) > 0) {
        assert_memory_equal(g_bytes_get_data(ours->bytes, NULL), bytes->data, g_bytes_get_size(ours->bytes));
    }
}

static void compare_entity(struct comparison *comparison, GMimeObject *object);

/* Subjects are not compared: GMime alone ends at the padding within a row of encoded words. */
static void compare_message(const char *name, const struct mail *ours, GMimeMessage *theirs)
{
    struct comparison comparison = {.name = name, .mail = ours};
    GMimeObject *content = g_mime_message_get_mime_part(theirs);
    InternetAddressList *from = g_mime_message_get_from(theirs);
    assert_int_equal(ours->from->len, internet_address_list_length(from));
    for (guint i = 0; i < ours->from->len; i++) {
        InternetAddress *address = internet_address_list_get_address(from, (int)i);
        if (INTERNET_ADDRESS_IS_MAILBOX(address))
            assert_string_equal(((struct mail_address *)ours->from->pdata[i])->address,
                                internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)));
    }
    GDateTime *date = g_mime_message_get_date(theirs);
    if (date != NULL && ours->has_date)
        assert_int_equal(ours->date_secs, g_date_time_to_unix(date));
    if (content != NULL)
        compare_entity(&comparison, content);
    assert_int_equal(comparison.next, ours->parts->len);
}

static void compare_entity(struct comparison *comparison, GMimeObject *object)
{
    if (GMIME_IS_MULTIPART(object)) {
        for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(object)); i++)
            compare_entity(comparison, g_mime_multipart_get_part(GMIME_MULTIPART(object), i));
    } else if (GMIME_IS_MESSAGE_PART(object)) {
        const struct mail_part *ours = comparison->mail->parts->pdata[comparison->next++];
        GMimeMessage *inside = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        assert_int_equal(ours->message != NULL, inside != NULL);
        if (inside != NULL)
            compare_message(comparison->name, ours->message, inside);
    } else {
        compare_part(comparison, GMIME_PART(object));
    }
}

static void compare(const char *name, const char *data, gsize length)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(data, length);
    AUTO(mail) mail = mail_parse(bytes, NULL);
    GMimeMessage *message = gmime_parse(data, length);
    assert_non_null(message);
    compare_message(name, mail, message);
    g_object_unref(message);
}

/* ---- the examples */

/* Those that we mend before GMime reads them, or open further. */
static bool differs(const char *name)
{
    static const char *const names[] = {"067-",    /* a multipart without boundary: theirs has no part */
                                        "089-",    /* a control character in a name */
                                        "090-",    /* nested beyond our limit */
                                        "smime-"}; /* what is inside S/MIME is a part of ours */
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_str_has_prefix(name, names[i]))
            return true;
    return false;
}

static guint compare_folder(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    guint count = 0;
    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL), *data = NULL;
        gsize length = 0;
        if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
            count += compare_folder(path);
        } else if (g_str_has_suffix(name, ".eml") && !differs(name) && g_file_get_contents(path, &data, &length, NULL)) {
            compare(name, data, length);
            count++;
        }
    }
    return count;
}

static void test_examples(void **state)
{
    (void)state;
    assert_true(compare_folder(TEST_ROOT "/tests") > 5);
    if (compare_folder(TEST_ROOT "/../shared/survey/replies") == 0)
        print_message("the replies beside the repository are not there: only those in tests/ were compared\n");
}

/* ---- mails made here */

static char *random_text(GRand *random)
{
    static const char *const words[] = {
        "Good ", "café ", "\n",    "\n\n",  "Привет ", "= ", "=3D",
        ". ",    "From ", "--x\n", "-- \n", "5. ",     "😊 ", "a-very-long-word-that-does-not-end-soon-",
        "\t"};
    GString *text = g_string_new(NULL);
    for (gint i = g_rand_int_range(random, 0, 60); i > 0; i--)
        g_string_append(text, words[g_rand_int_range(random, 0, G_N_ELEMENTS(words))]);
    return g_string_free(text, FALSE);
}

static char *random_line(GRand *random)
{
    char *line = random_text(random);
    for (char *p = line; *p != '\0'; p++)
        if (*p == '\n' || *p == '\t')
            *p = ' ';
    return g_strstrip(line);
}

/* Header words are the same but for how much white space is between them. */
static void assert_words(const char *got, const char *meant)
{
    g_autofree char *one = text_squeeze(got), *other = text_squeeze(meant);
    assert_string_equal(one, other);
}

/* The words that went into a mail are those that come out of it. */
static void check_words(GBytes *composed, const struct outgoing *outgoing)
{
    AUTO(mail) mail = mail_parse(composed, NULL);
    assert_words(mail->subject, outgoing->subject);
    assert_words(((const struct mail_address *)mail->from->pdata[0])->name, outgoing->from_name);
    const struct mail_part *text = mail_part_of_type(mail, "text/plain"), *html = mail_part_of_type(mail, "text/html");
    const bool has_end = *outgoing->text == '\0' || g_str_has_suffix(outgoing->text, "\n");
    g_autofree char *wanted = g_strconcat(outgoing->text, has_end ? "" : "\n", NULL);
    assert_string_equal(text->text, wanted);
    assert_int_equal(html != NULL, outgoing->html != NULL);
    const struct outgoing_file *last = outgoing->files->len > 0 ? outgoing->files->pdata[0] : NULL;
    for (guint i = 0; last != NULL && i < mail->parts->len; i++) {
        const struct mail_part *part = mail->parts->pdata[i];
        if (strcmp(part->type, last->type) == 0)
            assert_string_equal(part->filename, last->filename);
    }
}

static void compare_composed(GRand *random, guint number)
{
    g_autofree char *subject = random_line(random), *name = random_line(random), *text = random_text(random),
                    *html = random_text(random);
    g_autofree char *id = g_strdup_printf("%u@a.example", number);
    g_autoptr(GBytes) bytes = g_bytes_new(html, strlen(html));
    struct outgoing_file files[] = {{"ä.csv", "text/csv", NULL, bytes}, {"a.png", "image/png", "x@y", bytes}};
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    bool has_html = g_rand_boolean(random);
    if (g_rand_boolean(random))
        g_ptr_array_add(list, &files[0]);
    if (has_html && g_rand_boolean(random))
        g_ptr_array_add(list, &files[1]);
    struct outgoing outgoing = {.from_name = name,
                                .from_address = "a@b.example",
                                .to_address = "c@d.example",
                                .subject = subject,
                                .message_id = id,
                                .date_secs = 1700000000 + number,
                                .text = text,
                                .html = has_html ? html : NULL,
                                .files = list};
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) composed = mail_compose(&outgoing, &error);
    assert_no_error(error);
    gsize length = 0;
    const char *data = g_bytes_get_data(composed, &length);
    compare(id, data, length);
    check_words(composed, &outgoing);
}

static void test_composed(void **state)
{
    (void)state;
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (guint i = 0; i < 1000; i++)
        compare_composed(random, i);
}

int main(void)
{
    g_mime_init();
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_examples), cmocka_unit_test(test_composed)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    g_mime_shutdown();
    return failed;
}
