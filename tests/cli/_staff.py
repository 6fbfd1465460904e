"""What the tests of staff share: a campaign with three members, and their mail."""
import email
import email.policy
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

TEAM = "team@headsup.example"
SAM, ALEX, RIA = "sam@staff.example", "alex@other.example", "ria@staff.example"
STAFF = """\
staff_address: %s
authserv_id: mx.headsup.example
staff:
  - address: %s
    name: Sam
    may: [moderate, care]
  - address: %s
    name: Alex
    may: [admin]
  - address: %s
    name: Ria
""" % (TEAM, SAM, ALEX, RIA)
PASS = "Authentication-Results: mx.headsup.example; dkim=pass header.d=%s\n"
RECEIVED = "Received: from out.example by mx.headsup.example; Tue, 5 Mar 2024 20:00:00 +0000\n"
REPLY = "1. serving\n2. primary\n4. graded\n5. %s\n6. no\n14. 3\n15. They came on a Tuesday and the boiler was out.\n"
DISTRESS = "5. Good\n15. I cannot go on any longer. I have thought about ending my life.\n"


class Staff(campaign.Test):
    def setUp(self):
        super().setUp()
        with open(self.campaign.path("hearback.yaml"), "a") as file:
            file.write(STAFF)
        self.mails = self.seen = 0

    def reply(self, number, body):
        self.campaign.check("deliver", input=campaign.mail(number, body))

    def mail_of(self, body, sender=SAM, proof=True, to=TEAM, extra="", subject="to do", name=None, type="text/plain; charset=UTF-8"):
        """Returns a member's mail; proof: our server vouches for its sender."""
        self.mails += 1
        domain = sender.partition("@")[2]
        head = "" if not proof else PASS % domain + RECEIVED
        return ("%sFrom: %s\nTo: %s\nSubject: %s\nDate: Tue, 5 Mar 2024 20:00:00 +0000\nMessage-ID: <%s@%s>\n"
                "MIME-Version: 1.0\nContent-Type: %s\n%s\n%s"
                % (head, sender, to, subject, name or "command-%d" % self.mails, domain, type, extra, body)).encode()

    def give(self, body, **more):
        """A member's mail arrives."""
        self.campaign.check("deliver", input=self.mail_of(body, **more))

    def answers(self):
        """Sends what waits. Returns the mails to members that are new, parsed."""
        self.campaign.check("send")
        mails = [email.message_from_bytes(data, policy=email.policy.default) for data in self.campaign.sent()]
        mails = sorted((mail for mail in mails if "staff." in mail["Message-ID"]), key=lambda mail: mail["Date"].datetime)
        new = [mail for mail in mails if mail["Message-ID"] not in self.known]
        self.known.update(mail["Message-ID"] for mail in new)
        return new

    known = property(lambda self: self.__dict__.setdefault("_known", set()))

    def ask(self, body, **more):
        """Returns the text of the one answer to a member's mail."""
        self.give(body, **more)
        mails = self.answers()
        self.assertEqual(len(mails), 1)
        self.last = mails[0]
        return self.last.get_body(("plain",)).get_content()

    def message(self, number):
        return self.campaign.rows("SELECT disposition, reason FROM message WHERE id = ?", number)[0]

    def answer_of(self, question):
        return [row[0] for row in self.campaign.rows("SELECT value FROM current_answer WHERE question = ?", question)]

    def items(self):
        return self.campaign.rows("SELECT id, message, what FROM review WHERE done_secs IS NULL ORDER BY id")

    def events(self):
        return self.campaign.rows("SELECT who, via, action, message FROM staff_event ORDER BY id")
