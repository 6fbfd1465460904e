#!/usr/bin/python3
"""The mail server is killed in the middle: Dovecot while messages are fetched and while we wait for mail, Postfix while mail is handed
over to it, before and after the final dot. Nothing is lost, and nothing goes out twice; what may have arrived is uncertain."""
import collections
import os
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import _postfix  # noqa: E402
import campaign  # noqa: E402
import mailbox  # noqa: E402
import smtp  # noqa: E402
from _badline import BadLine  # noqa: E402
from mailbox import message  # noqa: E402

FETCH_STEPS, SIZE_BYTES = 6, 700000
HOUR = 3600
OPEN = "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending', 'deferred')"


class Fetching(mailbox.Live):
    def test_while_fetching(self):
        after, kills = 5000, 0
        for _ in range(FETCH_STEPS):
            before = self.box.kept()
            self.server.deliver(*[message(before + number, size=SIZE_BYTES) for number in range(1, 5)])
            line = BadLine(self.server.imaps, after, "at", at=self.server.stop)
            self.configure(after="move", port=line.port, timeout="2 seconds")
            self.box.fetch(campaign.TEMPORARY)
            line.close()
            kills += 1
            self.server.start()
            self.configure(after="move")
            self.box.fetch()
            self.assertEqual(self.box.kept(), before + 4, after)
            self.assertEqual(self.server.messages(), [])
            after += 4 * SIZE_BYTES // FETCH_STEPS
        self.assertEqual(len(self.server.messages("Processed")), self.box.kept())
        print("Dovecot killed %d times in FETCH: %d messages, none lost, none twice" % (kills, self.box.kept()))

    def test_while_waiting(self):
        """In IDLE, again and again; mail that came meanwhile is there soon after."""
        self.configure(poll="10 minutes", after="move")
        self.box.start()
        for number in range(1, 4):
            self.server.deliver(message(number))
            campaign.wait_until(lambda: self.box.kept() == number, self.box.log)
            campaign.wait_until(lambda: not self.server.messages(), "it is moved, and the next wait begins")
            time.sleep(0.2)
            self.server.restart()
        self.server.deliver(message(4))
        campaign.wait_until(lambda: self.box.kept() == 4, self.box.log)
        self.assertEqual(self.box.one("SELECT count(DISTINCT digest) FROM message"), 4)


class Sending(campaign.Test):
    """Postfix's processes that take mail are killed; its master starts new ones."""

    def setUp(self):
        super().setUp()
        _postfix.need()
        self.server = _postfix.Postfix("service_throttle_time = 1s\n")
        self.addCleanup(self.server.close)
        self.number, self.now = 0, int(time.time())

    def kill_takers(self):
        with open(self.server.path("queue/pid/master.pid")) as file:
            master = int(file.read())
        for line in subprocess.run(["ps", "-o", "pid=,comm=", "--ppid", str(master)], capture_output=True, text=True).stdout.splitlines():
            pid, name = line.split()
            if name in ("smtpd", "cleanup"):
                os.kill(int(pid), signal.SIGKILL)
                self.kills += 1
        time.sleep(0.05)

    def drain(self, port):
        self.campaign.configure(smtp.config(port, timeout="5 seconds"))
        self.now += 5 * HOUR
        done = self.campaign.run("send", HEARBACK_NOW=str(self.now))
        self.assertIn(done.returncode, (campaign.OK, campaign.TEMPORARY), done.stderr)

    def arrived(self):
        return collections.Counter(re.search(rb"^Message-ID:\s*<(.*?)>", mail, re.M | re.I)[1].decode()
                                   for mail in self.server.delivered())

    def killed(self, towards, places):
        self.kills = 0
        for after in places:
            for _ in range(2):
                self.number += 1
                self.campaign.put("%d.test" % self.number, campaign.mail(self.number))
            self.campaign.check("fetch", HEARBACK_NOW=str(self.now))
            line = BadLine(self.server.port, after, "at", towards, self.kill_takers)
            self.drain(line.port)
            line.close()
            for _ in range(40):  # Postfix waits a little before it starts one that has died
                self.drain(self.server.port)
                if self.campaign.one(OPEN) == 0:
                    break
                time.sleep(0.5)
        states = dict(self.campaign.rows("SELECT message_id, state FROM outbox"))
        sent = {name for name, state in states.items() if state == "sent"}
        campaign.wait_until(lambda: sent <= set(self.arrived()), "all is delivered")
        time.sleep(1)  # what else may come
        arrived = self.arrived()
        uncertain = {name for name, state in states.items() if state == "uncertain"}
        print("Postfix killed at %d places (%d processes): %d mails, %d uncertain, of which %d arrived" % (
            len(places), self.kills, len(states), len(uncertain), len(uncertain & set(arrived))))
        self.assertGreaterEqual(self.kills, len(places))
        self.assertEqual(set(states.values()) - {"sent", "uncertain"}, set())
        self.assertEqual(max(arrived.values()), 1, "a mail arrived twice")
        self.assertLessEqual(set(arrived), sent | uncertain)

    def test_before_the_dot(self):
        self.killed("server", range(20, 12000, 2500))

    def test_after_the_dot(self):
        """The answers end one after the other: the last ones come after a dot."""
        self.killed("client", range(150, 500, 60))


campaign.main()
