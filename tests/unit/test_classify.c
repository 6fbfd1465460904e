/* What kind of mail is it: machines by headers, structure and wording; wishes of people by their words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "reply/classify.h"
#include "wish_cases.h"

static struct kind_rules *rules;

struct wish_case {
    enum mail_kind kind;
    const char *words;
    bool has_answers;
};

static const struct wish_case wish_cases[] = {
    {KIND_WITHDRAW, "Please delete my answers.", false},
    {KIND_WITHDRAW, "I want to withdraw.", false},
    {KIND_WITHDRAW, "Could you remove my responses please", false},
    {KIND_WITHDRAW, "Please take my words out.", false},
    {KIND_WITHDRAW, "I'd like everything I sent you to be gone. Please delete everything I sent you.", false},
    {KIND_WITHDRAW, "Please would you delete what I sent you on Sunday night, all of it.", false},
    {KIND_WITHDRAW, "Under Article 17 of the UK GDPR I request erasure of my personal data.", false},
    {KIND_WITHDRAW, "I withdraw my consent.", false},
    {KIND_WITHDRAW, "I have changed my mind about this, please don't use my answers.", false},
    {KIND_WITHDRAW, "Please withdraw me from the survey.", false},
    {KIND_WITHDRAW, "I no longer wish to take part, and I no longer consent to my answers being used.", false},
    {KIND_WITHDRAW, "My chair says I should not have replied. Please destroy my reply.", false},
    {KIND_WITHDRAW, "I want my submission removed.", false},
    {KIND_WITHDRAW, "Take me off your list and delete my data.", false},
    {KIND_WITHDRAW, "I wish to exercise my right to be forgotten.", false},
    {KIND_WITHDRAW, "My answers must be deleted. Thank you.", false},
    {KIND_WITHDRAW, "Can you scrap my response? I wrote it in a state.", false},
    {KIND_WITHDRAW, "Dilewch fy atebion os gwelwch yn dda.", false},
    {KIND_UNSUBSCRIBE, "unsubscribe", false},
    {KIND_UNSUBSCRIBE, "UNSUBSCRIBE!!!", false},
    {KIND_UNSUBSCRIBE, "STOP", false},
    {KIND_UNSUBSCRIBE, "STOP. How did you even get this address", false},
    {KIND_UNSUBSCRIBE, "Please remove.", false},
    {KIND_UNSUBSCRIBE, "Could you please take me off this list? I get four of these a week.", false},
    {KIND_UNSUBSCRIBE, "Please remove me from your mailing list.", false},
    {KIND_UNSUBSCRIBE, "stop emailing me", false},
    {KIND_UNSUBSCRIBE, "Please don't contact me again.", false},
    {KIND_UNSUBSCRIBE, "No more emails please", false},
    {KIND_UNSUBSCRIBE, "I do not wish to receive any further emails about this.", false},
    {KIND_UNSUBSCRIBE, "Kindly opt me out of all future mailings", false},
    {KIND_UNSUBSCRIBE, "I would like to be removed from your database.", false},
    {KIND_UNSUBSCRIBE, "Please delete my email address from your list", false},
    {KIND_UNSUBSCRIBE, "1. serving\nPlease unsubscribe me afterwards.", true},
    {KIND_UNSUBSCRIBE, "Leave me alone.", false},
    {KIND_UNSUBSCRIBE, "Dad-danysgrifio", false},
    {KIND_ACCESS, "What do you hold about me?", false},
    {KIND_ACCESS, "This is a subject access request.", false},
    {KIND_ACCESS, "Please send me a copy of my data.", false},
    {KIND_ACCESS, "I should like a copy of the personal data that you hold about me, including the answers I gave.", false},
    {KIND_ACCESS, "What information do you have on me?", false},
    {KIND_ACCESS, "Could you send me a copy of my answers? I did not keep one.", false},
    {KIND_ACCESS, "Please tell me what personal data you keep and with whom it is shared.", false},
    {KIND_QUESTION, "Before I start: is this only for heads, or may deputies take part as well? And is there a closing date?",
     false},
    {KIND_QUESTION, "Who is behind this survey?", false},
    {KIND_QUESTION, "Is it anonymous?", false},
    {KIND_QUESTION, "I was wondering whether retired heads count.", false},
    {KIND_QUESTION, "Please let me know when the results will be published.", false},
    {KIND_QUESTION, "How did you get my address?", false},
    {KIND_QUESTION, "I can't open the link.", false},
    {KIND_QUESTION,
     "Is there anybody I could speak to, a person I mean? I am a head and ours was last week and I am not coping.", false},
    {KIND_QUESTION, "Can I answer for two schools?", false},
    {KIND_EMPTY, "", false},
    {KIND_EMPTY, " \n\n", false},
    {KIND_EMPTY, "\U0001F44D", false},
    {KIND_EMPTY, "\U0001F44D Helen Brackenbury reacted to your message", false},
    {KIND_EMPTY, "...", false},
    {KIND_WITHDRAW, "I've thought about it overnight and I'd rather you got rid of my response. Sorry for the trouble.", false},
    {KIND_WITHDRAW, "Please can my survey be taken out of the results. I don't feel safe having it there.", false},
    {KIND_WITHDRAW, "I am writing to withdraw from your research with immediate effect.", false},
    {KIND_WITHDRAW, "Kindly erase all of my information from your systems.", false},
    {KIND_WITHDRAW, "Please disregard my reply of yesterday and destroy it.", false},
    {KIND_WITHDRAW, "My trust has told me I must not take part. Please remove my submission.", false},
    {KIND_WITHDRAW, "Could you bin the email I sent last night please.", false},
    {KIND_WITHDRAW, "I did not mean to send that. Please delete it and don't tell anyone.", false},
    {KIND_WITHDRAW, "Retract my answers please", false},
    {KIND_WITHDRAW, "I'd like to take back everything I said.", false},
    {KIND_WITHDRAW, "Please forget I ever replied.", false},
    {KIND_WITHDRAW, "I want out. Delete the lot.", false},
    {KIND_WITHDRAW, "I revoke my consent to the use of my data.", false},
    {KIND_WITHDRAW, "please un-send my answers, i dont want them kept", false},
    {KIND_UNSUBSCRIBE, "Not interested, please take us off your database.", false},
    {KIND_UNSUBSCRIBE, "Remove this address from your mailing list immediately.", false},
    {KIND_UNSUBSCRIBE, "I've had three of these now. Please no more.", false},
    {KIND_UNSUBSCRIBE, "Enough. Please stop.", false},
    {KIND_UNSUBSCRIBE, "I don't want any more of these reminders thank you", false},
    {KIND_UNSUBSCRIBE, "Please could you not email me again about this", false},
    {KIND_UNSUBSCRIBE, "Can you stop sending these to the school office please, we are not heads", false},
    {KIND_UNSUBSCRIBE, "pls unsub", false},
    {KIND_UNSUBSCRIBE, "I would be grateful if you would remove my name from your mailing list.", false},
    {KIND_UNSUBSCRIBE, "You have the wrong person, I am a caretaker. Please don't send me any more.", false},
    {KIND_UNSUBSCRIBE, "Please delete me from your contacts.", false},
    {KIND_ACCESS, "Please could you let me know what data you are holding on me and where you got it?", false},
    {KIND_ACCESS, "I'd like to see everything you have about me.", false},
    {KIND_ACCESS, "GDPR request: please provide all the personal data you process about me.", false},
    {KIND_ACCESS, "Can I have a copy of what I wrote? I need it for my union.", false},
    {KIND_ACCESS, "Under the Data Protection Act I request a copy of all information held about me.", false},
    {KIND_QUESTION, "Hi, is it too late to take part?", false},
    {KIND_QUESTION, "What happens to the answers afterwards?", false},
    {KIND_QUESTION, "Do you want one reply per school or one per inspection?", false},
    {KIND_QUESTION, "Is this real or is it a scam?", false},
    {KIND_QUESTION, "Could somebody ring me before I fill this in please.", false},
    {KIND_QUESTION, "I'd like to know who funds you before I answer.", false},
    {KIND_QUESTION, "Will Ofsted see this?", false},
    {KIND_QUESTION, "Hello, does my deputy need to fill one in too? Thanks", false},
    {KIND_WITHDRAW, "1. serving 2. primary. Actually please delete my answers, I can't do this.", true},
    /* The same words in another meaning. */
    {KIND_REPLY, "I deleted the report from my computer the day it came.", false},
    {KIND_REPLY, "It took me a year to stop thinking about it.", false},
    {KIND_REPLY, "They told us to remove the display. I wanted to withdraw my labour.", false},
    {KIND_REPLY, "I'd have withdrawn the whole framework.", false},
    {KIND_REPLY, "My husband begged me to take myself off the register of heads.", false},
    {KIND_REPLY, "I was removed from the school in front of the children.", false},
    {KIND_REPLY, "Stop grading schools.", false},
    {KIND_REPLY, "Why do they do it? It helps nobody.", false},
    {KIND_REPLY, "I asked them what they would do with the data and got no answer.", false},
    {KIND_REPLY, "I do hope it is not too late. We were inspected in 2019 and I have never spoken of it.", false},
    {KIND_REPLY,
     "Don't use my name please. They were cruel. I cried in the car every day for a month afterwards and I am not the same "
     "person.",
     false},
    {KIND_REPLY, "I wouldn't want anyone to delete what I have said. It is true.", false},
    {KIND_REPLY, "It was awful. Do not contact me during term time please.", false},
    {KIND_REPLY, "How do you explain to a five year old that her teacher is crying?", false},
    {KIND_REPLY, "If I had a pound for every time they asked for data I would be rich.", false},
    {KIND_REPLY, "1. serving 2. primary. Who will see this?", true},
    {KIND_REPLY, "17. No, do not use my words", true},
    {KIND_REPLY, "18. No thank you, please don't contact me again", true},
    {KIND_REPLY, "I don't want to withdraw, but I was close to it.", false},
    {KIND_REPLY, "I withdrew my child from the school.", false},
    {KIND_REPLY, "Ofsted's reports should be withdrawn.", false},
    {KIND_REPLY, "Should Ofsted's reports be withdrawn? I think so.", false},
    {KIND_REPLY, "You may delete my name if you quote me.", false},
    {KIND_REPLY, "My deputy asked to be taken off the list of inspectors.", false},
    {KIND_REPLY, "They made us delete our data before they came.", false},
    {KIND_REPLY, "We wanted to withdraw our complaint but they would not let us.", false},
    {KIND_REPLY, "Ofsted should stop contacting me at weekends.", false},
    {KIND_REPLY, "It has to stop. It nearly finished us.", false},
    {KIND_REPLY, "Stop the single word judgements, for a start.", false},
    {KIND_REPLY, "I asked the inspector what data they held and he would not say.", false},
    {KIND_REPLY, "The lead asked for a copy of the data and then another one.", false},
    {KIND_REPLY, "What were they thinking? Nobody said. They ate the biscuits.", false},
    {KIND_REPLY, "It was awful. Who does that to people?", false},
    {KIND_REPLY, "It was fair.", false},
    {KIND_REPLY, "Yes", true},
    {KIND_REPLY, "1. serving\n2. primary\nIs there a closing date?", true},
    {KIND_REPLY, "No, please don't contact me.", true},
    {KIND_REPLY, "Please do not contact me at school, use this address.", false},
    {KIND_REPLY, "Please delete my previous answers and use these instead.", true},
    {KIND_REPLY, "Please remove my name from that.", true},
    {KIND_REPLY, "Please remove my answer to question 5.", false},
    {KIND_REPLY, "A parent made a subject access request the week before, which did not help.", false},
    {KIND_REPLY, "I had to remove my son from the choir because I was never home.", false},
    {KIND_REPLY, "They did not want to hear it. I wanted to pull out of headship.", false},
};

