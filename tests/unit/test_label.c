/* Every line of a reply gets its label: tables of whole replies, each line behind the label it must get. */
#include "label_lines.h"

static struct label_rules *rules;

static const struct label_context helen = {.from_name = "Helen Brackenbury", .from_address = "helen@school.example"};

static const char *const replies[] = {
    /* A plain reply, with all that stands around it. */
    "G|Dear all,\n"
    ".|\n"
    "W|It was awful, and it was long.\n"
    ".|\n"
    "F|Kind regards,\n"
    ".|\n"
    "S|Helen\n"
    ".|\n"
    "S|Helen Brackenbury\n"
    "S|Headteacher, Thornley Bank Primary School\n"
    "S|Tel: 01632 960417 | www.thornleybank.example\n"
    ".|\n"
    "D|This email and any attachments are confidential and intended solely for the use of the addressee.\n"
    ".|\n"
    "A|On Tue, 12 Nov 2024 at 09:12, HeadsUp4HTs <survey@headsup.example> wrote:\n"
    ".|\n"
    "E|> Dear colleague,\n",
    /* Answers typed between the quoted questions, the quotation marked or not. */
    "A|On Tue, 12 Nov 2024 at 09:12, HeadsUp4HTs <survey@headsup.example> wrote:\n"
    ".|\n"
    "O|> 1. Which of these describes you?\n"
    "W|Serving headteacher\n"
    "O|> 2. What phase is your school?\n"
    "W|Primary\n"
    "O|> 3. When?\n"
    "W|March 2023\n",
    "C|Please see my answers below.\n"
    ".|\n"
    "S|Helen\n"
    ".|\n"
    "A|From: HeadsUp4HTs <survey@headsup.example>\n"
    "A|Sent: 12 November 2024 09:12\n"
    "A|To: Helen Brackenbury <helen@school.example>\n"
    "A|Subject: Survey\n"
    ".|\n"
    "O|Dear colleague,\n"
    ".|\n"
    "O|1. Which of these describes you?\n"
    "W|Serving\n"
    ".|\n"
    "O|2. What phase is your school?\n"
    "W|Primary\n"
    ".|\n"
    "O|With thanks,\n"
    "O|The campaign team\n",
    /* Typed inside the quotation: the mark is no help. */
    "T|Sent from my iPhone\n"
    ".|\n"
    "A|> On 12 Nov 2024, at 09:12, HeadsUp4HTs <survey@headsup.example> wrote:\n"
    ".|>\n"
    "O|> 1. Which of these describes you?\n"
    "W|> Serving\n"
    "O|> 2. What phase is your school?\n"
    "W|> Primary\n",
    /* An introduction of a kind that nobody knows, over a quotation that is known. */
    "W|It was fair.\n"
    ".|\n"
    "A|------ Original Message ------\n"
    "E|Sender = HeadsUp4HTs; when = 12 November\n"
    ".|\n"
    "O|> 1. Which of these describes you?\n"
    "W|> ** Serving\n"
    "O|> 2. What phase is your school?\n",
    /* An older message in the thread is not the writer's, at whatever depth. */
    "W|It was March 2024.\n"
    ".|\n"
    "S|H\n"
    ".|\n"
    "A|On Wed, 29 May 2024 at 11:02, Alison at HeadsUp <survey@headsup.example> wrote:\n"
    ".|\n"
    "E|> Could you tell us the month?\n"
    ".|>\n"
    "A|> On Tue, 28 May 2024 at 21:40, Helen Brackenbury <helen@school.example> wrote:\n"
    ".|>\n"
    "E|>> 1. serving\n"
    "E|>> 2. primary\n"
    ".|>>\n"
    "A|>> On Mon, 27 May 2024 at 09:12, HeadsUp4HTs <survey@headsup.example> wrote:\n"
    ".|>>\n"
    "O|>>> 1. Which of these describes you?\n"
    "E|>>> head\n",
    /* Somebody passes on what another wrote: the note is a cover, what is below is the answer. */
    "G|Dear Sir/Madam,\n"
    ".|\n"
    "C|Please see below from Mrs Brackenbury.\n"
    ".|\n"
    "F|Kind regards,\n"
    "S|Lynne Dunstable\n"
    "S|PA to the Headteacher\n"
    ".|\n"
    "A|From: Helen Brackenbury <helen@school.example>\n"
    "A|Sent: 10 June 2024 22:31\n"
    "A|To: Lynne Dunstable <pa@school.example>\n"
    "A|Subject: Fwd: Survey\n"
    ".|\n"
    "W|1. executive head\n"
    "W|2. all through\n"
    ".|\n"
    "A|Begin forwarded message:\n"
    ".|\n"
    "A|From: HeadsUp4HTs <survey@headsup.example>\n"
    "A|Date: 10 June 2024 at 07:55:00 BST\n"
    "A|To: helen@school.example\n"
    "A|Subject: Survey\n"
    ".|\n"
    "O|Dear colleague,\n"
    ".|\n"
    "O|1. Which of these describes you?\n",
    /* Below the quotation. */
    "A|On 12/11/2024 09:12, HeadsUp4HTs wrote:\n"
    "E|> What happened?\n"
    "E|> And then?\n"
    ".|\n"
    "W|They came, and then they went.\n"
    ".|\n"
    "S|-- \n"
    "S|Helen Brackenbury\n"
    "S|Head of a small school\n",
    /* A campaign's own covering letter above the questions is not the writer's. */
    "A|From: HeadsUp4HTs <survey@headsup.example>\n"
    "A|Sent: 18 September 2025 09:25\n"
    "A|To: Helen\n"
    "A|Subject: Ten minutes\n"
    ".|\n"
    "E|Dear Helen,\n"
    ".|\n"
    "E|It was good to meet you in Leeds.\n"
    ".|\n"
    "O|1. Which of these describes you?\n"
    "W|Serving\n"
    ".|\n"
    "O|2. What phase is your school?\n"
    "W|Primary\n"
    ".|\n"
    "F|Thank you,\n"
    "S|Alison\n",
    /* An original without any mark or introduction. */
    "W|1 serving\n"
    "W|2 primary\n"
    ".|\n"
    "F|Regards\n"
    "S|Helen\n"
    ".|\n"
    "O|Dear colleague,\n"
    ".|\n"
    "O|1. Which of these describes you?\n",
    /* Answers below the writer's name are answers. */
    "F|Regards\n"
    "S|Helen\n"
    ".|\n"
    "W|1. serving\n"
    "W|2. primary\n",
    /* One word a line is no signature, though each has a capital. */
    "F|Thanks\n"
    "S|Helen\n",
    "W|Serving\n"
    "W|Primary\n"
    "W|March 2023\n"
    "W|Graded\n"
    "W|Good\n",
    /* Dashes and rules within a reply. */
    "W|We had two inspections.\n"
    ".|\n"
    "W|----------\n"
    ".|\n"
    "W|The first one was fair, I thought, and the team were kind to my staff.\n"
    ".|\n"
    "W|__________\n"
    ".|\n"
    "W|The second one was not. I would not wish it on anyone, and I have told them so.\n",
    "W|This -- I mean it -- was wrong.\n"
    "W|--\n"
    "W|I was asked the same question nine times, and then I was asked it again by the other one.\n",
    /* Postscripts. */
    "W|It was fair.\n"
    ".|\n"
    "F|Best wishes\n"
    "S|Helen\n"
    ".|\n"
    "W|PS. The soup was good.\n",
    "W|It was fair.\n"
    ".|\n"
    "F|Best wishes\n"
    "S|Helen\n"
    ".|\n"
    "W|P.S. I forgot to say that they ate all the biscuits.\n",
    /* Farewells, footers and disclaimers that are talked about. */
    "W|With regards to the outcome, it was wrong.\n"
    "W|As regards the rest, I have nothing to say.\n",
    "W|The alert was sent from my phone to the whole staff.\n",
    "W|I was told that it was confidential and that I must tell nobody.\n",
    "W|Yours was the first email that was kind.\n",
    "W|Good morning was all she said.\n",
    "W|Thank you for asking about something that nobody else has asked me about in eleven years.\n",
    "B|[External]\n"
    "W|It was fair.\n",
    "B|*** EXTERNAL ***\n"
    ".|\n"
    "W|It was fair.\n",
    /* Answers that look like a signature. */
    "W|Former Headteacher\n"
    "W|Primary\n"
    "W|March 2023\n"
    "W|Good\n",
    "W|It was long.\n"
    ".|\n"
    "S|Helen x\n",
    "W|It was long.\n"
    ".|\n"
    "S|-Helen\n",
    /* Notices that somebody speaks of. */
    "W|I get confidential letters. The privacy policy was on the website. I hated it.\n",
    "W|We are committed to safeguarding. That is why it hurt so much when they said we were not.\n",
    "W|It was fair.\n"
    ".|\n"
    "D|Lyndhurst Academy is committed to safeguarding and promoting the welfare of children.\n",
    /* A letter within the reply. */
    "W|I wrote to them.\n"
    ".|\n"
    "W|Dear Sir,\n"
    "W|I object.\n"
    "W|Yours,\n"
    "W|Helen\n"
    ".|\n"
    "W|They never answered me, and I have not forgotten it.\n",
    /* A mail that is nothing but a header and a text, whose author nobody tells apart from the writer. */
    "A|Od: Helen <helen@school.example>\n"
    "A|Wysłano: środa, 1 marca 2023 12:00\n"
    "A|Temat: Test\n"
    ".|\n"
    "W|It was fair.\n",
    /* Contact details with nothing above them are what the writer has to say. */
    "W|Phone: 12345\n"
    "W|Fax: 67890\n",
    /* Banners. */
    "B|CAUTION: This email originated from outside of the organisation. Do not click links or open attachments unless you "
    "recognise the sender and know the content is safe.\n"
    ".|\n"
    "W|It was fair.\n",
    "B|[EXTERNAL EMAIL]\n"
    ".|\n"
    "W|It was fair.\n",
    "B|You don't often get email from helen@school.example. Learn why this is important\n"
    ".|\n"
    "W|It was fair.\n",
    /* Welsh. */
    "G|Annwyl bawb,\n"
    ".|\n"
    "W|Roedd yr arolygiad yn anodd.\n"
    ".|\n"
    "F|Cofion gorau,\n"
    "S|Helen\n"
    ".|\n"
    "S|Helen Brackenbury\n"
    "S|Pennaeth, Ysgol y Bryn\n"
    ".|\n"
    "D|Mae'r e-bost hwn yn gyfrinachol ac fe'i bwriedir ar gyfer y derbynnydd arfaethedig yn unig.\n",
    /* Disclaimers of several paragraphs, with and without rules. */
    "W|It was fair.\n"
    ".|\n"
    "D|______________________\n"
    ".|\n"
    "D|The information in this e-mail is confidential and may be legally privileged.\n"
    ".|\n"
    "D|Views expressed are those of the author and do not necessarily represent those of the Trust.\n"
    ".|\n"
    "D|The Marshland Learning Trust, Fen Road, Marshland\n"
    ".|\n"
    "D|A company limited by guarantee. Registered in England and Wales no. 1234567.\n"
    "D|______________________\n",
    /* A dictated reply, a note about the answers. */
    "C|Dictated to me by the head, who is teaching.\n"
    ".|\n"
    "W|1. serving\n",
    "C|Between meetings, sorry.\n"
    ".|\n"
    "W|Q1: serving\n",
    "C|These are for the latest one.\n"
    ".|\n"
    "W|Q1: serving\n",
    /* An answer with a number to ring is no signature. */
    "O|18. May we contact you?\n"
    "W|Yes, 01632 960417, evenings are best\n"
    ".|\n"
    "F|With good wishes for the work,\n"
    "S|Helen\n",
    "W|17. yes\n"
    "W|18. yes, helen@school.example\n",
};

