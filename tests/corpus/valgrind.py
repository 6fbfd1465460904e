#!/usr/bin/python3
"""valgrind has nothing to say about reading every message that there is, nor about the way of some through a campaign: no byte is
used that was never set, none is lost. It needs the plain program: sanitizers and valgrind do not go together."""
import concurrent.futures
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import _messages  # noqa: E402
import campaign  # noqa: E402

VALGRIND = ["valgrind", "-q", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite",
            "--show-leak-kinds=definite", "--trace-children=no", "--child-silent-after-fork=no"]
AT_ONCE = 40  # messages to one process
PATIENCE_SECS = 500


def run(arguments, **environment):
    """Returns what valgrind said, None where it was nothing."""
    done = subprocess.run([*VALGRIND, campaign.PLAIN, *arguments], capture_output=True, text=True, timeout=PATIENCE_SECS,
                          env={**os.environ, "G_SLICE": "always-malloc", **environment})
    if done.returncode == 0 and "==" not in done.stderr:
        return None
    return "hearback %s: exit status %d\n%s" % (" ".join(arguments)[:200], done.returncode, done.stderr[-4000:])


def way_through_a_campaign():
    """Each command once. Returns what was said."""
    place = campaign.Campaign(program=campaign.PLAIN)
    try:
        samples = [path for path in _messages.paths() if "sample" in path]
        for number, path in enumerate(samples):
            with open(path, "rb") as file:
                place.put("%d.test" % number, file.read())
        commands = (["fetch"], ["send"], ["import", "--acknowledge", samples[0]], ["status"], ["digest"], ["show", "1", "2"],
                    ["export", "csv"], ["reread"], ["check"])
        return [run(command, HEARBACK_CAMPAIGN=place.dir) for command in commands]
    finally:
        place.close()


def main():
    if not shutil.which("valgrind"):
        campaign.skip("valgrind is not installed")
    if not os.path.exists(campaign.PLAIN):
        campaign.skip("there is no build without sanitizers: " + campaign.PLAIN)
    paths = _messages.paths()
    groups = [["read", "--json", *paths[at:at + AT_ONCE]] for at in range(0, len(paths), AT_ONCE)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        campaign_words = pool.submit(way_through_a_campaign)
        words = list(pool.map(run, groups)) + campaign_words.result()
    found = [text for text in words if text]
    for text in found:
        print(text)
    print("%d messages, %d commands: %d with complaints" % (len(paths), len(words), len(found)))
    sys.exit(1 if found or len(paths) < 50 else 0)


main()