static void tells_wishes(void **state)
{
    (void)state;
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(wish_cases); i++) {
        const struct wish_case *c = &wish_cases[i];
        const char *reason = NULL;
        enum mail_kind kind =
            classify_wish(rules, "Re: Your experience of Ofsted: a short survey", c->words, c->has_answers, &reason);
        if (kind != c->kind)
            print_error("%s, wanted %s: %s\n", kind_name(kind), kind_name(c->kind), c->words);
        wrong += kind != c->kind || reason == NULL;
    }
    assert_int_equal(wrong, 0);
}

static void tells_wishes_in_own_words(void **state)
{
    (void)state;
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(said_cases); i++) {
        const char *reason = NULL;
        enum mail_kind kind = classify_wish(rules, "Re: A short survey", said_cases[i].words, false, &reason);
        if (kind != said_cases[i].kind)
            print_error("%s, wanted %s: %s\n", kind_name(kind), kind_name(said_cases[i].kind), said_cases[i].words);
        wrong += kind != said_cases[i].kind;
    }
    assert_int_equal(wrong, 0);
}

static void hears_the_subject(void **state)
{
    (void)state;
    const char *reason;
    assert_int_equal(classify_wish(rules, "unsubscribe", "", false, &reason), KIND_UNSUBSCRIBE);
    assert_int_equal(classify_wish(rules, "Please delete my answers", "", false, &reason), KIND_WITHDRAW);
    assert_int_equal(classify_wish(rules, "Subject access request", "Please see the subject.", false, &reason), KIND_ACCESS);
    assert_int_equal(classify_wish(rules, "Re: survey", "", false, &reason), KIND_EMPTY);
    assert_int_equal(classify_wish(rules, NULL, "", false, &reason), KIND_EMPTY);
}

