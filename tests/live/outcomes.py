#!/usr/bin/python3
"""What becomes of a mail, by what the server does: taken, refused for now or for good, cut off before or after it was handed over.
Nothing is sent twice, whatever happens; nobody's address stands in the log."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402
import smtp  # noqa: E402

BEGINNING = 1718700000  # 2024-06-18
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
QUICK = {"timeout": "5 seconds"}


class Outcomes(campaign.Test):
    options = ()
    more = {}

    def setUp(self):
        self.server = smtp.Server(*self.options)
        self.addCleanup(self.server.close)
        self.send = smtp.config(self.server.port, **{**QUICK, **self.more})
        super().setUp()

    def replies(self, *locals_):
        """Replies from LOCAL@test.example come in, each of which is to be acknowledged."""
        for number, local in enumerate(locals_):
            self.campaign.check("deliver", input=campaign.mail(number, sender=local + "@test.example"),
                                HEARBACK_NOW=str(BEGINNING))

    def drain(self, secs=0):
        """Sends what is due so many seconds after the beginning. Returns the log."""
        done = self.campaign.run("send", HEARBACK_NOW=str(BEGINNING + secs))
        for local in ("temp", "perm", "dropafter", "fine"):
            self.assertNotIn(local + "@", done.stderr.decode())
        return done.stderr.decode()

    def states(self):
        return dict(self.campaign.rows("SELECT substr(envelope_to, 1, instr(envelope_to, '@') - 1), state FROM outbox"))

    def attempts(self):
        return self.campaign.one("SELECT count(*) FROM attempt")

    def recipients(self):
        return sorted(envelope["recipient"].partition("@")[0] for envelope in self.server.envelopes())


class EachMail(Outcomes):
    def test_fates(self):
        self.replies("fine", "temp", "perm", "tempdata", "permdata", "dropdata", "dropafter", "fine2")
        self.drain()
        self.assertEqual(self.states(), {
            "fine": "sent", "temp": "deferred", "perm": "failed", "tempdata": "deferred", "permdata": "failed",
            "dropdata": "uncertain", "dropafter": "uncertain", "fine2": "sent"})
        self.assertEqual(self.recipients(), ["dropafter", "fine", "fine2"])
        for secs in (HOUR, DAY, 3 * DAY):
            self.drain(secs)
        self.assertEqual(self.recipients(), ["dropafter", "fine", "fine2"], "nothing arrives a second time")
        self.assertEqual(self.states()["dropafter"], "uncertain")

    def test_hang(self):
        self.replies("hang")
        self.drain()
        self.assertEqual(self.states(), {"hang": "uncertain"})

    def test_back_off(self):
        self.replies("temp")
        self.drain()
        self.drain(4 * MINUTE)
        self.assertEqual(self.attempts(), 1, "the first wait is about five minutes")
        self.drain(6 * MINUTE)
        self.assertEqual(self.attempts(), 2)
        self.drain(10 * MINUTE)
        self.assertEqual(self.attempts(), 2, "the second is twice as long")
        self.drain(17 * MINUTE)
        self.assertEqual(self.attempts(), 3)

    def test_gives_up(self):
        self.replies("temp")
        for day in range(6):
            self.drain(day * DAY)
        self.assertEqual(self.states(), {"temp": "failed"})
        self.assertIn("gave up", self.campaign.check("status"))

    def test_staff_see_it(self):
        self.replies("perm", "dropafter")
        self.drain()
        shown = self.campaign.check("status")
        self.assertIn("uncertain", shown)
        self.assertIn("no mailbox", shown)
        self.assertNotIn("@", shown)

    def test_headers(self):
        self.replies("fine")
        self.drain()
        envelope, = self.server.envelopes()
        mail = envelope["mail"]
        self.assertEqual(envelope["sender"], "", "the null sender: nobody answers an automatic answer")
        self.assertEqual(mail["Auto-Submitted"], "auto-replied")
        self.assertEqual(mail["In-Reply-To"], "<reply-0@school0.example>")
        self.assertIn("<reply-0@school0.example>", mail["References"])
        self.assertEqual(mail.get_content_type(), "multipart/alternative")


class Together(Outcomes):
    """The same where the server takes commands in groups."""
    options = ("--pipelining",)
    test_fates, test_hang = EachMail.test_fates, EachMail.test_hang


class ManyMails(Outcomes):
    def test_one_connection(self):
        self.replies(*["fine%d" % number for number in range(20)])
        self.drain()
        envelopes = self.server.envelopes()
        self.assertEqual(len(envelopes), 20)
        self.assertEqual({envelope["connection"] for envelope in envelopes}, {1})

    def test_refusals_keep_it(self):
        """A mail that is refused costs no connection."""
        self.replies("fine", "perm", "temp", "fine2", "tempdata", "permdata", "fine3")
        self.drain()
        envelopes = self.server.envelopes()
        self.assertEqual(len(envelopes), 3)
        self.assertEqual({envelope["connection"] for envelope in envelopes}, {1})


class ManyTogether(ManyMails):
    options = ("--pipelining",)


class FewPerConnection(Outcomes):
    options = ("--per-connection", "3")

    def test_new_connections(self):
        self.replies(*["fine%d" % number for number in range(8)])
        self.drain()
        self.assertEqual(len(self.recipients()), 8)
        self.assertEqual(set(self.states().values()), {"sent"})


class FewTogether(FewPerConnection):
    options = ("--per-connection", "3", "--pipelining")


class Unwilling(Outcomes):
    options = ("--greeting", "421 4.3.2 closed for today")

    def test_waits_without_trying_each(self):
        self.replies("fine", "fine2", "fine3")
        words = self.drain()
        self.assertIn("closed for today", words)
        self.assertEqual(set(self.states().values()), {"queued", "deferred"})
        self.assertEqual(self.attempts(), 1, "one refusal is enough for all")


class Gone(Outcomes):
    def test_no_server(self):
        self.replies("fine")
        self.server.close()
        self.assertIn("cannot be reached", self.drain())
        self.assertEqual(self.states(), {"fine": "deferred"})


campaign.main()
