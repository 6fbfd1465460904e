#!/usr/bin/python3
"""Inviting, reminding, closing, confirming: who gets what, who gets nothing, and that nobody gets anything twice."""
import email
import email.policy
import html
import os
import re
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

MONDAY = "2026-03-02T10:00:00Z"
NEXT_WEEK = "2026-03-10T10:00:00Z"
LATER = "2026-03-20T10:00:00Z"
MANY = 10000
BOUNCE = ("From: MAILER-DAEMON@school.example\nTo: %s\nSubject: Undelivered\nMessage-ID: <bounce-%s@school.example>\n"
          "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
          "Content-Type: text/plain\n\nIt did not arrive.\n\n--b\nContent-Type: message/delivery-status\n\n"
          "Reporting-MTA: dns; school.example\n\nAction: failed\nStatus: %s\n\n--b--\n")


class Asking(campaign.Test):
    def write(self, text, name="list.csv"):
        return self.campaign.write(name, text if isinstance(text, bytes) else text.encode())

    def invite(self, text="name,address\nJo,jo@school.example\nAnn,ann@school.example\n", *options, status=campaign.OK):
        return self.campaign.check("invite", *options, self.write(text), status=status, HEARBACK_NOW=MONDAY)

    def configure(self, lines):
        with open(self.campaign.path("hearback.yaml"), "a") as file:
            file.write(lines)

    def send_due(self, now=None):
        self.campaign.check("send", **({"HEARBACK_NOW": now} if now else {}))

    def mails(self, purpose=None):
        """Returns the mails of the outbox, parsed, in the order in which they were queued."""
        rows = self.campaign.rows("SELECT bytes FROM outbox WHERE ?1 IS NULL OR purpose = ?1 ORDER BY id", purpose)
        return [email.message_from_bytes(row[0].replace(b"\r\n", b"\n"), policy=email.policy.default) for row in rows]

    def token(self, address="jo@school.example"):
        return self.campaign.one("SELECT token FROM person_token JOIN person_address USING (person) WHERE address = ?", address)

    def deliver(self, number, body, sender, to=None, now=None):
        mail = campaign.mail(number, body, sender)
        if to:
            mail = mail.replace(b"<%s>" % campaign.ADDRESS.encode(), b"<%s>" % to.encode())
        self.campaign.check("deliver", input=mail, **({"HEARBACK_NOW": now} if now else {}))

    def remind(self, now=NEXT_WEEK):
        self.campaign.check("remind", HEARBACK_NOW=now)


