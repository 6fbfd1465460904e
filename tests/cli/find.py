#!/usr/bin/python3
"""Finding what people wrote by words and themes: what is found, what is not shown, and that the index follows the answers."""
import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

STORIES = [
    "5: Good\n15: The inspectors were listening, and the boilers had failed that caf\u00e9 morning.\n17: no, nothing about the greenhouse\n18: Ring 01632 960001 on weekdays\n",
    "5: RI\n15: One inspector listened. The paperwork took all weekend.\n",
    "5: good or RI, depends whom you ask about the aquarium\n",
    "5: Good\n15: I cannot go on any longer with the inspector. I have thought about ending my life.\n",
]


class Find(campaign.Test):
    def setUp(self):
        super().setUp()
        for number, body in enumerate(STORIES, 1):
            self.campaign.put("m%d" % number, campaign.mail(number, body))
        self.campaign.check("fetch")

    def found(self, *words):
        """Returns the numbers of the messages that are found."""
        text = self.campaign.check("find", *words)
        return sorted(int(line.split()[1].rstrip(",")) for line in text.splitlines() if line.startswith("message "))


class Words(Find):
    def test_stems(self):
        self.assertEqual(self.found("inspector"), [1, 2, 4])
        self.assertEqual(self.found("INSPECTION"), [], "another word")
        self.assertEqual(self.found("listens", "inspectors"), [1, 2])
        self.assertEqual(self.found("boiler"), [1])
        self.assertEqual(self.found("cafe"), [1])
        self.assertEqual(self.found("paper*"), [2])
        self.assertEqual(self.found('"one inspector"'), [2])
        self.assertEqual(self.found('"inspector one"'), [])

    def test_beside_the_answer(self):
        self.assertEqual(self.found("greenhouse"), [1], "a comment")
        self.assertEqual(self.found("aquarium"), [3], "what is unclear")

    def test_private_is_not_found(self):
        self.assertEqual(self.found("weekdays"), [])
        self.assertNotIn("960001", self.campaign.check("find", "ring"))

    def test_no_operators(self):
        for words in ("inspector OR", "NEAR(a b)", "words:boiler", "a AND", '"', "-", "* *", "(", "boiler'; DROP TABLE answer;--", "^boiler"):
            done = self.campaign.run("find", words)
            self.assertIn(done.returncode, (campaign.OK, campaign.DATA), words)
            self.assertNotIn(b"SQLite", done.stderr)
        self.campaign.check("find", status=campaign.DATA)
        self.campaign.check("find", "...", status=campaign.DATA)

    def test_held_is_not_found(self):
        self.campaign.check("hold", "1")
        self.assertEqual(self.found("boiler"), [])
        self.campaign.check("release", "1")
        self.assertEqual(self.found("boiler"), [1])

    def test_passage(self):
        self.campaign.check("deliver", input=campaign.mail(20, "5: Good\n15: " + "Nothing to say here at all. " * 200 + "Then the zebrafish escaped. " + "And nothing more was said. " * 200 + "\n"))
        text = self.campaign.check("find", "zebrafish")
        self.assertIn("the zebrafish escaped", " ".join(text.split()))
        self.assertLess(len(text), 900)

    def test_reread(self):
        self.campaign.teach("tip-top")
        self.campaign.check("reread", "--apply")
        self.assertEqual(self.found("boiler"), [1])

    def test_withdrawn(self):
        self.campaign.check("deliver", input=campaign.mail(1, "Please withdraw my answers and delete everything.\n", subject="withdraw").replace(b"reply-1@", b"away-1@"))
        self.assertEqual(self.found("boiler"), [])
        self.campaign.check("clock")
        for name in os.listdir(self.campaign.dir):
            if name.startswith("hearback.db"):
                with open(self.campaign.path(name), "rb") as file:
                    data = file.read()
                for word in (b"boiler", b"greenhous"):
                    self.assertNotIn(word, data, name)
        self.assertEqual(self.found("paperwork"), [2])

    def test_old_database(self):
        """A database from before gets its index with what is in it."""
        database = sqlite3.connect(self.campaign.path("hearback.db"))
        database.executescript("DROP TABLE theme; DROP TABLE theme_mark; DROP TRIGGER answer_indexed; DROP TRIGGER answer_forgotten; DROP TRIGGER answer_stays;"
                               "DROP TABLE answer_index; DROP VIEW answer_words; DROP TABLE merged; DROP TABLE absence; DROP TABLE quote_ask;"
                               "ALTER TABLE person_address DROP COLUMN is_proven; PRAGMA user_version = 13;")
        database.close()
        self.assertEqual(self.found("boiler"), [1])
        self.campaign.check("deliver", input=campaign.mail(30, "5: Good\n15: Another boiler.\n"))
        self.assertEqual(self.found("boiler"), [1, 5])

    def test_index_is_sound(self):
        self.campaign.teach("tip-top")
        self.campaign.check("reread", "--apply")
        database = sqlite3.connect(self.campaign.path("hearback.db"))
        indexed = {row[0] for row in database.execute("SELECT id FROM answer_words WHERE words <> ''")}
        for word, number in (("boiler", 1), ("aquarium", 3), ("weekend", 2)):
            rows = {row[0] for row in database.execute("SELECT a.message FROM answer_index i JOIN answer a ON a.id = i.rowid WHERE answer_index MATCH ?", (word,))}
            self.assertEqual(rows, {number})
        self.assertEqual(database.execute("SELECT count(*) FROM answer_index_docsize").fetchone()[0], len(indexed))
        database.close()


