#!/usr/bin/python3
"""The daemon sends through a server while it is killed again and again: each acknowledgement arrives once. One whose sending was
cut off after it was handed over is shown as `uncertain`, arrived at most once, and is never sent again by itself.

Once with the server of these tests, once with Postfix's smtp-sink.
"""
import glob
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402
import smtp  # noqa: E402

MAILS = 60
KILLS = 8
OPEN = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending', 'deferred')"
SINK = shutil.which("smtp-sink", path=os.environ["PATH"] + ":/usr/sbin:/usr/lib/postfix/sbin")


class Sink:
    """Postfix's smtp-sink on a free port."""

    def __init__(self):
        self.out = tempfile.mkdtemp(prefix="hearback-sink-")
        os.chmod(self.out, 0o777)
        self.port = campaign.free_port()
        user = ["-u", "nobody"] if os.getuid() == 0 else []
        self.process = subprocess.Popen([SINK, *user, "-d", os.path.join(self.out, "mail."), "127.0.0.1:%d" % self.port, "100"])
        campaign.wait_until(lambda: campaign.is_listening(self.port), "smtp-sink listens")

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.out)

    def arrived(self):
        """Returns the Message-IDs of all mails that came whole."""
        names = []
        for path in glob.glob(os.path.join(self.out, "mail.*")):
            with open(path, errors="replace") as file:
                names.append(re.search(r"^Message-ID: <(.*)>", file.read(), re.M | re.I)[1])
        return names


class Own(smtp.Server):
    def arrived(self):
        return [envelope["mail"]["Message-ID"].strip("<>") for envelope in self.envelopes()]


class EveryOnce(campaign.Test):
    def kill_again_and_again(self, server):
        self.addCleanup(server.close)
        self.campaign.configure(smtp.config(server.port))
        seed = int(time.time())
        chance = random.Random(seed)
        for number in range(MAILS):
            self.campaign.put("%d.test" % number, campaign.mail(number))
        self.campaign.check("status")  # makes the database: a daemon may be killed before it comes to that
        kills = 0
        while kills < KILLS:
            daemon = self.campaign.start("run", own_group=True)
            time.sleep(chance.uniform(0.02, 0.4))
            self.campaign.kill(daemon)
            kills += 1
        self.campaign.start("run")
        campaign.wait_until(lambda: self.campaign.one("SELECT count(*) FROM outbox") == MAILS and self.campaign.one(OPEN) == 0,
                            "all mails are sent (seed %d)" % seed)
        self.compare(server.arrived(), seed)

    def compare(self, arrived, seed):
        states = dict(self.campaign.rows("SELECT message_id, state FROM outbox"))
        sent = {name for name, state in states.items() if state == "sent"}
        uncertain = {name for name, state in states.items() if state == "uncertain"}
        print("%d sent, %d uncertain, %d arrived, %d kills, seed %d" % (len(sent), len(uncertain), len(arrived), KILLS, seed))
        self.assertEqual(len(set(arrived)), len(arrived), "a mail arrived twice")
        self.assertLessEqual(sent, set(arrived), "a mail counts as sent, but never arrived")
        self.assertLessEqual(set(arrived) - sent, uncertain)
        self.assertEqual(len(sent) + len(uncertain), MAILS)
        status = self.campaign.status()
        self.assertEqual(status["messages"]["received"], MAILS)
        self.assertEqual(status["undelivered"]["uncertain"], len(uncertain), "staff see what is uncertain")

    def test_server(self):
        self.kill_again_and_again(Own())

    @campaign.unittest.skipUnless(SINK, "smtp-sink (package postfix) is not installed")
    def test_smtp_sink(self):
        self.kill_again_and_again(Sink())


campaign.main()
