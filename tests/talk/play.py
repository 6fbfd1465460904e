#!/usr/bin/python3
"""Plays tests/talk/scenes/*.scene with the real program: people write, the clock moves, and each scene says what everybody gets
and what is recorded. A mail that a scene does not speak of is as wrong as one that is missing.

    play.py [NAME...]    those scenes whose names contain one of these; all without

A scene is a text of commands, each at the beginning of a line; what belongs to it is indented. # begins a comment.

    configure                         changes hearback.yaml: keys of the top level, each replaced as a whole
    clock 2025-07-08 10:00            what time it is (UTC)
    later 2 days                      the clock moves on, and what is due by then is done
    invite                            a list of people, as CSV
    run status                        a command of hearback
    mail from ADDRESS                 somebody writes: header fields at the beginning of lines, then the indented words
    reply from ADDRESS                the same, as an answer to the last mail that this address got
    again 2                           message 2 of this scene is delivered once more
    import 1 2                        an old mailbox with these messages is read in
    bounce of ADDRESS 5.1.1           a delivery report on the last mail to it; more words: delayed, returned (RFC 3464 has no
                                      token then, the headers that come back have)
    complaint of ADDRESS              a report of abuse (RFC 5965) on the last mail to it; sent to: an address of ours
    correspond with ADDRESS           a second hearback of that address: mails go to and fro until both are silent

    gets ADDRESS                      the next mail to it; header fields that it has (a regular expression each), then words that
                                      both its parts have; `text: WORDS` has the text alone, and `not: WORDS` are nowhere in it
    nobody gets anything
    answers of ADDRESS                all that is recorded: `question: value`, or `none`
    message 2 is held: care           what became of a message, or of the last one: `message is ...`
    waits                             all that waits for a person, a line each, or `nothing`
    database SELECT ...               its rows, values apart by |
    says                              words in what `run` printed

Within them {token ADDRESS} is the token that ADDRESS was last sent, {mistyped ADDRESS} the same with one letter wrong,
{reply-to ADDRESS}, {id ADDRESS} and {sender ADDRESS} the Reply-To, Message-ID and envelope sender of its last mail, and
{times 31 NAME: VALUE} a header field that often.
"""
import calendar
import email
import email.policy
import email.utils
import glob
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402
from outgoing import straight, text_of_html  # noqa: E402

SCENES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "scenes")
NOW = "2025-07-08 10:00"  # a Tuesday
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}
ROUNDS_MOST = 12
LETTERS = "acdefhjkmnprtuwxy346789"  # of tokens


def folded(text):
    return " ".join(text.split())


def words_of_html(text):
    """Returns what a browser shows of it, in one line."""
    return folded(straight(text_of_html(re.sub(r"(?s)<(style|title)\b.*?</\1>", " ", text))))


class Wrong(AssertionError):
    pass


class Command:
    def __init__(self, line, words):
        self.line, self.words, self.head, self.body = line, words, [], []

    def text(self):
        return "\n".join(self.body).rstrip("\n") + "\n"


def commands_of(path):
    """Returns the commands of a scene. Empty lines within the indented words belong to them."""
    found, empty = [], 0
    with open(path) as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if not line.strip():
                empty += 1
            elif line.startswith("    "):
                found[-1].body += [""] * (empty if found[-1].body else 0) + [line[4:]]
                empty = 0
            elif not line.startswith("#"):
                if found and empty == 0 and not found[-1].body and re.match(r"(?i)([a-z0-9-]+: |\{times )", line):
                    found[-1].head.append(line)
                else:
                    found.append(Command(number, line))
                empty = 0
    return found


class Place:
    """A campaign of a scene, and what its people have got from it."""

    def __init__(self, address=campaign.ADDRESS):
        self.campaign = campaign.Campaign()
        self.address = address
        if address != campaign.ADDRESS:
            self.configure({"address": ["address: " + address]})
        self.seen = set()

    def configure(self, blocks):
        path = self.campaign.path("hearback.yaml")
        with open(path) as file:
            kept = blocks_of(file.read().splitlines())
        kept.update(blocks)
        with open(path, "w") as file:
            file.write("".join(line + "\n" for block in kept.values() for line in block))

    def run(self, now, *arguments, **more):
        done = self.campaign.run(*arguments, HEARBACK_NOW=str(now), **more)
        if done.returncode != campaign.OK:
            raise Wrong("hearback %s: exit status %d\n%s" % (" ".join(arguments), done.returncode,
                                                            done.stderr.decode(errors="replace")))
        return done.stdout.decode()

    def new(self, now):
        """Sends what is due. Returns the mails that have gone out since the last look, in their order."""
        self.run(now, "send")
        rows = self.campaign.rows("SELECT id, envelope_from, envelope_to, message_id FROM outbox ORDER BY id")
        sent = {email.message_from_bytes(raw, policy=email.policy.default)["Message-ID"].strip("<> "): raw
                for raw in self.campaign.sent()}
        new = []
        for number, sender, to, message_id in rows:
            if message_id in sent and number not in self.seen:
                self.seen.add(number)
                new.append(Letter(sender, to, sent[message_id]))
        return new


