#!/usr/bin/python3
"""The same messages through each door: by IMAP with IDLE and without, by POP3, by LMTP, by a pipe, from a Maildir, each time handed
over by Postfix. Each time the same stands in the database, as after an import of the files; and Postfix puts every acknowledgement
into a Dovecot mailbox once.

The messages are the replies beside the project where they are at hand, else the project's own.

usage: doors.py [DOOR...]
"""
import collections
import email
import email.policy
import email.utils
import glob
import json
import os
import re
import shutil
import smtplib
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import _postfix  # noqa: E402
import _stored  # noqa: E402
import campaign  # noqa: E402
import mailbox  # noqa: E402
import smtp  # noqa: E402

PLACES = ("../shared/survey/replies/*.eml", "tests/corpus/*/*.eml")
OPEN = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending', 'deferred')"
PATIENCE_SECS = 120


def files():
    for place in PLACES:
        found = sorted(glob.glob(os.path.join(campaign.ROOT, place)))
        if found:
            return found
    raise AssertionError("there are no messages")


def senders():
    """Returns {path: (envelope sender, bytes)}."""
    found = {}
    for path in files():
        with open(path, "rb") as file:
            data = file.read()
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        sender = message["Return-Path"] or message["From"] or ""
        found[path] = email.utils.parseaddr(str(sender))[1], data
    return found


class Mail:
    """A Postfix and a Dovecot: all mail but that for the survey goes into mailboxes, and that too where nothing else is said."""

    def __init__(self, folder, pki, main="", master="", **options):
        self.dovecot = mailbox.dovecot.Dovecot(os.path.join(folder, "dovecot"), pki, lmtp=True, **options)
        self.dovecot.write("users", "".join("%s:{PLAIN}%s::::::\n" % (user, mailbox.dovecot.PASSWORD) for user in (
            mailbox.dovecot.USER, campaign.ADDRESS)))
        self.dovecot.start()
        where = "lmtp:inet:127.0.0.1:%d" % self.dovecot.lmtp
        self.postfix = _postfix.Postfix("virtual_transport = %s\n" % where + (main or "recipient_delimiter = +\n"), master +
                                        "lmtp unix - - n - - lmtp -o lmtp_line_length_limit=0\n")

    def close(self):
        self.postfix.close()
        self.dovecot.stop()

    def hand_over(self, mails):
        """Gives mails ((sender, bytes)...) to Postfix, as a server of elsewhere does. Returns how many."""
        with smtplib.SMTP("127.0.0.1", self.postfix.port, local_hostname="localhost") as client:
            for sender, data in mails:
                client.sendmail(sender, campaign.ADDRESS, data, mail_options=["BODY=8BITMIME"])
        return len(mails)

    def acknowledgements(self):
        """Returns the Message-IDs of all mails that are in mailboxes of others than the survey."""
        return [re.search(rb"^Message-ID:\s*<(.*?)>", data, re.M | re.I)[1].decode()
                for user, data in self.dovecot.boxes() if user != campaign.ADDRESS]