class Inviting(Asking):
    def test_the_mail(self):
        self.invite()
        mail, token = self.mails()[0], self.token()
        tagged = "survey+%s@headsup.example" % token
        self.assertEqual(mail["To"], "jo@school.example")
        self.assertEqual(mail["Reply-To"], tagged)
        self.assertEqual(mail["Message-ID"], "<invite.%s@headsup.example>" % token)
        self.assertEqual(mail["List-Unsubscribe"], "<mailto:%s?subject=unsubscribe>" % tagged)
        self.assertRegex(mail["List-Id"], r"^<[a-z-]+\.headsup\.example>$")
        self.assertEqual(self.campaign.one("SELECT envelope_from FROM outbox ORDER BY id LIMIT 1"), tagged)
        text, markup = mail.get_body(("plain",)), mail.get_body(("html",))
        self.assertNotIn("format=flowed", str(text["Content-Type"]))
        self.assertLessEqual(max(map(len, text.get_content().splitlines())), 72)
        self.assertRegex(markup.get_content(), r'(?s)<html lang="en-GB">.*<h1>')

    def test_text_is_what_replies_are_compared_with(self):
        self.invite()
        text = self.mails()[0].get_body(("plain",)).get_content()
        reply = campaign.mail(1, "\n\n" + text)
        self.assertIn("empty", self.campaign.check("read", "--json", "-", input=reply))
        markup = self.mails()[0].get_body(("html",)).get_content()
        words = html.unescape(re.sub(r"<style.*?</style>|<title.*?</title>|<[^>]+>", " ", markup, flags=re.S))
        reply = campaign.mail(2, "\n\n" + re.sub(r"[ \t]*\n\s*", "\n\n", words))
        self.assertIn('"answers":{}', self.campaign.check("read", "--json", "-", input=reply))

    def test_nobody_twice(self):
        self.assertIn("invited: 2", self.invite())
        self.assertIn("invited: 0", self.invite())
        self.assertIn("invited: 1", self.invite("address\nJO@School.example\nnew@school.example\nnew@school.example\n"))
        self.assertEqual(self.campaign.one("SELECT count(*) FROM outbox"), 3)

    def test_first_and_dry(self):
        rows = "address\n" + "".join("head%d@school.example\n" % number for number in range(50))
        self.assertIn("would be invited: 50", self.invite(rows, "--dry-run"))
        self.assertEqual(self.campaign.one("SELECT count(*) FROM outbox"), 0)
        self.assertIn("invited: 20", self.invite(rows, "--first", "20"))
        self.assertIn("invited: 30", self.invite(rows))

    def test_pace(self):
        self.configure("invite:\n  per_minute: 2\n")
        self.invite("address\n" + "".join("head%d@school.example\n" % number for number in range(6)))
        due = [row[0] for row in self.campaign.rows("SELECT next_secs FROM outbox ORDER BY id")]
        self.assertEqual([secs - due[0] for secs in due], [0, 30, 60, 90, 120, 150])
        self.invite("address\nlast@school.example\n")
        self.assertEqual(self.campaign.one("SELECT max(next_secs) FROM outbox") - due[-1], 30)

    def test_columns(self):
        self.configure("invite:\n  columns: [school, greeting]\n")
        for name, words in (("txt", "For {{school}}.\n\n"), ("html", "<p>For {{school}}.</p>\n")):
            path = self.campaign.path("templates", "invitation." + name)
            with open(path) as file:
                template = file.read()
            with open(path, "w") as file:
                file.write(template.replace("{{>leave}}", words + "{{>leave}}"))
        self.invite("Name;E-Mail;School;Greeting\nJo;jo@school.example;\"St Mary; & <b>\";Dear Jo,\nAnn;ann@school.example;;\n")
        first, second = [mail.get_body(("plain",)).get_content() for mail in self.mails()]
        self.assertTrue(first.startswith("Dear Jo,\n"))
        self.assertIn("For St Mary; & <b>.", first)
        self.assertTrue(second.startswith("Dear colleague,\n"))

    def test_spreadsheets(self):
        for text in (b"\xef\xbb\xbfName;E-Mail\r\nJos\xc3\xa9;a@school.example\r\n", b"sep=;\r\nname;email\r\nx;a@school.example\r\n",
                     b"Name\tEmail address\nJos\xe9\ta@school.example\n",
                     "name,address\nJosé,José <a@school.example>\n".encode("utf-16")):
            self.assertIn("would be invited: 1", self.invite(text, "--dry-run"), text)

    def test_wrong_rows_are_told_without_addresses(self):
        text = "name,address\nJo,jo@school.example\nAnn,secret at school\n,\nBo,b@x.example,more\nX,survey@headsup.example\n"
        done = self.campaign.run("invite", self.write(text))
        self.assertEqual(done.returncode, campaign.DATA)
        for line in (b"line 3:", b"line 5:", b"line 6:", b"nobody was invited"):
            self.assertIn(line, done.stderr)
        self.assertNotIn(b"secret", done.stderr)
        self.assertEqual(self.campaign.one("SELECT count(*) FROM outbox"), 0)
        self.assertIn("invited: 1", self.invite(text, "--skip-wrong"))

    def test_wrong_files(self):
        for text, words in ((b"", b"nothing"), (b"name,town\nJo,York\n", b"no column"), (b"PK\3\4", b"CSV"),
                            (b"a,address\n\"x,y\n", b"line 2"), (b"email,mail\na,b\n", b"could both be")):
            done = self.campaign.run("invite", self.write(text))
            self.assertEqual((done.returncode, words in done.stderr), (campaign.DATA, True), done.stderr)
        self.campaign.check("invite", "/nonexistent.csv", status=campaign.CONFIGURATION)
        self.campaign.check("invite", status=campaign.USAGE)

    def test_many_and_killed(self):
        self.configure("invite:\n  per_minute: 6000\n")
        path = self.write("address\n" + "".join("head%d@school.example\n" % number for number in range(MANY)))
        for passage in (500, 3000, 4000):
            done = self.campaign.run("invite", path, HEARBACK_FAULT="ask.after_outbox:%d" % passage)
            self.assertEqual(done.returncode, -signal.SIGKILL)
        began = time.monotonic()
        self.campaign.check("invite", path)
        print("\nthe last of %d invitations were queued in %.1f s" % (MANY, time.monotonic() - began))
        self.assertEqual(self.campaign.rows("SELECT count(*), count(DISTINCT envelope_to) FROM outbox"), [(MANY, MANY)])
        self.assertEqual(self.campaign.one("SELECT count(*) FROM asked"), MANY)


