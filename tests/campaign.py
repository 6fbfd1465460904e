"""What the tests that run the program share: a campaign in a folder of its own, and looks into it from outside.

Tests are methods of unittest classes; a file of them ends with campaign.main().
"""
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

import outgoing

ROOT = os.environ.get("ROOT") or os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HEARBACK = os.environ.get("HEARBACK", os.path.join(ROOT, "build", "hearback"))
PLAIN = os.environ.get("HEARBACK_PLAIN", HEARBACK)  # without sanitizers; may be missing
PATIENCE_SECS = 60
ADDRESS = "survey@headsup.example"
CHECKED_MOST = 300  # mails of one campaign that are looked at
OK, USAGE, DATA, BUG, TEMPORARY, CONFIGURATION = 0, 64, 65, 70, 75, 78

CONFIGURATION_FILE = """\
campaign: HeadsUp4HTs
address: %(address)s
surveys: [ofsted-experiences]
contact_address: people@headsup.example
message_limit: %(limit)s
acknowledge_every: 1 second
sources:
  - type: maildir
    path: mail
    poll: 1 second
send:
%(send)s
"""
SEND_MAILDIR = {"transport": "maildir", "maildir": "out"}


def mail(number, body="5: Good\n", sender=None, subject="Re: Your experience of Ofsted: a short survey", extra=""):
    """Returns a reply with answers; each number has a writer and a Message-ID of its own."""
    sender = sender or "head%d@school%d.example" % (number, number)
    return ("From: Head %d <%s>\nTo: HeadsUp4HTs <%s>\nSubject: %s\nDate: Tue, 5 Mar 2024 19:48:05 +0000\n"
            "Message-ID: <reply-%d@school%d.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n%s\n%s"
            % (number, sender, ADDRESS, subject, number, number, extra, body)).encode()


def wait_until(condition, what, secs=PATIENCE_SECS):
    """Returns the first true value of condition(). what: words on it, or a function that finds them."""
    deadline = time.monotonic() + secs
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError("not within %d seconds: %s" % (secs, what() if callable(what) else what))
        time.sleep(0.01)


