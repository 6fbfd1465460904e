#!/usr/bin/python3
"""The units of contrib/systemd are sound, and what the daemon asks of the kernel is what its unit allows."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

UNITS = os.path.join(campaign.ROOT, "contrib", "systemd")
SERVICE = os.path.join(UNITS, "hearback@.service")
AS_ROOT = {"execve", "fchown"}  # strace starts the program; SQLite gives its files to the database's owner only where it is root
EXPOSURE_MOST = 2.0  # of 10, as `systemd-analyze security` counts


def output(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout + done.stderr


def members(group):
    """Returns the system calls of a group like @system-service, groups in it resolved."""
    calls = set()
    for line in output("systemd-analyze", "syscall-filter", group).splitlines()[1:]:
        word = line.strip()
        if word.startswith("@"):
            calls |= members(word)
        elif word and not word.startswith("#"):
            calls.add(word)
    return calls


def allowed():
    """Returns the system calls that the lines SystemCallFilter= of the service leave."""
    calls = set()
    with open(SERVICE) as file:
        for line in re.findall(r"^SystemCallFilter=(.*)$", file.read(), re.M):
            named = set().union(*(members(word) if word.startswith("@") else {word} for word in line.lstrip("~").split()))
            calls = calls - named if line.startswith("~") else calls | named
    return calls


class Units(campaign.unittest.TestCase):
    @campaign.unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
    def test_sound(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in os.listdir(UNITS):
                if not name.endswith((".service", ".timer")):
                    continue
                with open(os.path.join(UNITS, name)) as file:
                    text = file.read()
                text = text.replace("/usr/bin/hearback", campaign.HEARBACK).replace("man:hearback(1)", "https://hearback.example/")
                text = text.replace("/usr/share/hearback", UNITS)
                with open(os.path.join(folder, name), "w") as file:
                    file.write(text)
            said = output("systemd-analyze", "verify", "--man=no", *(os.path.join(folder, name) for name in os.listdir(folder)))
            self.assertEqual([line for line in said.splitlines() if "hearback" in line], [])

    @campaign.unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
    def test_hardened(self):
        said = output("systemd-analyze", "security", "--offline=true", SERVICE)
        found = re.search(r"exposure level for \S+: ([\d.]+)", said)
        self.assertLessEqual(float(found[1]), EXPOSURE_MOST, said)


@campaign.unittest.skipUnless(shutil.which("strace") and shutil.which("systemd-analyze") and os.path.exists(campaign.PLAIN),
                              "strace, systemd-analyze or the program without sanitizers is missing")
class Calls(campaign.Test):
    def test_allowed(self):
        path = os.path.join(self.campaign.base, "calls")
        for number in range(5):
            self.campaign.put("%d.test" % number, campaign.mail(number))
        self.campaign.program = campaign.PLAIN
        tracer = subprocess.Popen(["strace", "-f", "-qq", "-o", path, campaign.PLAIN, "run"], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=self.campaign.environment())
        try:
            campaign.wait_until(lambda: len(self.campaign.sent()) == 5 or tracer.poll() is not None, "all mails are sent")
            if not self.campaign.sent():
                self.skipTest("strace cannot be used here: " + tracer.stderr.read().decode()[:200])
            self.campaign.check("deliver", input=campaign.mail(6))
            campaign.wait_until(lambda: len(self.campaign.sent()) == 6, "the delivered one too")
        finally:
            subprocess.run(["pkill", "-TERM", "-P", str(tracer.pid)])
            tracer.wait(campaign.PATIENCE_SECS)
            tracer.stderr.close()
        with open(path, errors="replace") as file:
            calls = set(re.findall(r"^\d+ +(\w+)\(", file.read(), re.M))
        self.assertGreater(len(calls), 20)
        self.assertEqual(calls - allowed() - AS_ROOT, set())


campaign.main()
