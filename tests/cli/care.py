#!/usr/bin/python3
"""People in distress, through the program: who is told, what is in the mails, what contacts can do, and what stops."""
import email
import email.policy
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

URGENT = "5: Good\n15. I want to kill myself. I have planned how I am going to do it tonight.\n"
SECRET = ("kill", "planned", "Jo Field", "jo@")
CONFIGURATION = """\
care:
  contacts:
    - name: Ruth Adams
      address: ruth@headsup.example
    - name: Sam Price
      address: sam@headsup.example
  escalate_after: {urgent: 30 minutes, urgent_at_rest: 1 hour}
  nights: 20:00-08:00
  in_touch: Ruth Adams will be in touch within one working day.
"""
DAY = 1751968800  # Tuesday, 8 July 2025, 10:00 UTC
SUNDAY = 1751767200  # Sunday, 6 July 2025, 02:00 UTC


class Care(campaign.Test):
    def setUp(self):
        super().setUp()
        with open(self.campaign.path("hearback.yaml"), "a") as file:
            file.write(CONFIGURATION)
        self.now = DAY
        self.seen = 0
        self.count = 0

    def run_at(self, *arguments, **more):
        return self.campaign.check(*arguments, HEARBACK_NOW=str(self.now), **more)

    def deliver(self, data):
        self.run_at("deliver", input=data)
        return self.new()

    def distress(self, body=URGENT):
        return self.deliver(campaign.mail(1, body, sender="jo@field.example"))

    def new(self):
        """Sends, and returns what went out since the last look."""
        self.run_at("send")
        sent = [email.message_from_bytes(data, policy=email.policy.default) for data in self.campaign.sent()]
        sent.sort(key=lambda mail: self.campaign.one("SELECT id FROM outbox WHERE message_id = ?", mail["Message-ID"].strip("<>")))
        new, self.seen = sent[self.seen:], len(sent)
        return new

    def reply(self, mail, words, sender=None, extra=""):
        self.count += 1
        text = ("From: <%s>\nTo: %s\nSubject: Re: %s\nDate: Tue, 8 Jul 2025 10:00:00 +0000\nMessage-ID: <c%d@headsup.example>\n%s\n%s\n"
                % (sender or mail["To"].addresses[0].addr_spec, mail["Reply-To"], mail["Subject"], self.count, extra, words))
        return self.deliver(text.encode())

    def case(self):
        return self.campaign.rows("SELECT taken_by, outcome, words FROM care_case")[0]

    def to(self, mails):
        return [mail["To"].addresses[0].addr_spec for mail in mails]

    def test_told_at_once(self):
        mails = self.distress()
        self.assertEqual(sorted(self.to(mails)), ["jo@field.example", "ruth@headsup.example"])
        alert = next(mail for mail in mails if "ruth" in mail["To"])
        self.assertEqual((alert["Importance"], alert["X-Priority"]), ("high", "1"))
        for kind in ("plain", "html"):
            text = alert.get_body((kind,)).get_content()
            self.assertIn("jo@field.example", text)
            self.assertIn("11:30", text)
            self.assertNotRegex(text, "kill|planned")
        self.assertNotRegex(alert["Subject"], "|".join(SECRET))
        self.assertIn("1", alert["Subject"])
        answer = next(mail for mail in mails if "jo@" in mail["To"]).get_body(("plain",)).get_content()
        self.assertIn("Ruth Adams will be in touch within one", " ".join(answer.split()))
        self.assertNotIn("Good", answer)
        status = self.run_at("status")
        self.assertTrue(status.startswith("Somebody needs care\n"))
        self.assertNotRegex(status, "|".join(SECRET))

    def test_taken_and_done(self):
        alert = next(mail for mail in self.distress() if "ruth" in mail["To"])
        confirmed, = self.reply(alert, "Taken, thank you")
        self.assertEqual(self.case(), ("ruth@headsup.example", None, None))
        self.now += 10 * 3600
        self.run_at("clock")
        self.assertEqual(self.new(), [])
        used, = self.reply(alert, "done: she is safe")
        self.assertIn("nothing has changed", " ".join(used.get_body(("plain",)).get_content().split()))
        self.assertEqual(self.case()[1], None)
        shown, = self.reply(confirmed, "show")
        self.assertIn("planned", shown.get_body(("plain",)).get_content())
        self.assertNotRegex(shown["Subject"], "|".join(SECRET))
        self.reply(shown, "Done: I spoke to her, and her GP knows. She wanted to kill herself.")
        self.assertEqual(self.case()[1], "done")
        self.assertIn("her GP knows", self.case()[2])
        self.assertNotIn("Somebody needs care", self.run_at("status"))
        self.assertEqual(self.campaign.one("SELECT count(*) FROM care_case"), 1)
        self.assertEqual(self.campaign.one("SELECT count(*) FROM person"), 1)
        self.assertEqual(self.campaign.one("SELECT count(*) FROM review WHERE done_secs IS NULL AND what LIKE 'care:%'"), 0)

    def test_false_alarm(self):
        alert = next(mail for mail in self.distress() if "ruth" in mail["To"])
        self.reply(alert, "False alarm")
        self.assertEqual(self.case()[1], "false alarm")

    def test_escalation(self):
        self.distress()
        self.now += 29 * 60
        self.run_at("clock")
        self.assertEqual(self.new(), [])
        self.now += 2 * 60
        self.run_at("clock")
        self.assertEqual(self.to(self.new()), ["sam@headsup.example"])
        self.now += 31 * 60
        self.run_at("clock")
        self.assertEqual(self.to(self.new()), ["ruth@headsup.example"])

    def test_sunday_night_with_an_absent_contact(self):
        self.now = SUNDAY
        alert = next(mail for mail in self.distress() if "ruth" in mail["To"])
        self.now += 31 * 60
        self.run_at("clock")
        self.assertEqual(self.new(), [])
        self.reply(alert, "I am away until Monday and do not read my mail.", extra="Auto-Submitted: auto-replied\n")
        self.run_at("clock")
        self.assertEqual(self.to(self.new()), ["sam@headsup.example"])

    def test_nobody_else_can_take_it(self):
        alert = next(mail for mail in self.distress() if "ruth" in mail["To"])
        self.assertEqual(self.reply(alert, "taken", sender="eve@elsewhere.example"), [])
        self.assertEqual(self.case(), (None, None, None))
        self.assertEqual(campaign.totals(self.campaign.status())["held"], 1)

    def test_not_understood(self):
        alert = next(mail for mail in self.distress() if "ruth" in mail["To"])
        answer, = self.reply(alert, "Who is this about?")
        self.assertIn("could not tell", " ".join(answer.get_body(("plain",)).get_content().split()))
        self.assertEqual(self.case(), (None, None, None))

    def test_writes_again(self):
        alert = next(mail for mail in self.distress() if "ruth" in mail["To"])
        self.reply(alert, "taken")
        self.now += 7200
        mails = self.deliver(campaign.mail(2, "I still want to kill myself.\n", sender="jo@field.example"))
        self.assertIn("ruth@headsup.example", self.to(mails))
        self.assertEqual(self.campaign.one("SELECT count(*) FROM care_case"), 1)
        self.now += 7200
        answer, = self.deliver(campaign.mail(3, "5: Inadequate\n14: perhaps\n", sender="jo@field.example"))
        self.assertNotRegex(answer.get_body(("plain",)).get_content(), "Inadequate|14")

    def test_by_command(self):
        self.distress()
        self.assertIn("urgent", self.run_at("cases"))
        self.assertNotIn("jo@", self.run_at("cases", "show", "1"))
        self.assertIn("jo@field.example", self.run_at("cases", "--contact", "show", "1"))
        self.run_at("cases", "take", "1")
        self.run_at("cases", "done", "1", "spoke", "to", "her")
        self.assertEqual(self.case(), ("staff", "done", "spoke to her"))
        self.run_at("cases", "take", "1", status=campaign.DATA)
        self.assertIn("none", self.run_at("cases"))

    def test_nothing_in_digest_and_export(self):
        self.distress()
        self.assertNotRegex(self.run_at("digest", "--peek"), "kill|planned|P-0001")
        for form in ("csv", "json"):
            self.assertIn("good", self.run_at("export", form))
            self.assertNotRegex(self.run_at("export", form), "kill|planned")

    def test_killed(self):
        """Whoever is killed while a contact is told, or while a case is closed, does it again, and once."""
        def survive(point, *arguments, data):
            done = self.campaign.run(*arguments, input=data, HEARBACK_NOW=str(self.now), HEARBACK_FAULT=point)
            self.assertIn(done.returncode, (0, -9))
            self.assertEqual(self.campaign.rows("SELECT disposition FROM message"), [(None,)], "it was killed")
            self.run_at("fetch")
        survive("care.mail_queued", "deliver", data=campaign.mail(1, URGENT, sender="jo@field.example"))
        mails = self.new()
        self.assertEqual(sorted(self.to(mails)), ["jo@field.example", "ruth@headsup.example"])
        self.assertEqual(self.campaign.run("cases", "done", "1", HEARBACK_FAULT="care.closed").returncode, -9)
        self.assertEqual(self.case(), (None, None, None))
        self.run_at("cases", "done", "1")
        self.assertEqual(self.case()[1], "done")

    def test_not_reminded(self):
        path = os.path.join(self.campaign.base, "list.csv")
        with open(path, "w") as file:
            file.write("name,address\nJo Field,jo@field.example\nSam,sam@other.example\n")
        self.run_at("invite", path)
        self.now += 3600
        self.assertEqual(len(self.new()), 2)
        alert = next(mail for mail in self.distress("I want to kill myself. I have planned it.\n") if "ruth" in mail["To"])
        self.now += 8 * 86400
        self.run_at("remind")
        self.now += 3600
        self.assertEqual([to for to in self.to(self.new()) if to == "jo@field.example"], [])
        self.reply(alert, "false alarm")
        self.assertIn("false alarm", self.run_at("cases", "--all"))

    def test_it_adds_up(self):
        alert = next(mail for mail in self.distress() if "ruth" in mail["To"])
        self.reply(alert, "taken")
        self.assertTrue(self.campaign.status()["messages"]["adds_up"])


if __name__ == "__main__":
    campaign.main()
