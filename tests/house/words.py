#!/usr/bin/python3
"""What must not stand in the project's files: notes of work undone, places of somebody's machine, numbers without a name.

In src/, a number of four or more digits (the size of something, a limit, a time) stands in a #define, an enum or a table, where
it has a name with its unit. Conversions of units, file modes, and numbers in strings and comments are free.
"""
import os
import re
import subprocess
import sys

ROOT = os.environ["ROOT"]
UNDONE = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
MACHINE = re.compile(r"(?<![\w.>*~}$)])/(home|root|wo" + r"rk|Users)/\w")
COMMENT_OR_STRING = re.compile(r'/\*.*?\*/|"(\\.|[^"\\\n])*"|\'(\\.|[^\'\\\n])+\'', re.DOTALL)
NUMBER = re.compile(r"(?<![\w.])([1-9]\d{3,})([uUlL]*)\b")
TABLE = re.compile(r"\bconst\s[^;=(]*\]\s*=\s*\{[^;]*\};", re.DOTALL)
MACRO = re.compile(r"^\s*#.*(\\\n.*)*$", re.MULTILINE)
ENUM = re.compile(r"\benum\b[^;{(]*\{[^}]*\}")
UNITS = ("1000", "1024", "1000000", "1000000000", "3600", "86400")
CENTURIES = ("1900", "2000")
SKIPPED = ("LICENSE", "tests/fuzz/seeds/", "tests/corpus/", "tests/mail/")


def listed_by_git():
    """Returns what git knows here; nothing where there is no git or no clone."""
    try:
        return subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True).stdout.decode().split("\0")
    except FileNotFoundError:
        return []


def files():
    """Returns the files of the project: those that git knows, all where this is no clone."""
    names = listed_by_git()
    if not names:
        names = [os.path.relpath(os.path.join(folder, name), ROOT) for folder, _, names in os.walk(ROOT) for name in names]
        names = [name for name in names if not name.startswith(("build", ".git/")) and name != ".git"]
    return sorted(name for name in names if name and not name.startswith(SKIPPED) and os.path.isfile(os.path.join(ROOT, name)))


def blank(match):
    """Keeps the line ends of what is taken out, so that line numbers stay right."""
    return re.sub(r"[^\n]", " ", match[0])


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def wrong_words(text):
    for pattern, words in ((UNDONE, "a note of work undone"), (MACHINE, "a place on somebody's machine")):
        for found in pattern.finditer(text):
            yield line_of(text, found.start()), "%s: %s" % (words, found[0])


def wrong_numbers(text):
    code = COMMENT_OR_STRING.sub(blank, text)
    for pattern in (MACRO, ENUM, TABLE):
        code = pattern.sub(blank, code)
    for found in NUMBER.finditer(code):
        if found[1] not in UNITS + CENTURIES:
            yield line_of(text, found.start()), "a number without a name: %s" % found[1]


def main():
    count = wrong = 0
    for name in files():
        with open(os.path.join(ROOT, name), encoding="utf-8", errors="replace") as file:
            text = file.read()
        count += 1
        found = list(wrong_words(text))
        if name.startswith("src/") and name.endswith((".c", ".h")):
            found += wrong_numbers(text)
        for number, words in sorted(found):
            print("%s:%d: %s" % (name, number, words))
            wrong += 1
    print("%d files, %d wrong" % (count, wrong))
    sys.exit(1 if wrong or count < 10 else 0)


main()
