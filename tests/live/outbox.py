#!/usr/bin/python3
"""The outbox over days: limits by minute, day and domain, what staff are told, what they can do, addresses that need SMTPUTF8, and
what a clock that was wrong leaves behind."""
import contextlib
import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402
import smtp  # noqa: E402

BEGINNING = 1718700000
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


class Outbox(campaign.Test):
    options = ()
    more = {}

    def setUp(self):
        self.server = smtp.Server(*self.options)
        self.addCleanup(self.server.close)
        self.send = smtp.config(self.server.port, timeout="5 seconds", **self.more)
        super().setUp()

    def replies(self, *addresses):
        for number, address in enumerate(addresses):
            self.campaign.check("deliver", input=campaign.mail(number, sender=address), HEARBACK_NOW=str(BEGINNING))

    def drain(self, secs=0):
        done = self.campaign.run("send", HEARBACK_NOW=str(BEGINNING + secs))
        self.assertNotIn(b"@", done.stderr)
        return done.stderr.decode()

    def clock(self, secs):
        done = self.campaign.run("clock", HEARBACK_NOW=str(BEGINNING + secs))
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stderr.decode()

    def states(self):
        return dict(self.campaign.rows("SELECT id, state FROM outbox"))

    def sent(self):
        return len(self.server.envelopes())


class PerMinute(Outbox):
    more = {"per_minute": 3, "per_day": 7}

    def test_minute_and_day(self):
        self.replies(*["head%d@s%d.example" % (number, number) for number in range(12)])
        self.drain()
        self.assertEqual(self.sent(), 3)
        self.drain(30)
        self.assertEqual(self.sent(), 3, "limits hold across processes")
        self.drain(MINUTE)
        self.assertEqual(self.sent(), 6)
        self.drain(2 * MINUTE)
        self.assertEqual(self.sent(), 7, "a day's mails are gone")
        self.drain(DAY)
        self.assertEqual(self.sent(), 10)
        self.assertEqual(len({envelope["recipient"] for envelope in self.server.envelopes()}), 10)


class PerDomain(Outbox):
    more = {"per_domain": 2}

    def test_others_go_on(self):
        self.replies(*["head%d@large.example" % number for number in range(6)], "one@small.example", "two@tiny.example")
        self.drain()
        recipients = [envelope["recipient"] for envelope in self.server.envelopes()]
        self.assertEqual(sorted(recipient.partition("@")[2] for recipient in recipients),
                         ["large.example"] * 2 + ["small.example", "tiny.example"])
        self.assertEqual(self.campaign.one("SELECT count(*) FROM attempt"), 4, "to wait is no attempt")
        for minute in range(1, 4):
            self.drain(minute * MINUTE)
            self.assertLessEqual(self.sent(), 4 + 2 * minute)
        self.drain(4 * MINUTE)
        self.assertEqual(self.sent(), 8)


class Staff(Outbox):
    def mails(self, *options):
        return {mail["mail"]: mail for mail in json.loads(self.campaign.check("outbox", "--json", *options))}

    def test_look(self):
        self.replies("fine@a.example", "perm@a.example", "dropafter@a.example", "temp@a.example")
        self.drain()
        self.assertEqual({mail["state"] for mail in self.mails().values()}, {"failed", "uncertain", "deferred"})
        self.assertEqual(len(self.mails("--all")), 4)
        shown = self.campaign.check("outbox")
        self.assertIn("there is no such mailbox", shown, "the code in words")
        self.assertIn("550 5.1.1", shown, "and as it is")
        self.assertNotIn("@", shown)
        self.assertIn("temp@a.example", self.campaign.check("outbox", "show", "--contact", "4"))
        self.assertNotIn("@", self.campaign.check("outbox", "show", "4"))

    def test_retry_and_drop(self):
        self.replies("dropafter@a.example", "perm@a.example", "temp@a.example", "fine@a.example")
        self.drain()
        before = self.sent()
        self.campaign.check("outbox", "retry", "1")
        self.drain(MINUTE)
        self.assertEqual(self.sent(), before + 1, "only where a human says so")
        self.campaign.check("outbox", "drop", "2", "3")
        self.drain(DAY)
        self.assertEqual({number: mail["state"] for number, mail in self.mails().items()},
                         {1: "uncertain", 2: "cancelled", 3: "cancelled"})
        self.assertEqual(self.campaign.status()["undelivered"]["count"], 1)
        for words in (("retry", "4"), ("drop", "4"), ("drop", "2"), ("retry", "99"), ("show", "99"), ("show", "x")):
            self.campaign.check("outbox", *words, status=campaign.DATA)
        for words in (("retry",), ("list", "1"), ("what", "1")):
            self.campaign.check("outbox", *words, status=campaign.USAGE)
        self.campaign.check("outbox", "retry", "2")
        self.assertEqual(self.states()[2], "queued")

    def test_patience_begins_anew(self):
        self.replies("temp@a.example")
        for day in range(6):
            self.drain(day * DAY)
        self.assertEqual(self.states(), {1: "failed"})
        self.campaign.check("outbox", "retry", "1", HEARBACK_NOW=str(BEGINNING + 6 * DAY))
        self.drain(6 * DAY)
        self.assertEqual(self.states(), {1: "deferred"}, "it has five days again")

    def test_told_once(self):
        self.replies("temp@a.example")
        self.drain()
        self.assertEqual(self.clock(HOUR), "")
        self.drain(5 * HOUR)
        self.assertIn("mail 1 has not gone out", self.clock(5 * HOUR))
        self.assertEqual(self.clock(6 * HOUR), "", "once")
        waiting = [item["what"] for item in self.campaign.status()["waiting"]["items"]]
        self.assertTrue(any("mail 1 does not go out" in what for what in waiting), waiting)
        self.campaign.check("outbox", "drop", "1")

    def test_no_longer_waits(self):
        self.campaign.checks_outgoing = False  # its receiver is changed below
        self.replies("temp@a.example")
        self.drain()
        self.drain(5 * HOUR)
        self.clock(5 * HOUR)
        with contextlib.closing(sqlite3.connect(self.campaign.path("hearback.db"))) as database, database:  # it works again
            database.execute("UPDATE outbox SET envelope_to = 'fine@a.example'")
        self.assertEqual(self.campaign.one("SELECT count(*) FROM review WHERE done_secs IS NULL"), 1)
        self.drain(DAY)
        self.assertEqual(self.states(), {1: "sent"})
        self.assertEqual(self.campaign.one("SELECT count(*) FROM review WHERE done_secs IS NULL"), 0)


class Clock(Outbox):
    def test_years_ahead(self):
        """What was planned by a clock that was years ahead does not wait for years."""
        self.replies("temp@a.example")
        self.drain(1000 * DAY)
        self.drain(10)
        self.assertEqual(self.campaign.one("SELECT count(*) FROM attempt"), 2)


class Letters(Outbox):
    options = ("--smtputf8",)

    def test_offered(self):
        self.replies("zoë@schule.example", "head@plain.example")
        self.drain()
        self.assertEqual(set(self.states().values()), {"sent"})
        self.assertEqual([envelope["smtputf8"] for envelope in self.server.envelopes()], [True, False])


class NoLetters(Outbox):
    def test_not_offered(self):
        self.replies("zoë@schule.example", "head@plain.example")
        self.drain()
        self.assertEqual(self.states(), {1: "failed", 2: "sent"})
        self.assertEqual(self.sent(), 1)
        self.assertIn("SMTPUTF8", self.campaign.check("outbox"))


campaign.main()
