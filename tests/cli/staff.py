#!/usr/bin/python3
"""The campaign's staff at work by mail: who is obeyed, what each command does, and what two people at one item see."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

from _staff import ALEX, DISTRESS, PASS, RECEIVED, REPLY, RIA, SAM, Staff, TEAM  # noqa: E402


class Authority(Staff):
    def test_vouched_for(self):
        self.assertIn("Messages", self.ask("status\n"))
        self.assertEqual(self.message(1), ("set_aside", "staff"))
        self.assertEqual(self.last["To"].addresses[0].addr_spec, SAM)
        self.assertEqual(self.last["In-Reply-To"], "<command-1@staff.example>")
        self.assertEqual(self.last["Auto-Submitted"], "auto-replied")

    def test_forged(self):
        """A sender's name alone does nothing; the member is told once an hour."""
        self.reply(1, REPLY % "Good")
        self.give("hold 1\n", proof=False)
        self.give("hold 1\n", extra="Authentication-Results: mx.elsewhere.example; dkim=pass header.d=staff.example\n", proof=False)
        self.give("hold 1\n", extra=RECEIVED + PASS % "staff.example", proof=False)  # below a line of ours: it came with the mail
        self.assertEqual(self.message(1), ("recorded", "answers"))
        self.assertEqual([self.message(n) for n in (2, 3, 4)], [("held", "staff not proven")] * 3)
        self.assertEqual(self.events(), [])
        mails = self.answers()
        self.assertEqual([mail["To"].addresses[0].addr_spec for mail in mails], [SAM])
        self.assertTrue(all(what.startswith("staff not proven: ") for _, _, what in self.items()))

    def test_another_domain_vouches(self):
        self.give("status\n", extra=PASS % "evil.example", proof=False)
        self.assertEqual(self.message(1), ("held", "staff not proven"))

    def test_token(self):
        """The reply to a mail of ours proves who wrote, once."""
        self.reply(1, REPLY % "Good")
        self.give("hold 1\n", proof=False)
        refusal = self.answers()[0]
        tagged = refusal["Reply-To"].addresses[0].addr_spec
        self.assertRegex(tagged, r"^team\+\w+@headsup\.example$")
        self.give("hold 1\n", proof=False, to=tagged)
        self.assertEqual(self.message(1), ("held", "held by staff"))
        self.assertIn("message 1 is held", self.answers()[0].get_body(("plain",)).get_content())
        self.give("release 1\n", proof=False, to=tagged)
        self.assertEqual(self.message(1), ("held", "held by staff"))
        self.assertEqual(self.message(4), ("held", "staff not proven"))

    def test_token_in_thread(self):
        """Where a mail program or server has lost the tag of the address, the thread has the token too."""
        self.give("status\n", proof=False)
        refusal = self.answers()[0]
        self.give("status\n", proof=False, extra="In-Reply-To: %s\n" % refusal["Message-ID"])
        self.assertEqual(self.message(2), ("set_aside", "staff"))

    def test_token_of_somebody_else(self):
        self.give("status\n", proof=False)
        tagged = self.answers()[0]["Reply-To"].addresses[0].addr_spec
        self.give("status\n", sender=ALEX, proof=False, to=tagged)
        self.give("status\n", sender="nobody@evil.example", proof=False, to=tagged)
        self.assertEqual([self.message(n) for n in (2, 3)], [("held", "staff not proven")] * 2)

    def test_replayed(self):
        """A mail that was signed once is obeyed once."""
        self.reply(1, REPLY % "Good")
        self.give("hold 1\n", name="same")
        self.give("release 1\n")
        self.give("hold 1\n", name="same", extra="Received: from evil.example by mx.headsup.example; Wed, 6 Mar 2024 20:00:00 +0000\n")
        self.assertEqual(self.message(1), ("recorded", "approved by staff"))
        self.assertEqual(self.message(4), ("held", "staff not proven"))

    def test_machines(self):
        """Automatic mail gives no commands, and gets no answer."""
        self.reply(1, REPLY % "Good")
        self.give("hold 1\n", extra="Auto-Submitted: auto-replied\n")
        self.give("pending\n\nBack on Monday.\n", extra="X-Autoreply: yes\nPrecedence: bulk\n",
                  subject="Automatic reply: 1 thing waits")
        self.assertEqual(self.message(1), ("recorded", "answers"))
        self.assertEqual([self.message(n)[0] for n in (2, 3)], ["set_aside"] * 2)
        self.assertEqual(self.answers(), [])

    def test_answers_the_survey(self):
        """A member may be a headteacher: what goes to the survey is an answer."""
        self.give(REPLY % "Good", to=campaign.ADDRESS)
        self.assertEqual(self.message(1), ("recorded", "answers"))

    def test_rights(self):
        self.reply(1, REPLY % "Good")
        self.assertIn('needs the right "moderate"', self.ask("hold 1\n", sender=RIA))
        self.assertIn('needs the right "export"', self.ask("export\n"))
        self.assertIn('needs the right "admin"', self.ask("pause\n"))
        self.assertEqual(self.message(1), ("recorded", "answers"))

    def test_read_anew(self):
        """Reading the archive again leaves alone what staff have decided, and obeys nobody twice."""
        self.reply(1, REPLY % "Good")
        self.give("hold 1\n")
        self.campaign.check("reread", "--apply")
        self.assertEqual(self.message(1), ("held", "held by staff"))
        self.assertEqual(len(self.events()), 1)


