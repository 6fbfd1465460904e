/* What introduces a quotation, in every mail program and language; and what only looks like it. */
#include "label_lines.h"

static struct label_rules *rules;

static const char *const attributions[] = {
    /* Gmail */
    "On Tue, 12 Nov 2024 at 09:12, HeadsUp4HTs <survey@headsup.example> wrote:",
    "On Tue, Nov 12, 2024 at 9:12 AM HeadsUp4HTs <survey@headsup.example> wrote:",
    "On Tue, Nov 12, 2024 at 9:12\u202fAM HeadsUp4HTs <survey@headsup.example>\nwrote:",
    "On Wed, 29 May 2024 at 11:02, Helen at HeadsUp4HTs <\nsurvey@headsup.example> wrote:",
    "Le mar. 12 nov. 2024 à 09:12, Émilie Durand <e.durand@ecole.example> a écrit :",
    "Le mar. 12 nov. 2024 à 09:12, Émilie Durand <e.durand@ecole.example> a\nécrit :",
    "El mar, 12 nov 2024 a las 9:12, Encuesta (<survey@headsup.example>) escribió:",
    "Am Di., 12. Nov. 2024 um 09:12 Uhr schrieb Umfrage <survey@headsup.example>:",
    "Il giorno mar 12 nov 2024 alle ore 09:12 Sondaggio <survey@headsup.example> ha scritto:",
    "Em ter., 12 de nov. de 2024 às 09:12, Pesquisa <survey@headsup.example> escreveu:",
    "A terça, 12/11/2024, 09:12, Inquérito <survey@headsup.example> escreveu:",
    "Op di 12 nov 2024 om 09:12 schreef Enquête <survey@headsup.example>:",
    "Den tis 12 nov. 2024 kl 09:12 skrev Enkät <survey@headsup.example>:",
    "tir. 12. nov. 2024 kl. 09.12 skrev Undersøkelse <survey@headsup.example>:",
    "Den tirs. 12. nov. 2024 kl. 09.12 skrev Undersøgelse <survey@headsup.example>:",
    "ti 12. marrask. 2024 klo 9.12 Kysely (survey@headsup.example) kirjoitti:",
    "wt., 12 lis 2024 o 09:12 Ankieta <survey@headsup.example> napisał(a):",
    "út 12. 11. 2024 v 9:12 odesílatel Dotazník <survey@headsup.example> napsal:",
    "ut 12. 11. 2024 o 9:12 Dotazník <survey@headsup.example> napísal(a):",
    "Kérdőív <survey@headsup.example> ezt írta (időpont: 2024. nov. 12., K, 9:12):",
    "În mar., 12 nov. 2024 la 09:12, Sondaj <survey@headsup.example> a scris:",
    "вт, 12 нояб. 2024 г. в 09:12, Опрос <survey@headsup.example>:",
    "вт, 12 лист. 2024 р. о 09:12 Опитування <survey@headsup.example> пише:",
    "Στις Τρί 12 Νοε 2024 στις 9:12 π.μ., ο χρήστης Έρευνα <survey@headsup.example> έγραψε:",
    "Anket <survey@headsup.example>, 12 Kas 2024 Sal, 09:12 tarihinde şunu yazdı:",
    "uto, 12. stu 2024. u 09:12 Anketa <survey@headsup.example> napisao je:",
    "2024年11月12日(火) 9:12 調査 <survey@headsup.example>:",
    "调查 <survey@headsup.example> 于2024年11月12日周二 09:12写道：",
    "2024년 11월 12일 (화) 오전 9:12, 설문 <survey@headsup.example>님이 작성:",
    "2024-11-12 9:12 GMT+00:00 HeadsUp4HTs <survey@headsup.example>:",
    /* Apple */
    "On 12 Nov 2024, at 09:12, HeadsUp4HTs <survey@headsup.example> wrote:",
    "On Nov 12, 2024, at 9:12 AM, HeadsUp4HTs <survey@headsup.example> wrote:",
    "Le 12 nov. 2024 à 09:12, HeadsUp4HTs <survey@headsup.example> a écrit :",
    "Am 12.11.2024 um 09:12 schrieb HeadsUp4HTs <survey@headsup.example>:",
    "El 12 nov 2024, a las 9:12, HeadsUp4HTs <survey@headsup.example> escribió:",
    "Il giorno 12 nov 2024, alle ore 09:12, HeadsUp4HTs <survey@headsup.example> ha scritto:",
    "Op 12 nov. 2024 om 09:12 heeft HeadsUp4HTs <survey@headsup.example> het volgende geschreven:",
    "12 nov. 2024 kl. 09:12 skrev HeadsUp4HTs <survey@headsup.example>:",
    "Den 12. nov. 2024 kl. 09.12 skrev HeadsUp4HTs <survey@headsup.example>:",
    "Wiadomość napisana przez HeadsUp4HTs <survey@headsup.example> w dniu 12 lis 2024, o godz. 09:12:",
    "2024/11/12 9:12、HeadsUp4HTs <survey@headsup.example>のメール：",
    "在 2024年11月12日，上午9:12，HeadsUp4HTs <survey@headsup.example> 写道：",
    "12 нояб. 2024 г., в 09:12, HeadsUp4HTs <survey@headsup.example> написал(а):",
    "Ar 12 Tach 2024, am 09:12, ysgrifennodd HeadsUp4HTs <survey@headsup.example>:",
    /* Thunderbird */
    "On 12/11/2024 09:12, HeadsUp4HTs wrote:",
    "Am 12.11.2024 um 09:12 schrieb HeadsUp4HTs:",
    "Le 12/11/2024 à 09:12, HeadsUp4HTs a écrit :",
    "El 12/11/2024 a las 9:12, HeadsUp4HTs escribió:",
    "Il 12/11/2024 09:12, HeadsUp4HTs ha scritto:",
    "Op 12-11-2024 om 09:12 schreef HeadsUp4HTs:",
    "Em 12/11/2024 09:12, HeadsUp4HTs escreveu:",
    "Den 12.11.2024 09:12, skrev HeadsUp4HTs:",
    "W dniu 12.11.2024 o 09:12, HeadsUp4HTs pisze:",
    "Dne 12.11.2024 v 9:12 HeadsUp4HTs napsal(a):",
    "12.11.2024 09:12, HeadsUp4HTs пишет:",
    "Ar 12/11/2024 09:12, ysgrifennodd HeadsUp4HTs:",
    /* Yahoo, Zoho, Proton, The Bat, mail.ru, Yandex, Notes, mutt */
    "On Wednesday, 7 February 2024 at 09:36:23 GMT, HeadsUp4HTs <survey@headsup.example> wrote:",
    "On Wed, 14 Nov 2018 08:14:43 -0200 John Doe <john@doe.example> wrote",
    "---- On Tue, 12 Nov 2024 09:12:00 +0000 HeadsUp4HTs <survey@headsup.example> wrote ---",
    "------- Original Message -------\nOn Tuesday, November 12th, 2024 at 9:12 AM, HeadsUp4HTs <survey@headsup.example> wrote:",
    "Tuesday, November 12, 2024, 9:12:00 AM, you wrote:",
    "12 ноября 2024, 09:12 +03:00 от HeadsUp4HTs <survey@headsup.example>:",
    "12.11.2024, 09:12, \"HeadsUp4HTs\" <survey@headsup.example>:",
    "Tuesday, 12 November 2024, 09:12 +0000 from HeadsUp4HTs <survey@headsup.example>:",
    "On Tue, Mar 19, 2024 at 09:21:39AM +0000, HeadsUp4HTs wrote:",
    "HeadsUp4HTs <survey@headsup.example> wrote on 12/11/2024 09:12:00:",
    "HeadsUp4HTs wrote on 12/11/2024 09:12:",
    "Quoting HeadsUp4HTs <survey@headsup.example>:",
    "Zitat von HeadsUp4HTs <survey@headsup.example>:",
    /* Outlook and what follows it */
    "-----Original Message-----\nFrom: HeadsUp4HTs <survey@headsup.example>\nSent: 12 November 2024 09:12\nTo: A "
    "Head\nSubject: Survey",
    "________________________________\nFrom: HeadsUp4HTs <survey@headsup.example>\nSent: 12 November 2024 09:12\nTo: A Head\n"
    "Subject: Survey",
    "From: HeadsUp4HTs\nSent: 12 November 2024 09:12\nTo: A Head",
    "*From:* HeadsUp4HTs <survey@headsup.example>\n*Sent:* 12 November 2024 09:12\n*To:* A Head\n*Subject:* Survey",
    "**From:** HeadsUp4HTs <survey@headsup.example>\n**Date:** 12 November 2024 09:12\n**To:** A Head",
    "From:\tHeadsUp4HTs\nTo:\ta.head@school.example\nDate:\t12/11/2024 09:12\nSubject:\tSurvey",
    "From: HeadsUp4HTs <survey@headsup.example>\nDate: Tuesday, 12 November 2024 at 09:12\nTo: A Head\nCc: B Clerk\nSubject: "
    "Survey",
    "Von: HeadsUp4HTs <survey@headsup.example>\nGesendet: Dienstag, 12. November 2024 09:12\nAn: A Head\nBetreff: Umfrage",
    "De : HeadsUp4HTs <survey@headsup.example>\nEnvoyé : mardi 12 novembre 2024 09:12\nÀ : A Head\nObjet : Enquête",
    "De: HeadsUp4HTs <survey@headsup.example>\nEnviado el: martes, 12 de noviembre de 2024 9:12\nPara: A Head\nAsunto: "
    "Encuesta",
    "Da: HeadsUp4HTs <survey@headsup.example>\nInviato: martedì 12 novembre 2024 09:12\nA: A Head\nOggetto: Sondaggio",
    "De: HeadsUp4HTs <survey@headsup.example>\nEnviada em: terça-feira, 12 de novembro de 2024 09:12\nPara: A Head\nAssunto: "
    "Pesquisa",
    "Van: HeadsUp4HTs <survey@headsup.example>\nVerzonden: dinsdag 12 november 2024 09:12\nAan: A Head\nOnderwerp: Enquête",
    "Från: HeadsUp4HTs <survey@headsup.example>\nSkickat: den 12 november 2024 09:12\nTill: A Head\nÄmne: Enkät",
    "Fra: HeadsUp4HTs <survey@headsup.example>\nSendt: 12. november 2024 09:12\nTil: A Head\nEmne: Undersøgelse",
    "Lähettäjä: HeadsUp4HTs <survey@headsup.example>\nLähetetty: tiistai 12. marraskuuta 2024 9.12\nVastaanottaja: A "
    "Head\nAihe: Kysely",
    "Od: HeadsUp4HTs <survey@headsup.example>\nWysłano: wtorek, 12 listopada 2024 09:12\nDo: A Head\nTemat: Ankieta",
    "Od: HeadsUp4HTs <survey@headsup.example>\nOdesláno: úterý 12. listopadu 2024 9:12\nKomu: A Head\nPředmět: Dotazník",
    "Feladó: HeadsUp4HTs <survey@headsup.example>\nElküldve: 2024. november 12., kedd 9:12\nCímzett: A Head\nTárgy: Kérdőív",
    "De la: HeadsUp4HTs <survey@headsup.example>\nTrimis: marți, 12 noiembrie 2024 09:12\nCătre: A Head\nSubiect: Sondaj",
    "От: HeadsUp4HTs <survey@headsup.example>\nОтправлено: 12 ноября 2024 г. 9:12\nКому: A Head\nТема: Опрос",
    "Від: HeadsUp4HTs <survey@headsup.example>\nНадіслано: 12 листопада 2024 р. 9:12\nКому: A Head\nТема: Опитування",
    "Από: HeadsUp4HTs <survey@headsup.example>\nΣτάλθηκε: Τρίτη, 12 Νοεμβρίου 2024 9:12\nΠρος: A Head\nΘέμα: Έρευνα",
    "Gönderen: HeadsUp4HTs <survey@headsup.example>\nGönderildi: 12 Kasım 2024 Salı 09:12\nKime: A Head\nKonu: Anket",
    "Oddi wrth: HeadsUp4HTs <survey@headsup.example>\nAnfonwyd: 12 Tachwedd 2024 09:12\nAt: A Head\nPwnc: Arolwg",
    "发件人: HeadsUp4HTs <survey@headsup.example>\n发送时间: 2024年11月12日 9:12\n收件人: A Head\n主题: 调查",
    "差出人: HeadsUp4HTs <survey@headsup.example>\n送信日時: 2024年11月12日 9:12\n宛先: A Head\n件名: 調査",
    "보낸 사람: HeadsUp4HTs <survey@headsup.example>\n보낸 날짜: 2024년 11월 12일 9:12\n받는 사람: A Head\n제목: 설문",
    "From: HeadsUp4HTs <survey@headsup.example>\n\nSent: 12 November 2024 09:12\n\nTo: A Head\n\nSubject: Survey",
    "From: Human Resources\n<a-really-long-address@resources.example>\nSent: 12 November 2024 09:12\nTo: A Head "
    "<head@school.example>;\n"
    " B Clerk <clerk@school.example>\nSubject: Survey",
    "From \"HeadsUp4HTs\" <survey@headsup.example>\nTo head@school.example\nDate 28/06/2024 09:12:00\nSubject Survey",
    /* forwarded and announced */
    "---------- Forwarded message ---------\nFrom: HeadsUp4HTs <survey@headsup.example>\nDate: Tue, 12 Nov 2024 at 09:12\n"
    "Subject: Survey\nTo: A Head <head@school.example>",
    "Begin forwarded message:\n\nFrom: HeadsUp4HTs <survey@headsup.example>\nDate: 12 November 2024 at 09:12:00 GMT\n"
    "To: head@school.example\nSubject: Survey",
    "-------- Original message --------\nFrom: HeadsUp4HTs <survey@headsup.example>\nDate: 12/11/2024  09:12  (GMT+00:00)\n"
    "To: head@school.example\nSubject: Survey",
    "-------- Weitergeleitete Nachricht --------\nBetreff: Umfrage\nDatum: Tue, 12 Nov 2024 09:12\nVon: HeadsUp4HTs\n"
    "An: head@school.example",
    "------ Original Message ------\nFrom: \"HeadsUp4HTs\" <survey@headsup.example>\nTo: head@school.example\n"
    "Sent: Thursday, 6 Mar, 2025 At 09:21\nSubject: Survey",
    "====\n\nMessage du : 12/11/2024 09:12\nDe : \"HeadsUp4HTs\" <survey@headsup.example>\nA : head@ecole.example\nCopie à :\n"
    "Sujet : Enquête",
    "----- Original Message -----",
    "--- Message d'origine ---",
    "Original Message processed by david",
    "On Tue, Apr 11, 2017 at 10:07 PM John Smith\n\n<\nmailto:John Smith <johnsmith@school.example>\n> wrote:",
    "On Nov 30, 2011, at 12:47 PM, Somebody <\n416ffd3258d4d2fa4c85cfa4c44e1721d66e3e8f4@somebody.domain.example>\nwrote:",
    "On 11-Apr-2011, at 6:54 PM, Bob <bob@school.example> wrote:",
    "Subject: test\nFrom: test@school.example\nTo: head@school.example\nDate: Fri, 30 Mar 2012 14:40:29 +0000",
    "##- Please type your reply above this line -##",
};

