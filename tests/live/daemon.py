#!/usr/bin/python3
"""The daemon and those who watch it: the service manager, somebody who asks for its state, a collector of figures. And what it does
where the database is locked: it waits, says so once, and goes on by itself."""
import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

HANG_SECS = "4"  # a machine that is busy with other things is slow, too
NAMES = {"read", "send", "clock", "maildir-1"}


class Daemon(campaign.Test):
    def start(self, *options, **environment):
        self.daemon = self.campaign.start("run", *options, **environment)
        return self.daemon

    def wait_log(self, words, count=1):
        campaign.wait_until(lambda: self.campaign.log().count(words) >= count, lambda: words + "\n" + self.campaign.log()[-2000:])

    def wait_sent(self, count):
        campaign.wait_until(lambda: len(self.campaign.sent()) >= count, lambda: "%d mails\n%s" % (count, self.campaign.log()[-2000:]))

    def daemon_state(self):
        return self.campaign.status()["daemon"]

    def wait_running(self):
        campaign.wait_until(lambda: sum(process["running"] for process in self.daemon_state().get("processes", [])) == len(NAMES),
                            "all processes run")


class Managed(Daemon):
    """A service manager, as far as sd_notify(3) goes."""

    def setUp(self):
        super().setUp()
        path = os.path.join(self.campaign.base, "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.socket.close)
        self.socket.bind(path)
        self.socket.settimeout(campaign.PATIENCE_SECS)
        self.environment = {"NOTIFY_SOCKET": path}

    def hear_until(self, word):
        """Returns all lines up to the first that begins with word."""
        lines = []
        while not any(line.startswith(word) for line in lines):
            lines += self.socket.recv(4096).decode().splitlines()
        return lines


class Manager(Managed):
    def test_life(self):
        self.start(**self.environment)
        self.assertIn("STATUS=4 of 4 processes run", self.hear_until("READY=1"))
        self.daemon.send_signal(signal.SIGHUP)
        self.assertTrue(any(line.startswith("MONOTONIC_USEC=") for line in self.hear_until("READY=1")))
        reader = next(process["pid"] for process in self.daemon_state()["processes"] if process["name"] == "read")
        os.kill(reader, signal.SIGKILL)
        self.hear_until("STATUS=3 of 4")
        self.hear_until("STATUS=4 of 4")
        self.daemon.terminate()
        self.hear_until("STOPPING=1")

    def test_watchdog(self):
        self.start(**self.environment, WATCHDOG_USEC="400000")
        self.hear_until("READY=1")
        times = []
        for _ in range(4):
            self.hear_until("WATCHDOG=1")
            times.append(time.monotonic())
        gaps = [later - sooner for sooner, later in zip(times, times[1:])]
        self.assertLess(max(gaps), 0.4)
        self.assertGreater(max(gaps), 0.1, "not oftener than it must")

    def test_no_watchdog_of_others(self):
        self.start(**self.environment, WATCHDOG_USEC="400000", WATCHDOG_PID="1")
        self.hear_until("READY=1")
        self.socket.settimeout(1)
        with self.assertRaises(TimeoutError):
            self.hear_until("WATCHDOG=1")


class Hanging(Managed):
    """A process that no longer comes back from its work is ended and started again; the others go on."""

    def setUp(self):
        super().setUp()
        self.campaign.program = campaign.PLAIN  # the quick one

    def hang(self, point, **more):
        return self.start(**self.environment, HEARBACK_HANG=point, HEARBACK_HANG_SECS=HANG_SECS, **more)

    def process(self, name):
        return next(process for process in self.daemon_state()["processes"] if process["name"] == name)

    def test_sender(self):
        self.hang("send.after_result:2")  # each time it has sent two
        for number in range(5):
            self.campaign.put("%d.test" % number, campaign.mail(number))
        self.wait_sent(5)
        self.wait_log("nothing is heard of the process of send any more", 2)
        self.assertEqual(len(self.campaign.sent()), 5, "once each")
        self.assertEqual(self.process("read")["restarts"], 0)
        self.assertGreaterEqual(self.process("send")["restarts"], 1)
        self.assertEqual(self.process("send")["ended"], "because nothing was heard of it")
        self.wait_log("send ended because nothing was heard of it; it starts again in 2 s")

    def test_source(self):
        self.hang("maildir.flushed")  # kept, and not let go of yet
        self.campaign.put("1.test", campaign.mail(1))
        self.wait_sent(1)
        self.wait_log("nothing is heard of the process of maildir-1")

    def test_stopped(self):
        """One that is stopped while it waits is found too, a little after it should have looked."""
        path = self.campaign.path("hearback.yaml")
        with open(path) as file:
            text = file.read()
        with open(path, "w") as file:
            file.write(text.replace("poll: 1 second", "poll: 2 seconds"))
        self.hang("nowhere")
        self.wait_running()
        os.kill(self.process("maildir-1")["pid"], signal.SIGSTOP)
        self.wait_log("nothing is heard of the process of maildir-1")
        self.campaign.put("1.test", campaign.mail(1))
        self.wait_sent(1)

    def test_watchdog(self):
        """Who waits is no hanging one: with a watchdog of 400 ms nothing is amiss."""
        self.hang("nowhere", WATCHDOG_USEC="400000")
        self.hear_until("READY=1")
        time.sleep(5)
        self.assertNotIn("nothing is heard", self.campaign.log())
        self.hear_until("WATCHDOG=1")


class State(Daemon):
    def test_status(self):
        self.assertEqual(self.daemon_state(), {"running": False})
        self.assertIn("does not run", self.campaign.check("status"))
        self.start()
        self.wait_running()
        state = self.daemon_state()
        self.assertEqual(state["pid"], self.daemon.pid)
        self.assertEqual({process["name"] for process in state["processes"]}, NAMES)
        victim = next(process for process in state["processes"] if process["name"] == "send")
        os.kill(victim["pid"], signal.SIGKILL)
        campaign.wait_until(lambda: any(process["restarts"] for process in self.daemon_state()["processes"]), "it starts again")
        self.wait_running()
        self.assertIn("1 restart", self.campaign.check("status"))
        self.campaign.stop(self.daemon)
        self.assertEqual(self.daemon_state(), {"running": False})

    def test_asked_by_signal(self):
        self.campaign.put("1.test", campaign.mail(1))
        self.start("--log", "error")
        self.wait_sent(1)
        campaign.wait_until(lambda: self.campaign.rows("SELECT 1 FROM outbox WHERE state = 'sent'"), "it is known to be sent")
        self.assertEqual(self.campaign.log(), "", "errors only")
        self.daemon.send_signal(signal.SIGUSR1)
        self.wait_log("outbox: sent 1")
        for words in ("maildir-1: runs since", "read: runs", "messages: recorded (answers) 1"):
            self.assertIn(words, self.campaign.log())
        self.assertNotIn("@", self.campaign.log())
        self.campaign.check("run", "--log", "loud", status=campaign.USAGE)

    def test_log_levels(self):
        self.campaign.put("1.test", campaign.mail(1))
        self.start()
        self.wait_sent(1)
        self.wait_log("message 1: recorded")


class Figures(Daemon):
    def metrics(self, text):
        found = {}
        for line in text.splitlines():
            if not line.startswith("#"):
                name, _, value = line.rpartition(" ")
                self.assertNotIn(name, found, "twice")
                found[name] = int(value)
        return found

    def test_asked(self):
        self.campaign.check("deliver", input=campaign.mail(1))
        self.campaign.check("deliver", input=campaign.mail(2))
        found = self.metrics(self.campaign.check("status", "--prometheus", "-"))
        self.assertEqual(found["hearback_messages_received_total"], 2)
        self.assertEqual(found['hearback_messages{disposition="recorded",reason="answers"}'], 2)
        self.assertEqual(found['hearback_daemon_running'], 0)
        path = os.path.join(self.campaign.base, "hearback.prom")
        self.campaign.check("status", "--prometheus", path)
        self.assertEqual(self.metrics(self.read(path))["hearback_messages_adds_up"], 1)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o644)
        self.assertNotIn("@", self.read(path))

    @campaign.unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
    def test_form(self):
        text = self.campaign.check("status", "--prometheus", "-")
        subprocess.run(["promtool", "check", "metrics"], input=text.encode(), check=True)

    def test_daemon_writes_them(self):
        with open(self.campaign.path("hearback.yaml"), "a") as file:
            file.write("metrics: figures.prom\n")
        self.start()
        path = self.campaign.path("figures.prom")
        campaign.wait_until(lambda: os.path.exists(path), "the file is there")
        campaign.wait_until(lambda: 'hearback_process_running{process="clock"} 1' in self.read(path), "it is written again and again")
        self.assertEqual(self.metrics(self.read(path))["hearback_daemon_running"], 1)

    def read(self, path):
        with open(path) as file:
            return file.read()