class Reminding(Asking):
    def setUp(self):
        super().setUp()
        self.invite()
        self.send_due(MONDAY)
        self.send_due("2026-03-02T10:05:00Z")

    def reminded(self):
        return [row[0] for row in self.campaign.rows("SELECT envelope_to FROM outbox WHERE purpose = 'reminder' ORDER BY id")]

    def test_those_who_have_not_answered(self):
        self.deliver(1, "5: Good\n1: serving head\n", "jo@school.example", now="2026-03-03T10:00:00Z")
        self.remind("2026-03-05T10:00:00Z")
        self.assertEqual(self.reminded(), [], "not yet")
        self.remind()
        self.remind()
        self.assertEqual(self.campaign.rows("SELECT envelope_to FROM asked JOIN outbox ON outbox.id = asked.outbox"
                                            " WHERE what = 'reminder'"), [("ann@school.example",)])
        mail = self.mails("reminder")[-1]
        self.assertEqual(mail["In-Reply-To"], "<invite.%s@headsup.example>" % self.token("ann@school.example"))
        self.assertEqual(mail["Message-ID"], "<invite.%s.1@headsup.example>" % self.token("ann@school.example"))

    def test_at_most_as_often(self):
        for now in ("2026-03-10T10:00:00Z", "2026-03-18T10:00:00Z", "2026-03-26T10:00:00Z", "2026-04-08T10:00:00Z"):
            self.remind(now)
            self.send_due(now[:11] + "17:00:00Z")
        self.assertEqual(sorted(self.reminded()), ["ann@school.example"] * 2 + ["jo@school.example"] * 2)
        self.assertNotIn("not write to you about this again", self.mails("reminder")[0].get_body(("plain",)).get_content())
        self.assertIn("not write to you about this again", self.mails("reminder")[-1].get_body(("plain",)).get_content())

    def test_left_in_peace(self):
        self.configure("remind:\n  holidays: [2026-03-12 to 2026-03-13]\n")
        for now in ("2026-03-11T22:00:00Z", "2026-03-11T06:00:00Z", "2026-03-14T10:00:00Z", "2026-03-15T10:00:00Z",
                    "2026-03-12T10:00:00Z", "2026-03-13T10:00:00Z"):
            self.remind(now)
            self.assertEqual(self.reminded(), [], now)
        self.remind("2026-03-16T10:00:00Z")
        self.assertEqual(len(self.reminded()), 2)

    def test_missing_once_and_nothing_painful(self):
        self.deliver(1, "5: Good\n1: serving head\n", "jo@school.example", now="2026-03-03T10:00:00Z")
        self.deliver(2, "5: Good\n", "ann@school.example", now="2026-03-03T10:00:00Z")
        self.remind(LATER)
        self.assertEqual(self.reminded(), ["jo@school.example", "ann@school.example"])
        text = self.mails("reminder")[0].get_body(("plain",)).get_content()
        numbers = [int(number) for number in re.findall(r"^(\d+)\. ", text, re.M)]
        self.assertIn(2, numbers)
        self.assertEqual({1, 5, 7, 8, 9, 10, 15, 16, 18} & set(numbers), set(), "answered, private or in own words")
        self.remind("2026-04-20T10:00:00Z")
        self.assertEqual(len(self.reminded()), 2)

    def test_never_to_those(self):
        self.deliver(1, "15: I want to end my life. I cannot go on.\n", "jo@school.example", now="2026-03-03T10:00:00Z")
        token = self.token("ann@school.example")
        bounce = BOUNCE % ("survey+%s@headsup.example" % token, "1", "5.1.1")
        self.campaign.check("deliver", input=bounce.encode(), HEARBACK_NOW="2026-03-03T10:00:00Z")
        self.remind()
        self.assertEqual(self.reminded(), [])
        self.assertEqual(self.campaign.status()["asking"]["suppressed"], {"bounced": 1})
        self.assertIn("bounced", self.campaign.check("status"))

    def test_who_answers_before_it_goes_out(self):
        self.remind()
        self.deliver(1, "5: Good\n", "jo@school.example", now="2026-03-10T10:00:30Z")
        self.send_due("2026-03-10T17:00:00Z")
        states = dict(self.campaign.rows("SELECT envelope_to, coalesce(cancelled, state) FROM outbox WHERE purpose = 'reminder'"))
        self.assertEqual(states, {"jo@school.example": "answered", "ann@school.example": "sent"})


