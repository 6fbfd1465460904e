#!/usr/bin/python3
"""status, show, digest, export, reread: what people and programs see of a campaign, and the exit statuses of all commands."""
import csv
import io
import json
import os
import stat
import sys

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
