#!/usr/bin/python3
"""A disk that is full, reports errors or cannot be written any more, for the database alone: the daemon takes no mail, says so in
its status, and goes on by itself once it is over. Nothing is lost, nothing is answered twice.

The faults come from a library that is preloaded (tests/live/_fault.c); tests/live/lmtp.py fills a real disk.
"""
import errno
import os
import random
import shutil
import smtplib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402
import smtp  # noqa: E402

SOURCE = os.path.join(campaign.ROOT, "tests", "live", "_fault.c")
COMPILER = shutil.which("cc") or shutil.which("gcc")
FOLDER = tempfile.TemporaryDirectory(prefix="hearback-fault-")
LIBRARY = os.path.join(FOLDER.name, "fault.so")
FEW, FLICKERS = 6, 12


class Disk(campaign.unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if COMPILER is None:
            campaign.skip("there is no compiler here, and the faults are made by a library")
        subprocess.run([COMPILER, "-shared", "-fPIC", "-o", LIBRARY, SOURCE], check=True)

    def setUp(self):
        self.server = smtp.Server()
        self.addCleanup(self.server.close)
        # the library comes before all others, which the sanitizers do not allow
        self.campaign = campaign.Campaign(smtp.config(self.server.port), program=campaign.PLAIN)
        self.addCleanup(self.campaign.close)
        path = self.campaign.path("hearback.yaml")
        with open(path) as file:
            text = file.read()
        with open(path, "w") as file:
            file.write(text.replace("send:\n", "  - type: lmtp\n    path: lmtp.sock\nsend:\n"))
        self.flag, self.number = os.path.join(self.campaign.base, "fault"), 0
        self.daemon = self.campaign.start("run", LD_PRELOAD=LIBRARY, DISK_FAULT=self.flag)
        campaign.wait_until(lambda: os.path.exists(self.campaign.path("lmtp.sock")), "it listens")

    def begin(self, number):
        with open(self.flag + ".part", "w") as file:
            file.write(str(number))
        os.rename(self.flag + ".part", self.flag)

    def end(self):
        os.remove(self.flag)

    def put(self, count):
        for _ in range(count):
            self.number += 1
            self.campaign.put("%d.test" % self.number, campaign.mail(self.number))

    def hand_over(self, number):
        """Returns the reply's code at the end of a message by LMTP."""
        try:
            with smtplib.LMTP(self.campaign.path("lmtp.sock"), local_hostname="localhost") as client:
                client.sendmail("head@school.example", [campaign.ADDRESS], campaign.mail(number))
                return 250
        except smtplib.SMTPRecipientsRefused as error:
            return next(iter(error.recipients.values()))[0]
        except smtplib.SMTPResponseException as error:
            return error.smtp_code
        except smtplib.SMTPServerDisconnected:
            return 421

    def troubles(self):
        return {process["name"]: process["trouble"] for process in self.campaign.status()["daemon"]["processes"]
                if process["trouble"] is not None}

    def wait_sent(self, count):
        campaign.wait_until(lambda: len(self.server.envelopes()) >= count, lambda: self.campaign.log()[-3000:])

    def check_all(self, count):
        """So many messages are there, each is answered once, and nothing is in trouble."""
        campaign.wait_until(lambda: self.troubles() == {}, lambda: "no trouble any more: %s" % self.troubles())
        self.wait_sent(count)
        campaign.wait_until(lambda: not self.campaign.rows("SELECT 1 FROM outbox WHERE state <> 'sent'"), "all are known as sent")
        self.assertEqual(self.campaign.status()["messages"]["received"], count)
        self.assertTrue(self.campaign.status()["messages"]["adds_up"])
        recipients = [envelope["recipient"] for envelope in self.server.envelopes()]
        self.assertEqual(len(set(recipients)), count)
        self.assertEqual(len(recipients), count, "nobody is answered twice")
        self.assertEqual(self.campaign.one("PRAGMA integrity_check"), "ok")
        self.assertEqual(self.campaign.there("new"), [])
        processes = self.campaign.status()["daemon"]["processes"]
        self.assertEqual([process["restarts"] for process in processes], [0] * len(processes), self.campaign.log())

    def fault(self, number, words):
        self.put(FEW)
        self.wait_sent(FEW)
        self.begin(number)
        self.put(FEW)
        codes = {self.hand_over(1000 + turn) for turn in range(FEW)}
        self.assertLessEqual(codes, {451, 421}, "nothing is taken, and nothing refused for good")
        campaign.wait_until(lambda: {"maildir-1", "lmtp-2"} <= set(self.troubles()), self.troubles)
        self.assertIn(words, self.troubles()["maildir-1"])
        self.assertIn(words, self.campaign.check("status"))
        self.assertEqual(len(self.campaign.there("new")), FEW, "mail stays where it is")
        self.assertLess(self.campaign.log().count(": error: "), 15, "it is said, and not again and again")
        self.end()
        campaign.wait_until(lambda: self.hand_over(1000) == 250, "mail is taken again")
        self.assertEqual([self.hand_over(1000 + turn) for turn in range(1, FEW)], [250] * (FEW - 1))
        self.check_all(3 * FEW)

    def test_error(self):
        self.fault(errno.EIO, "the disk reports an error")

    def test_full(self):
        self.fault(errno.ENOSPC, "the disk is full")

    def test_flicker(self):
        """It comes and goes while mail comes in, is read and answered."""
        seed = int(time.time())
        chance = random.Random(seed)
        for turn in range(FLICKERS):
            self.put(FEW)
            time.sleep(chance.uniform(0, 0.1))
            self.begin(chance.choice((errno.EIO, errno.ENOSPC)))
            time.sleep(chance.uniform(0, 0.2))
            self.end()
        print("seed %d, %d messages, %d faults" % (seed, self.number, FLICKERS))
        self.check_all(self.number)


campaign.main()