struct machine_case {
    int kind; /* of enum mail_kind; -1: a person may have written it */
    const char *head, *body;
};

#define REPLY_HEAD "Subject: Re: Your experience of Ofsted: a short survey\nIn-Reply-To: <invite.1@headsup.example>\n"

static const struct machine_case machine_cases[] = {
    /* headers */
    {KIND_AUTO_REPLY, REPLY_HEAD "Auto-Submitted: auto-replied\n", "I am away."},
    {KIND_AUTO_REPLY, REPLY_HEAD "Auto-Submitted: auto-generated (rule)\n", "Hello."},
    {KIND_AUTO_REPLY, REPLY_HEAD "X-Autoreply: yes\n", "Back soon."},
    {KIND_AUTO_REPLY, REPLY_HEAD "X-Autorespond: \n", "Back soon."},
    {KIND_AUTO_REPLY, REPLY_HEAD "Precedence: auto_reply\n", "Back soon."},
    {-1, REPLY_HEAD "Auto-Submitted: no\n", "It was awful."},
    {-1, REPLY_HEAD "X-Auto-Response-Suppress: All\n", "It was awful."},
    {-1, REPLY_HEAD "Precedence: bulk\n", "It was awful and nobody slept."},
    {KIND_AUTO_REPLY, REPLY_HEAD "Precedence: bulk\n", "I am out of the office."},
    {KIND_SPAM, "Subject: Hello\nX-Spam-Flag: YES\n", "Hello."},
    {-1, "Subject: Hello\nX-Spam-Flag: NO\n", "It was awful."},
    {KIND_SPAM, "Subject: Hello\nX-Spam-Status: Yes, score=9.1 required=5.0\n", "Hello."},
    {-1, "Subject: Hello\nX-Spam-Status: No, score=-1\n", "It was awful."},
    /* subjects */
    {KIND_AUTO_REPLY, "Subject: Automatic reply: Your experience of Ofsted\n", "On leave."},
    {KIND_AUTO_REPLY, "Subject: Out of Office Re: Your experience\n", "On leave."},
    {KIND_AUTO_REPLY, "Subject: Automatische Antwort: Umfrage\n", "Ich bin im Urlaub."},
    {KIND_AUTO_REPLY, "Subject: =?utf-8?q?R=C3=A9ponse_automatique?= : Enquete\n", "Absent."},
    {KIND_AUTO_REPLY, "Subject: Respuesta =?utf-8?q?autom=C3=A1tica?=: Encuesta\n", "Ausente."},
    {KIND_AUTO_REPLY, "Subject: Ymateb awtomatig: Arolwg\n", "Allan o'r swyddfa."},
    {KIND_AUTO_REPLY, "Subject: [#48213] We have received your enquiry\n", "Thank you."},
    {KIND_AUTO_REPLY, "Subject: Read: Your experience of Ofsted\n",
     "Your message\n\nTo: Helen\nSubject: Your experience\nSent: Monday\n\nwas read on Monday."},
    {-1, "Subject: Re: Automatic reply: Your experience of Ofsted\n", "1. serving\n2. primary\n3. 2023\n4. graded\n"},
    /* wording alone */
    {KIND_AUTO_REPLY, REPLY_HEAD,
     "I am on annual leave until Monday 3 June. If your message is urgent please contact the office."},
    {KIND_AUTO_REPLY, REPLY_HEAD, "Thank you for your email. I am currently out of the office and will reply on my return."},
    {KIND_AUTO_REPLY, REPLY_HEAD, "This is an automated response. We aim to reply within five working days."},
    {KIND_AUTO_REPLY, REPLY_HEAD,
     "Mrs Whitfield retired in July and this mailbox is no longer monitored. Please contact the office."},
    {KIND_AUTO_REPLY, REPLY_HEAD, "School is closed for half term and reopens on Monday. Emails will not be read until then."},
    {KIND_AUTO_REPLY, REPLY_HEAD, "Your request has been received and given the reference number 4711."},
    {KIND_AUTO_REPLY, REPLY_HEAD,
     "To complete delivery of your message please click the link to verify that you are a person."},
    {KIND_AUTO_REPLY, REPLY_HEAD,
     "Diolch am eich neges. Rwyf allan o'r swyddfa tan ddydd Llun. Os yw'n fater brys cysylltwch \303\242'r swyddfa."},
    {KIND_AUTO_REPLY, REPLY_HEAD,
     "Ich bin bis 12.6. nicht im B\303\274ro. In dringenden F\303\244llen wenden Sie sich an das Sekretariat."},
    {KIND_AUTO_REPLY, REPLY_HEAD,
     "Je suis absente jusqu'au 12 juin. En cas d'urgence, merci de contacter le secr\303\251tariat."},
    {-1, REPLY_HEAD, "I was out of the office when they rang, and my deputy took the call. I will never forget it."},
    {-1, REPLY_HEAD, "I am on sick leave since the inspection. The team were kind to my staff and then wrote the opposite."},
    {-1, REPLY_HEAD, "I am on leave until Monday but here are my answers.\n1. serving\n2. primary\n3. May 2023\n"},
    {-1, REPLY_HEAD, "I retired in 2019 after my last inspection. I have left and I do not miss it."},
    {-1, REPLY_HEAD, "Please contact me on 01632 960417 in the evenings."},
    {-1, REPLY_HEAD, ""},
    /* bounces without a report */
    {KIND_BOUNCE,
     "From: Mail Delivery System <Mailer-Daemon@relay.example>\nSubject: Mail delivery failed: returning message to sender\n",
     "This message was created automatically by mail delivery software."},
    {KIND_BOUNCE, "From: MAILER-DAEMON@mx.example\nSubject: failure notice\n",
     "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message."},
    {KIND_BOUNCE,
     "From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>\nSubject: Delivery Status Notification (Delay)\n",
     "There was a temporary problem delivering your message. Gmail will retry for 46 more hours."},
    {KIND_BOUNCE, "From: postmaster@school.example\nSubject: Undeliverable: Your experience of Ofsted\n",
     "Your message to head@school.example couldn't be delivered."},
    {KIND_BOUNCE, "From: Mail System <bounce@x.example>\nSubject: Warning: message 1abc delayed 24 hours\n",
     "A message that you sent has not yet been delivered. You do not need to resend it."},
    {KIND_BOUNCE, "From: postmaster@schule.example\nSubject: Unzustellbar: Umfrage\n",
     "Ihre Nachricht konnte nicht zugestellt werden."},
    {-1, REPLY_HEAD "From: Helen <h@school.example>\n",
     "Your first message could not be delivered to me, so I answer now. It was awful."},
    /* advertisements */
    {KIND_SPAM, "Subject: Interactive Whiteboard\nList-Unsubscribe: <mailto:u@x.example>\n",
     "We are leading manufacturer of whiteboards. Special price! Reply YES for catalog and 15% discount."},
    {KIND_SPAM, "Subject: Website\n",
     "We provide SEO and web design. Get on the first page of Google. Call now for a free quote."},
    {-1, REPLY_HEAD, "A leading supplier sold us a tracker at a special price with 15% discount, because of Ofsted."},
    {-1, "Subject: Our inspection\n",
     "The price we paid was high. I lost two members of staff. Now nobody will take the post."},
};

