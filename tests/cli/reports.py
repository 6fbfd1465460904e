#!/usr/bin/python3
"""status, show, digest, export, reread: what people and programs see of a campaign, and the exit statuses of all commands."""
import csv
import datetime
import email
import email.policy
import io
import json
import os
import stat
import sys
import zipfile
import zoneinfo
from xml.etree import ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

STORY = "The visit was hard.\nWe carried on, \"somehow\"."


class Filled(campaign.Test):
    """Three replies: one with an answer, one unclear beside others, one with a story that begins like a formula."""

    def setUp(self):
        super().setUp()
        self.campaign.check("deliver", input=campaign.mail(1, "5: Good\n"))
        self.campaign.check("deliver", input=campaign.mail(2, "1: serving head\n2: primary\n5: tip-top\n6: yes\n"))
        self.campaign.check("deliver", input=campaign.mail(3, "5: Requires Improvement\n15: =1+1 " + STORY + "\n18: Ring 01632 960001\n"))


class Status(Filled):
    def test_sum(self):
        status = self.campaign.status()["messages"]
        self.assertEqual(status["received"], 3)
        self.assertEqual(status["received"], sum(entry["count"] for entry in status["by_disposition"]))
        self.assertTrue(status["adds_up"])

    def test_for_people(self):
        shown = self.campaign.check("status")
        for words in ("received", "recorded", "held for a person", "set aside", "Outbox", "queued", "Waiting for a person"):
            self.assertIn(words, shown)
        self.assertNotIn("@", shown)
        self.assertNotIn("visit", shown)
        self.assertLessEqual(max(map(len, shown.splitlines())), 80)


class Show(Filled):
    def test_message_and_person(self):
        one = self.campaign.check("show", "1")
        self.assertIn("Good", one)
        self.assertEqual(one, self.campaign.check("show", "P-0001"))
        self.assertNotIn("@", one)
        self.assertIn("head1@school1.example", self.campaign.check("show", "--contact", "1"))
        self.assertEqual(json.loads(self.campaign.check("show", "--json", "1"))["id"], 1)

    def test_unknown(self):
        for name in ("99", "P-0099", "nonsense", "0", "-1", "1x", "99999999999999999999"):
            done = self.campaign.run("show", "--", name)
            self.assertEqual(done.returncode, campaign.DATA, name)
            self.assertIn(name.encode(), done.stderr)


