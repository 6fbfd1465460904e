#!/usr/bin/python3
"""Kills the program at every point of tests/crash/points, at its first passages, goes on from there, and compares with a run that
nobody killed: every message is there once and was made the same of, every acknowledgement went out once, the sums are right.
Only a mail whose sending was cut off after it was handed over may be `uncertain` instead; then it arrived at most once.

Three ways: command by command with mail going to a server, the daemon, and for points of sending command by command with mail
going to a Maildir. Points of sources that need a mail server are met in tests/live.

usage: kill_everywhere.py [POINT...]
"""
import concurrent.futures
import os
import re
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402
import smtp  # noqa: E402

POINTS = os.path.join(campaign.ROOT, "tests", "crash", "points")
PASSAGES_MOST = 2
LIMIT = "64 KB"
DAEMON_SECS = 1.5  # for a process of the daemon to meet its fault
DAEMON_MAILS = 5
SENDING = ("outbox.", "send.")
# They need a mail server, or people who wish something: tests/live/imap.py and lmtp.py, tests/cli/care.py, wishes.py and publish.py kill there.
ELSEWHERE = ("imap.", "pop3.", "lmtp.", "care.", "wish.", "withdraw.", "quote.", "publish.", "export.", "merge.")
PROGRAM = campaign.PLAIN if os.path.exists(campaign.PLAIN) else campaign.HEARBACK  # hundreds of kills: the quick one
KILLED = -signal.SIGKILL
BOUNCE = b"""From: MAILER-DAEMON@school.example
To: survey+%s@headsup.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce@school.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It did not arrive.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; school.example

Final-Recipient: rfc822; jo@school.example
Action: failed
Status: 5.1.1

--b--
"""


def points():
    """Returns the points' names, in the order of the file."""
    with open(POINTS) as file:
        names = [line.split()[0] for line in file if not line.startswith("#") and line.strip()]
    return [name for name in names if not name.startswith(ELSEWHERE)]


def mbox(*mails):
    return b"".join(b"From somebody@example.org Tue Mar  5 19:48:05 2024\n" + mail + b"\n" for mail in mails)