static struct mail *make_mail(const struct machine_case *c)
{
    g_autofree char *text =
        g_strdup_printf("%sMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n%s\n", c->head, c->body);
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    return mail_parse(bytes, NULL);
}

static void tells_machines(void **state)
{
    (void)state;
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(machine_cases); i++) {
        const struct machine_case *c = &machine_cases[i];
        AUTO(mail) mail = make_mail(c);
        assert_non_null(mail);
        enum mail_kind kind = KIND_REPLY;
        const char *reason = NULL;
        bool machine = classify_machine(rules, mail, c->body, &kind, &reason);
        bool right = machine ? (int)kind == c->kind && reason != NULL : c->kind == -1;
        if (!right)
            print_error("%s, wanted %s: %s%s\n", machine ? kind_name(kind) : "person",
                        c->kind == -1 ? "person" : kind_name((enum mail_kind)c->kind), c->head, c->body);
        wrong += !right;
    }
    assert_int_equal(wrong, 0);
}

struct report_case {
    enum mail_kind kind;
    const char *type, *body;
};

static const struct report_case report_cases[] = {
    {KIND_BOUNCE, "message/delivery-status",
     "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n"},
    {KIND_BOUNCE, "message/delivery-status",
     "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; a@b.example\nAction: delayed\nStatus: 4.4.1\n"},
    {KIND_AUTO_REPLY, "message/delivery-status",
     "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; a@b.example\nAction: delivered\nStatus: 2.0.0\n"},
    {KIND_AUTO_REPLY, "message/disposition-notification",
     "Final-Recipient: rfc822; a@b.example\nDisposition: manual-action/MDN-sent-manually; displayed\n"},
};