def free_port():
    """Returns a port of 127.0.0.1 that nobody uses; so it is likely to stay."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def is_listening(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def totals(status):
    """Returns how many messages became what, from `status --json`: {"recorded": 3, "held": 1, "set_aside": 0}."""
    return {entry["disposition"]: entry["count"] for entry in status["messages"]["by_disposition"]}


class Campaign:
    """The folder of a campaign; it goes away with close()."""

    def __init__(self, send=None, limit="64 MB", program=None):
        self.program = program or HEARBACK
        self.user = None  # as whom it runs; None: as who runs the test
        self.base = tempfile.mkdtemp(prefix="hearback-test-")
        self.dir = os.path.join(self.base, "campaign")
        self.maildir, self.outbox = self.path("mail"), self.path("out")
        self.daemons = []
        self.check("init", self.dir)
        self.configure(send, limit)
        for name in ("tmp", "new", "cur"):
            os.makedirs(os.path.join(self.maildir, name))

    def write(self, name, data):
        """Writes a file beside the campaign's folder. Returns its path."""
        path = os.path.join(self.base, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def configure(self, send=None, limit="64 MB"):
        lines = ["  %s: %s" % item for item in (send or SEND_MAILDIR).items()]
        with open(self.path("hearback.yaml"), "w") as file:
            file.write(CONFIGURATION_FILE % {"address": ADDRESS, "limit": limit, "send": "\n".join(lines)})

    def teach(self, name):
        """Adds name to the names of the outcome Good in the rules."""
        path = self.path("rules", "ofsted-experiences.yaml")
        with open(path) as file:
            rules = file.read()
        changed = re.sub(r"(- good: Good\n +also: \[)", r"\1%s, " % name, rules)
        if changed == rules:
            raise AssertionError("the rules have no names of the outcome Good any more")
        with open(path, "w") as file:
            file.write(changed)

    def close(self):
        for daemon in self.daemons:
            if daemon.poll() is None:
                daemon.terminate()  # so that its processes have ended, too
            daemon.wait(PATIENCE_SECS)
        try:
            self.check_outgoing()
        finally:
            shutil.rmtree(self.base, ignore_errors=True)

    # ---- what goes out

    checks_outgoing = True  # False where a test has written mail of its own into the outbox

    def check_outgoing(self):
        """Every mail that is or was in the outbox, and every one that has gone out, must be fit to go out."""
        if not self.checks_outgoing or not os.path.exists(self.path("hearback.db")):
            return
        try:
            rows = self.rows("SELECT purpose, envelope_from, envelope_to, bytes FROM outbox WHERE length(bytes) > 0"
                             " ORDER BY id LIMIT %d" % CHECKED_MOST)
            texts = self.rows("SELECT a.words, p.address FROM answer a JOIN person_address p USING (person)"
                              " WHERE length(a.words) > 40 LIMIT %d" % CHECKED_MOST)
        except sqlite3.DatabaseError:
            return  # a test has damaged it, or it has no tables yet
        for purpose, sender, to, raw in rows:
            others = [" ".join(words.split()) for words, address in texts if address.lower() != to.lower()]
            self.check_mail(raw, purpose, sender, to, others)
        for raw in self.sent():
            self.check_mail(raw)

    def check_mail(self, raw, purpose=None, sender=None, to=None, others=()):
        with open(self.path("hearback.yaml")) as file:
            ours = re.findall(r"[\w.+-]+@[\w.-]+", file.read())
        try:
            outgoing.check(raw, purpose, sender, to, ours, others)
        except outgoing.Unfit as error:
            raise AssertionError("a mail that goes out (%s) is not fit to: %s\n%s" % (
                purpose or "sent", error, raw[:4000].decode(errors="replace"))) from None

    # ---- running

    def environment(self, extra=None):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HEARBACK")}
        environment.update({"LC_ALL": "C.UTF-8", "HEARBACK_CAMPAIGN": self.dir}, **(extra or {}))
        return environment

    def run(self, *arguments, input=b"", **environment):
        """Returns what subprocess.run returns; output in bytes."""
        return subprocess.run([self.program, *arguments], input=input, capture_output=True, timeout=PATIENCE_SECS * 2,
                              cwd=self.base, env=self.environment(environment), user=self.user)

    def check(self, *arguments, status=OK, **more):
        """Runs it, demands the exit status, returns standard output as text."""
        done = self.run(*arguments, **more)
        if done.returncode != status:
            raise AssertionError("hearback %s: exit status %d, not %d\n%s" % (
                " ".join(arguments), done.returncode, status, done.stderr.decode(errors="replace")))
        return done.stdout.decode()

    def start(self, *arguments, own_group=False, **environment):
        """Starts a daemon. Its log goes to a file, which log() reads. own_group: it can be killed with all its processes."""
        with open(self.path("..", "log"), "ab") as log:
            daemon = subprocess.Popen([self.program, *(arguments or ("run",))], stdin=subprocess.DEVNULL, stdout=log,
                                      stderr=log, cwd=self.base, env=self.environment(environment),
                                      start_new_session=own_group, user=self.user)
        self.daemons.append(daemon)
        return daemon

    def log(self):
        with open(self.path("..", "log"), errors="replace") as file:
            return file.read()

    def stop(self, daemon, number=signal.SIGTERM):
        """Ends a daemon. Returns its exit status and how long it took."""
        began = time.monotonic()
        daemon.send_signal(number)
        status = daemon.wait(PATIENCE_SECS)
        return status, time.monotonic() - began

    def kill(self, daemon):
        """Kills a daemon that was started with own_group, and all its processes."""
        try:
            os.killpg(daemon.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        daemon.wait()

    # ---- looking

    def rows(self, query, *values):
        database = sqlite3.connect("file:%s?mode=ro" % self.path("hearback.db"), uri=True, timeout=PATIENCE_SECS)
        try:
            return database.execute(query, values).fetchall()
        finally:
            database.close()

    def one(self, query, *values):
        return self.rows(query, *values)[0][0]

    def status(self):
        return json.loads(self.check("status", "--json"))

    def put(self, name, data, folder="new"):
        """Delivers a message to the Maildir, as a mail server does."""
        draft = os.path.join(self.maildir, "tmp", name)
        with open(draft, "wb") as file:
            file.write(data)
        os.rename(draft, os.path.join(self.maildir, folder, name))

    def there(self, folder):
        return sorted(os.listdir(os.path.join(self.maildir, folder)))

    def sent(self):
        """Returns the mails in the local outbox, as bytes."""
        mails = []
        for folder in ("new", "cur"):
            path = os.path.join(self.outbox, folder)
            for name in sorted(os.listdir(path)) if os.path.isdir(path) else []:
                with open(os.path.join(path, name), "rb") as file:
                    mails.append(file.read())
        return mails


class Test(unittest.TestCase):
    """A test with a campaign of its own, in self.campaign."""
    send = None
    limit = "64 MB"

    def setUp(self):
        self.campaign = Campaign(self.send, self.limit)
        self.addCleanup(self.campaign.close)


def skip(why):
    print("skipped: " + why)
    sys.exit(77)


if not os.path.exists(HEARBACK):
    skip("the program is not built: " + HEARBACK)


def main():
    unittest.main(verbosity=2)
