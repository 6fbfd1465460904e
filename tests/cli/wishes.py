#!/usr/bin/python3
"""What people wish, through the program: to take everything back, to see what is held, to be left in peace."""
import email
import email.policy
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

NOW = 1751968800  # Tuesday, 8 July 2025, 10:00 UTC
JO = "jo@field.example"
STORY = "5: Good\n15. They came on a Tuesday and the zebrafish had escaped.\n"
SECRETS = (b"zebrafish", b"jo@field", b"Jo Field", b"wonderful-school")


class Wishes(campaign.Test):
    def setUp(self):
        super().setUp()
        self.now = NOW
        self.count = 0
        self.seen = set()

    def run_at(self, *arguments, **more):
        return self.campaign.check(*arguments, HEARBACK_NOW=str(self.now), **more)

    def write(self, words, sender=JO, to=campaign.ADDRESS, subject="Re: Your experience of Ofsted: a short survey"):
        """A mail from a person; returns what goes out because of it."""
        self.count += 1
        self.now += 60
        self.last = ("From: %s<%s>\nTo: %s\nSubject: %s\nDate: %s\nMessage-ID: <w%d@%s>\n\n%s\n"
                     % ("Jo Field " if sender == JO else "", sender, to, subject, email.utils.formatdate(self.now), self.count,
                        "wonderful-school.example" if sender == JO else "elsewhere.example", words)).encode()
        self.run_at("deliver", input=self.last)
        return self.new()

    def new(self):
        self.run_at("send")
        mails = [email.message_from_bytes(data, policy=email.policy.default) for data in self.campaign.sent()]
        new = [mail for mail in mails if mail["Message-ID"] not in self.seen]
        self.seen |= {mail["Message-ID"] for mail in mails}
        return new

    def reasons(self):
        return dict(self.campaign.rows("SELECT reason, count(*) FROM message GROUP BY reason"))

    def assert_sums(self, received):
        messages = self.campaign.status()["messages"]
        self.assertTrue(messages["adds_up"])
        self.assertEqual(messages["received"], received)

    def assert_gone(self):
        """No trace of the person in any file of the database."""
        self.run_at("send")
        self.run_at("clock")
        for name in os.listdir(self.campaign.dir):
            if name.startswith("hearback.db"):
                with open(self.campaign.path(name), "rb") as file:
                    data = file.read()
                for secret in SECRETS:
                    self.assertFalse(secret in data, (secret, name))

    # ---- withdrawing

    def test_withdraw(self):
        self.write(STORY)
        first = self.last
        self.write("5: Inadequate", sender="sam@other.example")
        mail, = self.write("withdraw")
        text = " ".join(mail.get_body(("plain",)).get_content().split())
        self.assertIn("We have removed all of it", text)
        self.assertNotIn("zebrafish", text)
        self.assertIsNone(mail["Reply-To"])
        self.assertEqual(self.reasons(), {"withdrawn": 2, "answers": 1})
        self.assertEqual(self.campaign.one("SELECT count(*) FROM answer"), 1)
        self.assertEqual(self.campaign.one("SELECT count(*) FROM review WHERE done_secs IS NULL"), 0)
        self.assert_sums(3)
        self.assert_gone()
        # nothing brings it back: the same bytes, the same in a mailbox, an old mail of other bytes
        self.run_at("deliver", input=first)
        path = os.path.join(self.campaign.base, "old.mbox")
        with open(path, "wb") as file:
            file.write(b"From jo Tue Jul  8 10:00:00 2025\n" + first + b"\nFrom jo Tue Jul  8 10:00:00 2025\n" +
                       first.replace(b"Tuesday", b"Wednesday") + b"\n")
        self.run_at("import", path)
        self.assertEqual(self.campaign.one("SELECT count(*) FROM answer"), 1)
        self.assertEqual(self.reasons(), {"withdrawn": 3, "answers": 1})
        self.assertEqual(self.new(), [])
        self.assert_sums(4)
        self.assert_gone()
        self.run_at("reread")
        self.run_at("reread", "--apply")
        self.run_at("show", "1")
        self.assertEqual(self.campaign.one("SELECT count(*) FROM answer"), 1)

    def test_is_not_invited_again(self):
        self.write(STORY)
        self.write("withdraw")
        path = os.path.join(self.campaign.base, "list.csv")
        with open(path, "w") as file:
            file.write("name,address\nJo Field,%s\n" % JO)
        self.run_at("invite", path)
        self.assertEqual(self.new(), [])

    def test_writes_again_later(self):
        self.write(STORY)
        self.write("withdraw")
        self.now += 86400
        self.write("Actually, here is my answer. 5: Good")
        self.assertEqual(self.reasons(), {"withdrawn": 2, "withdrawn before": 1})
        self.assertEqual(self.campaign.one("SELECT count(*) FROM current_answer"), 0)

    def test_staff_recall(self):
        self.write(STORY)
        self.run_at("digest")
        self.run_at("export", "csv", "--output", os.path.join(self.campaign.base, "out.csv"))
        mails = self.write("Please withdraw my response and delete everything.")
        recall = next(mail for mail in mails if "people@" in mail["To"])
        text = " ".join(recall.get_body(("plain",)).get_content().split())
        self.assertIn("P-0001", text)
        self.assertIn("digest of 2025-07-08, export 1 (csv) of 2025-07-08", text)
        for secret in ("jo@", "zebrafish", "Jo Field"):
            self.assertNotIn(secret, recall.as_string())
        self.assertIn("P-0001 has withdrawn", self.run_at("status"))
        self.assert_gone()

    def test_from_another_address(self):
        path = os.path.join(self.campaign.base, "list.csv")
        with open(path, "w") as file:
            file.write("name,address\nJo Field,%s\n" % JO)
        self.run_at("invite", path)
        invitation, = self.new()
        tagged = invitation["Reply-To"]
        self.write(STORY, to=tagged)
        question, = self.write("withdraw", sender="eve@elsewhere.example", to=tagged)
        self.assertEqual(question["To"].addresses[0].addr_spec, JO)
        self.assertEqual(self.campaign.one("SELECT count(*) FROM current_answer WHERE question = 'outcome'"), 1)
        self.write("yes", sender="eve@elsewhere.example", to=question["Reply-To"])
        self.assertEqual(self.campaign.one("SELECT count(*) FROM current_answer WHERE question = 'outcome'"), 1)
        last, = self.write("Yes", to=question["Reply-To"])
        self.assertIn("removed all of it", " ".join(last.get_body(("plain",)).get_content().split()))
        self.assertEqual(self.campaign.one("SELECT count(*) FROM current_answer"), 0)
        self.assert_sums(4)
        self.assert_gone()

    def test_in_distress(self):
        self.write(STORY)
        self.write("Please withdraw all I said. I want to kill myself.")
        self.assertEqual(self.campaign.one("SELECT count(*) FROM care_case"), 1)
        self.assertGreater(self.campaign.one("SELECT count(*) FROM answer"), 0)
        self.run_at("clock")
        self.assertGreater(self.campaign.one("SELECT count(*) FROM answer"), 0)
        self.run_at("cases", "done", "1", "is", "safe")
        self.now += 120
        self.run_at("clock")
        self.assertEqual(self.campaign.one("SELECT count(*) FROM answer"), 0)
        self.assert_sums(2)
        self.now += 120
        self.assert_gone()

    # ---- seeing

    def test_my_data(self):
        self.write(STORY)
        question, = self.write("Please send me a copy of all the data you hold about me.")
        self.assertNotIn("zebrafish", question.as_string())
        self.assertIn("access request: to be answered by 2025-08-08",
                      [row[0] for row in self.campaign.rows("SELECT what FROM review WHERE done_secs IS NULL")])
        self.assertEqual(self.write("yes", sender="eve@elsewhere.example", to=question["Reply-To"]), [])
        mail, = self.write("Yes please", to=question["Reply-To"])
        self.assertEqual(mail["To"].addresses[0].addr_spec, JO)
        files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
        self.assertIn("zebrafish", files["what-we-hold.txt"])
        self.assertIn(b"zebrafish", files["message-1.eml"])
        self.assertEqual(self.campaign.rows("SELECT what FROM review WHERE done_secs IS NULL AND what LIKE 'access request%'"), [])
        for again in self.write("Yes please", to=question["Reply-To"]):
            self.assertNotIn("zebrafish", again.as_string())
        self.assertTrue(self.campaign.status()["messages"]["adds_up"])

    # ---- killed anywhere

    def go(self, point):
        """A conversation with a death at point; whoever was killed is started again. Returns what came of it."""
        self.campaign = campaign.Campaign()
        self.now, self.count, self.seen, deaths = NOW, 0, set(), 0

        def step(*arguments, data=b""):
            nonlocal deaths
            fault = {"HEARBACK_FAULT": point} if point and not deaths else {}
            done = self.campaign.run(*arguments, input=data, HEARBACK_NOW=str(self.now), **fault)
            if done.returncode == -9:
                deaths += 1
                step(*arguments, data=data)

        def write(words, to=campaign.ADDRESS):
            self.now += 60
            self.count += 1
            step("deliver", data=("From: <%s>\nTo: %s\nSubject: Re: survey\nDate: %s\nMessage-ID: <w%d@field.example>\n\n%s\n" % (
                JO, to, email.utils.formatdate(self.now), self.count, words)).encode())
            step("fetch")
            step("send")
            return self.new()

        try:
            write(STORY)
            asked = write("Please send me a copy of all the data you hold about me.")
            files = write("yes", asked[-1]["Reply-To"])
            last = write("withdraw")
            self.now += 120
            step("clock")
            step("clock")
            return deaths, [len(mails) for mails in (asked, files, last)], self.reasons(), \
                [self.campaign.one("SELECT count(*) FROM " + table) for table in
                 ("answer", "raw", "reading", "person", "outbox", "wish", "withdrawal", "suppression")]
        finally:
            self.campaign.close()

    def test_killed_everywhere(self):
        with open(os.path.join(campaign.ROOT, "tests", "crash", "points")) as file:
            points = [line.split()[0] for line in file if line.startswith(("wish.", "withdraw."))]
        self.campaign.close()
        reference = self.go(None)
        self.assertEqual(reference, (0, [1, 1, 1], {"withdrawn": 4}, [0, 0, 0, 0, 0, 0, 1, reference[3][7]]))
        for point in points:
            with self.subTest(point):
                self.assertEqual(self.go(point), (1,) + reference[1:])

    # ---- leaving

    def test_unsubscribe(self):
        self.write(STORY)
        mail, = self.write("", subject="unsubscribe")
        self.assertIn("not write to you again", " ".join(mail.get_body(("plain",)).get_content().split()))
        self.assertEqual(self.campaign.one("SELECT count(*) FROM suppression WHERE why = 'unsubscribed'"), 1)
        self.assertEqual(self.campaign.one("SELECT count(*) FROM current_answer WHERE question = 'outcome'"), 1)
        self.assertEqual(self.write("unsubscribe"), [])
        self.assertTrue(self.campaign.status()["messages"]["adds_up"])

    def test_read_again(self):
        """Better rules change nothing of what was settled with a person."""
        self.write(STORY)
        question, = self.write("Please send me a copy of all the data you hold about me.")
        self.write("yes", to=question["Reply-To"])
        self.write("unsubscribe")
        before = self.campaign.rows("SELECT id, disposition, reason FROM message")
        self.run_at("reread", "--apply")
        self.assertEqual(self.campaign.rows("SELECT id, disposition, reason FROM message"), before)

    def test_mail_that_stays_in_a_mailbox(self):
        self.campaign.put("1", campaign.mail(1, STORY, sender=JO))
        self.run_at("fetch")
        mails = self.write("withdraw")
        recall = next(mail for mail in mails if "people@" in mail["To"])
        self.assertIn("the mailbox of maildir-1", " ".join(recall.get_body(("plain",)).get_content().split()))

    def test_data_complaint(self):
        self.write("I want to make a complaint about how you handle my data. How did you get my email?")
        self.assertIn("data complaint: to be answered by 2025-08-07",
                      [row[0] for row in self.campaign.rows("SELECT what FROM review WHERE done_secs IS NULL")])


if __name__ == "__main__":
    campaign.main()
