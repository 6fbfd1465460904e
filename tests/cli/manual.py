#!/usr/bin/python3
"""The man page and the completion know the same commands and options as the program, and the man page is sound."""
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

PAGE = os.path.join(campaign.ROOT, "contrib", "man", "hearback.1")
COMPLETION = os.path.join(campaign.ROOT, "contrib", "completions", "hearback")


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C.UTF-8"}).stdout


def commands():
    """Returns the options of each command, by what the program says."""
    names = re.findall(r"^  ([a-z]+) ", output(campaign.HEARBACK, "help"), re.M)
    return {name: set(re.findall(r"--[a-z]+(?:-[a-z]+)*", output(campaign.HEARBACK, "help", name).splitlines()[0])) for name in names}


class Manual(campaign.unittest.TestCase):
    def test_synopsis(self):
        with open(PAGE) as file:
            synopsis = file.read().partition(".Sh SYNOPSIS\n")[2].partition(".Sh DESCRIPTION")[0]
        shown = {}
        for entry in synopsis.split(".Nm\n"):
            name = re.match(r"\.Cm (\w+)", entry)
            if name and name[1] != "help":
                shown[name[1]] = {"--" + option for option in re.findall(r"Fl -([\w-]+)", entry)}
        self.assertEqual(shown, commands())

    def test_every_command_is_described(self):
        with open(PAGE) as file:
            page = file.read()
        for name, options in commands().items():
            self.assertRegex(page, r"\n\.It Cm %s\b" % name)
            for option in options - {"--campaign"}:
                self.assertGreater(page.count("Fl -%s\n" % option[2:]) + page.count("Fl -%s " % option[2:]), 1, option)

    @campaign.unittest.skipUnless(shutil.which("man") and shutil.which("groff"), "man and groff are not installed")
    def test_sound(self):
        done = subprocess.run(["groff", "-mandoc", "-Tutf8", "-ww", "-z", PAGE], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_completion(self):
        for name, options in commands().items():
            shown = set(output("bash", "-c", 'complete() { :; }; . "$0"; _hearback_options "$1"', COMPLETION, name).split())
            self.assertEqual(shown, options, name)
        words = output("bash", "-c", 'complete() { :; }; . "$0"; _hearback_commands', COMPLETION).split()
        self.assertEqual(set(words), set(commands()) | {"help"})

    def test_completing(self):
        script = 'complete() { :; }; . "$0"; COMP_WORDS=(hearback "$@"); COMP_CWORD=$#; _hearback; printf "%s\\n" "${COMPREPLY[@]}"'
        self.assertEqual(output("bash", "-c", script, COMPLETION, "dig").split(), ["digest"])
        self.assertEqual(output("bash", "-c", script, COMPLETION, "digest", "--p").split(), ["--peek"])
        self.assertEqual(output("bash", "-c", script, COMPLETION, "export", "").split(), ["csv", "xlsx", "json", "jsonl", "sav", "dta", "ddi", "qdpx", "list"])


campaign.main()
