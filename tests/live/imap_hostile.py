#!/usr/bin/python3
"""IMAP servers that misbehave: each is limited in time and bytes, said clearly, and costs no message."""
import os
import resource
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402
import mailbox  # noqa: E402

MEMORY_MOST_KB = 150 * 1024  # of the plain program; the other one has the sanitizers' own


class Hostile(campaign.unittest.TestCase):
    def serve(self, fault, **section):
        self.server = mailbox.Hostile(fault)
        self.addCleanup(self.server.close)
        section = {"host": "127.0.0.1", "port": self.server.port, "security": "none", "timeout": "2 seconds", **section}
        self.box = mailbox.Mailbox(**section)
        self.addCleanup(self.box.close)

    def refused(self, fault, *words, status=campaign.TEMPORARY, secs=10, **section):
        """The fetch fails with words, within secs, and keeps nothing of it."""
        self.serve(fault, **section)
        said = self.box.fetch(status)
        for word in words:
            self.assertIn(word, said)
            self.assertIn(word, self.box.state())
        self.assertNotIn("survey@", said)
        self.assertNotIn("secret", said)
        self.assertLess(self.box.took_secs, secs)
        self.assertEqual(self.box.kept(), 0)
        return said


class Beginning(Hostile):
    def test_all_is_well(self):
        self.serve("none")
        self.box.fetch()
        self.assertEqual(self.box.kept(), 3)
        self.assertIsNone(self.box.state())

    def test_no_greeting(self):
        self.refused("nogreeting", "takes too long")

    def test_bye(self):
        self.refused("bye", "too busy")

    def test_other_protocol(self):
        self.refused("junk", "no IMAP server", status=campaign.CONFIGURATION)

    def test_slow_bytes(self):
        self.refused("slow", "takes too long")

    def test_encryption_stripped(self):
        self.refused("nostarttls", "no encryption", status=campaign.CONFIGURATION, security="starttls")
        self.assertNotIn("AUTHENTICATE", self.server.heard())

    def test_injection_before_encryption(self):
        self.refused("inject", "somebody may be between us", security="starttls")
        self.assertNotIn("AUTHENTICATE", self.server.heard())

    def test_logged_in_before_encryption(self):
        self.refused("preauth", "before the connection is encrypted", status=campaign.CONFIGURATION, security="starttls")

    def test_no_login(self):
        self.refused("nologin", "takes no password", status=campaign.CONFIGURATION)
        self.assertNotIn("LOGIN ", self.server.heard())

    def test_login_without_sasl(self):
        self.serve("loginonly")
        self.box.fetch()
        self.assertEqual(self.box.kept(), 3)

    def test_throttled(self):
        self.refused("throttle", "lets nobody in just now", "too many")


class Fetching(Hostile):
    def test_no_uidvalidity(self):
        self.refused("nouidvalidity", "UIDVALIDITY", status=campaign.CONFIGURATION)

    def test_floods(self):
        for fault in ("endless", "flood", "floodsearch", "hugeliteral"):
            with self.subTest(fault):
                self.refused(fault, secs=20)
        if self.is_plain():
            self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, MEMORY_MOST_KB)

    def is_plain(self):
        """Whether the program has no sanitizers, which have memory of their own."""
        with open(campaign.HEARBACK, "rb") as file:
            return b"__asan_init" not in file.read()

    def test_end_in_literal(self):
        self.refused("literal")

    def test_bye(self):
        self.refused("byefetch")

    def test_strange_but_allowed(self):
        self.serve("strange")
        self.box.fetch()
        self.assertEqual(self.box.kept(), 3)

    def others(self, fault, rounds):
        """One message cannot be fetched; the others come all the same."""
        self.serve(fault)
        said = ""
        for status in rounds:
            said += self.box.fetch(status)
        self.assertEqual(self.box.kept(), 2)
        return said

    def test_empty_body(self):
        self.assertIn("UID 2", self.others("nilbody", [campaign.OK]))

    def test_connections_that_end_over_a_message(self):
        for fault in ("dropbody", "wrongsize"):
            with self.subTest(fault):
                self.assertIn("UID 2", self.others(fault, [campaign.OK]))

    def test_refused_body(self):
        self.assertIn("UID 2", self.others("badbody", [campaign.OK]))


class Running(Hostile):
    """In the daemon, which remembers which message was the culprit."""

    def others_by_daemon(self, fault):
        self.serve(fault, poll="1 second")
        self.box.start()
        campaign.wait_until(lambda: self.box.kept() >= 2, "the other messages")
        campaign.wait_until(lambda: "UID 2" in self.box.log(), "the complaint")
        return self.box.log()

    def test_dropped_body(self):
        self.others_by_daemon("dropbody")

    def test_more_than_it_said(self):
        self.others_by_daemon("wrongsize")

    def test_short_lives(self):
        """A server that hangs up on everybody who waits is not asked again and again."""
        self.serve("byeidle")
        self.box.start()
        campaign.wait_until(lambda: len(self.server.connections()) >= 3, "three connections")
        time.sleep(5)
        self.assertLessEqual(len(self.server.connections()), 5)
        self.assertEqual(self.box.kept(), 3)

    def test_flood_while_waiting(self):
        self.serve("floodidle")
        self.box.start()
        campaign.wait_until(lambda: len(self.server.connections()) >= 2, "another connection")
        time.sleep(5)
        self.assertLessEqual(len(self.server.connections()), 5)

    def test_silence(self):
        """Ends at once when told to, whatever the server does."""
        self.serve("nogreeting", timeout="60 seconds")
        daemon = self.box.start()
        campaign.wait_until(self.server.connections, "a connection")
        status, secs = self.box.stop(daemon)
        self.assertEqual(status, 0)
        self.assertLess(secs, 3)

    def test_patience(self):
        self.serve("bye")
        self.box.start()
        time.sleep(9)
        self.assertLessEqual(len(self.server.connections()), 3)
        self.assertIn("too busy", self.box.state())
        self.assertEqual(self.box.log().count("too busy"), 1)


class Letting(Hostile):
    def test_moved(self):
        self.serve("none", after="move")
        self.box.fetch()
        self.assertRegex(self.server.heard(), 'UID MOVE 1:3 "?Processed"?')

    def test_flagged(self):
        self.serve("none", after="flag")
        self.box.fetch()
        self.assertIn("UID STORE 1:3 +FLAGS.SILENT (hearback)", self.server.heard())

    def test_cannot_move(self):
        self.serve("nomove", after="move")
        self.assertIn("neither MOVE nor UIDPLUS", self.box.fetch())
        self.assertNotIn("MOVE", self.server.heard())
        self.assertEqual(self.box.kept(), 3)

    def test_read_only(self):
        self.serve("readonly", after="move")
        self.assertIn("we may only read", self.box.fetch())
        self.assertNotIn("UID MOVE", self.server.heard())
        self.assertEqual(self.box.kept(), 3)

    def test_no_idle(self):
        self.serve("noidle", poll="1 second")
        self.box.start()
        campaign.wait_until(lambda: self.server.heard().count("UID SEARCH") >= 3, "three looks")
        self.assertNotIn("IDLE", self.server.heard())


campaign.main()