static void tells_reports(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(report_cases); i++) {
        const struct report_case *c = &report_cases[i];
        g_autofree char *text =
            g_strdup_printf("Subject: Report\nMIME-Version: 1.0\n"
                            "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: text/plain\n\nA report.\n"
                            "--b\nContent-Type: %s\n\n%s\n--b--\n",
                            c->type, c->body);
        g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
        AUTO(mail) mail = mail_parse(bytes, NULL);
        enum mail_kind kind;
        const char *reason;
        assert_true(classify_machine(rules, mail, "A report.", &kind, &reason));
        assert_int_equal(kind, c->kind);
    }
}

static void names_kinds(void **state)
{
    (void)state;
    enum mail_kind kind;
    for (guint i = KIND_REPLY; i <= KIND_STAFF; i++) {
        assert_true(kind_from_name(kind_name((enum mail_kind)i), &kind));
        assert_int_equal(kind, i);
    }
    assert_false(kind_from_name("letter", &kind));
}

static int load(void **state)
{
    (void)state;
    AUTO(problems) problems = problems_new();
    rules = kind_rules_load(TEST_ROOT "/rules/kinds.yaml", problems);
    if (rules == NULL)
        problems_print(problems, stderr);
    return rules == NULL;
}

static int unload(void **state)
{
    (void)state;
    kind_rules_free(rules);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tells_wishes),      cmocka_unit_test(tells_wishes_in_own_words),
                                       cmocka_unit_test(hears_the_subject), cmocka_unit_test(tells_machines),
                                       cmocka_unit_test(tells_reports),     cmocka_unit_test(names_kinds)};
    return cmocka_run_group_tests(tests, load, unload);
}
