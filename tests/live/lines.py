#!/usr/bin/python3
"""Bad lines on the ways of SMTP, LMTP and POP3: cut, garbled, silent or late after every so many bytes, in both directions. Nothing
is lost or there twice, no half of a message is kept, and no mail goes out twice; IMAP is in imap_cut.py.
"""
import collections
import os
import smtplib
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import _stored  # noqa: E402
import campaign  # noqa: E402
import mailbox  # noqa: E402
import smtp  # noqa: E402
from _badline import BadLine  # noqa: E402

HOUR = 3600
TRIES_LEAST = 5


def everywhere(once, step, most=400):
    """Calls once(after) for after = 0, step, ... until nothing happens any more: it returns how many bytes have passed. Returns
    how often something happened."""
    after = count = 0
    while once(after) > after and count < most:
        after, count = after + step, count + 1
    return count


class Smtp(campaign.unittest.TestCase):
    """Two mails go out over a bad line, then what is left over a good one."""

    def setUp(self):
        if not os.path.exists(mailbox.PKI):
            smtp.make_pki(mailbox.PKI)
        self.server = smtp.Server("--pki", mailbox.PKI)
        self.addCleanup(self.server.close)
        self.campaign = campaign.Campaign()
        self.addCleanup(self.campaign.close)
        self.number, self.now = 0, int(time.time())

    def send(self, port, security, timeout="1 second"):
        more = {"ca_file": mailbox.certificate("ca.pem")} if security != "none" else {}
        self.campaign.configure({**smtp.config(port, security, **more), "host": "localhost", "timeout": timeout})
        self.now += 5 * HOUR  # what was put off is due again
        done = self.campaign.run("send", HEARBACK_NOW=str(self.now))
        self.assertIn(done.returncode, (campaign.OK, campaign.TEMPORARY), done.stderr)

    def over(self, after, fault, towards, security):
        for _ in range(2):
            self.number += 1
            self.campaign.put("%d.test" % self.number, campaign.mail(self.number))
        self.campaign.check("fetch", HEARBACK_NOW=str(self.now))
        line = BadLine(self.server.port, after, fault, towards)
        try:
            self.send(line.port, security)
        finally:
            line.close()
        self.send(self.server.port, security)
        return line.passed

    def everywhere(self, fault, towards, security, step):
        count = everywhere(lambda after: self.over(after, fault, towards, security), step)
        self.send(self.server.port, security)
        states = dict(self.campaign.rows("SELECT message_id, state FROM outbox"))
        arrived = collections.Counter(envelope["mail"]["Message-ID"].strip("<>") for envelope in self.server.envelopes())
        uncertain = {name for name, state in states.items() if state == "uncertain"}
        print("SMTP %s towards the %s after every %d bytes: %d times, %d mails, %d of them uncertain (%d arrived)" % (
            fault, towards, step, count, len(states), len(uncertain), len(uncertain & set(arrived))), flush=True)
        self.assertGreater(count, TRIES_LEAST)
        self.assertEqual(set(states.values()) - {"sent", "uncertain"}, set())
        self.assertEqual(max(arrived.values()), 1, "a mail arrived twice")
        self.assertLessEqual({name for name, state in states.items() if state == "sent"}, set(arrived))
        self.assertLessEqual(set(arrived), set(states), "what arrived is what was sent")
        return uncertain

    def test_cut_answers(self):
        self.everywhere("cut", "client", "none", 29)

    def test_cut_mail(self):
        self.everywhere("cut", "server", "none", 1201)

    def test_silent_answers(self):
        self.everywhere("silent", "client", "none", 37)

    def test_late(self):
        self.assertEqual(self.everywhere("late", "client", "none", 37), set(), "late is not lost")

    def test_garbled_answers(self):
        self.everywhere("garbled", "client", "starttls", 211)

    def test_garbled_mail(self):
        self.everywhere("garbled", "server", "starttls", 1801)


class Lmtp(campaign.Test):
    """A message comes over a bad line, and where it was not taken, over a good one."""

    def setUp(self):
        super().setUp()
        self.port = campaign.free_port()
        path = self.campaign.path("hearback.yaml")
        with open(path) as file:
            text = file.read()
        begin, end = text.index("  - type: maildir"), text.index("send:")
        with open(path, "w") as file:
            file.write(text[:begin] + "  - type: lmtp\n    port: %d\n    timeout: 2 seconds\n" % self.port + text[end:])
        self.daemon = self.campaign.start("run")
        campaign.wait_until(lambda: campaign.is_listening(self.port), "it listens")
        self.mails = []

    def hand_over(self, port, data):
        try:
            with smtplib.LMTP("127.0.0.1", port, local_hostname="localhost", timeout=1) as client:
                client.sendmail("head@school.example", [campaign.ADDRESS], data)
                return True
        except (OSError, smtplib.SMTPException, ValueError):
            return False

    def over(self, after, fault, towards):
        data = campaign.mail(len(self.mails), "5: Good\n14: %s\n" % ("word " * 300))
        self.mails.append(data)
        line = BadLine(self.port, after, fault, towards)
        try:
            taken = self.hand_over(line.port, data)
        finally:
            line.close()
        self.taken += taken
        if not taken:
            self.assertTrue(self.hand_over(self.port, data))
        return line.passed

    def everywhere(self, fault, towards, step):
        self.taken = 0
        count = everywhere(lambda after: self.over(after, fault, towards), step)
        kept = sorted(_stored.identity(data) for data in _stored.raw(self.campaign).values())
        print("LMTP %s towards the %s after every %d bytes: %d times, %d messages, %d of them taken at once" % (
            fault, towards, step, count, len(kept), self.taken), flush=True)
        self.assertGreater(count, TRIES_LEAST)
        self.assertEqual(kept, sorted(map(_stored.identity, self.mails)), "each is there once, and whole")
        self.assertIsNone(self.daemon.poll())

    def test_cut_mail(self):
        self.everywhere("cut", "server", 97)

    def test_cut_answers(self):
        self.everywhere("cut", "client", 7)

    def test_silent_mail(self):
        self.everywhere("silent", "server", 257)

    def test_garbled_answers(self):
        self.everywhere("garbled", "client", 11)

    def test_late(self):
        self.everywhere("late", "server", 197)


class Pop3(mailbox.Live):
    """Three messages are fetched and deleted over a bad line, then what is left over a good one."""
    section = {"type": "pop3", "after": "delete"}

    def over(self, after, fault):
        before = self.box.kept()
        self.server.fill(mailbox.message(before + number) for number in range(1, 4))
        line = BadLine(self.server.pop3s, after, fault)
        try:
            self.configure(**self.section, port=line.port, timeout="1 second")
            done = self.box.run("fetch")
            self.assertIn(done.returncode, (campaign.OK, campaign.TEMPORARY, campaign.CONFIGURATION), done.stderr)
        finally:
            line.close()
        self.configure(**self.section, port=self.server.pop3s)
        self.box.fetch()
        self.assertEqual(self.box.kept(), before + 3, (after, fault))
        self.assertEqual(self.server.messages(), [])
        return line.passed

    def everywhere(self, fault, step):
        count = everywhere(lambda after: self.over(after, fault), step)
        print("POP3 %s after every %d bytes: %d times, %d messages, none lost, none twice" % (fault, step, count, self.box.kept()),
              flush=True)
        self.assertGreater(count, TRIES_LEAST)

    def test_cut(self):
        self.everywhere("cut", 307)

    def test_garbled(self):
        self.everywhere("garbled", 409)

    def test_silent(self):
        self.everywhere("silent", 499)


campaign.main()
