#!/usr/bin/python3
"""Messages are read by processes that are shut in: one that a message makes crash, loop, eat memory or reach for files, network
or programs is ended, the message is held for a person, and the others are read as if nothing had been."""
import base64
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

MARK = "X-Hearback-Fault: yes\n"
# What the reading of a message does (src/base/fault.c), and what the person who looks at it is told.
DEEDS = {
    "crash": "by signal 6",
    "loop": "takes longer than",
    "socket": "what it must not",
    "execute": "what it must not",
    "exit": "with status 1",
}
TEXTS = {
    "koi8-r": "Было очень трудно спать.", "gb18030": "非常困难的一周。",
    "shift_jis": "とても大変でした。", "euc-kr": "아주 힘들었습니다.",
    "windows-1250": "Bylo to velmi těžké.", "iso-2022-jp": "とても大変でした。",
    "utf-16le": "Es war schwer.",
}


def coded(number, charset, text):
    """Returns a reply in charset, in its subject, its sender's name and the name of a file too."""
    def word(value):
        return "=?%s?b?%s?=" % (charset, base64.b64encode(value.encode(charset)).decode())

    return ("From: %s <head%d@school%d.example>\nTo: %s\nSubject: Re: %s\nDate: Tue, 5 Mar 2024 19:48:05 +0000\n"
            "Message-ID: <coded-%d@school.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
            "--b\nContent-Type: text/plain; charset=%s\nContent-Transfer-Encoding: base64\n\n%s\n"
            "--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename*=%s''%s.pdf\n\n%%PDF\n--b--\n"
            % (word(text), number, number, campaign.ADDRESS, word(text), number, charset,
               base64.encodebytes(("5: Good\n15: %s\n" % text).encode(charset)).decode(), charset,
               "".join("%%%02X" % byte for byte in text.encode(charset)))).encode()


class Shut(campaign.Test):
    def meet(self, deed):
        """Imports five messages, the third of which does deed. Returns what is said of it to a person."""
        for number in range(5):
            self.campaign.write("%s/%d.eml" % (deed, number), campaign.mail(number, extra=MARK if number == 2 else ""))
        out = self.campaign.check("import", os.path.join(self.campaign.base, deed), HEARBACK_FAULT="reader." + deed)
        self.assertEqual(out, "5 new, 0 known already, 1 held for a person, 0 failed\n")
        self.assertEqual(self.campaign.rows("SELECT disposition, count(*) FROM message GROUP BY 1 ORDER BY 1"),
                         [("held", 1), ("recorded", 4)])
        return self.campaign.one("SELECT what FROM review JOIN message ON message.id = review.message "
                                 "WHERE reason = 'could not be read'")


class Hostile(Shut):
    pass


def holds(deed):
    def test(self):
        self.assertIn(DEEDS[deed], self.meet(deed))
    return test


for one in DEEDS:
    setattr(Hostile, "test_" + one, holds(one))


class Files(Shut):
    def test_file(self):
        """A file cannot be opened; what only looks for one goes on without."""
        for number in range(3):
            self.campaign.write("file/%d.eml" % number, campaign.mail(number, extra=MARK))
        self.campaign.check("import", os.path.join(self.campaign.base, "file"), HEARBACK_FAULT="reader.file")
        self.assertEqual(self.campaign.rows("SELECT DISTINCT disposition FROM message"), [("recorded",)])

    def test_deliver_and_fetch(self):
        self.campaign.check("deliver", input=campaign.mail(1, extra=MARK), HEARBACK_FAULT="reader.crash")
        self.campaign.put("2.test", campaign.mail(2, extra=MARK))
        self.campaign.check("fetch", HEARBACK_FAULT="reader.socket")
        self.assertEqual(self.campaign.rows("SELECT disposition, reason FROM message"), [("held", "could not be read")] * 2)


class Memory(Shut):
    def setUp(self):
        if not os.path.exists(campaign.PLAIN):
            self.skipTest("a program without sanitizers is not built: those have no limit of memory")
        super().setUp()
        self.campaign.program = campaign.PLAIN

    def test_eat(self):
        self.assertIn("by signal", self.meet("eat"))


class Charsets(Shut):
    def test_all_are_there(self):
        """A process that may open no file still reads every charset: as `hearback read` does, which may."""
        paths = [self.campaign.write("coded/%s.eml" % charset, coded(number, charset, text))
                 for number, (charset, text) in enumerate(TEXTS.items())]
        plain = [json.loads(line) for line in self.campaign.check("read", "--json", *paths).splitlines()]
        self.campaign.check("import", os.path.join(self.campaign.base, "coded"))
        shown = [json.loads(self.campaign.check("show", "--json", "--contact", str(message)))
                 for (message,) in self.campaign.rows("SELECT id FROM message")]
        self.assertEqual(len(shown), len(TEXTS))
        found = {one["contact"]["address"]: one for one in shown}
        for wanted, words in zip(plain, TEXTS.values()):
            one = found[wanted["mail"]["from"]]
            self.assertIn(words, wanted["text"])
            self.assertIn(words, "\n".join(line["text"] for line in one["lines"]))
            self.assertEqual(one["contact"]["name"], wanted["mail"]["name"])
            self.assertEqual(wanted["mail"]["name"], words)
            self.assertEqual([item["what"] for item in one["review"]], wanted["review"])
            self.assertIn(words, str(wanted["review"]), "the name of the file")


campaign.main()