/* These are attributions only with a marked quotation below them. */
static const char *const before_quotes[] = {
    "2011/4/7 Nathan Ova <support@school.example>",
    "---- John Smith wrote ----",
    "Forwarded message:",
    "John Smith wrote:",
    "On Thursday Helen wrote:",
    "12/11/2024 09:12, HeadsUp4HTs:",
};

static void finds_attributions_of_quotes(void **state)
{
    (void)state;
    guint missed = 0;
    for (guint i = 0; i < G_N_ELEMENTS(before_quotes); i++) {
        g_autofree char *marked = g_strdup_printf(
            "W|We had ours in June.\n.|\nA|%s\n.|\nE|> What was the outcome?\nE|> Was it fair?\n", before_quotes[i]);
        missed += !labels_as_marked(rules, NULL, marked);
    }
    assert_int_equal(missed, 0);
}

/* Puts every attribution between a reply and an original that has no quote marks, or has. */
static void finds_attributions(void **state)
{
    (void)state;
    guint missed = 0;
    for (guint i = 0; i < G_N_ELEMENTS(attributions); i++) {
        g_auto(GStrv) lines = g_strsplit(attributions[i], "\n", -1);
        for (guint quoted = 0; quoted < 2; quoted++) {
            g_autoptr(GString) marked = g_string_new("W|We had ours in June and nobody slept.\n.|\n");
            for (guint n = 0; lines[n] != NULL; n++)
                g_string_append_printf(marked, "%c|%s\n", *lines[n] == '\0' ? '.' : 'A', lines[n]);
            g_string_append(marked, quoted ? ".|\nE|> What was the outcome?\nE|> Was it fair?\n"
                                           : ".|\nE|What was the outcome?\nE|Was it fair?\n");
            missed += !labels_as_marked(rules, NULL, marked->str);
        }
    }
    assert_int_equal(missed, 0);
}