class Door:
    """How the survey's mail comes to hearback. base: a folder that all may look into."""
    dovecot_options = {}
    user = None  # as whom hearback runs

    def __init__(self, base, pki):
        self.base, self.box = base, campaign.Campaign(program=campaign.PLAIN)  # the quick one: it is much mail
        os.chmod(self.box.base, 0o755)
        self.mail = Mail(base, pki, *self.postfix(), **self.dovecot_options)
        self.configure()

    def postfix(self):
        """Returns what to add to its main.cf and master.cf."""
        return ()

    def source(self):
        """Returns the source's section of the configuration."""
        return {}

    def configure(self):
        self.box.configure(smtp.config(self.mail.postfix.port))
        with open(self.box.path("password"), "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(mailbox.dovecot.PASSWORD + "\n")
        path = self.box.path("hearback.yaml")
        with open(path) as file:
            text = file.read()
        begin, end = text.index("sources:\n"), text.index("send:\n")
        lines = "".join("    %s: %s\n" % item for item in self.source().items())
        with open(path, "w") as file:
            file.write(text[:begin] + ("sources:\n" + lines.replace("    ", "  - ", 1) if lines else "") + text[end:])

    def close(self):
        self.box.close()
        self.mail.close()

    def go(self, mails):
        self.box.start("run")
        self.mail.hand_over(mails)


class Imap(Door):
    def source(self):
        return {"type": "imap", "host": "localhost", "port": self.mail.dovecot.imaps, "user": campaign.ADDRESS, "after": "move",
                "password_file": "password", "ca_file": mailbox.certificate("ca.pem"), "poll": self.poll}


class ImapIdle(Imap):
    poll = "10 minutes"  # so only IDLE can bring it


class ImapPoll(Imap):
    poll = "1 second"
    dovecot_options = {"capability": "IMAP4rev1 UIDPLUS MOVE"}


class Pop3(Door):
    def source(self):
        return {"type": "pop3", "host": "localhost", "port": self.mail.dovecot.pop3s, "user": campaign.ADDRESS, "after": "delete",
                "password_file": "password", "ca_file": mailbox.certificate("ca.pem"), "poll": "1 second"}


class Lmtp(Door):
    def postfix(self):
        self.port = campaign.free_port()
        main = _postfix.snippet("postfix-lmtp.cf", "main.cf").replace("127.0.0.1:10024", "127.0.0.1:%d" % self.port)
        return main, _postfix.snippet("postfix-lmtp.cf", "master.cf")

    def source(self):
        return {"type": "lmtp", "port": self.port}


class Pipe(Door):
    def postfix(self):
        self.program = os.path.join(self.box.base, "hearback")  # where an ordinary user may run it
        shutil.copy(self.box.program, self.program)
        self.box.program, self.box.user = self.program, _postfix.USER.pw_name
        return (_postfix.snippet("postfix.cf", "main.cf"), _postfix.snippet("postfix.cf", "master.cf").replace(
            "/usr/bin/hearback", self.program).replace("/var/lib/hearback/headsup", self.box.dir).replace(
            "user=hearback", "user=" + _postfix.USER.pw_name))

    def configure(self):
        super().configure()
        for folder, _, names in os.walk(self.box.base):
            for name in [""] + names:
                os.chown(os.path.join(folder, name), _postfix.USER.pw_uid, _postfix.USER.pw_gid)


class Maildir(Door):
    def postfix(self):
        return ("recipient_delimiter = +\ntransport_maps = inline:{ %s=virtual: }\n" % campaign.ADDRESS,)

    def source(self):
        return {"type": "maildir", "path": self.mail.postfix.path("boxes/all"), "poll": "1 second"}


class Import(Door):
    """No door at all: the files as they are. What the others are compared with."""

    def go(self, mails):
        folder = os.path.join(self.base, "files")
        os.mkdir(folder)
        for number, (_, data) in enumerate(mails):
            with open(os.path.join(folder, "%03d.eml" % number), "wb") as file:
                file.write(data)
        self.box.check("import", "--acknowledge", folder)
        self.box.start("run")


DOORS = {"imap-idle": ImapIdle, "imap-poll": ImapPoll, "pop3": Pop3, "lmtp": Lmtp, "pipe": Pipe, "maildir": Maildir}


def stored(box):
    """Returns {identity: all that is known of the message}; digests and times aside, which differ from door to door."""
    raw, found = _stored.raw(box), {}
    for message, *row in box.rows("SELECT message.id, disposition, reason, is_whole, is_quiet, kind, survey, care FROM message"
                                  " JOIN reading ON reading.message = message.id AND reading.number = message.reading"):
        found[_stored.identity(raw[message])] = {
            "message": row,
            "answers": box.rows("SELECT question, state, value, words, comment, certainty, reason, line_first, line_last FROM answer"
                                " WHERE message = ? ORDER BY question", message),
            "people": box.rows("SELECT what, outcome FROM review WHERE message = ? ORDER BY what", message),
            "answered": box.rows("SELECT purpose, envelope_to FROM outbox WHERE message = ? ORDER BY 1, 2", message)}
    return found


def shown(message, is_changed):
    """Returns what is stored of a message as text. is_changed: without its words; IMAP cannot carry NUL, and Dovecot makes 0x80 of
    it, which is a letter (RFC 9051, section 4.3.1)."""
    if is_changed:
        message = {**message, "answers": [answer[:3] for answer in message["answers"]]}
    return json.dumps(message, indent=1)


class Doors(campaign.unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if mailbox.dovecot.Dovecot.missing(lmtp=True):
            campaign.skip("there is no Dovecot with LMTP here (dovecot-imapd, dovecot-pop3d, dovecot-lmtpd)")
        smtp.make_pki(mailbox.PKI)
        os.chmod(mailbox.BASE, 0o755)
        cls.mails = list(senders().values())
        cls.with_nul = {_stored.identity(data) for _, data in cls.mails if b"\0" in data}
        cls.expected = cls.through(Import)
        names = [_stored.identity(data) for _, data in cls.mails]
        if sorted(cls.expected) != sorted(set(names)):
            raise AssertionError("the import has %d of %d messages" % (len(cls.expected), len(set(names))))

    @classmethod
    def through(cls, kind):
        """Returns what is stored after all mails have come through a door and every answer has arrived."""
        base = tempfile.mkdtemp(prefix=kind.__name__.lower(), dir=mailbox.BASE)
        os.chmod(base, 0o755)
        door = kind(base, mailbox.PKI)
        try:
            door.go(cls.mails)
            cls.wait(door)
            found = stored(door.box)
            cls.check_mail(door)
            return found
        finally:
            door.close()

    @classmethod
    def wait(cls, door):
        def state():
            return "%s\n%s\n%s" % (door.mail.postfix.queued(), door.box.log()[-2000:], door.mail.postfix.log()[-2000:])

        def count(query):
            try:
                return door.box.one(query)
            except campaign.sqlite3.OperationalError:
                return -1  # there is no database yet
        campaign.wait_until(lambda: count("SELECT count(*) FROM message WHERE disposition IS NOT NULL") >= len(cls.mails), state,
                            PATIENCE_SECS)
        campaign.wait_until(lambda: count(OPEN) == 0 and door.mail.postfix.queued() == 0, state, PATIENCE_SECS)

    @classmethod
    def check_mail(cls, door):
        """What was sent is in Dovecot's mailboxes, each mail once."""
        due = sorted(name for name, in door.box.rows("SELECT message_id FROM outbox"))
        states = dict(door.box.rows("SELECT state, count(*) FROM outbox GROUP BY 1"))
        arrived = sorted(door.mail.acknowledgements())
        totals = campaign.totals(door.box.status())
        print("%-10s %3d handed over, %s; %d mails queued, %s, %d in mailboxes" % (
            type(door).__name__, len(cls.mails), ", ".join("%s %d" % item for item in totals.items()), len(due),
            ", ".join("%s %d" % item for item in states.items()), len(arrived)), flush=True)
        if states != {"sent": len(due)} or arrived != due:
            raise AssertionError("not every mail arrived once: %s" % collections.Counter(arrived).most_common(2))
        if "status=bounced" in door.mail.postfix.log():
            raise AssertionError(door.mail.postfix.log())

    def compare(self, name):
        found = self.through(DOORS[name])
        self.assertEqual(sorted(found), sorted(self.expected), "other messages")
        for key, expected in self.expected.items():
            is_changed = name.startswith("imap") and key in self.with_nul
            self.assertEqual(shown(found[key], is_changed), shown(expected, is_changed))


for each in DOORS:
    setattr(Doors, "test_" + each.replace("-", "_"), lambda self, name=each: self.compare(name))

_postfix.need()
campaign.main()
