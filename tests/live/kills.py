#!/usr/bin/python3
"""Mail comes in by LMTP, by IMAP and into a Maildir, while the daemon's processes are killed at random: one of them, the supervisor
alone, or all at once. In the end every message is there once, read, and adds up; every acknowledgement went out once, but for
those that are shown as uncertain, which arrived at most once.

usage: kills.py [SECS [MESSAGES [SEED]]] : ten minutes with 10,000 messages are `kills.py 600 10000`
"""
import collections
import concurrent.futures
import os
import random
import runpy
import signal
import smtplib
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import _stored  # noqa: E402
import campaign  # noqa: E402
import mailbox  # noqa: E402
import smtp  # noqa: E402

SECS, MESSAGES = 20, 700  # where nothing else is said
DRAIN_SECS = 300
PAUSE_SECS = (0.1, 1.5)  # between two kills
SHARES = {"one process": 60, "the supervisor": 15, "all": 25}
CLIENTS = 4             # mail servers that hand over at the same time
TWICE, LARGE = 40, 150  # every so many messages one comes twice, one is larger than the limit
LIMIT_BYTES = 200 * 1024
OPEN = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending', 'deferred')"
CONFIGURATION = """\
campaign: HeadsUp4HTs
address: %(address)s
surveys: [ofsted-experiences]
message_limit: 200 KB
acknowledge_every: 1 second
care:
  contacts:
    - name: Ruth Adams
      address: ruth@headsup.example
sources:
  - type: lmtp
    path: lmtp.sock
  - type: maildir
    path: mail
    poll: 1 second
  - type: imap
    host: localhost
    port: %(imaps)d
    user: %(user)s
    password_file: password
    ca_file: %(ca)s
    poll: 5 seconds
    after: move
send:
  transport: smtp
  host: 127.0.0.1
  port: %(smtp)d
  security: none
  timeout: 10 seconds
"""