class Trouble(Daemon):
    def test_locked(self):
        """A database that another program holds for long: mail stays where it is, and goes in once it is free."""
        self.start()
        self.wait_running()
        with contextlib.closing(sqlite3.connect(self.campaign.path("hearback.db"), isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            self.campaign.put("1.test", campaign.mail(1))
            self.wait_log("kept it busy for too long")
            self.assertEqual(self.campaign.there("new"), ["1.test"])
            campaign.wait_until(lambda: "IN TROUBLE" in self.campaign.check("status"), "it stands in the status")
            database.execute("ROLLBACK")
        self.wait_sent(1)
        self.wait_log("works again")
        self.assertIsNone(self.daemon.poll())
        self.assertEqual([process["restarts"] for process in self.daemon_state()["processes"]], [0] * len(NAMES))

    def test_read_only(self):
        """A file system that cannot be written for now is no mistake in the configuration: a service manager tries again."""
        mount = os.path.join(self.campaign.base, "small")
        os.mkdir(mount)
        if os.getuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=50m", "tmpfs", mount]).returncode != 0:
            self.skipTest("a file system can be mounted by root only")
        self.addCleanup(subprocess.run, ["umount", "-l", mount])
        shutil.move(self.campaign.dir, os.path.join(mount, "campaign"))
        os.symlink(os.path.join(mount, "campaign"), self.campaign.dir)
        for before in ((), ("fetch",)):
            if before:
                self.campaign.check(*before)
            self.campaign.put("%d.test" % len(before), campaign.mail(1))
            subprocess.run(["mount", "-o", "remount,ro", mount], check=True)
            for command in ("fetch", "run", "send"):
                self.campaign.check(command, status=campaign.TEMPORARY)
            subprocess.run(["mount", "-o", "remount,rw", mount], check=True)
        self.start()
        self.wait_sent(1)


campaign.main()