class Themes(Find):
    def themes(self, *options):
        self.campaign.check("clock")
        return {entry["theme"]: (entry["people"], entry["proposed"]) for entry in json.loads(self.campaign.check("report", "--json", *options))["themes"]}

    def test_rules_propose_and_humans_decide(self):
        self.assertEqual(self.themes()["workload"], (1, 1))
        self.assertEqual(self.found("theme:workload"), [2])
        self.campaign.check("tag", "1", "workload")
        self.campaign.check("tag", "2", "workload")
        self.assertEqual(self.themes()["workload"], (2, 0))
        self.assertEqual(self.found("theme:workload", "paperwork"), [2])
        self.campaign.check("untag", "2", "workload")
        self.assertEqual(self.themes()["workload"], (1, 0))
        self.assertIn("Workload and hours", self.campaign.check("themes"))
        self.assertIn("Workload and hours", self.campaign.check("report"))

    def test_rules_that_change(self):
        self.themes()
        self.campaign.check("untag", "2", "workload")
        with open(self.campaign.path("rules", "themes.yaml"), "a") as file:
            file.write("  - id: heating\n    label: Heating\n    phrases:\n      - boiler*\n")
        themes = self.themes()
        self.assertEqual(themes["heating"], (1, 1))
        self.assertNotIn("workload", themes, "what a human took off stays off")

    def test_wrong(self):
        self.campaign.check("tag", "1", "nonsense", status=campaign.DATA)
        self.campaign.check("tag", "99", "workload", status=campaign.DATA)
        self.campaign.check("tag", "1", status=campaign.DATA)
        self.campaign.check("tag", "1", "workload")
        self.campaign.check("tag", "1", "workload", status=campaign.DATA)
        with open(self.campaign.path("rules", "themes.yaml"), "a") as file:
            file.write("  - id: Health!\n    phrases: [x, (y]\n")
        done = self.campaign.run("check")
        self.assertEqual(done.returncode, campaign.CONFIGURATION)
        self.assertIn(b"themes.yaml", done.stderr)

    def test_outside(self):
        self.assertEqual(self.themes("--outside")["workload"], (None, None))

    def test_private_words_have_no_themes(self):
        self.campaign.check("deliver", input=campaign.mail(40, "5: Good\n18: Ask my doctor about the paperwork.\n"))
        self.assertEqual(self.themes()["workload"], (1, 1))

    def test_page(self):
        self.themes()
        path = self.campaign.path("page.html")
        self.campaign.check("report", "--html", path)
        with open(path) as file:
            self.assertIn("Workload and hours", file.read())


campaign.main()
