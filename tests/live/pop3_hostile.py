#!/usr/bin/python3
"""POP3 servers that misbehave: each is limited in time and bytes, said clearly, and costs no message."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402
import mailbox  # noqa: E402


class Hostile(campaign.unittest.TestCase):
    def serve(self, fault, **section):
        self.server = mailbox.Hostile(fault, "_popd.py")
        self.addCleanup(self.server.close)
        section = {"type": "pop3", "host": "127.0.0.1", "port": self.server.port, "security": "none", "timeout": "2 seconds",
                   **section}
        self.box = mailbox.Mailbox(**section)
        self.addCleanup(self.box.close)

    def refused(self, fault, *words, status=campaign.TEMPORARY, kept=0, **section):
        """The fetch fails with words, and soon; kept messages had come before."""
        self.serve(fault, **section)
        said = self.box.fetch(status)
        for word in words:
            self.assertIn(word, said)
            self.assertIn(word, self.box.state())
        self.assertNotIn("survey@", said)
        self.assertLess(self.box.took_secs, 20)
        self.assertEqual(self.box.kept(), kept)

    def test_all_is_well(self):
        self.serve("none", after="delete")
        self.box.fetch()
        self.assertEqual(self.box.kept(), 3)
        self.assertRegex(self.server.heard(), "(?s)RETR 3.*DELE 1.*DELE 2.*DELE 3.*QUIT")

    def test_no_greeting(self):
        self.refused("nogreeting", "takes too long")

    def test_other_protocol(self):
        self.refused("junk", "HTTP/1.0")

    def test_busy(self):
        self.refused("busy", "lets nobody in just now")

    def test_encryption_stripped(self):
        self.refused("nostls", "no encryption", status=campaign.CONFIGURATION, security="starttls")
        self.assertNotIn("AUTH", self.server.heard())

    def test_injection_before_encryption(self):
        self.refused("inject", "somebody may be between us", security="starttls")
        self.assertNotIn("AUTH", self.server.heard())

    def test_numbers_that_are_none(self):
        self.serve("badnumbers")
        self.box.fetch()
        self.assertEqual(self.box.rows("SELECT key FROM source_key ORDER BY key"), [("uidl one",), ("uidl three",)])

    def test_no_uids(self):
        self.serve("nouidl")
        self.assertIn("no UIDL", self.box.fetch())
        self.box.fetch()
        self.assertEqual(self.box.kept(), 3)

    def test_floods(self):
        self.refused("floodlist", "more than was asked for")

    def test_one_bad_message(self):
        """It stays, and is said; the others come in the same look."""
        for fault in ("endless", "drop", "wrongsize", "refuse"):
            with self.subTest(fault):
                self.serve(fault)
                self.assertIn("a message stays in the mailbox", self.box.fetch())
                self.assertEqual(self.box.rows("SELECT key FROM source_key ORDER BY key"), [("uidl one",), ("uidl three",)])

    def test_left_alone(self):
        self.serve("drop", poll="1 second")
        self.box.start()
        campaign.wait_until(lambda: "left alone" in self.box.log(), "three failures")
        asked = self.server.heard().count("RETR 2")
        campaign.wait_until(lambda: self.server.heard().count("LIST") > asked + 3, "more looks")
        self.assertEqual(self.server.heard().count("RETR 2"), 3)
        self.assertEqual(self.box.log().count("a message stays"), 1)

    def test_nul(self):
        self.serve("nul")
        self.box.fetch()
        self.assertEqual(self.box.kept(), 3)
        self.assertEqual(self.box.one("SELECT size_bytes FROM message WHERE id = 2"), len(b"Subject: 2\r\n\r\na\0b\0\0c\r\n\0\r\n"))


campaign.main()
