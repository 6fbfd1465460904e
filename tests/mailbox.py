"""Mailboxes for tests: campaigns whose source is one on a server of this machine."""
import os
import sqlite3
import subprocess
import sys
import tempfile
import time

import campaign

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
    """tests/live/_imapd.py with one of its faults."""

    def __init__(self, fault):
        self.folder = tempfile.TemporaryDirectory(prefix="hearback-imapd-")
        self.process = subprocess.Popen([os.path.join(LIVE, "_imapd.py"), self.folder.name, fault], stdout=subprocess.PIPE, text=True)
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
    """Returns a small message, or one with size bytes of text."""
    text = b"word " * 15 + b"\r\n"
    return campaign.mail(number).replace(b"\n", b"\r\n") + text * (size // len(text))
