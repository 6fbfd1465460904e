#!/usr/bin/python3
"""A week of the daemon in less than a minute: the time stands in a file that the test changes. Limits by minute and day hold, mail
that is put off is tried again with patience and given up after five days, and a clock that was set back stops nothing."""
import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402
import smtp  # noqa: E402

BEGINNING = 1718611200  # Monday, 17 June 2024, 8:00 UTC
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
PER_MINUTE, PER_DAY, MAILS = 5, 12, 20
QUIET_SECS = 0.3  # for mail that must not come


class Week(campaign.Test):
    def setUp(self):
        self.server = smtp.Server()
        self.addCleanup(self.server.close)
        self.send = smtp.config(self.server.port, per_minute=PER_MINUTE, per_day=PER_DAY)
        super().setUp()
        self.campaign.program = campaign.PLAIN  # the quick one: each step has little time
        self.clock = os.path.join(self.campaign.base, "now")
        self.set(BEGINNING)

    def set(self, secs):
        """Sets the time, and has the processes look at it, as the clock's process does where the machine's clock was set."""
        self.now = secs
        with tempfile.NamedTemporaryFile("w", dir=self.campaign.base, delete=False) as file:
            file.write(str(secs))
        os.chmod(file.name, 0o644)
        os.rename(file.name, self.clock)
        bell = self.campaign.path("hearback.running")
        if os.path.exists(bell):
            os.utime(bell)

    def sent(self):
        return len(self.server.envelopes())

    def wait_sent(self, count):
        campaign.wait_until(lambda: self.sent() >= count, lambda: "%d of %d\n%s" % (self.sent(), count, self.campaign.log()[-1500:]))
        time.sleep(QUIET_SECS)
        self.assertEqual(self.sent(), count)

    def attempts(self):
        return [secs for secs, in self.campaign.rows("SELECT began_secs FROM attempt JOIN outbox ON outbox.id = outbox"
                                                     " WHERE envelope_to LIKE 'temp@%' ORDER BY 1")]

    def state_of_temp(self):
        return self.campaign.rows("SELECT state FROM outbox WHERE envelope_to LIKE 'temp@%'")[0][0]

    def test_week(self):
        self.campaign.start("run", HEARBACK_NOW=self.clock)
        self.campaign.put("temp.test", campaign.mail(0, sender="temp@school.example"))
        campaign.wait_until(lambda: os.path.exists(self.campaign.path("hearback.db")) and self.campaign.rows(
            "SELECT 1 FROM sqlite_master WHERE name = 'attempt'") and len(self.attempts()) == 1, self.campaign.log)
        for number in range(1, MAILS + 1):
            self.campaign.put("%d.test" % number, campaign.mail(number))
        self.wait_sent(PER_MINUTE - 1)  # the one that was put off counts
        self.set(self.now + MINUTE)
        self.wait_sent(2 * PER_MINUTE - 1)
        self.set(self.now + MINUTE)
        self.wait_sent(PER_DAY - 1)
        for _ in range(3):
            self.set(self.now + 2 * HOUR)
            self.wait_sent(PER_DAY - 1)
        while self.sent() < MAILS and self.now < BEGINNING + 3 * DAY:
            self.set(self.now + 2 * HOUR)
            time.sleep(QUIET_SECS)
        self.assertGreaterEqual(self.now, BEGINNING + DAY, "a day's mails are a day's mails")
        self.wait_sent(MAILS)
        while self.state_of_temp() != "failed" and self.now < BEGINNING + 7 * DAY:
            self.set(self.now + 2 * HOUR)
            time.sleep(QUIET_SECS)
        attempts = self.attempts()
        gaps = [later - sooner for sooner, later in zip(attempts, attempts[1:])]
        print("%d days, %d mails; %d attempts for the one that was put off" % ((self.now - BEGINNING) // DAY, self.sent(), len(attempts)))
        self.assertEqual(self.state_of_temp(), "failed")
        self.assertGreater(attempts[-1] - attempts[0], 4.5 * DAY)
        self.assertLess(attempts[-1] - attempts[0], 6 * DAY)
        self.assertGreater(min(gaps), 4 * MINUTE)
        self.assertGreater(len(attempts), 10)
        self.assertEqual(len({envelope["recipient"] for envelope in self.server.envelopes()}), MAILS, "nobody got two")

    def test_set_back(self):
        """A clock that was ahead and is set right: what it had planned does not wait for years, and new mail is answered at once."""
        self.set(BEGINNING + 3 * 365 * DAY)
        self.campaign.start("run", HEARBACK_NOW=self.clock)
        self.campaign.put("0.test", campaign.mail(0, sender="temp@school.example"))
        self.campaign.put("1.test", campaign.mail(1))
        self.wait_sent(1)
        self.set(BEGINNING)
        self.campaign.put("2.test", campaign.mail(2))
        self.wait_sent(2)
        before = len(self.attempts())
        for _ in range(4):
            self.set(self.now + HOUR)
            time.sleep(QUIET_SECS)
        self.set(self.now + HOUR)
        campaign.wait_until(lambda: len(self.attempts()) > before, "it is tried again the same day")
        status = self.campaign.status()
        self.assertTrue(status["messages"]["adds_up"])


campaign.main()