class Way:
    """The whole way of some messages through a campaign, command by command, with one fault to be met."""
    transport = "maildir"

    def __init__(self, fault=None):
        self.server = smtp.Server() if self.transport == "smtp" else None
        self.campaign = campaign.Campaign(smtp.config(self.server.port) if self.server else None, LIMIT, PROGRAM)
        self.fault = {"HEARBACK_FAULT": fault} if fault else {}
        self.kills = 0

    def close(self):
        self.campaign.close()
        if self.server:
            self.server.close()

    def step(self, *arguments, input=b"", **environment):
        """Runs one command: with the fault, and where that killed it again without."""
        for fault in (self.fault, {}):
            done = self.campaign.run(*arguments, input=input, **environment, **fault)
            if done.returncode == campaign.OK:
                self.kills += bool(fault) and arguments[0] == "deliver" and self.has_unread()
                return
            if done.returncode != KILLED or not fault:
                raise AssertionError("%s: exit status %d\n%s" % (arguments, done.returncode, done.stderr.decode()))
            self.kills += 1
        raise AssertionError("%s never came through" % (arguments,))

    def has_unread(self):
        """Whether a message is not read: a delivery reads in a process of its own, and says nothing of its end."""
        return self.campaign.one("SELECT count(*) FROM message WHERE disposition IS NULL") > 0

    def go(self):
        path = self.campaign.path("..", "old.mbox")
        with open(path, "wb") as file:
            file.write(mbox(campaign.mail(1), campaign.mail(2, "5: tip-top\n"), campaign.mail(3, "Good\n" * 20000)))
        for number in (6, 7):
            self.campaign.put("%d.test" % number, campaign.mail(number))
        self.step("import", "--acknowledge", path)
        self.step("deliver", input=campaign.mail(4))
        self.step("deliver", input=campaign.mail(5, "Good\n" * 20000))
        self.step("fetch")
        self.step("send")
        self.step("fetch")  # what a killed reader left
        self.step("send")
        self.campaign.teach("tip-top")
        self.step("reread", "--apply")
        self.invite()
        self.confirm()
        return self

    def invite(self):
        """Two people are invited; mail to one of them comes back."""
        path = self.campaign.path("..", "list.csv")
        with open(path, "w") as file:
            file.write("name,address\nJo,jo@school.example\nAnn,ann@school.example\n")
        self.step("invite", path, HEARBACK_NOW="2024-03-06T09:00:00Z")
        self.step("send")
        token = self.campaign.one("SELECT token FROM person_token JOIN asked USING (person) ORDER BY asked.id LIMIT 1")
        self.step("deliver", input=BOUNCE % token.encode())
        self.step("fetch")

    def confirm(self):
        """A stranger answers and says that it was he."""
        with open(self.campaign.path("hearback.yaml"), "a") as file:
            file.write("survey_mode: confirmed\n")
        self.step("deliver", input=campaign.mail(8))
        self.step("fetch")
        token = self.campaign.one("SELECT token FROM confirmation")
        yes = campaign.mail(9, "Yes\n", "head8@school8.example")
        self.step("deliver", input=yes.replace(campaign.ADDRESS.encode(), b"survey+%s@headsup.example" % token.encode()))
        self.step("fetch")
        self.step("send")

    # ---- what came of it

    def outcome(self):
        """Returns all that must be the same whatever was killed."""
        rows = self.campaign.rows
        answers = rows("SELECT hex(digest), question, state, value, words FROM answer JOIN message ON message.id = answer.message"
                       " WHERE message.reason <> 'confirmed' ORDER BY 1, 2")
        messages = rows("SELECT hex(digest), size_bytes, is_whole, disposition, reason, is_quiet, reading,"
                        " (SELECT sum(length(bytes)) FROM raw WHERE raw.message = message.id),"
                        " (SELECT count(*) FROM reading WHERE reading.message = message.id) FROM message"
                        " WHERE reason NOT IN ('bounce', 'confirmed') ORDER BY 1")  # those carry tokens
        queued = rows("SELECT hex(digest), envelope_to, purpose FROM outbox JOIN message ON message.id = outbox.message ORDER BY 1")
        people = rows("SELECT count(*) FROM person")
        asked = rows("SELECT envelope_to, what, number, token = substr(message_id, 8, 11) FROM asked JOIN outbox ON"
                     " outbox.id = asked.outbox JOIN person_token ON person_token.person = asked.person ORDER BY 1")
        tokens = rows("SELECT reason, count(*) FROM message WHERE reason IN ('bounce', 'confirmed') GROUP BY 1 ORDER BY 1")
        suppressed = rows("SELECT why, count(*) FROM suppression GROUP BY 1")
        confirmed = rows("SELECT count(*), count(confirmed_secs) FROM confirmation")
        return {"messages": messages, "answers": answers, "queued": queued, "people": people, "asked": asked,
                "tokens": tokens, "suppressed": suppressed, "confirmed": confirmed,
                "maildir": [self.campaign.there("new"), [name.split(":")[0] for name in self.campaign.there("cur")]]}

    def arrived(self):
        """Returns the Message-IDs of all mails that arrived."""
        if self.server:
            return [envelope["mail"]["Message-ID"].strip("<>") for envelope in self.server.envelopes()]
        return [re.search(rb"^Message-ID: <(.*?)>", mail, re.M | re.I)[1].decode() for mail in self.campaign.sent()]

    def check_mail(self):
        arrived = self.arrived()
        if len(set(arrived)) != len(arrived):
            raise AssertionError("a mail arrived twice")
        for name, state in self.campaign.rows("SELECT message_id, state FROM outbox"):
            if state not in (("sent", "uncertain") if self.server else ("sent",)):
                raise AssertionError("a mail is %s" % state)
            if state == "sent" and name not in arrived:
                raise AssertionError("a mail counts as sent, but never arrived")
        if not self.campaign.status()["messages"]["adds_up"]:
            raise AssertionError("the sum is wrong")
        if self.campaign.one("PRAGMA integrity_check") != "ok":
            raise AssertionError("the database is damaged")

    def uncertain(self):
        return self.campaign.one("SELECT count(*) FROM outbox WHERE state = 'uncertain'")


