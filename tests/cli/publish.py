#!/usr/bin/python3
"""Quotes, through the program: who is quoted and who is not, who decides, what stands on the page, and that it goes away again."""
import email
import email.policy
import html.parser
import json
import os
import re
import stat
import sys
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

STORY = ("Mrs Joan Carter led the inspection at Oakfield Primary School. She was in the car park at eight.\n\n"
         "On the second day Mrs Carter asked to see <everything> & more. I have not forgotten it.")
ATOM = "{http://www.w3.org/2005/Atom}"
KILLED = -9


def reply(consent, story=STORY, change="Give us a date.", phase="primary", outcome="Good"):
    return "2: %s\n3: March 2024\n5: %s\n15: %s\n16: %s\n17: %s\n" % (phase, outcome, story, change, consent)


class Page(html.parser.HTMLParser):
    """What stands on a page: texts, ids, links, and whether its tags are closed in order."""
    EMPTY = ("meta", "link", "br")

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.tags, self.open, self.words = [], [], set(), [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.tags.add(tag)
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if "href" in values else []
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise AssertionError("the page closes <%s> where it is not open" % tag)

    def handle_data(self, data):
        self.words += data


class Publish(campaign.Test):
    def setUp(self):
        super().setUp()
        self.folder = os.path.join(self.campaign.base, "page")

    def deliver(self, number, body, sender=None):
        self.campaign.check("deliver", input=campaign.mail(number, body, sender=sender))

    def propose(self):
        self.campaign.check("quote", "propose")
        return self.quotes()

    def quotes(self, *arguments):
        return json.loads(self.campaign.check("quote", "--json", *arguments, "list"))

    def approve(self, *ids):
        for number in ids:
            self.campaign.check("quote", "approve", str(number))

    def test_themes(self):
        """A theme that a human has set can be chosen on the page without any script; one that rules propose stands nowhere."""
        self.deliver(1, reply("yes", story="The paperwork took every weekend of that term."))
        self.deliver(2, reply("yes", story="The children sang for them all the same."))
        self.campaign.check("clock")
        self.approve(*[quote["id"] for quote in self.propose()])
        self.publish()
        with open(os.path.join(self.folder, "index.html")) as file:
            self.assertNotIn("Workload", file.read())
        self.campaign.check("tag", "1", "workload")
        self.publish()
        with open(os.path.join(self.folder, "index.html")) as file:
            text = file.read()
        page = Page(text)
        self.assertIn("#theme-workload", page.links)
        self.assertIn("theme-workload", page.ids)
        self.assertIn("Workload and hours", page.words)
        self.assertNotIn("script", page.tags)
        self.assertRegex(text, r"#theme-workload:target ~ main article:not\(\.about-workload\)")
        with open(os.path.join(self.folder, "quotes.json")) as file:
            themes = {quote["words"]: [theme["theme"] for theme in quote["themes"]] for quote in json.load(file)["quotes"]}
        self.assertEqual(themes["The paperwork took every weekend of that term."], ["workload"])
        self.assertEqual(themes["The children sang for them all the same."], [])

    def publish(self, *arguments):
        self.campaign.check("publish", *arguments, self.folder)
        with open(os.path.join(self.folder, "index.html"), encoding="utf-8") as file:
            return Page(file.read())

    def published(self):
        with open(os.path.join(self.folder, "quotes.json"), encoding="utf-8") as file:
            return {quote["id"]: quote["words"] for quote in json.load(file)["quotes"]}

    def test_who_is_proposed(self):
        for number, consent in enumerate(("yes", "ask me first", "no", "", "yes"), 1):
            body = reply(consent)
            if number == 5:
                body = reply(consent, "I want to kill myself. I have planned how I am going to do it tonight.")
            self.deliver(number, body)
        quotes = self.propose()
        self.assertEqual({quote["person"] for quote in quotes}, {"P-0001", "P-0002"})
        self.assertEqual({quote["asks_first"] for quote in quotes if quote["person"] == "P-0001"}, {False})
        self.assertEqual({quote["asks_first"] for quote in quotes if quote["person"] == "P-0002"}, {True})
        self.assertEqual({quote["state"] for quote in quotes}, {"proposed"})
        self.assertIn("0 passages", self.campaign.check("quote", "propose"))

    def test_redaction(self):
        self.deliver(1, reply("yes"))
        words = " ".join(quote["words"] for quote in self.propose())
        self.assertNotRegex(words, "Carter|Oakfield|Joan")
        names = re.findall(r"\[Inspector \w\]|\[[^\]]*\w\]", words)
        self.assertGreaterEqual(words.count(names[0]), 2, words)
        self.assertIn("Carter", self.campaign.check("quote", "show", "1"))

    def test_nothing_without_a_human(self):
        self.deliver(1, reply("yes"))
        first, second = (quote["id"] for quote in self.propose())
        self.assertEqual(self.publish().ids.count("quote-%d" % first), 0)
        self.assertEqual(self.published(), {})
        self.approve(first)
        page = self.publish()
        self.assertEqual(set(self.published()), {first})
        self.assertIn("quote-%d" % first, page.ids)
        self.assertNotIn("quote-%d" % second, page.ids)
        self.campaign.check("quote", "reject", str(second))
        self.campaign.check("quote", "reject", str(second), status=campaign.DATA)
        self.campaign.check("quote", "reject", str(first), status=campaign.DATA)
        self.campaign.check("quote", "approve", "77", status=campaign.DATA)
        self.assertEqual([row[0] for row in self.campaign.rows("SELECT action FROM staff_event ORDER BY id")],
                         ["approve quote", "reject quote"])

    def test_own_words(self):
        self.deliver(1, reply("yes"))
        self.propose()
        self.approve(1)
        original = self.campaign.one("SELECT original FROM quote WHERE id = 1")
        self.campaign.check("quote", "redact", "1", "[Somebody]", "came & <went>.")
        self.assertEqual(self.quotes()[0]["state"], "proposed")
        self.publish()
        self.assertEqual(self.published(), {})
        self.approve(1)
        page = self.publish()
        self.assertEqual(self.published(), {1: "[Somebody] came & <went>."})
        self.assertIn("[Somebody] came & <went>.", page.words)
        self.assertEqual(self.campaign.one("SELECT original FROM quote WHERE id = 1"), original)
        self.campaign.check("quote", "redact", "1", " ", status=campaign.DATA)

    def test_ask_first(self):
        self.deliver(1, reply("ask me first"))
        self.propose()
        self.approve(1)
        self.assertEqual(self.quotes()[0]["state"], "waiting")
        self.publish()
        self.assertEqual(self.published(), {})
        self.campaign.check("quote", "agreed", "1")
        self.publish()
        self.assertEqual(set(self.published()), {1})
        self.campaign.check("quote", "redact", "1", "Other words.")
        self.approve(1)
        self.assertEqual(self.quotes()[0]["state"], "waiting")
        self.publish()
        self.assertEqual(self.published(), {})

    def asked(self):
        """Sends, and returns the mails that ask for a yes."""
        self.campaign.check("send")
        mails = [email.message_from_bytes(data, policy=email.policy.default) for data in self.campaign.sent()]
        return [mail for mail in mails if "May we publish" in mail["Subject"]]

    def test_asked_by_mail(self):
        self.deliver(1, reply("ask me first"))
        first = self.propose()[0]
        self.assertEqual(self.campaign.run("quote", "approve", "1", HEARBACK_FAULT="quote.asked").returncode, KILLED)
        self.assertEqual((self.quotes()[0]["state"], self.asked()), ("proposed", []))
        self.approve(1)
        self.campaign.check("quote", "approve", "1", status=campaign.DATA)
        mail, = self.asked()
        self.assertEqual(mail["To"], "head1@school1.example")
        self.assertRegex(mail["Reply-To"], r"^[^+]+\+\w+@")
        for kind in ("plain", "html"):
            text = " ".join(mail.get_body((kind,)).get_content().replace("<p>", " ").split())
            self.assertIn("[Person A] led the inspection", text)
            self.assertNotIn("Carter", text)
        self.assertIn("No. 1", mail["Subject"])
        self.campaign.check("quote", "withdraw", str(first["id"]))
        self.publish()
        self.assertEqual(self.published(), {})

    def expect_gone(self):
        self.assertNotIn("quote-1", self.publish().ids)
        self.assertEqual(self.published(), {})
        self.assertIn("stood in " + self.folder, self.campaign.check("quote", "show", "1"))
        self.assertEqual(self.campaign.one("SELECT count(*) FROM publication WHERE removed_secs IS NULL"), 0)

    def publish_one(self):
        self.deliver(1, reply("yes"))
        self.propose()
        self.approve(1)
        self.assertIn("quote-1", self.publish().ids)
        self.assertIn("stands in " + self.folder, self.campaign.check("quote", "show", "1"))

    # ---- answers to the mail that asks

    def ask_first(self):
        """Returns the mail that asks the writer of quote 1 for a yes, and approves it before."""
        self.deliver(1, reply("ask me first", story="Mrs Carter was in the car park at eight.", change=""))
        self.propose()
        return self.ask_again()

    def ask_again(self):
        before = len(self.campaign.rows("SELECT id FROM quote_ask"))
        self.approve(1)
        self.campaign.check("send")
        mails = [email.message_from_bytes(data, policy=email.policy.default) for data in self.campaign.sent()]
        mails = [mail for mail in mails if "May we publish" in mail["Subject"]]
        tokens = [row[0] for row in self.campaign.rows("SELECT token FROM quote_ask ORDER BY id")]
        self.assertEqual(len(tokens), before + 1)
        return next(mail for mail in mails if tokens[-1] in mail["Reply-To"])

    def answer(self, mail, number, words, sender="head1@school1.example"):
        """The writer replies as mail programs do, with the question quoted below."""
        text = mail.get_body(("plain",)).get_content()
        quoted = "".join("> " + line + "\n" for line in text.splitlines())
        self.campaign.check("deliver", input=(
            "From: %s\nTo: %s\nSubject: Re: %s\nDate: Wed, 6 Mar 2024 09:00:00 +0000\nMessage-ID: <answer-%d@school1.example>\n"
            "In-Reply-To: %s\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\n%s\n\nOn Tue, 5 Mar 2024, HeadsUp4HTs"
            " wrote:\n%s" % (sender, mail["Reply-To"], mail["Subject"], number, mail["Message-ID"], words, quoted)).encode())

    def state(self):
        return self.quotes()[0]["state"]

    def test_plain_yes(self):
        for number, words in enumerate(("YES", "yes please", "Yes. Thank you!", "Yes, you may publish these words.\n\nKind regards\nAnn"), 10):
            with self.subTest(words):
                mail = self.ask_first() if number == 10 else self.ask_again()
                self.assertEqual(self.state(), "waiting")
                self.publish()
                self.assertEqual(self.published(), {})
                self.answer(mail, number, words)
                self.assertEqual(self.state(), "approved")
                self.publish()
                self.assertEqual(set(self.published()), {1})
                self.campaign.check("quote", "redact", "1", "Other words %d." % number)
        self.assertEqual(self.campaign.rows("SELECT what FROM review WHERE message > 1"), [])

    def test_plain_no(self):
        mail = self.ask_first()
        self.answer(mail, 10, "No, please don't.")
        self.assertEqual(self.state(), "rejected")
        self.assertEqual(self.campaign.rows("SELECT count(*) FROM withdrawal"), [(0,)])

    def test_yes_taken_back(self):
        mail = self.ask_first()
        self.answer(mail, 10, "Yes")
        self.publish()
        self.answer(mail, 11, "NO")
        self.assertEqual(self.state(), "withdrawn")
        self.assertIn("stands in", self.campaign.check("quote", "show", "1"))
        self.publish()
        self.assertEqual(self.published(), {})
        self.assertIn("stood in", self.campaign.check("quote", "show", "1"))

    def test_more_than_yes_or_no(self):
        mail = self.ask_first()
        for number, words in enumerate((
                "Yes, but take out the car park.", "Yes and no.", "No problem at all", "Yes?", "I am not sure, yes I suppose",
                "Mrs C was there at eight.", "Yes, as long as nobody can tell it is me", "Not yet", "Why do you ask?"), 10):
            with self.subTest(words):
                self.answer(mail, number, words)
                self.assertEqual(self.state(), "waiting")
                self.assertEqual(self.campaign.rows("SELECT what FROM review ORDER BY id DESC LIMIT 1")[0][0],
                                 "quote 1: its writer has answered, and not with a plain yes or no")

    def test_somebody_elses_yes(self):
        mail = self.ask_first()
        self.answer(mail, 10, "Yes", sender="stranger@elsewhere.example")
        self.assertEqual(self.state(), "waiting")

    def test_yes_to_older_words(self):
        old = self.ask_first()
        self.campaign.check("quote", "redact", "1", "She was there [at a time].")
        self.answer(old, 10, "Yes")
        self.assertEqual(self.state(), "proposed")
        new = self.ask_again()
        self.answer(old, 11, "Yes")
        self.assertEqual(self.state(), "waiting")
        self.answer(new, 12, "Yes")
        self.assertEqual(self.state(), "approved")

    def test_words_beside_consent(self):
        self.deliver(1, reply("Yes, but nothing about the boy please"))
        self.assertTrue(all("nothing about the boy" in quote["consent_comment"] for quote in self.propose()))
        self.assertIn("nothing about the boy", self.campaign.check("quote", "list"))

    def test_change(self):
        self.deliver(1, reply("yes"))
        self.propose()
        self.campaign.check("quote", "change", "1", "car park = yard")
        self.assertIn("in the yard at eight", self.quotes()[0]["words"])
        self.assertNotEqual(self.campaign.run("quote", "change", "1", "no such words = x").returncode, 0)

    def test_taken_back_by_staff(self):
        self.publish_one()
        self.campaign.check("quote", "withdraw", "1")
        self.expect_gone()

    def test_consent_taken_back(self):
        self.publish_one()
        self.deliver(2, "17: no\n", sender="head1@school1.example")
        self.expect_gone()

    def test_writer_withdraws(self):
        self.publish_one()
        self.deliver(2, "Please withdraw my response and delete everything.\n", sender="head1@school1.example")
        self.assertEqual(self.campaign.one("SELECT count(*) FROM quote"), 0)
        self.assertIn("page in " + self.folder, self.campaign.one("SELECT what FROM review WHERE what LIKE '%has withdrawn%'"))
        self.expect_gone()
        self.assertIn("erased", self.campaign.check("quote", "show", "1"))

    def test_writer_needs_care(self):
        self.publish_one()
        self.deliver(2, "I want to kill myself. I have planned how I am going to do it tonight.\n", sender="head1@school1.example")
        self.expect_gone()

    def test_written_anew(self):
        self.publish_one()
        self.deliver(2, "15: It was fine, and what I wrote before was about another school.\n", sender="head1@school1.example")
        self.expect_gone()

    def test_files(self):
        self.publish_one()
        self.approve(2)
        page = self.publish("--url", "https://headsup.example/voices")
        self.assertEqual(sorted(os.listdir(self.folder)), ["feed.xml", "index.html", "quotes.json"])
        for name in os.listdir(self.folder):
            self.assertEqual(stat.S_IMODE(os.stat(os.path.join(self.folder, name)).st_mode), 0o644)
        self.assertEqual(page.open, [])
        self.assertEqual(len(page.ids), len(set(page.ids)))
        for link in page.links:
            if link.startswith("#"):
                self.assertIn(link[1:], page.ids)
        self.assertFalse(page.tags & {"script", "iframe", "img", "form"})
        self.assertNotRegex(page.words, "head1|school1|Carter|Oakfield|P-0001")
        feed = ElementTree.parse(os.path.join(self.folder, "feed.xml")).getroot()
        entries = {entry.findtext(ATOM + "id").rpartition("-")[2]: entry for entry in feed.iter(ATOM + "entry")}
        self.assertEqual(set(entries), {"1", "2"})
        self.assertEqual(entries["2"].find(ATOM + "link").get("href"), "https://headsup.example/voices/#quote-2")
        self.assertEqual({number: " ".join(entry.findtext(ATOM + "content").split()) for number, entry in entries.items()},
                         {str(number): " ".join(words.split()) for number, words in self.published().items()})

    def test_somebody_elses_page(self):
        os.mkdir(self.folder)
        path = os.path.join(self.folder, "index.html")
        with open(path, "w") as file:
            file.write("my own page")
        self.campaign.check("publish", self.folder, status=campaign.CONFIGURATION)
        with open(path) as file:
            self.assertEqual(file.read(), "my own page")

    def test_small_cells(self):
        for number in range(1, 10):
            self.deliver(number, reply("yes" if number == 1 else "no"))
        self.propose()
        self.approve(1)
        done = self.campaign.run("publish", self.folder)
        self.assertIn(b"fewer than 10", done.stderr)
        self.assertEqual(self.quotes()[0]["people"], 9)
        self.assertNotIn("primary", self.publish().words)
        self.deliver(10, reply("no"))
        self.deliver(11, reply("no", outcome="Inadequate"))
        done = self.campaign.run("publish", self.folder)
        self.assertEqual(done.stderr, b"")
        self.assertIn("primary · Good", self.publish().words)

    def test_killed(self):
        self.publish_one()
        self.approve(2)
        self.campaign.check("quote", "withdraw", "1")
        for point in ("publish.placed", "publish.written"):
            self.assertEqual(self.campaign.run("publish", self.folder, HEARBACK_FAULT=point).returncode, KILLED)
            standing = {row[0] for row in self.campaign.rows("SELECT quote FROM publication WHERE removed_secs IS NULL")}
            self.assertLessEqual(set(self.published()), standing)
        self.publish()
        self.assertEqual(set(self.published()), {2})
        self.assertEqual(self.campaign.rows("SELECT quote FROM publication WHERE removed_secs IS NULL"), [(2,)])

    def test_killed_while_deciding(self):
        self.deliver(1, reply("yes"))
        self.propose()
        self.assertEqual(self.campaign.run("quote", "approve", "1", HEARBACK_FAULT="quote.decided").returncode, KILLED)
        self.assertEqual(self.quotes()[0]["state"], "proposed")
        self.assertEqual(self.campaign.one("SELECT count(*) FROM staff_event"), 0)


if __name__ == "__main__":
    campaign.main()