class MailedDigest(campaign.Test):
    """Thirty replies with one experience each, one of them of somebody in distress, and the digest to a member and to another."""

    def setUp(self):
        super().setUp()
        with open(self.campaign.path("hearback.yaml"), "a") as file:
            file.write("staff_address: team@headsup.example\nstaff:\n  - address: sam@headsup.example\n    name: Sam\ndigest:\n  to: [board@elsewhere.example]\n")
        for number in range(1, 31):
            outcome = "Good" if number <= 12 else "Inadequate" if number <= 15 else "Outstanding"
            self.campaign.put("m%d" % number, campaign.mail(number, "5: %s\n6: yes\n15: The week at school-%d was long.\n" % (outcome, number)))
        self.campaign.put("m31", campaign.mail(31, "5: Good\n15: I want to end my life because of the umbrella.\n"))
        self.campaign.check("fetch")

    def mails(self):
        """Sends the digest; returns its mails by recipient."""
        self.campaign.check("digest", "--mail")
        rows = self.campaign.rows("SELECT envelope_to, bytes FROM outbox WHERE purpose = 'digest' ORDER BY id")
        return {to: email.message_from_bytes(data, policy=email.policy.default) for to, data in rows}

    def parts(self, message):
        text, html = message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()
        return text, html, [part for part in message.walk() if part.get_content_type() == "image/png"]

    def test_for_the_team(self):
        text, html, pictures = self.parts(self.mails()["sam@headsup.example"])
        self.assertIn("school-7 ", text)
        self.assertIn("school-7 ", html)
        self.assertIn("31 new people", text.splitlines()[0])
        self.assertIn("look after 1 writer", text.splitlines()[1])
        self.assertLessEqual(max(map(len, text.splitlines())), 72)
        self.assertIn('alt="Outstanding 15 (48 %), Good 13 (42 %)', html)
        for picture in pictures:
            self.assertTrue(picture.get_content().startswith(b"\x89PNG\r\n\x1a\n"))
            self.assertIn('src="cid:%s"' % picture["Content-ID"].strip("<>"), html)
            self.assertEqual(picture.get_content_disposition(), "inline")
        self.assertEqual(len(pictures), html.count("<img "))
        self.assertGreater(len(pictures), 1)

    def test_for_others(self):
        text, html, _ = self.parts(self.mails()["board@elsewhere.example"])
        for shown in (text, html):
            self.assertNotIn("school-7 ", shown)
            self.assertNotIn("look after", shown)
        bars = {line.strip().split("  ")[0]: line.split()[-1] for line in text.splitlines() if line.startswith("   ")}
        self.assertEqual(bars["Inadequate"], "withheld")
        self.assertEqual(bars["Good"], "withheld", "it would tell the other")
        self.assertEqual(bars["Outstanding"], "48%")
        self.assertNotIn("Inadequate 3", html)

    def test_no_words_of_care(self):
        for message in self.mails().values():
            for shown in self.parts(message)[:2]:
                self.assertNotIn("umbrella", shown)
                self.assertNotIn("end my life", shown)

    def test_each_tells_what_is_new(self):
        self.mails()
        text = self.parts(self.mails()["sam@headsup.example"])[0]
        self.assertNotIn("school-7 ", text)
        self.assertIn("In the same time before: ", text)

    def test_is_not_lost(self):
        os.rename(self.campaign.path("templates", "digest.html"), self.campaign.path("digest.html"))
        self.assertEqual(self.campaign.run("digest", "--mail").returncode, campaign.CONFIGURATION)
        os.rename(self.campaign.path("digest.html"), self.campaign.path("templates", "digest.html"))
        self.assertIn("school-7 ", self.parts(self.mails()["sam@headsup.example"])[0])

    def test_by_the_clock(self):
        with open(self.campaign.path("hearback.yaml"), "a") as file:
            now = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/London"))
            file.write("  every: day\n  at: %s\n" % now.strftime("%H:%M"))
        for _ in range(2):
            self.campaign.check("clock")
        self.assertEqual(self.campaign.rows("SELECT count(*) FROM outbox WHERE purpose = 'digest'"), [(2,)], "once to each")

    def test_wrong(self):
        done = self.campaign.run("digest", "--mail", "--peek")
        self.assertEqual(done.returncode, campaign.USAGE)
        for line, words in (("  at: 7.30\n", b"07:30"), ("  every: hour\n", b"day"), ("  to: [board]\n", b"survey@example.org")):
            with open(self.campaign.path("hearback.yaml")) as file:
                before = file.read()
            with open(self.campaign.path("hearback.yaml"), "w") as file:
                file.write(before.partition("digest:\n")[0] + "digest:\n" + line)
            done = self.campaign.run("check")
            self.assertEqual(done.returncode, campaign.CONFIGURATION, line)
            self.assertIn(words, done.stdout + done.stderr)


class Digest(Filled):
    def test_each_tells_what_is_new(self):
        first = self.campaign.check("digest", "--peek")
        self.assertNotIn("960001", first, "how to reach people is nobody's news")
        self.assertEqual(first, self.campaign.check("digest"), "--peek is no digest")
        self.assertIn("3 messages", first)
        self.assertIn("carried on", first)
        self.assertNotIn("@", first)
        second = self.campaign.check("digest")
        self.assertNotIn("carried on", second)
        self.campaign.check("deliver", input=campaign.mail(4))
        self.assertIn("1 message", self.campaign.check("digest"))
        self.assertIn("carried on", self.campaign.check("digest", "--since", "2024-01-01"))

    def test_width(self):
        self.assertLessEqual(max(map(len, self.campaign.check("digest").splitlines())), 80)

    def test_wrong_date(self):
        done = self.campaign.run("digest", "--since", "yesterday")
        self.assertEqual(done.returncode, campaign.USAGE)
        self.assertIn(b"yesterday", done.stderr)

    def test_output_that_fails_is_no_digest(self):
        with open("/dev/full", "w") as full:
            done = campaign.subprocess.run([self.campaign.program, "digest"], stdout=full, stderr=campaign.subprocess.DEVNULL,
                                           env=self.campaign.environment())
        self.assertEqual(done.returncode, campaign.TEMPORARY)
        self.assertIn("carried on", self.campaign.check("digest"), "what was not seen comes again")