/* Nothing in these is anybody's but the writer's. */
static const char *const typed[] = {
    "On the Monday the lead inspector wrote: \"good\".",
    "On 12 March 2023 at 10:30 the lead inspector wrote:\n\"All is well.\"",
    "On reflection I was wrong.\nOn the other hand, so were they.",
    "On Wednesday at 9:15 they arrived:\nfour of them.",
    "Am I wrong, or did she write on 12/11/2024 that it was good?",
    "In 2019 my chair wrote to them:\nno answer came.",
    "Subject: maths\nWe did well.",
    "From: bad\nTo: worse",
    "Date: 12 March 2023\nOutcome: Good",
    "To: the inspector\nSubject: my resignation\nI wish.",
    "Sent: no\nTo: nobody",
    "The letter said, and I quote, original message lost.",
    "2024-01-15 14:30:25\n15.01.2024 14:30\n01/15/2024 at 2:30 PM",
    "You can write to me by 12/12/2024 at head@school.example",
    "He wrote that we were good.\nShe wrote: no.",
    "-----\nThat is all.\n-----\nOr is it?",
    "________________\nMore of the same.",
    "Date: Jan 2023\nFrom start to finish: two days",
    "Re: your question 5, it was good",
    "My deputy wrote:",
    "From start to finish it took two days\nTo me it felt like a year\nDate 12/11/2024 it was, head@school.example",
    "Time: 10:30\nPlace: my office\nTo: cry",
};

static void leaves_typed_lines(void **state)
{
    (void)state;
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(typed); i++) {
        g_auto(GStrv) lines = g_strsplit(typed[i], "\n", -1);
        g_autoptr(GString) marked = g_string_new("W|We had ours in June and nobody slept.\n.|\n");
        for (guint n = 0; lines[n] != NULL; n++)
            g_string_append_printf(marked, "W|%s\n", lines[n]);
        g_string_append(marked, ".|\nW|And then it was over.\n");
        wrong += !labels_as_marked(rules, NULL, marked->str);
    }
    assert_int_equal(wrong, 0);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_attributions), cmocka_unit_test(finds_attributions_of_quotes),
                                       cmocka_unit_test(leaves_typed_lines)};
    return cmocka_run_group_tests(tests, load, unload);
}
