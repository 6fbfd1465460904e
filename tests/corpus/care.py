#!/usr/bin/python3
"""Care in whole messages: of those whose writer needs somebody nearly all are flagged, and few others. Floors over tests/corpus."""
import json
import os
import pathlib
import subprocess
import sys

CORPUS = pathlib.Path(os.environ["ROOT"]) / "tests" / "corpus"
LEAST_FOUND = 0.94  # of those that need care
LEAST_RIGHT = 0.7  # of those that are flagged; many of these messages were chosen to look like distress


def flagged(path):
    command = [os.environ["HEARBACK"], "read", "--json", str(path)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=True)
    return json.loads(done.stdout)["care"]["flag"]


def main():
    found = missed = wrong = 0
    for path in sorted(CORPUS.glob("*/*.eml")):
        needs, given = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["care"], flagged(path)
        found += needs and given
        missed += needs and not given
        wrong += given and not needs
        if bool(needs) != given:
            print(path.stem, "needs care" if needs else "was flagged")
    print(f"{found} of {found + missed} found; {wrong} others flagged")
    return 0 if found >= LEAST_FOUND * (found + missed) and found >= LEAST_RIGHT * (found + wrong) else 1


sys.exit(main())
