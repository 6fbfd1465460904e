/* Authentication-Results: what is believed, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mail/authres.h"
#include "show_mail.h"

#define AR "Authentication-Results: "
#define MX AR "mx.headsup.example; "

/* Results are shown as "spf dkim dmarc" with the domains of those that passed; "none": nothing is believed. */
static const struct {
    const char *fields, *shown;
    bool vouches; /* for h@school.example */
} cases[] = {
    {MX "spf=pass smtp.mailfrom=h@School.example;\n\tdkim=pass (2048-bit key) header.d=school.example header.s=a;\n dmarc=pass "
        "(p=none dis=none) header.from=school.example\n",
     "spf:school.example dkim:school.example dmarc:school.example", true},
    {MX "dkim=pass header.i=@school.example header.b=abc\n", "dkim:school.example", true},
    {MX "dkim=pass header.d=relay.example; dkim=pass header.d=school.example\n", "dkim:relay.example dkim:school.example",
     true},
    {MX "dkim=fail reason=\"bad\" header.d=school.example; dkim=pass header.d=relay.example\n", "dkim:relay.example", false},
    {MX "spf=pass smtp.mailfrom=school.example\n", "spf:school.example", false}, /* by itself it proves too little */
    {MX "dmarc=pass header.from=other.example\n", "dmarc:other.example", false},
    {MX "dmarc=fail header.from=school.example; dkim=pass header.d=school.example\n", "dkim:school.example dmarc-", false},
    {MX "dmarc=pass header.from=school.example; dmarc=pass header.from=school.example\n", "dmarc?", false},
    {MX "dmarc=none\n", "dmarc?", false},
    {MX "dkim=neutral header.d=school.example\n", "dkim?", false},
    {MX "none\n", "", false},
    {AR "mx.headsup.example 1; dkim=pass header.d=school.example\n", "dkim:school.example", true},
    {AR "MX.headsup.EXAMPLE; DKIM = Pass Header.D = school.example\n", "dkim:school.example", true},
    {MX "dkim/1=pass header.d=school.example\n", "dkim:school.example", true},
    /* Domains above and below. */
    {MX "dkim=pass header.d=example\n", "dkim?", false},
    {MX "dkim=pass header.d=ool.example\n", "dkim:ool.example", false},
    {MX "dkim=pass header.d=mail.school.example\n", "dkim:mail.school.example", false},
    /* Not ours, or not like one. */
    {AR "evil.example; dkim=pass header.d=school.example\n", "none", false},
    {AR "mx.headsup.example 2; dkim=pass header.d=school.example\n", "none", false},
    {AR "mx.headsup.example dkim=pass header.d=school.example\n", "none", false},
    {AR "mx.headsup.example.evil.example; dkim=pass header.d=school.example\n", "none", false},
    {"X-Authentication-Results: mx.headsup.example; dkim=pass header.d=school.example\n", "none", false},
    {"", "none", false},
    /* Only the topmost of ours counts; what comes with the mail does not. */
    {MX "dkim=fail\n" MX "dkim=pass header.d=school.example\n", "dkim-", false},
    {AR "a.example; none\n" MX "dkim=pass header.d=school.example\n", "dkim:school.example", true},
    {"Received: by us\n" MX "dkim=pass header.d=school.example\n", "dkim:school.example", true},
    {"Received: by us\nReceived: by them\n" MX "dkim=pass header.d=school.example\n", "none", false},
    /* Words of the sender that look like results. */
    {MX "spf=fail smtp.mailfrom=\"x; dkim=pass header.d=school.example\"@evil.example\n", "spf-", false},
    {MX "spf=fail (x; dkim=pass header.d=school.example) smtp.mailfrom=evil.example\n", "spf-", false},
    {MX "spf=fail (a \\) (b); dkim=pass header.d=school.example ) ) smtp.mailfrom=evil.example\n", "spf-", false},
    {MX "spf=fail smtp.mailfrom==?utf-8?q?x;_dkim=3Dpass_header.d=3Dschool.example?=@evil.example\n", "spf-", false},
    {MX "dkim=pass reason=\"header.d=school.example\" header.d=evil.example\n", "dkim:evil.example", false},
    {MX "dkim=pass x header.d=school.example\n", "dkim?", false},
    {MX "dkim=pass header.d=\"school.example\n", "none", false},
    {MX "dkim=pass (header.d=school.example\n", "none", false},
    {MX "dkim=pass\n", "dkim?", false},
    {MX "dkim=passed header.d=school.example\n", "dkim?", false},
    {MX "dkim=pass(ok) header.d=school.example\n", "dkim:school.example", true},
    {MX ";;; =pass; dkim; dkim=; dkim==pass header.d=school.example\n", "", false},
};

static void show_single(GString *out, const char *name, enum auth_result result, const char *domain)
{
    static const char *const marks[] = {[AUTH_PASS] = ":", [AUTH_FAIL] = "-", [AUTH_OTHER] = "?"};
    if (result == AUTH_ABSENT || (domain == NULL && result == AUTH_PASS))
        return;
    g_string_append_printf(out, "%s%s%s%s", out->len > 0 ? " " : "", name, marks[result], domain != NULL ? domain : "");
}

static char *show(const struct authres *authres)
{
    if (authres == NULL)
        return g_strdup("none");
    GString *out = g_string_new(NULL);
    show_single(out, "spf", authres->spf, authres->spf_domain);
    show_single(out, "dkim", authres->dkim, NULL);
    for (guint i = 0; i < authres->dkim_domains->len; i++)
        show_single(out, "dkim", AUTH_PASS, authres->dkim_domains->pdata[i]);
    show_single(out, "dmarc", authres->dmarc, authres->dmarc_domain);
    return g_string_free(out, FALSE);
}

static void test_cases(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *message = g_strconcat(cases[i].fields, "From: h@school.example\n\nx", NULL);
        g_autoptr(GBytes) bytes = g_bytes_new(message, strlen(message));
        AUTO(mail) mail = mail_parse(bytes, NULL);
        struct authres *authres = authres_read(mail, "mx.headsup.example", 1);
        g_autofree char *shown = show(authres);
        bool vouches = authres != NULL && authres_vouches_for(authres, "h@school.example");
        if (authres != NULL)
            authres_free(authres);
        if (strcmp(shown, cases[i].shown) != 0 || vouches != cases[i].vouches)
            fail_msg("%u: %s, %s", i, shown, vouches ? "vouches" : "does not vouch");
    }
}

static void test_hops(void **state)
{
    (void)state;
    static const char message[] = "Received: by a\nReceived: by b\n" MX "dkim=pass header.d=school.example\n\nx";
    g_autoptr(GBytes) bytes = g_bytes_new_static(message, sizeof message - 1);
    AUTO(mail) mail = mail_parse(bytes, NULL);
    for (guint hops = 0; hops < 4; hops++) {
        struct authres *authres = authres_read(mail, "mx.headsup.example", hops);
        assert_int_equal(authres != NULL, hops >= 2);
        if (authres != NULL)
            authres_free(authres);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases), cmocka_unit_test(test_hops)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
