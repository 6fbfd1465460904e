#!/usr/bin/python3
"""hearback run: mail is taken, read and answered as it comes; told to stop it ends within a second; told to reload it checks first;
its processes may die one by one; and `fetch` does the same once."""
import glob
import os
import random
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

STOP_SECS = 1.0
SANITIZED_STOP_SECS = 3.0  # a checked program takes longer to end: it looks for leaks


def stop_limit():
    return STOP_SECS if campaign.HEARBACK == campaign.PLAIN else SANITIZED_STOP_SECS


def children(pid):
    """Returns the processes that pid has started: their numbers by title."""
    found = {}
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path) as file:
                number, _, rest = file.read().partition(" (")
        except OSError:
            continue
        title, _, fields = rest.rpartition(") ")
        if int(fields.split()[1]) == pid:
            found[title] = int(number)
    return found


class Daemon(campaign.Test):
    def start(self, **environment):
        self.daemon = self.campaign.start("run", **environment)
        return self.daemon

    def wait_sent(self, count):
        campaign.wait_until(lambda: len(self.campaign.sent()) >= count, "%d mails are sent\n%s" % (count, self.log_tail()))
        self.assertEqual(len(self.campaign.sent()), count)

    def log_tail(self):
        return self.campaign.log()[-2000:]

    def wait_log(self, words):
        campaign.wait_until(lambda: words in self.campaign.log(), "the log says: " + words)


class Work(Daemon):
    def test_all_the_way(self):
        self.campaign.put("1.test", campaign.mail(1))
        self.start()
        self.wait_sent(1)
        self.campaign.put("2.test", campaign.mail(2))
        self.wait_sent(2)
        self.assertEqual(self.campaign.there("new"), [])
        self.assertEqual(len(self.campaign.there("cur")), 2)
        self.assertEqual(campaign.totals(self.campaign.status())["recorded"], 2)
        self.assertEqual(self.campaign.stop(self.daemon)[0], 0)

    def test_delivered_beside_it(self):
        self.start()
        campaign.wait_until(lambda: len(children(self.daemon.pid)) == 4, "its processes run")
        self.campaign.check("deliver", input=campaign.mail(1))
        self.wait_sent(1)

    def test_soon(self):
        """A mail is answered well before the next poll."""
        self.start()
        self.campaign.put("0.test", campaign.mail(0))
        self.wait_sent(1)
        began = time.monotonic()
        self.campaign.put("1.test", campaign.mail(1))
        self.wait_sent(2)
        self.assertLess(time.monotonic() - began, stop_limit())

    def test_nothing_personal_is_told(self):
        self.campaign.put("1.test", campaign.mail(1, "5: Good\n15: Words of mine\n"))
        self.start()
        self.wait_sent(1)
        for process in children(self.daemon.pid).values():
            with open("/proc/%d/cmdline" % process) as file:
                self.assertNotIn("school1", file.read())
        self.campaign.stop(self.daemon)
        for word in ("school1", "Words of mine", "head1"):
            self.assertNotIn(word, self.campaign.log())

    def test_folders_and_odd_files(self):
        """Subfolders are gone through; what cannot be read or vanishes ends nothing."""
        for name in ("tmp", "new", "cur"):
            os.makedirs(os.path.join(self.campaign.maildir, ".Replies", name))
        self.campaign.put("gone.test", campaign.mail(9))
        os.remove(os.path.join(self.campaign.maildir, "new", "gone.test"))
        os.symlink("/nonexistent", os.path.join(self.campaign.maildir, "new", "link.test"))
        os.mkfifo(os.path.join(self.campaign.maildir, "new", "pipe.test"))
        os.mkdir(os.path.join(self.campaign.maildir, "new", "folder.test"))
        self.campaign.put("empty.test", b"")
        with open(os.path.join(self.campaign.maildir, ".Replies", "new", "1.test"), "wb") as file:
            file.write(campaign.mail(1))
        self.start()
        self.wait_sent(1)
        self.campaign.put("2.test", campaign.mail(2))
        self.wait_sent(2)
        self.assertTrue(os.path.exists(os.path.join(self.campaign.maildir, ".Replies", "cur")))
        self.assertEqual(os.listdir(os.path.join(self.campaign.maildir, ".Replies", "new")), [])