class Commands(Staff):
    def test_help(self):
        text = self.ask("help")
        self.assertIn("correct 12 outcome=Good", text)
        self.assertLessEqual(max(len(line) for line in text.partition("> help")[2].splitlines()[:30]), 40)

    def test_mail_around(self):
        """A greeting, a signature and a quotation are none of it."""
        self.reply(1, REPLY % "Good")
        text = self.ask("Hi,\n\nshow 1\nstatus\n\nhold 1\n-- \nSam\nhold 1\n\nOn Tue, 5 Mar 2024 at 19:00, HeadsUp4HTs wrote:\n> hold 1\n")
        self.assertEqual(re.findall(r"^> (.*)", text, re.M), ["show 1", "status"])
        self.assertIn("boiler", text)
        self.assertEqual(self.message(1), ("recorded", "answers"))

    def test_quote_above(self):
        text = self.ask("> On 5 Mar 2024, HeadsUp4HTs wrote:\n> hold 1\n\nPending.\n\nSent from my iPhone\n")
        self.assertEqual(re.findall(r"^> (.*)", text, re.M), ["Pending."])

    def test_own_mails_hold_no_commands(self):
        """Whoever sends one of our mails back, with nothing of his own above it, has asked for nothing."""
        self.reply(1, REPLY % "not sure, RI or Good")
        for body in ("help\n", "pending\n", "show 1\n"):
            self.ask(body)
            text = self.ask(self.last.get_body(("plain",)).get_content())
            self.assertIn("no command in your mail", text)

    def test_unknown(self):
        text = self.ask("stauts\npendign\nwhatever this is\n")
        self.assertIn('Did you mean "status"', text)
        self.assertIn('Did you mean "pending"', text)
        self.assertIn('"help" gets you a list', text)

    def test_all(self):
        self.reply(1, REPLY % "not sure, RI or Good")
        text = self.ask("approve all\n")
        self.assertIn("everything that waits, %d in all" % len(self.items()), text)
        self.assertNotEqual(self.items(), [])

    def test_correct(self):
        self.reply(1, REPLY % "Good")
        text = self.ask("correct 1 outcome=RI\ncorrect 1 outcom=Good\ncorrect 1 outcome=splendid\ncorrect 9 outcome=Good\ncorrect 1 5=Good\n"
                        "correct 1 outcome=RI\n")
        self.assertIn('"outcome" is now "Requires Improvement" for P-0001', text)
        self.assertIn('Did you mean "outcome"', text)
        self.assertIn("no clear answer", text)
        self.assertIn("no message 9", text)
        self.assertEqual(self.answer_of("outcome"), ['"requires_improvement"'])
        self.assertEqual([event[:3] for event in self.events()], [("Sam", "mail", "correct")] * 3)

    def test_hold_and_release(self):
        self.reply(1, REPLY % "Good")
        self.assertIn("message 1 is held", self.ask("hold 1 let me ask the school first\n"))
        self.assertEqual(self.answer_of("outcome"), [])
        self.assertIn("let me ask the school first", self.ask("show 1\n"))
        self.assertIn("message 1 counts", self.ask("release 1\n"))
        self.assertEqual(self.answer_of("outcome"), ['"good"'])
        self.assertIn("it counts", self.ask("release 1\n"))

    def test_find_and_care(self):
        self.reply(1, REPLY % "Good")
        self.reply(2, DISTRESS)
        self.assertIn("boiler was out", self.ask("find BOILER tuesday\n"))
        self.assertIn("1 not shown", self.ask("find any longer\n", sender=RIA))
        self.assertIn("cannot go on", self.ask("find any longer\n"))
        self.assertIn("needs the right", self.ask("show 2\n", sender=RIA).replace("\n", " "))
        self.assertNotIn("cannot go on", self.ask("pending\nstatus\nreport all\n", sender=RIA))

    def test_export(self):
        self.reply(1, REPLY % "Good")
        self.ask("export\n", sender=ALEX)
        files = list(self.last.iter_attachments())
        self.assertEqual([file.get_filename() for file in files], ["ofsted-experiences.csv", "ofsted-experiences.csv.manifest.json"])
        self.assertIn("P-0001", files[0].get_content())
        self.assertEqual(self.events(), [("Alex", "mail", "export", None)])
        self.assertEqual(self.campaign.one("SELECT count(*) FROM export"), 1)
        self.assertEqual(self.campaign.one("SELECT length(bytes) FROM outbox WHERE purpose = 'staff'"), 0, "no copy stays")

    def test_pause(self):
        self.ask("pause\n", sender=ALEX)
        self.reply(1, REPLY % "Good")
        self.campaign.check("send")
        waiting = "SELECT count(*) FROM outbox WHERE state = 'queued'"
        self.assertEqual(self.campaign.one(waiting), 1)
        self.assertIn("PAUSED", self.campaign.check("status"))
        self.assertIn("goes out again", self.ask("resume\n", sender=ALEX))
        self.assertEqual(self.campaign.one(waiting), 0)

    def test_terminal(self):
        """The same commands at the terminal."""
        self.reply(1, REPLY % "not sure, RI or Good")
        item = self.items()[0][0]
        self.assertIn("unclear: outcome", self.campaign.check("review", "list"))
        self.assertIn("boiler", self.campaign.check("find", "boiler"))
        self.campaign.check("review", "answer", str(item), "Good")
        self.assertEqual(self.answer_of("outcome"), ['"good"'])
        self.campaign.check("review", "answer", str(item), "RI", status=campaign.DATA)
        self.campaign.check("correct", "1", "outcome=RI")
        self.campaign.check("correct", "1", "outcome", status=campaign.DATA)
        self.assertEqual(self.answer_of("outcome"), ['"requires_improvement"'])
        self.campaign.check("hold", "1")
        self.campaign.check("note", "1", "ask", "the", "school")
        self.campaign.check("release", "1")
        self.campaign.check("pause")
        self.campaign.check("resume")
        self.campaign.check("review", "whatever", status=campaign.USAGE)
        self.assertEqual([event[1:3] for event in self.events()],
                         [("terminal", what) for what in ("answer", "correct", "hold", "note", "release", "pause", "resume")])

    def test_events_stay(self):
        self.reply(1, REPLY % "Good")
        self.give("hold 1\n")
        import sqlite3
        database = sqlite3.connect(self.campaign.path("hearback.db"))
        for statement in ("DELETE FROM staff_event", "UPDATE staff_event SET who = 'nobody'"):
            with self.assertRaises(sqlite3.IntegrityError):
                database.execute(statement)
        database.close()