static void labels_replies(void **state)
{
    (void)state;
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(replies); i++)
        wrong += !labels_as_marked(rules, &helen, replies[i]);
    assert_int_equal(wrong, 0);
}

/* Each is the last line of a mail that has a footer and nothing else below the words. */
static const char *const footers[] = {
    "Sent from my iPhone",
    "Sent from my iPad",
    "sent from my iphone.",
    "Sent from my Galaxy",
    "Sent from my Samsung Galaxy smartphone.",
    "Sent from Samsung Mobile on O2",
    "Sent from my Huawei phone",
    "Sent from my BlackBerry 10 smartphone on the EE network.",
    "Sent from Mail for Windows",
    "Sent from Mail for Windows 10",
    "Sent from Outlook for iOS",
    "Get Outlook for iOS",
    "Get Outlook for Android<https://aka.ms/AAb9ysg>",
    "Sent from Outlook for iOS<https://aka.ms/o0ukef>",
    "Sent from Yahoo Mail for iPhone",
    "Sent from Yahoo Mail on Android",
    "Yahoo Mail: Search, Organize, Conquer",
    "Sent from Proton Mail for iOS",
    "Sent with Proton Mail secure email.",
    "Sent from AOL on Android",
    "Sent via BT Email App",
    "Sent from the all-new AOL app for iOS",
    "Sent from my mobile, please excuse the typos.",
    "Sent from my phone - excuse brevity",
    "Sent on the move",
    "Virus-free. www.avg.com",
    "Virus-free.www.avast.com",
    "via mobile",
    "This email has been checked for viruses by Avast antivirus software.",
    "Please excuse my typos",
    "Von meinem iPhone gesendet",
    "Gesendet von Outlook für Android",
    "Gesendet mit der GMX Mail App",
    "Envoyé de mon iPhone",
    "Envoyé depuis mon téléphone Orange",
    "Envoyé à partir de Outlook pour iOS",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Inviato da iPhone",
    "Inviato da Outlook per iOS",
    "Verstuurd vanaf mijn iPhone",
    "Sendt fra min iPhone",
    "Skickat från min iPhone",
    "Lähetetty iPhonesta",
    "Wysłane z iPhone'a",
    "Odesláno z iPhonu",
    "Отправлено с iPhone",
    "iPhone'umdan gönderildi",
    "Anfonwyd o fy iPhone",
    "发自我的iPhone",
    "iPhoneから送信",
};