class Bounces(Asking):
    def bounce(self, number, status, day, token=None):
        to = "survey+%s@headsup.example" % (token or self.token())
        self.campaign.check("deliver", input=(BOUNCE % (to, number, status)).encode(),
                            HEARBACK_NOW="2026-03-%02dT10:00:00Z" % day)

    def suppressed(self):
        return self.campaign.one("SELECT count(*) FROM suppression")

    def test_passing_ones_on_several_days(self):
        self.invite()
        for number, day in enumerate((3, 3, 4)):
            self.bounce(number, "4.2.2", day)
        self.assertEqual(self.suppressed(), 0)
        self.bounce(9, "5.2.2", 5)
        self.assertEqual(self.suppressed(), 1)

    def test_a_token_that_was_never_issued(self):
        self.invite()
        self.bounce(1, "5.1.1", 3, "acdefhjkmnp")
        self.assertEqual(self.suppressed(), 0)

    def test_queued_mail_is_cancelled_and_nobody_invited_again(self):
        self.invite()
        self.bounce(1, "5.1.1", 3)
        self.send_due("2026-03-04T10:00:00Z")
        self.assertEqual([mail["To"] for mail in map(email.message_from_bytes, self.campaign.sent())], ["ann@school.example"])
        self.assertIn("must not be written to", self.invite("address\njo+x@school.example\n"))


class Identity(Asking):
    def person(self, message):
        return self.campaign.one("SELECT person FROM message WHERE id = ?", message)

    def test_mistyped_tokens(self):
        self.invite()
        jo, token = self.campaign.one("SELECT person FROM asked ORDER BY id LIMIT 1"), self.token()
        others = {row[0] for row in self.campaign.rows("SELECT person FROM asked")} - {jo}
        alike = token.upper()
        wrong = [token[:4] + token[5:], token[1] + token[0] + token[2:], token + "a", "0" + token[1:]]
        self.deliver(1, "5: Good\n", "home@other.example", "survey+%s@headsup.example" % alike)
        self.assertEqual(self.person(1), jo)
        for number, text in enumerate(wrong, 2):
            self.deliver(number, "5: Good\n", "stranger%d@other.example" % number, "survey+%s@headsup.example" % text)
            self.assertNotIn(self.person(number), others)
            if text != token:
                self.assertNotEqual(self.person(number), jo, text)

    def test_invited_only(self):
        self.invite()
        self.configure("survey_mode: invited\n")
        self.deliver(1, "5: Good\n", "jo@school.example")
        self.deliver(2, "5: Good\n", "stranger@other.example")
        self.assertEqual(self.campaign.rows("SELECT disposition, reason FROM message ORDER BY id"),
                         [("recorded", "answers"), ("held", "not invited")])

    def confirm(self, words):
        self.configure("survey_mode: confirmed\n")
        self.deliver(1, "5: Good\n", "stranger@other.example")
        self.assertEqual(self.campaign.rows("SELECT disposition, reason FROM message"), [("held", "not confirmed")])
        question = self.mails("confirmation")[0]
        self.assertNotIn("Good", question.get_body(("plain",)).get_content())
        quoted = "".join("> %s\n" % line for line in question.get_body(("plain",)).get_content().splitlines())
        self.deliver(2, words + "\n\n" + quoted, "stranger@other.example", question["Reply-To"])
        return self.campaign.rows("SELECT disposition, reason FROM message ORDER BY id")

    def test_confirmed(self):
        self.assertEqual(self.confirm("Yes, that was me"), [("recorded", "answers"), ("set_aside", "confirmed")])
        self.assertEqual(self.campaign.rows("SELECT question, value FROM current_answer"), [("outcome", '"good"')])
        self.assertIn("Outcome: Good", self.mails("acknowledgement")[0].get_body(("plain",)).get_content())
        self.assertEqual(self.campaign.status()["waiting"]["count"], 0)
        self.deliver(3, "6: no\n", "stranger@other.example")
        self.assertEqual(self.campaign.one("SELECT disposition FROM message WHERE id = 3"), "recorded")

    def test_denied(self):
        self.assertEqual(self.confirm("No, I never wrote to you"), [("held", "not confirmed"), ("held", "denied")])
        self.assertEqual(self.campaign.rows("SELECT * FROM current_answer"), [])

    def test_asked_once(self):
        self.configure("survey_mode: confirmed\n")
        for number in (1, 2, 3):
            self.deliver(number, "5: Good\n", "stranger@other.example")
        self.assertEqual(len(self.mails("confirmation")), 1)
        self.assertEqual(len(self.mails()), 1)


