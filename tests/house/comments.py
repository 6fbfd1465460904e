#!/usr/bin/python3
"""Every public function has a comment in its header, and every file of C begins with one that says what it is for.

A comment stands right above a function; functions that follow it without an empty line between them share it. What NAME_free
and NAME_clear do needs no words.
"""
import os
import re
import sys

SOURCES = os.path.join(os.environ["ROOT"], "src")
FUNCTION = re.compile(r"^[A-Za-z_][\w\s*]*?[\s*](\w+)\s*\(")
EVIDENT = ("_free", "_clear")
NOT_FUNCTIONS = ("DEFINE_AUTO", "G_DEFINE_AUTOPTR_CLEANUP_FUNC", "__attribute__", "G_STATIC_ASSERT")


def outside_braces(lines):
    """Yields number, line, depth: in how many braces the line begins. Lines of a #define are left out."""
    depth, continued = 0, False
    for number, line in enumerate(lines, 1):
        is_macro = continued or line.lstrip().startswith("#")
        continued = is_macro and line.rstrip().endswith("\\")
        if is_macro:
            yield number, "#", depth
            continue
        yield number, line, depth
        code = re.sub(r'"(\\.|[^"\\])*"', "", re.sub(r"/\*.*?\*/", "", line))
        depth += code.count("{") - code.count("}")


def uncommented(lines):
    """Yields number and name of each function of a header without a comment."""
    has_comment = in_comment = False
    for number, line, depth in outside_braces(lines):
        text = line.strip()
        if in_comment or text.startswith("/*"):
            has_comment = True
            in_comment = "*/" not in text
            continue
        if depth > 0:
            continue
        if text == "" or text.startswith("#"):
            has_comment = False
            continue
        found = FUNCTION.match(line)
        if found and not text.startswith(NOT_FUNCTIONS) and not text.startswith("typedef"):
            if not has_comment and "/*" not in text and not found[1].endswith(EVIDENT):
                yield number, found[1]


def main():
    count = wrong = 0
    for root, _, names in os.walk(SOURCES):
        for name in sorted(names):
            if not name.endswith((".c", ".h")):
                continue
            path = os.path.join(root, name)
            shown = os.path.relpath(path, os.environ["ROOT"])
            with open(path) as file:
                lines = file.readlines()
            count += 1
            if not lines or not lines[0].startswith("/*"):
                print("%s:1: begins with no comment" % shown)
                wrong += 1
            if name.endswith(".h"):
                for number, function in uncommented(lines):
                    print("%s:%d: %s has no comment" % (shown, number, function))
                    wrong += 1
    print("%d files, %d wrong" % (count, wrong))
    sys.exit(1 if wrong or count < 10 else 0)


main()