def made(count):
    """Returns messages: most of contrib/bench/farm.py, some too large, some of people in distress, some that are none."""
    reply = runpy.run_path(os.path.join(campaign.ROOT, "contrib", "bench", "farm.py"), run_name="farm")["Reply"]
    for number in range(count):
        data = reply(number).message()
        if number % LARGE == 3:
            data += b"long\n" * (LIMIT_BYTES // 4)
        elif number % 50 == 7:
            data = campaign.mail(number, "5: Good\n14: Since then I cannot go on, and I do not want to live any more.\n")
        elif number % 50 == 9:
            data = b"From: x\n\n\xff\xfe" + b"%d" % number
        yield data


def children(pid):
    """Returns all processes below pid, {pid: name}."""
    below, parents = {}, collections.defaultdict(list)
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open("/proc/%s/stat" % entry) as file:
                    text = file.read()
            except OSError:
                continue
            name, rest = text[text.index("(") + 1:text.rindex(")")], text[text.rindex(")") + 2:].split()
            if rest[0] != "Z":
                parents[int(rest[1])].append((int(entry), name))
    todo = [pid]
    while todo:
        for child, name in parents[todo.pop()]:
            below[child] = name
            todo.append(child)
    return below


class Killer:
    def __init__(self, box, chance):
        self.box, self.chance, self.kills = box, chance, collections.Counter()
        self.daemon = None

    def keep_running(self):
        """Starts the daemon where none runs, as a service manager does."""
        if self.daemon is None or self.daemon.poll() is not None:
            self.daemon = self.box.start("run", own_group=True)

    def strike(self):
        self.keep_running()
        time.sleep(self.chance.uniform(*PAUSE_SECS))
        what, = self.chance.choices(list(SHARES), SHARES.values())
        below = children(self.daemon.pid)
        if what == "all":
            self.box.kill(self.daemon)
        elif what == "the supervisor":
            self.daemon.kill()
            self.daemon.wait()
        elif below:
            victim = self.chance.choice(sorted(below))
            what = below[victim]
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                return
        self.kills[what] += 1


class Doors:
    """Hands all messages over, evenly over some seconds, each by one of three doors; a message counts as handed over where the
    door has taken charge of it."""

    def __init__(self, box, server, messages, secs, chance):
        self.box, self.server = box, server
        self.begin, self.step = time.monotonic(), secs / len(messages)
        self.by, self.attempts = collections.Counter(), collections.Counter()
        self.lock = threading.Lock()
        self.pool = concurrent.futures.ThreadPoolExecutor(CLIENTS + 2)
        self.tasks = []
        for number, data in enumerate(messages):
            doors = ["maildir", "imap"] if len(data) > LIMIT_BYTES else ["lmtp", "maildir", "imap"]
            door = chance.choice(doors)
            for copy in range(2 if number % TWICE == 0 else 1):
                self.tasks.append(self.pool.submit(self.hand_over, "%d.%d" % (number, copy), data, door))

    def hand_over(self, name, data, door):
        time.sleep(max(self.begin + float(name) * self.step - time.monotonic(), 0))
        getattr(self, door)(name, data)
        with self.lock:
            self.by[door] += 1

    def maildir(self, name, data):
        self.box.put(name + ".test", data)

    def imap(self, _, data):
        self.server.deliver(data.replace(b"\n", b"\r\n"))

    def lmtp(self, _, data):
        """As a mail server does: again and again, until it is told 250."""
        while True:
            try:
                with smtplib.LMTP(self.box.path("lmtp.sock"), local_hostname="localhost", timeout=60) as client:
                    refused = client.sendmail("head@school.example", [campaign.ADDRESS], data)
                    with self.lock:
                        self.attempts[not refused] += 1
                    if not refused:
                        return
            except smtplib.SMTPServerDisconnected:
                pass
            except smtplib.SMTPResponseException as error:
                if error.smtp_code >= 500:
                    raise
            except smtplib.SMTPRecipientsRefused as error:
                if any(code >= 500 for code, _ in error.recipients.values()):
                    raise
            except OSError:
                pass  # nobody is there for now
            with self.lock:
                self.attempts[False] += 1
            time.sleep(0.05)

    def are_done(self):
        return all(task.done() for task in self.tasks)

    def finish(self):
        for task in self.tasks:
            task.result()
        self.pool.shutdown()


def compare(box, sink, messages):
    """Prints the counts. Returns what is wrong."""
    status = box.status()
    totals = campaign.totals(status)
    wanted = {_stored.identity(data) for data in messages if len(data) <= LIMIT_BYTES}
    large = sum(len(data) > LIMIT_BYTES for data in messages)
    raw = _stored.raw(box)
    whole = [_stored.identity(raw[id]) for id, in box.rows("SELECT id FROM message WHERE is_whole")]
    cut = box.one("SELECT count(*) FROM message WHERE NOT is_whole")
    arrived = collections.Counter(envelope["mail"]["Message-ID"].strip("<>") for envelope in sink.envelopes())
    states = dict(box.rows("SELECT message_id, state FROM outbox"))
    sent, uncertain = ({name for name, state in states.items() if state == one} for one in ("sent", "uncertain"))
    twice = box.one("SELECT count(*) FROM (SELECT 1 FROM outbox WHERE message IS NOT NULL GROUP BY message, purpose, envelope_to"
                    " HAVING count(*) > 1)")
    print("%d messages made; received %d = recorded %d + held %d + set aside %d" % (
        len(messages), status["messages"]["received"], totals.get("recorded", 0), totals.get("held", 0), totals.get("set_aside", 0)))
    print("lost %d, there twice %d; larger than the limit %d of %d" % (
        len(wanted - set(whole)), len(whole) - len(set(whole)), cut, large))
    print("%d mails queued: sent %d, uncertain %d, anything else %d; arrived %d, uncertain ones among them %d" % (
        len(states), len(sent), len(uncertain), len(states) - len(sent) - len(uncertain), sum(arrived.values()),
        len(uncertain & set(arrived))))
    checks = {
        "a message is lost": wanted <= set(whole) and cut == large,
        "a message is there twice": sorted(whole) == sorted(wanted),
        "the sum is wrong": status["messages"]["adds_up"] and sum(totals.values()) == status["messages"]["received"],
        "a message is not read": box.one("SELECT count(*) FROM message WHERE disposition IS NULL") == 0,
        "a message is answered twice": twice == 0,
        "a mail arrived twice": not arrived or max(arrived.values()) == 1,
        "a mail counts as sent, but never arrived": sent <= set(arrived),
        "a mail arrived that is neither sent nor uncertain": set(arrived) <= sent | uncertain,
        "a mail is neither sent nor uncertain": len(states) == len(sent) + len(uncertain),
        "the database is damaged": box.one("PRAGMA integrity_check") == "ok",
        "mail is left in the mailbox": not box.there("new"),
    }
    return [words for words, is_right in checks.items() if not is_right]


def go(secs, count, seed, server, sink):
    chance = random.Random(seed)
    box = campaign.Campaign(program=campaign.PLAIN)
    try:
        with open(box.path("hearback.yaml"), "w") as file:
            file.write(CONFIGURATION % {"address": campaign.ADDRESS, "imaps": server.imaps, "user": mailbox.dovecot.USER,
                                        "ca": mailbox.certificate("ca.pem"), "smtp": sink.port})
        with open(box.path("password"), "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(mailbox.dovecot.PASSWORD + "\n")
        messages = list(made(count))
        box.check("status")  # makes the database
        killer, doors = Killer(box, chance), Doors(box, server, messages, secs, chance)
        while time.monotonic() - doors.begin < secs:
            killer.strike()
        print("%d kills in %d s: %s" % (sum(killer.kills.values()), secs, ", ".join(
            "%s %d" % item for item in sorted(killer.kills.items()))), flush=True)
        box.kill(killer.daemon)
        box.start("run")
        campaign.wait_until(doors.are_done, "all is handed over", DRAIN_SECS)
        doors.finish()
        campaign.wait_until(lambda: box.one("SELECT count(*) FROM message") == count
                            and box.one("SELECT count(*) FROM message WHERE disposition IS NULL") == 0
                            and box.one(OPEN) == 0 and not box.there("new") and not server.messages(),
                            lambda: "%d of %d messages\n%s" % (box.one("SELECT count(*) FROM message"), count, box.log()[-3000:]),
                            DRAIN_SECS)
        print("handed over: %s; LMTP said 250 %d times, and %d times nothing or not now" % (
            ", ".join("%s %d" % item for item in sorted(doors.by.items())), doors.attempts[True], doors.attempts[False]))
        return compare(box, sink, messages)
    finally:
        box.close()


def main():
    numbers = [int(text) for text in sys.argv[1:]]
    secs, count, seed = numbers + [SECS, MESSAGES, int(time.time())][len(numbers):]
    if mailbox.dovecot.Dovecot.missing():
        campaign.skip("there is no Dovecot here (dovecot-imapd, dovecot-pop3d)")
    smtp.make_pki(mailbox.PKI)
    os.chmod(mailbox.BASE, 0o755)
    sink = smtp.Server()
    with mailbox.dovecot.Dovecot(tempfile.mkdtemp(prefix="d", dir=mailbox.BASE), mailbox.PKI) as server:
        wrong = go(secs, count, seed, server, sink)
    sink.close()
    for words in wrong:
        print("WRONG: " + words)
    print("seed %d" % seed)
    sys.exit(1 if wrong else 0)


main()