class Closing(Asking):
    def test_late_replies_are_kept_apart(self):
        self.deliver(1, "5: Good\n", "jo@school.example", now=MONDAY)
        self.campaign.check("close", HEARBACK_NOW=NEXT_WEEK)
        self.deliver(2, "5: Good\n", "ann@school.example", now=LATER)
        self.assertEqual(self.campaign.rows("SELECT disposition, reason FROM message ORDER BY id"),
                         [("recorded", "answers"), ("set_aside", "closed")])
        self.assertEqual(self.campaign.one("SELECT count(*) FROM current_answer"), 1)
        self.assertIn("has come to its end", self.mails()[-1].get_body(("plain",)).get_content().replace("\n", " "))
        self.assertIn("closed since", self.campaign.check("status"))
        self.campaign.check("invite", self.write("address\na@b.example\n"), status=campaign.DATA)
        self.campaign.check("reopen")
        self.assertEqual(self.campaign.one("SELECT count(*) FROM current_answer"), 1)
        self.assertIn("1 replies", self.campaign.check("reopen", "--count-late"))
        self.assertEqual(self.campaign.one("SELECT count(*) FROM current_answer"), 2)

    def test_care_is_not_kept_apart(self):
        self.campaign.check("close", HEARBACK_NOW=MONDAY)
        self.deliver(1, "15: I want to end my life. I cannot go on.\n", "jo@school.example", now=LATER)
        self.assertEqual(self.campaign.rows("SELECT disposition, reason FROM message"), [("held", "care")])
        self.assertIn("116 123", self.mails()[0].get_body(("plain",)).get_content())

    def test_no_such_survey(self):
        for command in ("close", "reopen", "remind"):
            self.campaign.check(command, "--survey", "nonsense", status=campaign.DATA)


class Acknowledging(Asking):
    def text(self, index=-1):
        return self.mails()[index].get_body(("plain",)).get_content()

    def test_three_questions_at_most(self):
        self.deliver(1, "1: serving head\n2: primary\n6: no\n11: no\n13: no\n3: two years ago\n5: Good or RI, depends\n12: yes and no\n14: 3 or 4\n", "jo@school.example")
        asked = self.text().partition("could not be sure")[2].partition("If something")[0]
        self.assertEqual(len(re.findall(r"^  \d+\. ", asked, re.M)), 3)
        self.assertIn("A person will look at the rest", self.text())

    def test_correction_alone_and_only_news(self):
        with open(self.campaign.path("hearback.yaml")) as file:
            configuration = file.read()
        with open(self.campaign.path("hearback.yaml"), "w") as file:
            file.write(configuration.replace("acknowledge_every: 1 second", "acknowledge_every: 1 hour"))
        self.deliver(1, "5: Good\n6: yes\n", "jo@school.example")
        self.deliver(2, "5: Inadequate\n", "jo@school.example")
        self.assertEqual(len(self.mails()), 2)
        self.assertIn("Inadequate", self.text())
        self.assertNotIn("Fair", self.text())
        self.deliver(3, "5: Inadequate\n", "jo@school.example")
        self.assertEqual(len(self.mails()), 2, "nothing new")

    def test_where_others_see_it(self):
        self.deliver(1, "5: Inadequate\n", "office@school.example")
        copied = campaign.mail(2, "5: Inadequate\n", "jo@school.example").replace(b"\nSubject:", b"\nCc: pat@school.example\nSubject:")
        self.campaign.check("deliver", input=copied)
        for index in (0, 1):
            self.assertNotIn("Inadequate", self.mails()[index].as_string())
            self.assertIn("Others may see this", self.text(index))

    def test_our_own_words_come_back(self):
        """Without any mark of quotation: none of them is taken for the person's."""
        self.deliver(1, "5: Good\n", "jo@school.example")
        self.deliver(2, "6: yes\n", "jo@school.example")
        self.deliver(3, "5: Good\n", "office@school.example")
        for index in range(3):
            back = campaign.mail(4, "5: Good\n\nJo\n\n" + self.text(index))
            self.assertIn('{"kind":"reply"', self.campaign.check("read", "--json", "-", input=back))


campaign.main()
