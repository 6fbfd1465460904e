#!/usr/bin/python3
"""hearback import: mbox files in their dialects, Maildirs, single messages and folders of them; a second time adds nothing."""
import hashlib
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

FROM = b"From head@school.example Tue Mar  5 19:48:05 2024\n"


class Import(campaign.Test):
    def count(self):
        return self.campaign.one("SELECT count(*) FROM message")


class Kinds(Import):
    def test_single_file(self):
        out = self.campaign.check("import", self.campaign.write("1.eml", campaign.mail(1)))
        self.assertEqual(out, "1 new, 0 known already, 0 held for a person, 0 failed\n")
        self.assertEqual(self.campaign.one("SELECT count(*) FROM outbox"), 0, "old mail is not acknowledged")

    def test_acknowledge(self):
        self.campaign.check("import", "--acknowledge", self.campaign.write("1.eml", campaign.mail(1)))
        self.assertEqual(self.campaign.one("SELECT count(*) FROM outbox"), 1)

    def test_second_time_adds_nothing(self):
        mbox = self.campaign.write("mbox", b"".join(FROM + campaign.mail(number) + b"\n" for number in range(5)))
        self.campaign.check("import", mbox)
        self.assertEqual(self.campaign.check("import", mbox), "0 new, 5 known already, 0 held for a person, 0 failed\n")
        self.assertEqual(self.count(), 5)

    def test_other_ways_to_the_same_message(self):
        """The same bytes are one message, wherever they lie."""
        self.campaign.put("1.test", campaign.mail(1))
        self.campaign.check("fetch")
        self.campaign.check("import", self.campaign.write("1.eml", campaign.mail(1)), self.campaign.maildir)
        self.campaign.check("deliver", input=campaign.mail(1))
        self.assertEqual(self.count(), 1)
        self.assertEqual(self.campaign.one("SELECT count(*) FROM outbox"), 1)

    def test_folder(self):
        for number in range(3):
            self.campaign.write("folder/a/%d.eml" % number, campaign.mail(number))
        self.campaign.write("folder/b/box", FROM + campaign.mail(3) + b"\n" + FROM + campaign.mail(4))
        for name in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(self.campaign.base, "folder/c", name))
        self.campaign.write("folder/c/cur/5.test:2,S", campaign.mail(5))
        self.campaign.write("folder/c/new/6.test", campaign.mail(6))
        self.campaign.write("folder/notes.txt", b"no mail at all\n")
        out = self.campaign.check("import", os.path.join(self.campaign.base, "folder"))
        self.assertEqual(out, "7 new, 0 known already, 0 held for a person, 0 failed\n")
        self.assertTrue(os.path.exists(os.path.join(self.campaign.base, "folder/c/new/6.test")), "nothing is moved")

    def test_missing(self):
        done = self.campaign.run("import", os.path.join(self.campaign.base, "nowhere"), self.campaign.write("1.eml", campaign.mail(1)))
        self.assertEqual(done.returncode, campaign.DATA)
        self.assertIn(b"nowhere", done.stderr)
        self.assertEqual(self.count(), 1, "the others are taken all the same")

    def test_nothing_named(self):
        done = self.campaign.run("import")
        self.assertEqual(done.returncode, campaign.USAGE)
        self.assertIn(b"usage: hearback import", done.stderr)


class Dialects(Import):
    body = "5: Good\n\nFrom now on all was well.\n>From the start, rather.\n"

    def one_more(self, quoted, **lengths):
        """Returns an mbox of two mails whose first body is quoted as given."""
        head, _, _ = campaign.mail(1, "").partition(b"\n\n")
        if lengths:
            head += b"\nContent-Length: %d" % len(quoted)
        return FROM + head + b"\n\n" + quoted + b"\n" + FROM + campaign.mail(2) + b"\n"

    def imported(self, data):
        """Imports two mails. Returns the digests of what was kept."""
        self.campaign.check("import", self.campaign.write("box", data))
        self.assertEqual(self.count(), 2)
        return [digest for digest, in self.campaign.rows("SELECT digest FROM message")]

    def original(self, extra=""):
        return hashlib.sha256(campaign.mail(1, self.body, extra=extra)).digest()

    def test_mboxrd(self):
        quoted = self.body.encode().replace(b">From", b">>From").replace(b"\nFrom", b"\n>From")
        self.assertIn(self.original(), self.imported(self.one_more(quoted)))

    def test_mboxo(self):
        self.imported(self.one_more(self.body.encode().replace(b"\nFrom", b"\n>From")))

    def test_mboxcl2(self):
        extra = "Content-Length: %d\n" % len(self.body)
        kept = self.imported(self.one_more(self.body.encode(), length=True))
        self.assertTrue({self.original(), self.original(extra)} & set(kept), "not a byte is changed")

    def test_crlf(self):
        self.imported(self.one_more(b"5: Good\n").replace(b"\n", b"\r\n"))

    def test_unquoted_from_in_text(self):
        self.imported(self.one_more(self.body.encode()))

    def test_no_last_newline(self):
        self.imported(self.one_more(b"5: Good\n").rstrip(b"\n"))

    def test_dialects_are_one_message(self):
        """What a program did to "From " is undone, so that the same mail from two programs is known as the same."""
        plain = campaign.mail(1, "5: Good\n\nFrom now on\n")
        self.campaign.check("import", self.campaign.write("1.eml", plain))
        self.campaign.check("import", self.campaign.write("box", FROM + plain.replace(b"\nFrom now", b"\n>From now") + b"\n"))
        self.assertEqual(self.count(), 1)


class Large(Import):
    limit = "64 KB"

    def test_too_large_is_held(self):
        mbox = FROM + campaign.mail(1, "words\n" * 20000) + b"\n" + FROM + campaign.mail(2) + b"\n"
        out = self.campaign.check("import", self.campaign.write("box", mbox))
        self.assertEqual(out, "2 new, 0 known already, 1 held for a person, 0 failed\n")
        self.assertEqual(campaign.totals(self.campaign.status()), {"recorded": 1, "held": 1, "set_aside": 0})


class Death(Import):
    def test_any_instant(self):
        mbox = self.campaign.write("box", b"".join(FROM + campaign.mail(number) + b"\n" for number in range(300)))
        began = time.monotonic()
        other = campaign.Campaign()
        self.addCleanup(other.close)
        other.check("import", mbox)
        usual_secs = time.monotonic() - began
        for part in range(8):
            process = subprocess.Popen([self.campaign.program, "import", mbox], env=self.campaign.environment(),
                                       stdout=subprocess.DEVNULL)
            time.sleep(usual_secs * part / 8)
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.campaign.check("import", mbox)
        self.campaign.check("fetch")
        query = "SELECT hex(digest), disposition, is_quiet FROM message ORDER BY 1"
        self.assertEqual(self.campaign.rows(query), other.rows(query))
        self.assertEqual(self.campaign.one("SELECT count(*) FROM outbox"), 0)


campaign.main()
