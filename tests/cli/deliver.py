#!/usr/bin/python3
"""hearback deliver, as a mail server meets it: exit statuses, large and broken mail, and death at any moment."""
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

MB = 1024 * 1024


class Statuses(campaign.Test):
    def test_kept_and_read(self):
        out = self.campaign.check("deliver", input=campaign.mail(1))
        self.assertEqual(out, "", "a mail server has nothing to read")
        self.assertEqual(self.campaign.rows("SELECT disposition FROM message"), [("recorded",)])
        self.assertEqual(self.campaign.one("SELECT count(*) FROM outbox"), 1)

    def test_twice_is_once(self):
        for _ in range(2):
            self.campaign.check("deliver", input=campaign.mail(1))
        self.assertEqual(self.campaign.one("SELECT count(*) FROM message"), 1)
        self.assertEqual(self.campaign.one("SELECT count(*) FROM outbox"), 1)

    def test_envelope_line_goes(self):
        self.campaign.check("deliver", input=b"From head1@school1.example Tue Mar  5 19:48:05 2024\n" + campaign.mail(1))
        self.campaign.check("deliver", input=campaign.mail(1))
        self.assertEqual(self.campaign.one("SELECT count(*) FROM message"), 1)

    def test_empty_is_wrong_input(self):
        self.campaign.check("deliver", input=b"", status=campaign.DATA)
        self.campaign.check("deliver", input=b" \n\n", status=campaign.DATA)

    def test_anything_else_is_kept(self):
        for data in (b"no headers", b"\0" * 1000, bytes(range(256)) * 10, b"Subject: x\r\r\n\n\nBody\r", b":\n:\n:"):
            self.campaign.check("deliver", input=data)
        self.assertEqual(self.campaign.one("SELECT count(*) FROM message WHERE disposition IS NOT NULL"), 5)
        self.assertTrue(self.campaign.status()["messages"]["adds_up"])

    def test_wrong_command_line(self):
        self.campaign.check("deliver", "more", status=campaign.USAGE)
        self.campaign.check("deliver", "--nonsense", status=campaign.USAGE)

    def test_wrong_configuration(self):
        with open(self.campaign.path("hearback.yaml"), "a") as file:
            file.write("nonsense: true\n")
        done = self.campaign.run("deliver", input=campaign.mail(1))
        self.assertEqual(done.returncode, campaign.CONFIGURATION)
        self.assertIn(b"nonsense", done.stderr)

    def test_no_campaign(self):
        done = self.campaign.run("deliver", "--campaign", "/nonexistent", input=campaign.mail(1))
        self.assertEqual(done.returncode, campaign.CONFIGURATION)

    def test_locked_database_is_tried_again(self):
        self.campaign.check("status")
        blocker = sqlite3.connect(self.campaign.path("hearback.db"))
        self.addCleanup(blocker.close)
        blocker.execute("BEGIN EXCLUSIVE")
        self.assertEqual(self.campaign.run("deliver", input=campaign.mail(1)).returncode, campaign.TEMPORARY)
        blocker.rollback()
        self.campaign.check("deliver", input=campaign.mail(1))

    def test_input_that_fails_is_tried_again(self):
        folder = os.open("/", os.O_RDONLY)  # reading it is an error
        done = subprocess.run([self.campaign.program, "deliver"], stdin=folder, env=self.campaign.environment(),
                              capture_output=True)
        os.close(folder)
        self.assertEqual(done.returncode, campaign.TEMPORARY)

    def test_private(self):
        self.campaign.check("deliver", input=campaign.mail(1))
        for name in os.listdir(self.campaign.dir):
            if name.startswith("hearback.") and name != "hearback.yaml":
                self.assertEqual(os.stat(self.campaign.path(name)).st_mode & 0o077, 0, name)


class SmallLimit(campaign.Test):
    limit = "64 KB"

    def test_too_large_is_held_with_its_headers(self):
        self.campaign.check("deliver", input=campaign.mail(1, "words of theirs\n" * 10000))
        self.assertEqual(self.campaign.rows("SELECT disposition, is_whole FROM message"), [("held", 0)])
        status = self.campaign.status()
        self.assertEqual(campaign.totals(status)["held"], 1)
        shown = self.campaign.check("show", "1")
        self.assertIn("too large", shown)


class Memory(campaign.Test):
    """Measured on the plain program: sanitizers multiply what a program needs."""

    def setUp(self):
        if not os.path.exists(campaign.PLAIN):
            self.skipTest("there is no build without sanitizers")
        super().setUp()
        self.campaign.program = campaign.PLAIN

    def most_memory(self, *arguments, path):
        """Runs it with the file path as standard input. Returns its exit status and the peak of its memory in bytes."""
        with open(path, "rb") as file:
            process = subprocess.Popen([self.campaign.program, *arguments], stdin=file, env=self.campaign.environment())
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        return process.returncode, usage.ru_maxrss * 1024

    def test_50_mb(self):
        path = self.campaign.path("..", "large.eml")
        line = b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5\n"
        with open(path, "wb") as file:
            file.write(campaign.mail(1, "", extra="X-Test: large\n").replace(
                b"Content-Type: text/plain; charset=UTF-8", b'Content-Type: multipart/mixed; boundary="b"'))
            file.write(b"--b\nContent-Type: text/plain\n\n5: Good\n\n--b\nContent-Type: image/jpeg\n"
                       b"Content-Transfer-Encoding: base64\n\n")
            for _ in range(50 * MB // len(line)):
                file.write(line)
            file.write(b"--b--\n")
        for arguments in (("deliver",), ("import", path)):
            status, memory = self.most_memory(*arguments, path=path)
            print("%s of 50 MB: %d MB of memory" % (arguments[0], memory // MB))
            self.assertEqual(status, campaign.OK)
            self.assertLess(memory, 200 * MB)
        self.assertEqual(self.campaign.rows("SELECT disposition, is_whole FROM message"), [("recorded", 1)])


class Death(campaign.Test):
    def test_any_instant(self):
        """Killed after any time, each delivery that succeeded is there; each that failed is repeated, and there once."""
        chance = random.Random(1)
        self.campaign.check("status")
        began = time.monotonic()
        self.campaign.check("deliver", input=campaign.mail(0))
        usual_secs = time.monotonic() - began
        killed = 0
        for number in range(1, 31):
            process = subprocess.Popen([self.campaign.program, "deliver"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                       env=self.campaign.environment(), start_new_session=True)
            process.stdin.write(campaign.mail(number))
            process.stdin.close()
            time.sleep(chance.uniform(0, usual_secs))
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            if process.wait() != campaign.OK:
                killed += 1
                self.campaign.check("deliver", input=campaign.mail(number))
        self.assertGreater(killed, 0)
        self.campaign.check("fetch")
        self.assertEqual(self.campaign.one("SELECT count(*) FROM message WHERE disposition = 'recorded'"), 31)
        self.assertEqual(self.campaign.one("SELECT count(DISTINCT envelope_to) FROM outbox"), 31)
        self.assertEqual(self.campaign.one("SELECT count(*) FROM outbox"), 31)

    def test_the_reader_dies_after_keeping(self):
        """Nothing that happens after the message is kept is told to the mail server."""
        self.campaign.check("deliver", input=campaign.mail(1), HEARBACK_FAULT="read.begun")
        self.assertEqual(self.campaign.rows("SELECT disposition FROM message"), [(None,)])
        self.campaign.check("fetch")
        self.assertEqual(self.campaign.rows("SELECT disposition FROM message"), [("recorded",)])


campaign.main()
