#!/usr/bin/python3
"""Postfix hands mail to the daemon by LMTP, as the snippets of contrib/mta say, by a port and by a socket, and takes the
acknowledgements. While the daemon is away or is killed, mail waits in the queue; none is lost, and none is there twice."""
import os
import smtplib
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import _postfix  # noqa: E402
import campaign  # noqa: E402
import smtp  # noqa: E402

MAILS = 90
KILLS = 5
SOURCE = "  - type: lmtp\n"


class Lmtp(campaign.Test):
    source = "    port: %(port)d\n"
    place = "inet:127.0.0.1:%(port)d"

    def setUp(self):
        super().setUp()
        os.chmod(self.campaign.base, 0o755)
        values = {"port": campaign.free_port(), "path": os.path.join(self.campaign.base, "lmtp")}
        main = _postfix.snippet("postfix-lmtp.cf", "main.cf").replace("inet:127.0.0.1:10024", self.place % values)
        self.assertIn(self.place % values, main)
        self.server = _postfix.Postfix(main, _postfix.snippet("postfix-lmtp.cf", "master.cf"))
        self.addCleanup(self.server.close)
        self.campaign.configure(smtp.config(self.server.port))
        path = self.campaign.path("hearback.yaml")
        with open(path) as file:
            text = file.read()
        begin, end = text.index("  - type: maildir"), text.index("send:")
        with open(path, "w") as file:
            file.write(text[:begin] + SOURCE + self.source % values + text[end:])

    def mail_in(self, number, recipient=campaign.ADDRESS):
        with smtplib.SMTP("127.0.0.1", self.server.port, local_hostname="localhost") as client:
            client.sendmail("head%d@school%d.example" % (number, number), recipient, campaign.mail(number))

    def count(self, table):
        try:
            return self.campaign.one("SELECT count(*) FROM " + table)
        except sqlite3.OperationalError:
            return 0  # there is no database yet

    def wait_kept(self, count):
        campaign.wait_until(lambda: self.count("message WHERE disposition IS NOT NULL") >= count,
                            lambda: "%d messages are kept\n%s" % (count, self.server.log()[-3000:]))

    def there_and_back(self, count):
        self.wait_kept(count)
        campaign.wait_until(lambda: len(self.server.delivered()) >= count, "the acknowledgements arrive")
        time.sleep(0.2)
        self.assertEqual(self.count("message"), count)
        self.assertEqual(campaign.totals(self.campaign.status())["recorded"], count)
        self.assertEqual(self.server.queued(), 0)
        self.assertNotIn("status=bounced", self.server.log())


class Port(Lmtp):
    def test_there_and_back(self):
        self.campaign.start("run")
        for number in range(MAILS):
            self.mail_in(number)
        self.there_and_back(MAILS)
        self.assertEqual(len(self.server.delivered()), MAILS)

    def test_tag(self):
        self.campaign.start("run")
        self.mail_in(1, "survey+mw4k2p@headsup.example")
        self.there_and_back(1)

    def test_away(self):
        """Mail that comes while no daemon runs waits in the queue."""
        self.mail_in(1)
        campaign.wait_until(lambda: "status=deferred" in self.server.log(), "Postfix puts it off")
        self.campaign.start("run")
        self.there_and_back(1)

    def test_killed(self):
        """The daemon is killed with all its processes while Postfix hands over, again and again."""
        for kill in range(KILLS):
            daemon = self.campaign.start("run", own_group=True)
            for number in range(kill * 10, kill * 10 + 10):
                self.mail_in(number)
            time.sleep(0.05 * kill)
            self.campaign.kill(daemon)
        self.campaign.start("run")
        self.wait_kept(KILLS * 10)
        campaign.wait_until(lambda: self.server.queued() == 0, "the queue is empty")
        self.assertEqual(self.count("message"), KILLS * 10)
        campaign.wait_until(lambda: self.count("outbox WHERE state IN ('queued', 'sending', 'deferred')") == 0, "all went out")
        sent, uncertain = self.count("outbox WHERE state = 'sent'"), self.count("outbox WHERE state = 'uncertain'")
        self.assertEqual(sent + uncertain, KILLS * 10)
        campaign.wait_until(lambda: len(self.server.delivered()) >= sent, "the acknowledgements arrive")
        self.assertLessEqual(len(self.server.delivered()), sent + uncertain, "no second acknowledgement")
        self.assertNotIn("status=bounced", self.server.log())

    def test_too_large(self):
        """The writer is told."""
        path = self.campaign.path("hearback.yaml")
        with open(path) as file:
            text = file.read()
        with open(path, "w") as file:
            file.write(text.replace("64 MB", "64 KB"))
        self.campaign.start("run")
        campaign.wait_until(lambda: "a reader" in self.campaign.log(), "it runs")
        with smtplib.SMTP("127.0.0.1", self.server.port, local_hostname="localhost") as client:
            client.sendmail("head@school.example", campaign.ADDRESS, campaign.mail(1, "x\n" * 50000))
        campaign.wait_until(lambda: len(self.server.delivered()) == 1, lambda: "a bounce\n" + self.server.log())
        self.assertIn(b"5.3.4", self.server.delivered()[0])


class Socket(Lmtp):
    source = "    path: %(path)s\n    group: postfix\n"
    place = "unix:%(path)s"

    def test_there_and_back(self):
        self.campaign.start("run")
        for number in range(5):
            self.mail_in(number)
        self.there_and_back(5)


_postfix.need()
campaign.main()
