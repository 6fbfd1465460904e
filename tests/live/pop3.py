#!/usr/bin/python3
"""Mailboxes on a private Dovecot over POP3: encryption, fetching, deleting, and being killed in the middle."""
import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402
import mailbox  # noqa: E402
from mailbox import message  # noqa: E402


class Pop3(mailbox.Live):
    def configure(self, **section):
        self.box.source(**{"type": "pop3", "port": self.server.pop3s, "ca_file": mailbox.certificate("ca.pem"), **section})

    def test_left(self):
        self.server.deliver(message(1), message(2, size=500000), b"Subject: dots\r\n\r\n.\r\n..\r\n.x\r\n")
        self.fetch_new(3)
        self.fetch_new(0)
        self.assert_kept([data for _, data in self.server.messages()])

    def test_starttls(self):
        self.server.deliver(message(1))
        self.fetch_new(1, security="starttls", port=self.server.pop3)

    def test_wrong_password(self):
        self.box.write("password", "wrong\n")
        self.refused("does not accept the user name or the password")

    def test_wrong_name(self):
        self.server.use_certificate("wrongname")
        self.server.restart()
        self.refused("another server")
        self.refused("another server", security="starttls", port=self.server.pop3)

    def test_deleted(self):
        self.server.deliver(message(1), message(2))
        self.fetch_new(2, after="delete")
        self.assertEqual(self.server.messages(), [])

    def test_killed(self):
        for number, point in enumerate(("pop3.taken", "pop3.flushed", "group.after_commit"), 1):
            self.server.deliver(message(number))
            self.configure(after="delete")
            self.assertEqual(self.box.run("fetch", HEARBACK_FAULT=point).returncode, -signal.SIGKILL)
            self.assertEqual(len(self.server.messages()), 1)
            self.box.fetch()
            self.assertEqual(self.box.kept(), number)
            self.assertEqual(self.server.messages(), [])

    def test_oversize(self):
        self.box.limit = "100 KB"
        self.server.deliver(message(1), message(2, size=300000))
        self.fetch_new(2, after="leave")
        self.assertEqual(self.box.rows("SELECT is_whole FROM message ORDER BY id"), [(1,), (0,)])

    def test_check(self):
        self.server.deliver(message(1))
        self.assertIn("box: works: logged in; there is 1 message", self.box.check("check", "--connect"))


campaign.main()
