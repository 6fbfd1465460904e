"""Mailboxes for tests: campaigns whose source is one on a server of this machine."""
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import time

import campaign
import smtp

LIVE = os.path.join(campaign.ROOT, "tests", "live")
sys.path.insert(0, LIVE)
import _dovecot as dovecot  # noqa: E402

HEAD = """\
campaign: HeadsUp4HTs
address: survey@headsup.example
surveys: [ofsted-experiences]
message_limit: %s
sources:
"""
TAIL = """\
send:
  transport: maildir
  maildir: out
"""


class Mailbox(campaign.Campaign):
    """A campaign with the source "box"; its password is in the file `password`."""

    def __init__(self, limit="64 MB", **section):
        super().__init__()
        self.limit = limit
        self.write("password", "secret\n")
        if section:
            self.source(**section)

    def write(self, name, text):
        with open(os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)

    def source(self, **section):
        """Writes the configuration; a value that is None leaves its line out."""
        section = {"type": "imap", "name": "box", "host": "localhost", "user": dovecot.USER, "password_file": "password",
                   "timeout": "5 seconds", **section}
        text = HEAD % self.limit
        for number, (key, value) in enumerate((key, value) for key, value in section.items() if value is not None):
            text += "  %s %s: %s\n" % (" " if number else "-", key, value)
        self.write("hearback.yaml", text + TAIL)

    def fetch(self, status=campaign.OK, **environment):
        """Runs `hearback fetch`. Returns what it said."""
        began = time.monotonic()
        done = self.run("fetch", **environment)
        self.took_secs = time.monotonic() - began
        said = done.stderr.decode(errors="replace")
        if done.returncode != status:
            raise AssertionError("fetch: exit status %d, not %d\n%s" % (done.returncode, status, said))
        return said

    def kept(self):
        """Returns how many messages are in the database."""
        try:
            return self.one("SELECT count(*) FROM message")
        except sqlite3.OperationalError:
            return 0  # the database is not there yet, or has no tables yet

    def state(self):
        """Returns the trouble of the source, None where there is none."""
        rows = self.rows("SELECT trouble FROM source_state WHERE source = 'box'")
        return rows[0][0] if rows else None


class Hostile:
    """tests/live/_imapd.py, or another of its kind, with one of its faults."""

    def __init__(self, fault, program="_imapd.py"):
        self.folder = tempfile.TemporaryDirectory(prefix="hearback-imapd-")
        self.process = subprocess.Popen([os.path.join(LIVE, program), self.folder.name, fault], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()

    def lines(self, name):
        path = os.path.join(self.folder.name, name)
        if not os.path.exists(path):
            return []
        with open(path, errors="replace") as file:
            return file.read().splitlines()

    def heard(self):
        return "\n".join(self.lines("heard"))

    def connections(self):
        return [float(line) for line in self.lines("connections")]


def message(number, size=0):
    """Returns a small message, or one with an attachment of size bytes."""
    plain = campaign.mail(number)
    if size:
        head, _, text = plain.partition(b"\n\n")
        head = head.replace(b"Content-Type: text/plain; charset=UTF-8", b'Content-Type: multipart/mixed; boundary="b"')
        line = b"QUJD" * 18 + b"\n"
        plain = (head + b"\n\n--b\nContent-Type: text/plain; charset=UTF-8\n\n" + text + b"\n--b\n"
                 b"Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n" + line * (size // len(line)) + b"--b--\n")
    return plain.replace(b"\n", b"\r\n")


FOLDER = tempfile.TemporaryDirectory(prefix="hearback-mailbox-")
BASE = FOLDER.name
PKI = os.path.join(BASE, "pki")


def certificate(name):
    return os.path.join(PKI, name)


class Live(campaign.unittest.TestCase):
    """A Dovecot and a campaign of its own for each test."""
    options = {}

    @classmethod
    def setUpClass(cls):
        if dovecot.Dovecot.missing():
            campaign.skip("there is no Dovecot here (dovecot-imapd, dovecot-pop3d)")
        if not os.path.exists(PKI):
            smtp.make_pki(PKI)
            os.chmod(BASE, 0o755)  # Dovecot has a user of its own

    def setUp(self):
        self.server = dovecot.Dovecot(tempfile.mkdtemp(prefix="d", dir=BASE), PKI, **self.options)
        self.server.start()
        self.addCleanup(self.server.stop)
        self.box = Mailbox()
        self.addCleanup(self.box.close)
        self.configure()

    def configure(self, **section):
        self.box.source(**{"port": self.server.imaps, "ca_file": certificate("ca.pem"), **section})

    def fetch_new(self, count, **section):
        """The next fetch brings count messages that were not there before."""
        if section:
            self.configure(**section)
        before = self.box.kept()
        said = self.box.fetch()
        self.assertEqual(self.box.kept() - before, count, said)
        return said

    def refused(self, *words, status=campaign.CONFIGURATION, **section):
        if section:
            self.configure(**section)
        said = self.box.fetch(status)
        for word in words:
            self.assertIn(word, said)
            self.assertIn(word, self.box.state())
        self.assertNotIn(dovecot.USER, said)
        return said

    def assert_kept(self, messages):
        """Exactly these bytes are kept."""
        kept = [row[0] for row in self.box.rows("SELECT digest FROM message ORDER BY id")]
        self.assertEqual(kept, [hashlib.sha256(data).digest() for data in messages])