def blocks_of(lines):
    """Returns YAML as its keys of the top level, each with its lines."""
    blocks, key = {}, None
    for line in lines:
        if re.match(r"[a-z_]+:", line):
            key = line.split(":")[0]
            blocks[key] = []
        blocks[key].append(line)
    return blocks


class Letter:
    """A mail that went out, with its envelope."""

    def __init__(self, sender, to, raw):
        self.sender, self.to, self.raw = sender, to, raw
        self.mail = email.message_from_bytes(raw, policy=email.policy.default)

    def part(self, kind):
        part = self.mail.get_body((kind,))
        return part.get_content() if part is not None else ""

    def head(self, name):
        return str(self.mail[name] or "")

    def about(self):
        return "a mail to %s, \"%s\"" % (self.to, self.head("Subject"))


class Scene:
    def __init__(self, path):
        self.path = path
        self.place = Place()
        self.other = None
        self.now = calendar.timegm(time.strptime(NOW, "%Y-%m-%d %H:%M"))
        self.waiting = []  # mails that the scene has not spoken of yet
        self.last = {}     # address: the last mail to it
        self.delivered = []
        self.printed = ""

    def close(self):
        for place in (self.place, self.other):
            if place is not None:
                place.campaign.close()

    # ---- playing

    def play(self):
        for command in commands_of(self.path):
            try:
                self.do(command)
            except (Wrong, KeyError, IndexError) as error:
                what = error if isinstance(error, Wrong) else "it speaks of what is not there: %s" % error
                raise Wrong("%s:%d: %s" % (os.path.relpath(self.path, campaign.ROOT), command.line, what)) from None
        self.expect_silence()
        status = self.place.campaign.status()
        if not status["messages"]["adds_up"]:
            raise Wrong("%s: the messages do not add up" % self.path)

    def do(self, command):
        command.words, command.head, command.body = (self.fill(command.words), [self.fill(line) for line in command.head],
                                                     [self.fill(line) for line in command.body])
        name, _, rest = command.words.partition(" ")
        done = getattr(self, "do_" + name, None)
        if done is None:
            raise Wrong("there is no command `%s`" % name)
        if name in ("mail", "reply", "again", "import", "bounce", "complaint", "later", "invite", "run", "correspond"):
            self.expect_silence()
        done(rest, command)

    def fill(self, text):
        def value(match):
            what, _, rest = match.group(1).partition(" ")
            if what == "times":
                count, _, field = rest.partition(" ")
                return "\n".join([field] * int(count))
            letter = self.last[rest]
            tag = re.search(r"\+([^@]+)@", letter.head("Reply-To"))
            if what == "token":
                return tag.group(1)
            if what == "mistyped":
                token = tag.group(1)
                return token[:3] + LETTERS[(LETTERS.index(token[3]) + 1) % len(LETTERS)] + token[4:]
            return {"reply-to": letter.head("Reply-To"), "id": letter.head("Message-ID"), "sender": letter.sender}[what]
        return re.sub(r"\{((?:token|mistyped|reply-to|id|sender|times) [^}]+)\}", value, text)

    def expect_silence(self):
        if self.waiting:
            letter = self.waiting[0]
            raise Wrong("before this, there went out %s, of which the scene says nothing:\n%s" % (letter.about(), letter.part("plain")))

    def collect(self):
        self.waiting += self.place.new(self.now)
        for letter in self.waiting:
            self.last[letter.to] = letter

    # ---- what happens

    def do_configure(self, rest, command):
        self.place.configure(blocks_of(command.body))
        self.place.run(self.now, "check")

    def do_clock(self, rest, command):
        self.now = calendar.timegm(time.strptime(rest, "%Y-%m-%d %H:%M"))

    def do_later(self, rest, command):
        number, unit = rest.split()
        self.now += int(number) * UNITS[unit.rstrip("s")]
        self.place.run(self.now, "clock")
        self.collect()

    def do_invite(self, rest, command):
        path = os.path.join(self.place.campaign.base, "list.csv")
        with open(path, "w") as file:
            file.write(command.text())
        self.printed = self.place.run(self.now, "invite", path)
        self.now += 120
        self.collect()

    def do_run(self, rest, command):
        self.printed = self.place.run(self.now, *rest.split())
        self.collect()

    def deliver(self, raw, place=None):
        self.now += 60
        self.delivered.append(raw)
        (place or self.place).run(self.now, "deliver", input=raw)
        self.collect()

    def write(self, address, command, fields):
        number = len(self.delivered) + 1
        own = {"From": "<%s>" % address, "To": self.place.address, "Subject": "Re: Your experience of Ofsted: a short survey",
               "Date": email.utils.formatdate(self.now), "Message-ID": "<m%d@%s>" % (number, address.split("@")[-1].strip('"')),
               **fields}
        given = {line.split(":")[0].lower() for line in command.head}
        head = command.head + ["%s: %s" % item for item in own.items() if item[0].lower() not in given]
        head = [line for line in head if not re.fullmatch(r"(?i)[a-z-]+: none", line)]
        if "content-type" not in given:
            head += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=UTF-8"]
        self.deliver(("\n".join(head) + "\n\n" + command.text()).encode())

    def do_mail(self, rest, command):
        self.write(rest.split()[-1], command, {})

    def do_reply(self, rest, command):
        address = rest.split()[-1]
        letter = self.last[address]
        references = (letter.head("References") + " " + letter.head("Message-ID")).strip()
        self.write(address, command, {"To": letter.head("Reply-To") or letter.head("From"), "In-Reply-To": letter.head("Message-ID"),
                                      "References": references,
                                      "Subject": "Re: " + re.sub(r"^(Re: )*", "", letter.head("Subject"))})

    def do_again(self, rest, command):
        self.place.run(self.now, "deliver", input=self.delivered[int(rest) - 1])
        self.collect()

    def do_import(self, rest, command):
        path = os.path.join(self.place.campaign.base, "old.mbox")
        with open(path, "wb") as file:
            for number in rest.split():
                file.write(b"From somebody Tue Jul  8 10:00:00 2025\n" + self.delivered[int(number) - 1] + b"\n")
        self.printed = self.place.run(self.now, "import", path)
        self.collect()

    def report(self, letter, kind, fields, to, words):
        """A report (RFC 3464, RFC 5965) on letter, with its headers."""
        head = re.split(rb"\r?\n\r?\n", letter.raw, maxsplit=1)[0].replace(b"\r\n", b"\n").decode()
        number = len(self.delivered) + 1
        media = "delivery-status" if kind == "delivery-status" else "feedback-report"
        return ("From: Mail Delivery System <MAILER-DAEMON@mx.example>\nTo: %s\nSubject: %s\nDate: %s\nMessage-ID: <r%d@mx.example>\n"
                "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=%s; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
                "%s\n\n--b\nContent-Type: message/%s\n\n%s\n\n--b\nContent-Type: text/rfc822-headers\n\n%s\n--b--\n" % (
                    to, words, email.utils.formatdate(self.now), number, kind, words, media, fields, head)).encode()

    def do_bounce(self, rest, command):
        _, address, status, *more = rest.split()
        letter = self.last[address]
        fields = "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; %s\nAction: %s\nStatus: %s" % (
            address, "delayed" if "delayed" in more else "failed", status)
        to = self.place.address if "returned" in more else letter.sender
        self.deliver(self.report(letter, "delivery-status", fields, to, "Undelivered Mail Returned to Sender"))

    def do_complaint(self, rest, command):
        letter = self.last[rest.split()[1]]
        fields = "Feedback-Type: abuse\nUser-Agent: SomeProvider/1.0\nVersion: 1"
        to = next((line[4:] for line in command.head if line.startswith("To: ")), self.place.address)
        self.deliver(self.report(letter, "feedback-report", fields, to, "This is an email abuse report"))

    def do_correspond(self, rest, command):
        """Mails between two hearbacks, until neither sends any more."""
        address = rest.split()[-1]
        self.other = Place(address)
        first = ("From: Jo <%s>\nTo: %s\nSubject: Automatic reply: Your experience of Ofsted: a short survey\nDate: %s\n"
                 "Message-ID: <first@%s>\n\n%s" % (address, self.place.address, email.utils.formatdate(self.now),
                                                   address.split("@")[1], command.text())).encode()
        self.deliver(first)
        waiting, self.waiting = self.waiting, []
        for _ in range(ROUNDS_MOST):
            if not waiting:
                return
            self.now += 60
            for letter in waiting:
                place = self.other if letter.to.split("+")[0] == address.split("@")[0] or letter.to == address else self.place
                place.run(self.now, "deliver", input=letter.raw.replace(b"\r\n", b"\n"))
            waiting = self.place.new(self.now) + self.other.new(self.now)
        raise Wrong("the two write to each other for ever")

    # ---- what is expected

    def do_gets(self, rest, command):
        letter = next((letter for letter in self.waiting if letter.to.lower() == rest.lower()), None)
        if letter is None:
            raise Wrong("%s gets nothing; there went out: %s" % (
                rest, ", ".join(letter.about() for letter in self.waiting) or "nothing"))
        self.waiting.remove(letter)
        for line in command.head:
            name, _, pattern = line.partition(": ")
            value = letter.sender if name.lower() == "envelope-from" else letter.head(name)
            if (value == "") != (pattern == "none") or (pattern != "none" and not re.fullmatch(pattern, value)):
                raise Wrong("its %s is not \"%s\" but \"%s\"" % (name, pattern, value))
        parts = {"text": folded(straight(letter.part("plain"))), "HTML": words_of_html(letter.part("html"))}
        everything = "\n".join([letter.raw.decode(errors="replace"), *parts.values()])
        for line in command.body:
            if line.startswith("not: "):
                if line[5:] in everything:
                    raise Wrong("\"%s\" stands in %s" % (line[5:], letter.about()))
                continue
            for name, words in parts.items():
                if line.startswith("text: "):
                    line, words = line[6:], parts["text"]
                if line and line not in words:
                    raise Wrong("\"%s\" does not stand in the %s:\n%s" % (line, name, words))

    def do_nobody(self, rest, command):
        self.expect_silence()

    def rows(self, query, *values):
        return self.place.campaign.rows(query, *values)

    def compare(self, what, found, command, nothing):
        expected = sorted(line for line in command.body if line and line != nothing)
        if sorted(found) != expected:
            raise Wrong("%s:\n%s\nnot:\n%s" % (what, "\n".join("    " + line for line in sorted(found)) or "    " + nothing,
                                             "\n".join("    " + line for line in expected) or "    " + nothing))

    def do_answers(self, rest, command):
        found = ["%s: %s" % (question, value if state == "recorded" else "unclear") for question, state, value in self.rows(
            "SELECT question, state, CASE json_type(value) WHEN 'text' THEN value ->> '$' ELSE value END FROM current_answer"
            " JOIN person_address USING (person) WHERE address = ?", rest.split()[-1])]
        self.compare("the answers are", found, command, "none")

    def do_message(self, rest, command):
        number, disposition, reason = re.fullmatch(r"(?:(\d+) )?is (\w+(?: aside)?): (.+)", rest).groups()
        query = "SELECT replace(coalesce(disposition, 'not read'), '_', ' '), reason FROM message ORDER BY id"
        found = self.rows(query)[int(number) - 1 if number else -1]
        if found != (disposition, reason):
            raise Wrong("the message is %s: %s" % found)

    def do_waits(self, rest, command):
        self.compare("there waits", [row[0] for row in self.rows("SELECT what FROM review WHERE done_secs IS NULL")], command,
                     "nothing")

    def do_database(self, rest, command):
        found = ["|".join("" if value is None else str(value) for value in row) for row in self.rows(rest)]
        self.compare("the database has", found, command, "nothing")

    def do_says(self, rest, command):
        for line in command.body:
            if line and folded(line) not in folded(self.printed):
                raise Wrong("\"%s\" is not in:\n%s" % (line, self.printed))


class Play(campaign.unittest.TestCase):
    pass


def test_of(path):
    def test(self):
        scene = Scene(path)
        self.addCleanup(scene.close)
        scene.play()
    with open(path) as file:
        test.__doc__ = file.readline().strip("# \n")
    return test


wanted = [word for word in sys.argv[1:] if not word.startswith("-")]
for scene_path in sorted(glob.glob(os.path.join(SCENES, "*.scene"))):
    scene_name = os.path.splitext(os.path.basename(scene_path))[0]
    if not wanted or any(word in scene_name for word in wanted):
        setattr(Play, "test_" + scene_name.replace("-", "_"), test_of(scene_path))

if __name__ == "__main__":
    sys.argv[1:] = [word for word in sys.argv[1:] if word.startswith("-")]
    campaign.main()
