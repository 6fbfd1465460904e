#!/usr/bin/python3
"""Plays the scenes of tests/staff/scenes, which says how they are written: staff at work by mail, and those who pretend to be."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

from _staff import ALEX, RIA, SAM, Staff  # noqa: E402

SCENES = os.path.join(campaign.ROOT, "tests", "staff", "scenes")
WHO = {"sam": SAM, "alex": ALEX, "ria": RIA, "eve": "eve@evil.example"}
LEAST_SCENES = 30


def scenes():
    """Returns {name: [(line number, line, words of the mail below it)]}."""
    found, steps = {}, None
    with open(SCENES, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if line.startswith("== "):
                steps = found.setdefault(line[3:], [])
            elif line.startswith("  ") and steps:
                steps[-1][2].append(line[2:])
            elif not line.strip() and steps and steps[-1][2]:
                steps[-1][2].append("")
            elif line.strip() and not line.startswith("#"):
                steps.append((number, line, []))
    return found


class Player:
    """Plays one scene in the campaign of test."""

    def __init__(self, test):
        self.test, self.last, self.text, self.mails, self.waiting, self.kept = test, None, "", [], None, ""

    def fill(self, text):
        """Puts what is known by now in the place of %names."""
        if "%item" in text:
            text = text.replace("%item", str(self.test.items()[0][0]) if self.test.items() else "1")
        if self.last is not None:
            plain = self.last.get_body(("plain",)).get_content()
            text = text.replace("%kept", self.kept).replace("%tag", self.last["Reply-To"].addresses[0].addr_spec).replace("%thread", self.last["Message-ID"])
            text = text.replace("%quoted", "\n".join("> " + line for line in plain.splitlines()))
        return text.replace("%fifty", "status\n" * 60)

    def look(self):
        """Has all mail arrive and go out; what came is in self.mails, and its words in self.text."""
        if self.waiting:
            self.test.campaign.check("fetch")
            self.waiting = None
        new = self.test.answers()
        self.mails += new
        for mail in new:
            self.last = mail
            self.text += mail.get_body(("plain",)).get_content() + "\n"
            self.html = mail.get_body(("html",)).get_content() if mail.get_body(("html",)) else ""

    def flat(self):
        return " ".join(self.text.split())

    # ---- steps

    def do_person(self, rest, body):
        self.test.reply(int(rest), "\n".join(body) + "\n")

    def do_mail(self, rest, body):
        parts = re.split(r" (?=(?:forged\b|to=|name=|type=|subject=|header=))", " " + rest)
        options = {"sender": WHO[parts[0].strip()]}
        for part in parts[1:]:
            key, _, value = part.partition("=")
            options.update({"forged": {"proof": False}, "to": {"to": self.fill(value)}, "name": {"name": value}, "type": {"type": value},
                            "subject": {"subject": value}, "header": {"extra": self.fill(value) + "\n"}}[key])
        if self.waiting is None:
            self.mails, self.text = [], ""
            self.test.give(self.fill("\n".join(body)) + "\n", **options)
            return
        data = self.test.mail_of(self.fill("\n".join(body)) + "\n", **options)
        self.test.campaign.put("together-%d" % self.waiting, data)
        self.waiting += 1

    def do_together(self, rest, body):
        self.waiting = 1

    def do_look(self, rest, body):
        self.look()

    def do_keep(self, rest, body):
        self.kept = self.last["Reply-To"].addresses[0].addr_spec

    def do_obeyed(self, rest, body):
        self.look()
        lines = [line[2:].split()[0].strip(".,:").lower() for line in self.text.splitlines() if line.startswith("> ")]
        self.test.assertEqual(lines, rest.split())

    def do_told(self, rest, body):
        self.look()
        self.test.assertIn(rest, self.flat())

    def do_not(self, rest, body):
        self.look()
        self.test.assertNotIn(rest.partition(" ")[2], self.flat() + getattr(self, "html", ""))

    def do_answers(self, rest, body):
        self.look()
        self.test.assertEqual(len(self.mails), int(rest))

    def do_sent(self, rest, body):
        self.look()
        self.test.assertEqual([mail["To"].addresses[0].addr_spec for mail in self.mails], [WHO[rest.split()[1]]])
        self.test.assertEqual({row[0] for row in self.test.campaign.rows("SELECT envelope_to FROM outbox WHERE purpose = 'staff'")}, {WHO[rest.split()[1]]})

    def do_files(self, rest, body):
        self.test.assertEqual([file.get_filename() for file in self.last.iter_attachments()], rest.split())

    def do_message(self, rest, body):
        self.look()
        number, disposition, reason = rest.split(" ", 2)
        found = self.test.message(int(number))
        self.test.assertEqual(found if reason != "-" else found[0], (disposition, reason) if reason != "-" else disposition)

    def do_value(self, rest, body):
        self.look()
        question, value = rest.split(" ")
        found = [None if one is None else one.strip('"') for one in self.test.answer_of(question)]
        self.test.assertEqual(found, [None if value == "-" else value])

    def do_open(self, rest, body):
        self.look()
        self.test.assertEqual(len(self.test.items()), int(rest))

    def do_events(self, rest, body):
        self.look()
        self.test.assertEqual(len(self.test.events()), int(rest), self.test.events())

    def play(self, steps):
        for number, line, body in steps:
            verb, _, rest = line.partition(" ")
            with self.test.subTest(line="%s:%d: %s" % (SCENES, number, line)):
                getattr(self, "do_" + verb)(rest, body)


class Scenes(Staff):
    def test_there_are_enough(self):
        self.assertGreaterEqual(len(scenes()), LEAST_SCENES)


def scene_test(steps):
    return lambda self: Player(self).play(steps)


for title, list_of_steps in scenes().items():
    setattr(Scenes, "test_" + re.sub(r"\W+", "_", title), scene_test(list_of_steps))


campaign.main()
