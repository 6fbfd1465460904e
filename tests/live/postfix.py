#!/usr/bin/python3
"""Postfix hands mail to `hearback deliver` by its pipe and by an alias, as the snippets of contrib/mta say, and takes the
acknowledgements; where hearback fails, mail waits in the queue and none bounces."""
import os
import shutil
import smtplib
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import _postfix  # noqa: E402
import campaign  # noqa: E402
import smtp  # noqa: E402

MAILS = 12


class PostfixTest(campaign.Test):
    def setUp(self):
        super().setUp()
        self.program = os.path.join(self.campaign.base, "hearback")  # where an ordinary user may run it
        shutil.copy(campaign.HEARBACK, self.program)
        os.chmod(self.campaign.base, 0o755)
        self.server = _postfix.Postfix(self.adapt(_postfix.snippet("postfix.cf", "main.cf")), self.adapt(_postfix.snippet("postfix.cf", "master.cf")),
                                       self.adapt(_postfix.snippet("aliases")))
        self.addCleanup(self.server.close)
        self.campaign.configure(smtp.config(self.server.port))
        for folder, _, names in os.walk(self.campaign.dir):
            for name in [""] + names:
                os.chown(os.path.join(folder, name), _postfix.USER.pw_uid, _postfix.USER.pw_gid)

    def adapt(self, text):
        """The snippets name the usual places; here all stands elsewhere."""
        return (text.replace("/usr/bin/hearback", self.program).replace("/var/lib/hearback/headsup", self.campaign.dir)
                .replace("user=hearback", "user=" + _postfix.USER.pw_name))

    def mail_in(self, data, number, recipient=campaign.ADDRESS):
        with smtplib.SMTP("127.0.0.1", self.server.port, local_hostname="localhost") as client:
            client.sendmail("head%d@school%d.example" % (number, number), recipient, data)

    def kept(self, count):
        try:
            return self.campaign.one("SELECT count(*) FROM message WHERE disposition IS NOT NULL") == count
        except sqlite3.OperationalError:
            return False  # there is no database yet

    def wait_kept(self, count):
        campaign.wait_until(lambda: self.kept(count), lambda: "%d messages are kept\n%s" % (count, self.server.log()[-3000:]))


class Pipe(PostfixTest):
    def test_there_and_back(self):
        for number in range(MAILS):
            self.mail_in(campaign.mail(number), number)
        self.wait_kept(MAILS)
        self.campaign.check("send")
        campaign.wait_until(lambda: len(self.server.delivered()) >= MAILS, "the acknowledgements arrive")
        self.assertEqual(len(self.server.delivered()), MAILS)
        self.assertEqual(self.campaign.rows("SELECT DISTINCT state FROM outbox"), [("sent",)])
        self.assertEqual(campaign.totals(self.campaign.status())["recorded"], MAILS)

    def test_token(self):
        self.mail_in(campaign.mail(1), 1, "survey+mw4k2p@headsup.example")
        self.wait_kept(1)

    def test_failure_waits(self):
        path = self.campaign.path("hearback.yaml")
        with open(path) as file:
            right = file.read()
        with open(path, "w") as file:
            file.write(right + "nonsense: true\n")
        self.mail_in(campaign.mail(1), 1)
        campaign.wait_until(lambda: "status=deferred" in self.server.log(), "Postfix puts it off")
        self.assertEqual(self.server.queued(), 1)
        with open(path, "w") as file:
            file.write(right)
        self.wait_kept(1)
        campaign.wait_until(lambda: self.server.queued() == 0, "the queue is empty")
        self.assertEqual(self.server.delivered(), [], "nobody was told of a failure")


class Alias(PostfixTest):
    def test_alias(self):
        self.mail_in(campaign.mail(1), 1, "survey@aliases.example")
        self.wait_kept(1)
        raw = self.campaign.check("show", "--json", "1")
        self.assertIn('"recorded"', raw)


_postfix.need()
campaign.main()