class Report(campaign.Test):
    """Forty answers to two questions, whose figures are counted here anew from the database."""

    def setUp(self):
        super().setUp()
        for number in range(40):
            outcome, fair = ("Good", "Outstanding", "Inadequate")[number % 3 if number < 33 else 0], ("yes", "no")[number % 2 if number < 36 else 0]
            self.campaign.put("m%d" % number, campaign.mail(number, "5: %s\n6: %s\n7: %d\n15: At school-%d.\n" % (outcome, fair, 1 + number % 5, number)))
        self.campaign.check("fetch")

    def test_figures(self):
        figures = json.loads(self.campaign.check("report", "--json", "--cross", "outcome", "fair"))
        questions = {question["id"]: question for question in figures["surveys"][0]["questions"]}
        counted = dict(self.campaign.rows("SELECT json_extract(value, '$'), count(*) FROM current_answer WHERE question = 'outcome' GROUP BY 1"))
        shown = {bar["label"].lower(): bar["count"] for bar in questions["outcome"]["bars"]}
        self.assertEqual({name: count for name, count in shown.items() if count}, counted)
        pairs = self.campaign.rows("SELECT json_extract(a.value, '$'), json_extract(b.value, '$'), count(*) FROM current_answer a JOIN current_answer b"
                                   " USING (person) WHERE a.question = 'outcome' AND b.question = 'fair' GROUP BY 1, 2")
        cross = figures["cross"]
        table = {(line["label"].lower(), column): count for line in cross["lines"] for column, count in zip(cross["columns"], line["counts"]) if count}
        self.assertEqual(table, {(row, column): count for row, column, count in pairs})
        self.assertEqual(cross["people"], 40)
        for line in cross["lines"]:
            self.assertEqual(sum(line["counts"]), line["total"])

    def test_period(self):
        def people(*options):
            return json.loads(self.campaign.check("report", "--json", *options))["surveys"][0]["people"]
        self.assertEqual(people("--since", "2024-03-05", "--until", "2024-03-06"), 40)
        self.assertEqual(people("--until", "2024-03-05"), 0)
        self.assertEqual(people("--since", "2024-03-06"), 0)

    def test_outside(self):
        figures = json.loads(self.campaign.check("report", "--json", "--outside", "--cross", "outcome", "fair"))
        counts = [count for line in figures["cross"]["lines"] for count in line["counts"]]
        self.assertIn(None, counts)
        self.assertTrue(all(count is None or count == 0 or count >= 10 for count in counts))

    def test_for_people(self):
        text = self.campaign.check("report", "--cross", "outcome", "fair")
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        self.assertRegex(text, r"Good .* 18 +45%  \(31-60%\)")
        self.assertNotIn("school-", text)

    def test_page(self):
        path = self.campaign.path("page.html")
        self.campaign.check("report", "--html", path, "--cross", "outcome", "fair")
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        with open(path) as file:
            page = file.read()
        self.assertEqual(page.count("<img "), page.count('src="data:image/png;base64,'))
        self.assertIn('alt="Outstanding 11 (28 %), Good 18 (45 %)', page)
        self.assertNotRegex(page, r"(src|href)=.(?!data:)")
        self.assertNotIn("school-", page)

    def test_wrong(self):
        for options, status in ((("--cross", "outcome"), campaign.USAGE), (("--since", "soon"), campaign.USAGE), (("--cross", "outcome", "nothing"), campaign.DATA),
                                (("--cross", "outcome", "experience"), campaign.DATA), (("--survey", "none"), campaign.DATA)):
            self.assertEqual(self.campaign.run("report", *options).returncode, status, options)