static void knows_footers(void **state)
{
    (void)state;
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(footers); i++) {
        g_autofree char *marked = g_strdup_printf("W|It was fair, I suppose.\n.|\nT|%s\n", footers[i]);
        wrong += !labels_as_marked(rules, NULL, marked);
    }
    assert_int_equal(wrong, 0);
}

/* A farewell, in many languages, with the writer's name below it or not. */
static const char *const farewells[] = {
    "Regards",
    "Kind regards,",
    "Kindest regards",
    "Best wishes,",
    "Best",
    "Cheers",
    "Thanks",
    "Many thanks,",
    "Thank you,",
    "Thanks in advance,",
    "Thank you for reading this.",
    "Yours sincerely,",
    "Yours faithfully",
    "All the best",
    "Warm regards",
    "With best wishes",
    "With kind regards,",
    "In solidarity,",
    "Take care",
    "Best of luck with it all,",
    "Good luck!",
    "With good wishes for the work,",
    "Keep up the good work",
    "Have a good weekend",
    "Many thanks and best wishes,",
    "Thanks again for doing this,",
    "Hope this helps.",
    "Got to dash!",
    "Mit freundlichen Grüßen",
    "Viele Grüße",
    "Cordialement,",
    "Bien cordialement",
    "Saludos,",
    "Cordiali saluti",
    "Atenciosamente",
    "Met vriendelijke groet,",
    "Med venlig hilsen",
    "Med vänliga hälsningar",
    "Ystävällisin terveisin",
    "Z poważaniem",
    "S pozdravem",
    "Üdvözlettel",
    "С уважением",
    "Cofion",
    "Diolch yn fawr",
    "Cofion cynnes,",
    "Yn gywir,",
};