class SmtpWay(Way):
    transport = "smtp"


class DaemonWay(SmtpWay):
    """The way of messages from a Maildir through the daemon, which is killed as a whole after one of its processes was."""

    def go(self):
        for number in range(DAEMON_MAILS):
            self.campaign.put("%d.test" % number, campaign.mail(number))
        daemon = self.campaign.start("run", own_group=True, **self.fault)
        deadline = time.monotonic() + DAEMON_SECS
        while time.monotonic() < deadline and not self.has_died() and daemon.poll() is None and not self.is_done():
            time.sleep(0.01)
        self.kills += self.has_died() or daemon.poll() == KILLED
        self.campaign.kill(daemon)
        self.fault = {}
        self.step("fetch")
        self.step("send")
        return self

    def has_died(self):
        return "by signal %d" % signal.SIGKILL in self.campaign.log()

    def is_done(self):
        return os.path.exists(self.campaign.path("hearback.db")) and len(self.server.envelopes()) == DAEMON_MAILS


WAYS = {"to a server": SmtpWay, "as a daemon": DaemonWay, "to a Maildir": Way}


def compare(reference, way):
    outcome = way.outcome()
    for key, expected in reference.items():
        if outcome[key] != expected:
            raise AssertionError("%s differ:\n  expected %s\n  found    %s" % (key, expected, outcome[key]))
    way.check_mail()


def try_fault(reference, name, fault):
    """Returns how many times the fault killed something, how many mails became uncertain, and what was wrong (None: nothing)."""
    way = WAYS[name](fault)
    try:
        way.go()
        compare(reference, way)
        return way.kills, way.uncertain(), None
    except AssertionError as error:
        return way.kills, 0, "%s %s: %s" % (fault, name, error)
    finally:
        way.close()


def try_point(references, point):
    """Returns the sums of try_fault for a point, over all its passages and all ways."""
    kills, uncertain, wrong = 0, 0, []
    for name, reference in references.items():
        if WAYS[name] is Way and not point.startswith(SENDING):
            continue
        for passage in range(1, PASSAGES_MOST + 1):
            killed, lost, words = try_fault(reference, name, "%s:%d" % (point, passage))
            kills, uncertain = kills + killed, uncertain + lost
            wrong += [words] if words else []
            if killed == 0:
                break
    return kills, uncertain, wrong if kills else wrong + ["%s was never reached" % point]


def make_references():
    """Returns what comes of each way where nobody is killed."""
    references = {}
    for name, kind in WAYS.items():
        way = kind().go()
        references[name] = way.outcome()
        compare(references[name], way)
        if way.uncertain() or len(references[name]["messages"]) < DAEMON_MAILS:
            sys.exit("the run that nobody kills is wrong already: %s" % references[name])
        way.close()
    return references


def main():
    references = make_references()
    failed, all_kills, all_uncertain = 0, 0, 0
    names = sys.argv[1:] or [name for name in points() if not name.startswith(ELSEWHERE)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, (kills, uncertain, wrong) in zip(names, pool.map(lambda name: try_point(references, name), names)):
            print("%-28s %2d kills, %d uncertain%s" % (name, kills, uncertain, ", WRONG" if wrong else ""), flush=True)
            for words in wrong:
                print("  " + words)
            failed += len(wrong)
            all_kills, all_uncertain = all_kills + kills, all_uncertain + uncertain
    print("%d points, %d kills, %d mails uncertain, %d wrong" % (len(names), all_kills, all_uncertain, failed))
    sys.exit(1 if failed else 0)


main()