class Stopping(Daemon):
    def stop_in_time(self, number):
        status, secs = self.campaign.stop(self.daemon, number)
        self.assertEqual(status, 0)
        self.assertLess(secs, stop_limit())
        self.assertEqual(children(self.daemon.pid), {})

    def test_at_rest(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            self.start()
            campaign.wait_until(lambda: len(children(self.daemon.pid)) == 4, "its processes run")
            self.stop_in_time(number)

    def test_at_work(self):
        for number in range(400):
            self.campaign.put("%d.test" % number, campaign.mail(number))
        self.start()
        campaign.wait_until(lambda: len(self.campaign.sent()) > 0, "the first mail is sent")
        self.stop_in_time(signal.SIGTERM)
        self.assertLess(len(self.campaign.sent()), 400, "it had more to do")
        self.start()
        self.wait_sent(400)
        self.assertEqual(self.campaign.one("SELECT count(*) FROM message"), 400)

    def test_before_it_has_begun(self):
        self.start()
        self.campaign.stop(self.daemon)


class Reloading(Daemon):
    def test_wrong_rules_keep_the_old(self):
        self.start()
        campaign.wait_until(lambda: len(children(self.daemon.pid)) == 4, "its processes run")
        path = self.campaign.path("rules", "ofsted-experiences.yaml")
        with open(path) as file:
            rules = file.read()
        with open(path, "w") as file:
            file.write(rules + "nonsense: true\n")
        self.daemon.send_signal(signal.SIGHUP)
        self.wait_log("stay in force")
        self.assertIn("nonsense", self.campaign.log())
        self.campaign.put("1.test", campaign.mail(1))
        self.wait_sent(1)
        with open(path, "w") as file:
            file.write(rules)
        self.daemon.send_signal(signal.SIGHUP)
        self.wait_log("loaded anew")
        self.campaign.put("2.test", campaign.mail(2))
        self.wait_sent(2)

    def test_new_configuration_counts(self):
        self.start()
        campaign.wait_until(lambda: len(children(self.daemon.pid)) == 4, "its processes run")
        self.campaign.configure({"transport": "maildir", "maildir": "elsewhere"})
        self.daemon.send_signal(signal.SIGHUP)
        self.wait_log("loaded anew")
        self.campaign.put("1.test", campaign.mail(1))
        self.campaign.outbox = self.campaign.path("elsewhere")
        self.wait_sent(1)


class Trouble(Daemon):
    def test_second_daemon_is_refused(self):
        self.start()
        campaign.wait_until(lambda: len(children(self.daemon.pid)) == 4, "its processes run")
        done = self.campaign.run("run")
        self.assertEqual(done.returncode, campaign.TEMPORARY)
        self.assertIn(b"another", done.stderr)

    def test_wrong_configuration_does_not_start(self):
        with open(self.campaign.path("hearback.yaml"), "a") as file:
            file.write("nonsense: true\n")
        self.campaign.check("run", status=campaign.CONFIGURATION)

    def test_processes_that_die_begin_again(self):
        self.start()
        campaign.wait_until(lambda: len(children(self.daemon.pid)) == 4, "its processes run")
        before = children(self.daemon.pid)
        for process in before.values():
            os.kill(process, signal.SIGKILL)
        self.wait_log("starts again")
        for number in range(3):
            self.campaign.put("%d.test" % number, campaign.mail(number))
        self.wait_sent(3)
        self.assertFalse(set(before.values()) & set(children(self.daemon.pid).values()))

    def test_its_processes_end_with_it(self):
        self.start()
        campaign.wait_until(lambda: len(children(self.daemon.pid)) == 4, "its processes run")
        processes = children(self.daemon.pid).values()
        self.daemon.kill()
        campaign.wait_until(lambda: not any(os.path.exists("/proc/%d" % process) for process in processes), "all have ended", 5)

    def test_killed_again_and_again(self):
        seed = int(time.time())
        chance = random.Random(seed)
        for number in range(100):
            self.campaign.put("%d.test" % number, campaign.mail(number))
        for _ in range(8):
            daemon = self.campaign.start("run", own_group=True)
            time.sleep(chance.uniform(0.01, 0.3))
            self.campaign.kill(daemon)
        self.start()
        campaign.wait_until(lambda: len(self.campaign.sent()) >= 100, "all are answered (seed %d)" % seed)
        time.sleep(0.2)
        self.assertEqual(len(self.campaign.sent()), 100, "seed %d" % seed)
        self.assertEqual(self.campaign.one("SELECT count(*) FROM message WHERE disposition = 'recorded'"), 100)
        self.assertEqual(self.campaign.there("new"), [])


class Once(campaign.Test):
    def test_new_stays_until_it_is_on_disk(self):
        self.campaign.put("1.test", campaign.mail(1))
        for point in ("keep.before_commit", "group.before_commit", "maildir.flushed"):
            self.campaign.run("fetch", HEARBACK_FAULT=point)
            self.assertEqual(self.campaign.there("new"), ["1.test"], point)
        self.campaign.check("fetch")
        self.assertEqual((self.campaign.there("new"), len(self.campaign.there("cur"))), ([], 1))
        self.assertEqual(self.campaign.one("SELECT count(*) FROM message"), 1)

    def test_silent(self):
        self.campaign.put("1.test", campaign.mail(1))
        for command in ("fetch", "send"):
            done = self.campaign.run(command)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""), command)
        self.assertEqual(len(self.campaign.sent()), 1)

    def test_missing_maildir(self):
        os.rename(self.campaign.maildir, self.campaign.maildir + ".away")
        done = self.campaign.run("fetch")
        self.assertIn(done.returncode, (campaign.CONFIGURATION, campaign.TEMPORARY))
        self.assertNotEqual(done.stderr, b"")


campaign.main()