static void knows_farewells(void **state)
{
    (void)state;
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(farewells); i++) {
        g_autofree char *marked = g_strdup_printf("W|It was fair, I suppose.\n.|\nF|%s\nS|Helen\n", farewells[i]);
        wrong += !labels_as_marked(rules, &helen, marked);
        g_autofree char *alone = g_strdup_printf("W|It was fair, I suppose.\n.|\nF|%s\n", farewells[i]);
        wrong += !labels_as_marked(rules, NULL, alone);
    }
    assert_int_equal(wrong, 0);
}

static const char *const greetings[] = {
    "Hi",
    "Hello,",
    "Hi there,",
    "Dear colleague,",
    "Dear Sir or Madam,",
    "Dear HeadsUp4HTs,",
    "Good morning",
    "Good afternoon all,",
    "Hi Alison,",
    "Dear Mrs Jones-Smith",
    "Morning!",
    "To whom it may concern,",
    "Hello everyone",
    "Annwyl gyfaill,",
    "Bore da,",
    "Prynhawn da",
    "Helo",
    "Sehr geehrte Damen und Herren,",
    "Liebe Frau Müller,",
    "Bonjour,",
    "Chers collègues,",
    "Estimada señora:",
    "Buongiorno,",
    "Beste mevrouw,",
    "Hej Anna,",
    "Szanowni Państwo,",
    "Добрый день",
    "Alison,",
};