def workbook(data):
    """Returns the sheets of an XLSX by name, each a list of rows of cells: text, or a number as a float; None where empty."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = [sheet.get("name") for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).findall(".//m:sheet", space)]
    sheets = {}
    for index, name in enumerate(names, 1):
        rows = sheets[name] = []
        for row in ElementTree.fromstring(archive.read("xl/worksheets/sheet%d.xml" % index)).findall(".//m:row", space):
            cells = {}
            for cell in row.findall("m:c", space):
                assert cell.find("m:f", space) is None, "a formula"
                column = 0
                for letter in cell.get("r").rstrip("0123456789"):
                    column = column * 26 + ord(letter) - 64
                inline = cell.get("t") == "inlineStr"
                cells[column] = "".join(cell.find("m:is", space).itertext()) if inline else float(cell.find("m:v", space).text)
            rows.append([cells.get(column) for column in range(1, max(cells, default=0) + 1)])
    return sheets


class OtherExports(Filled):
    def bytes(self, *arguments):
        done = self.campaign.run("export", *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout

    def test_workbook(self):
        sheets = workbook(self.bytes("xlsx"))
        names, *rows = sheets["answers"]
        people = [dict(zip(names, row)) for row in rows]
        self.assertEqual([person["person"] for person in people], ["P-0001", "P-0002", "P-0003"])
        self.assertEqual(people[2]["outcome"], "Requires Improvement")
        self.assertEqual(people[2]["experience"], "=1+1 " + STORY)
        self.assertNotIn("contact", names)
        self.assertIn(["outcome", None, None, None, "good", "Good"], sheets["codebook"])

    def test_workbook_has_numbers_and_cuts_what_is_too_long(self):
        self.campaign.check("deliver", input=campaign.mail(4, "7: 4\n15: " + "word \U0001F600 " * 9000 + "\n"))
        names, *rows = workbook(self.bytes("xlsx"))["answers"]
        person = dict(zip(names, rows[3]))
        self.assertEqual(person["stress_wait"], 4.0)
        self.assertTrue(person["experience"].endswith("[cut here]"))
        self.assertLessEqual(len(person["experience"].encode("utf-16-le")) // 2, 32767)

    def test_json(self):
        whole = json.loads(self.bytes("json"))
        people = {person["person"]: person["answers"] for person in whole["people"]}
        self.assertEqual(people["P-0001"]["outcome"], {"state": "recorded", "value": "good"})
        self.assertEqual(people["P-0002"]["outcome"]["state"], "unclear")
        self.assertEqual(people["P-0003"]["experience"]["value"], "=1+1 " + STORY)
        self.assertNotIn("stress_wait", people["P-0001"])
        self.assertIn({"id": "good", "label": "Good"}, [q for q in whole["questions"] if q["id"] == "outcome"][0]["options"])

    def test_nobody(self):
        empty = campaign.Campaign()
        try:
            self.assertEqual(json.loads(empty.check("export", "json"))["people"], [])
        finally:
            empty.close()

    def test_outside(self):
        for number in range(10, 40):
            outcome = "Good" if number < 22 else "Inadequate" if number < 25 else "Outstanding"
            self.campaign.put("m%d" % number, campaign.mail(number, "5: %s\n6: yes\n15: At school-%d.\n" % (outcome, number)))
        self.campaign.check("fetch")
        text = self.bytes("csv", "--outside").decode()
        self.assertNotIn("school", text)
        self.assertNotIn("last_answer", text)
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        shown = [row["outcome"] for row in rows]
        self.assertEqual({value: shown.count(value) for value in set(shown)}, {"outstanding": 15, "": 18})
        self.assertEqual([row["outcome"] for row in rows if "outcome" in row["withheld"]], [""] * 17)
        whole = json.loads(self.bytes("json", "--outside"))
        self.assertNotIn("At school-", json.dumps(whole))
        states = [person["answers"]["outcome"]["state"] for person in whole["people"] if "outcome" in person["answers"]]
        self.assertEqual((states.count("recorded"), states.count("withheld")), (15, 17))


class Export(Filled):
    def table(self, *options):
        text = self.campaign.check("export", "csv", *options)
        return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline="")))

    def test_one_row_a_person(self):
        rows = self.table()
        self.assertEqual([row["person"] for row in rows], ["P-0001", "P-0002", "P-0003"])
        self.assertEqual((rows[1]["outcome"], rows[1]["unclear"]), ("", "outcome"))
        self.assertEqual(rows[0]["outcome"], "good")
        self.assertEqual(rows[-1]["outcome"], "requires_improvement")

    def test_private_only_when_asked(self):
        self.assertNotIn("960001", self.campaign.check("export", "csv"))
        self.assertEqual(self.table("--private")[-1]["contact"], "Ring 01632 960001")
        self.assertIn(STORY, self.table()[-1]["experience"])

    def test_excel(self):
        text = self.campaign.check("export", "csv", "--excel", "--private")
        self.assertTrue(text.startswith("\ufeff"))
        for row in self.table("--excel", "--private"):
            for cell in row.values():
                self.assertNotIn(cell[:1], ("=", "+", "-", "@", "\t", "\r"), cell)

    def test_file_is_private(self):
        path = os.path.join(self.campaign.base, "answers.csv")
        self.campaign.check("export", "csv", "--output", path)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        with open(path, newline="") as file:
            self.assertEqual(file.read(), self.campaign.run("export", "csv").stdout.decode())

    def test_wrong(self):
        self.campaign.check("export", status=campaign.USAGE)
        self.campaign.check("export", "papyrus", status=campaign.USAGE)
        self.campaign.check("export", "csv", "--survey", "nonsense", status=campaign.DATA)
        self.campaign.check("export", "csv", "--output", "/nonexistent/file", status=campaign.TEMPORARY)


class Reread(Filled):
    def value(self):
        return self.campaign.rows("SELECT value FROM current_answer WHERE question = 'outcome' ORDER BY person")

    def test_shows_before_it_changes(self):
        self.assertIn("0 would change", self.campaign.check("reread"))
        self.campaign.teach("tip-top")
        shown = self.campaign.check("reread")
        self.assertIn("outcome: unclear -> \"good\"", shown)
        self.assertIn("1 would change", shown)
        self.assertEqual(self.value(), [('"good"',), (None,), ('"requires_improvement"',)])
        changes = [json.loads(line) for line in self.campaign.check("reread", "--json").splitlines()]
        self.assertEqual([change["message"] for change in changes], [2])
        self.campaign.check("reread", "--apply")
        self.assertEqual(self.value(), [('"good"',), ('"good"',), ('"requires_improvement"',)])
        self.assertIn("0 would change", self.campaign.check("reread"))
        self.assertEqual(self.campaign.one("SELECT count(*) FROM outbox"), 3, "rereading sends nothing")
        self.assertEqual(self.campaign.one("SELECT count(*) FROM reading"), 4, "the former reading stays")

    def test_words_are_kept_until_then(self):
        self.assertEqual(self.campaign.rows("SELECT words FROM answer WHERE state = 'unclear'"), [("tip-top",)])


class CommandLines(campaign.Test):
    def test_unknown_command(self):
        done = self.campaign.run("statsu")
        self.assertEqual(done.returncode, campaign.USAGE)
        self.assertIn(b"status", done.stderr)

    def test_no_command(self):
        self.assertEqual(self.campaign.run().returncode, campaign.USAGE)

    def test_help_is_no_error(self):
        for arguments in (("help",), ("--help",), ("--version",)):
            self.assertNotEqual(self.campaign.check(*arguments), "")

    def test_unknown_options(self):
        for command in ("check", "run", "fetch", "send", "deliver", "status", "digest", "reread"):
            done = self.campaign.run(command, "--nonsense")
            self.assertEqual(done.returncode, campaign.USAGE, command)
            self.assertIn(b"usage: hearback " + command.encode(), done.stderr)

    def test_no_campaign(self):
        for command in ("check", "run", "fetch", "send", "status", "digest", "reread"):
            done = self.campaign.run(command, "--campaign", "/nonexistent")
            self.assertEqual(done.returncode, campaign.CONFIGURATION, command)
            self.assertIn(b"/nonexistent", done.stderr)

    def test_wrong_configuration(self):
        with open(self.campaign.path("hearback.yaml"), "a") as file:
            file.write("nonsense: true\n")
        for command in ("check", "run", "fetch", "send", "status", "digest", "reread"):
            done = self.campaign.run(command)
            self.assertEqual(done.returncode, campaign.CONFIGURATION, command)
            self.assertIn(b"nonsense", done.stderr)

    def test_no_database(self):
        with open(self.campaign.path("hearback.db"), "w") as file:
            file.write("this is no database at all, but it is where one should be\n" * 100)
        for command in ("fetch", "send", "status", "digest", "reread"):
            done = self.campaign.run(command)
            self.assertEqual(done.returncode, campaign.CONFIGURATION, command)

    def test_empty_campaign(self):
        for command in ("status", "digest", "reread", "fetch", "send"):
            self.campaign.check(command)
        self.campaign.check("export", "csv")


campaign.main()