class Review(Staff):
    def setUp(self):
        super().setUp()
        self.reply(1, REPLY % "not sure, RI or Good")
        self.item = [item for item, _, what in self.items() if what == "unclear: outcome"][0]

    def test_answer(self):
        text = self.ask("%d: Good\n" % self.item)
        self.assertIn('"outcome" is now "Good"', text)
        self.assertEqual(self.answer_of("outcome"), ['"good"'])
        self.assertNotIn(self.item, [item for item, _, _ in self.items()])

    def test_second_is_told(self):
        self.ask("%d: Good\n" % self.item)
        text = self.ask("%d: RI\n" % self.item, sender=ALEX)
        self.assertIn("is settled: answered, by Sam", text.replace("\n", " "))
        self.assertEqual(self.answer_of("outcome"), ['"good"'])

    def test_taken(self):
        self.ask("take %d\n" % self.item)
        self.assertIn("Sam has taken item", self.ask("%d: RI\n" % self.item, sender=ALEX))
        self.assertIn("Sam has it", self.ask("pending\n", sender=ALEX))
        self.ask("take %d anyway\n%d: RI\n" % (self.item, self.item), sender=ALEX)
        self.assertEqual(self.answer_of("outcome"), ['"requires_improvement"'])

    def test_unclear_answer(self):
        text = self.ask("%d: hm\n%d: skip\n%d: Good\n" % (self.item, self.item, self.item))
        self.assertIn("no clear answer", text)
        self.assertIn("nothing was recorded", text)
        self.assertIn("settled: skipped, by Sam", text.replace("\n", " "))

    def test_approve_and_reject(self):
        self.reply(2, "I have nothing to say to you, and what would you do with it?\n")
        item, message, _ = self.items()[-1]
        self.ask("reject %d\n" % item)
        self.assertEqual(self.message(message), ("set_aside", "rejected by staff"))

    def test_care_is_for_its_contacts(self):
        self.reply(2, DISTRESS)
        item = [item for item, _, what in self.items() if what.startswith("care:")][0]
        for command in ("%d: done", "%d: skip", "take %d", "take %d anyway", "reject %d"):
            self.assertIn("case of care", self.ask(command % item + "\n"))
        self.assertIn(item, [item for item, _, _ in self.items()])

    def test_digest(self):
        """Each member who may decide gets what waits, and answers it from there."""
        self.campaign.check("review", "send")
        mails = {mail["To"].addresses[0].addr_spec: mail for mail in self.answers()}
        self.assertEqual(set(mails), {SAM, ALEX})
        text = mails[SAM].get_body(("plain",)).get_content()
        self.assertIn("(%d) unclear: outcome" % self.item, text)
        self.assertIn("not sure, RI or Good", text)
        self.assertIn("overall outcome", text)
        tagged = mails[SAM]["Reply-To"].addresses[0].addr_spec
        quoted = "".join("> %s\n" % line for line in text.splitlines())
        self.give("%d: Good\n\nOn Tue, HeadsUp4HTs <%s> wrote:\n\n%s" % (self.item, TEAM, quoted), proof=False, to=tagged)
        self.assertEqual(self.answer_of("outcome"), ['"good"'])

    def test_distress_is_not_for_all(self):
        self.reply(2, DISTRESS)
        with open(self.campaign.path("hearback.yaml"), "a") as file:
            file.write("  - address: mo@staff.example\n    may: moderate\n")
        self.campaign.check("review", "send")
        for mail in self.answers():
            text = mail.get_body(("plain",)).get_content()
            self.assertEqual("cannot go on" in text, mail["To"].addresses[0].addr_spec != "mo@staff.example")

    def test_by_the_clock(self):
        with open(self.campaign.path("hearback.yaml"), "a") as file:
            file.write("review_every: 1 hour\n")
        self.campaign.check("clock")
        self.assertEqual(len(self.answers()), 2)
        self.campaign.check("clock")
        self.assertEqual(self.answers(), [])

    # ---- quotes

    def test_quotes(self):
        story = "Mrs Joan Carter was in the car park at eight.\n"
        self.reply(1, "5. Good\n15. %s17. yes\n" % story)
        self.reply(2, "5. Good\n15. %s17. ask me first\n" % story)
        self.campaign.check("quote", "propose")
        listed = self.ask("quotes\n")
        self.assertIn("quote 1: proposed", listed)
        self.assertNotIn("Carter", listed)
        self.assertIn("wants to see the words", listed)
        self.assertIn("Carter", self.ask("quote 1\n"))
        self.assertIn("in the yard", self.ask("quote change 1 car park = yard\n"))
        self.assertIn("quote 1: approved", self.ask("Quote approve 1\n"))
        self.assertIn("quote 2: waiting", self.ask("quote approve #2\n"))
        self.assertIn("quote 1: withdrawn", self.ask("quote withdraw 1\n"))
        self.assertIn("Not done", self.ask("quote approve 1\n"))
        self.assertIn("Not done", self.ask("quote approve all\n"))
        self.assertIn("Not done: there is no quote 77", self.ask("quote 77\n"))
        self.assertIn("quote 2: rejected", self.ask("quote reject 2\n"))
        self.assertIn("She was there.", self.ask("quote redact 2 She was there.\n"))
        self.assertIn("right", self.ask("quotes\n", sender=RIA))
        self.assertEqual(self.campaign.rows("SELECT DISTINCT who FROM quote"), [("Sam",)])


campaign.main()