static void knows_greetings(void **state)
{
    (void)state;
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(greetings); i++) {
        g_autofree char *marked = g_strdup_printf("G|%s\n.|\nW|It was fair, I suppose.\n", greetings[i]);
        wrong += !labels_as_marked(rules, NULL, marked);
    }
    assert_int_equal(wrong, 0);
}

static void gives_the_writers_text(void **state)
{
    (void)state;
    const char *text = "Hello,\n\n\nOne.\nTwo.\n\n\nThree.\n\n> quoted\n\nFour.\n\nRegards\nHelen\n";
    AUTO(view) view = view_from_plain(text, false, false);
    label_lines(rules, &helen, view);
    g_autofree char *words = label_writer_text(view, false);
    assert_string_equal(words, "One.\nTwo.\n\nThree.\n\nFour.");
    g_autofree char *all = label_writer_text(view, true);
    assert_string_equal(all, "Hello,\n\nOne.\nTwo.\n\nThree.\n\nFour.");
}

static void labels_empty_views(void **state)
{
    (void)state;
    static const char *const empty[] = {"", "\n", "\n\n \n", ">\n>\n", "--\n", "-- \n", "____\n"};
    for (guint i = 0; i < G_N_ELEMENTS(empty); i++) {
        AUTO(view) view = view_from_plain(empty[i], false, false);
        label_lines(rules, NULL, view);
        for (guint n = 0; n < view->lines->len; n++)
            assert_int_not_equal(((struct line *)view->lines->pdata[n])->label, LABEL_NONE);
    }
}

static int load(void **state)
{
    (void)state;
    rules = load_label_rules();
    return 0;
}

static int unload(void **state)
{
    (void)state;
    label_rules_free(rules);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_replies),  cmocka_unit_test(knows_footers),          cmocka_unit_test(knows_farewells),
        cmocka_unit_test(knows_greetings), cmocka_unit_test(gives_the_writers_text), cmocka_unit_test(labels_empty_views),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
