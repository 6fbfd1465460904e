#!/usr/bin/python3
"""Mail that servers hand over by LMTP: taken, answered after the commit, each recipient apart; clients that are slow, broken or
many; a disk that is full; a daemon that is killed between the commit and its 250."""
import concurrent.futures
import os
import random
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402

POINTS = ("lmtp.taken", "lmtp.flushed", "lmtp.answered", "keep.before_commit", "group.before_commit", "group.after_commit")
TIMEOUT_SECS = 2
MAILS, KILLS = 600, 12
CONFIGURATION = """\
campaign: HeadsUp4HTs
address: %(address)s
surveys: [ofsted-experiences]
message_limit: 64 KB
acknowledge_every: 1 second
sources:
  - type: lmtp
    path: lmtp.sock
    timeout: %(timeout)d seconds
send:
  transport: maildir
  maildir: out
"""


class Client:
    """What a mail server says, byte by byte."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        try:
            self.socket.connect(path)
        except OSError:
            self.socket.close()
            raise
        self.socket.settimeout(campaign.PATIENCE_SECS)
        self.input = self.socket.makefile("rb")

    def say(self, text):
        self.socket.sendall(text if isinstance(text, bytes) else text.encode())

    def hear(self, count=1):
        """Returns the codes of so many replies; a reply that never came is ''."""
        codes = []
        while len(codes) < count:
            line = self.input.readline().decode()
            if line[3:4] != "-":
                codes.append(line[:3])
        return codes if count > 1 else codes[0]

    def greet(self):
        self.hear()
        self.say("LHLO test.example\r\n")
        assert self.hear() == "250"
        return self

    def is_closed(self):
        return self.socket.recv(1) == b""

    def close(self):
        self.input.close()
        self.socket.close()


def envelope(*recipients, sender="head@school.example"):
    return "MAIL FROM:<%s>\r\n" % sender + "".join("RCPT TO:<%s>\r\n" % recipient for recipient in recipients)


def data(mail):
    return mail.replace(b"\n", b"\r\n").replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n"


class Lmtp(campaign.Test):
    def setUp(self):
        super().setUp()
        with open(self.campaign.path("hearback.yaml"), "w") as file:
            file.write(CONFIGURATION % {"address": campaign.ADDRESS, "timeout": TIMEOUT_SECS})
        self.path = self.campaign.path("lmtp.sock")

    def start(self, **environment):
        self.daemon = self.campaign.start("run", **environment)
        self.wait_for_socket()

    def wait_for_socket(self):
        campaign.wait_until(self.is_listening, lambda: "the socket is there\n" + self.campaign.log())

    def is_listening(self):
        try:
            self.connect().close()
            return True
        except OSError:
            return False

    def connect(self):
        client = Client(self.path)
        self.addCleanup(client.close)
        return client

    def hand_over(self, number):
        """Hands one message over. Returns {} where it was answered with 250; raises what smtplib does otherwise."""
        with smtplib.LMTP(self.path, local_hostname="localhost") as client:
            return client.sendmail("head%d@school%d.example" % (number, number), [campaign.ADDRESS],
                                   campaign.mail(number))

    def is_taken(self, number):
        """Hands it over, once; a little later where that failed for now."""
        try:
            return self.hand_over(number) == {}
        except (OSError, smtplib.SMTPException):
            time.sleep(0.1)
            return False

    def count(self, where="1"):
        return self.campaign.one("SELECT count(*) FROM message WHERE " + where)


class Work(Lmtp):
    def test_all_the_way(self):
        self.start()
        self.assertEqual(self.hand_over(1), {})
        self.assertEqual(self.count(), 1, "it is kept when 250 is said")
        campaign.wait_until(lambda: len(self.campaign.sent()) == 1, "it is acknowledged")
        self.assertEqual(campaign.totals(self.campaign.status())["recorded"], 1)
        self.assertEqual(os.stat(self.path).st_mode & 0o777, 0o600)

    def test_recipients(self):
        """Each has a reply of its own; the message is one."""
        self.start()
        client = self.connect().greet()
        client.say(envelope(campaign.ADDRESS, "Survey+mw4k2p@headsup.example", "x@headsup.example"))
        self.assertEqual(client.hear(4), ["250", "250", "250", "550"])
        client.say(b"DATA\r\n" + data(campaign.mail(1)))
        self.assertEqual(client.hear(3), ["354", "250", "250"])
        self.assertEqual(self.count(), 1)
        self.assertNotIn("@", self.campaign.log())

    def test_pipelined(self):
        self.start()
        client = self.connect().greet()
        mail = data(campaign.mail(1))
        client.say((envelope(campaign.ADDRESS, campaign.ADDRESS) + "DATA\r\n").encode() + mail)
        self.assertEqual(client.hear(6), ["250", "250", "250", "354", "250", "250"])
        client.say(envelope(campaign.ADDRESS).encode() + b"DATA\r\n" + data(campaign.mail(2)) + b"QUIT\r\n")
        self.assertEqual(client.hear(5), ["250", "250", "354", "250", "221"])
        self.assertTrue(client.is_closed())
        self.assertEqual(self.count(), 2)

    def test_same_again(self):
        self.start()
        for _ in range(3):
            self.assertEqual(self.hand_over(1), {})
        self.assertEqual(self.count(), 1)

    def test_letters(self):
        self.start()
        client = self.connect().greet()
        client.say("MAIL FROM:<zoë@schule.example> SMTPUTF8 BODY=8BITMIME\r\nRCPT TO:<%s>\r\nDATA\r\n" % campaign.ADDRESS)
        client.say(data(campaign.mail(1, "5: Good\n14: Größe, naïve, 😀\n", sender="zoë@schule.example")))
        self.assertEqual(client.hear(4), ["250", "250", "354", "250"])
        self.assertEqual(self.count(), 1)

    def test_many_at_once(self):
        self.start()
        with concurrent.futures.ThreadPoolExecutor(40) as pool:
            self.assertEqual([reply for reply in pool.map(self.hand_over, range(200)) if reply], [])
        self.assertEqual(self.count(), 200)
        campaign.wait_until(lambda: self.count("disposition IS NULL") == 0, "all are read")
        self.assertTrue(self.campaign.status()["messages"]["adds_up"])

    def test_reload_and_end(self):
        self.start()
        client = self.connect().greet()
        self.daemon.send_signal(signal.SIGHUP)
        self.assertEqual(client.hear(), "421", "who is there is told")
        campaign.wait_until(lambda: "loaded anew" in self.campaign.log(), "it is loaded anew")
        self.wait_for_socket()
        self.assertEqual(self.hand_over(1), {})
        self.campaign.stop(self.daemon)
        self.assertFalse(os.path.exists(self.path))

    def test_check(self):
        self.assertIn("will", self.campaign.check("check", "--connect"))
        self.start()
        self.assertIn("listens", self.campaign.check("check", "--connect"))
        self.campaign.check("fetch")
        self.assertEqual(self.hand_over(1), {}, "looking into the other sources takes nothing away")


class Clients(Lmtp):
    def test_too_large(self):
        self.start()
        client = self.connect().greet()
        client.say("MAIL FROM:<a@b.example> SIZE=70000\r\n")
        self.assertEqual(client.hear(), "552")
        client.say(envelope(campaign.ADDRESS, campaign.ADDRESS) + "DATA\r\n")
        client.hear(4)
        client.say(data(campaign.mail(1, "x\n" * 40000)))
        self.assertEqual(client.hear(2), ["552", "552"])
        client.say(envelope(campaign.ADDRESS).encode() + b"DATA\r\n" + data(campaign.mail(2)))
        self.assertEqual(client.hear(4), ["250", "250", "354", "250"], "the next one is taken")
        self.assertEqual(self.count(), 1)

    def test_slow(self):
        """Who does not get on is let go, whatever he drips; others do not wait for him."""
        self.start()
        began = time.monotonic()
        silent, dripping, slow = self.connect(), self.connect().greet(), self.connect().greet()
        slow.say(envelope(campaign.ADDRESS) + "DATA\r\nA: b\r\n")
        slow.hear(3)
        for _ in range(2 * TIMEOUT_SECS):
            time.sleep(0.4)
            for client in (dripping, slow):
                try:
                    client.say("x")
                except OSError:
                    pass
            if time.monotonic() - began < TIMEOUT_SECS:
                self.assertEqual(self.hand_over(int(time.monotonic() * 10)), {})
        self.assertEqual(silent.hear(2), ["220", "421"])
        for client in (dripping, slow):
            self.assertIn(client.hear(), ("421", ""))
        self.assertLess(time.monotonic() - began, 3 * TIMEOUT_SECS)

    def test_steady(self):
        """Who is slow, but gets on, is not let go."""
        self.start()
        client = self.connect().greet()
        client.say(envelope(campaign.ADDRESS) + "DATA\r\n")
        client.hear(3)
        for piece in range(6):
            time.sleep(TIMEOUT_SECS * 0.5)
            client.say("x" * 1500 + "\r\n")
        client.say("\r\n.\r\n")
        self.assertEqual(client.hear(), "250")

    def test_broken(self):
        self.start()
        for text in (b"", b"\x00\xff\r\n" * 50, b"EHLO x\r\n" * 30, b"x" * 1000000, b"MAIL FROM:<" + b"a" * 5000 + b">\r\n",
                     envelope(campaign.ADDRESS).encode() + b"DATA\r\nhalf of a", b"LHLO x\r\n" * 2000, b"\r\n" * 500):
            client = self.connect()
            try:
                client.say(text)
            except OSError:
                pass
            client.close()
        self.assertEqual(self.hand_over(1), {})
        self.assertEqual(self.count(), 1, "half a message is none")

    def test_deaf(self):
        """Who never reads the replies fills no memory."""
        self.start()
        client = self.connect()
        client.socket.settimeout(0.5)
        with self.assertRaises(OSError):
            for _ in range(1000):
                client.say("NOOP\r\n" * 1000)
        self.assertEqual(self.hand_over(1), {})

    def test_flood(self):
        """There are only so many at once; the others are told, and come again."""
        self.start()
        clients = [self.connect() for _ in range(230)]
        codes = [client.hear() for client in clients]
        self.assertEqual(codes.count("220"), 200)
        self.assertEqual(codes.count("421"), 30)
        for client in clients:
            client.close()
        campaign.wait_until(lambda: self.is_taken(1), "there is room again")


class Kills(Lmtp):
    def again_and_again(self, number):
        """Hands a message over as a mail server does: until it is told 250. Returns how often it had to."""
        attempts = [0]

        def once():
            attempts[0] += 1
            return self.is_taken(number)
        campaign.wait_until(once, lambda: "message %d is taken\n%s" % (number, self.campaign.log()[-2000:]))
        return attempts[0]

    def test_at_each_point(self):
        for point in POINTS:
            daemon = self.campaign.start("run", own_group=True, HEARBACK_FAULT=point + ":2")
            self.wait_for_socket()
            before = self.count()
            first = 10 * POINTS.index(point)
            number = next((number for number in range(first, first + 3) if not self.is_taken(number)), None)
            self.assertIsNotNone(number, point)
            self.campaign.kill(daemon)
            daemon = self.campaign.start("run", own_group=True)
            self.wait_for_socket()
            for again in range(first, number + 1):
                self.again_and_again(again)
            self.assertEqual(self.count() - before, number + 1 - first, point + ": nothing is lost, nothing is there twice")
            self.campaign.kill(daemon)

    def test_random(self):
        """The daemon and its processes are killed again and again while four servers hand over; each message is there once."""
        seed = int(time.time())
        chance = random.Random(seed)
        daemon = self.campaign.start("run", own_group=True)
        self.wait_for_socket()
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            waiting = [pool.submit(self.again_and_again, number) for number in range(MAILS)]
            kills = 0
            while kills < KILLS or not all(future.done() for future in waiting):
                time.sleep(chance.uniform(0.02, 0.3))
                if kills < KILLS:
                    self.campaign.kill(daemon)
                    daemon = self.campaign.start("run", own_group=True)
                    kills += 1
            attempts = [future.result() for future in waiting]
        print("%d messages, %d attempts, %d kills, %d kept, seed %d" % (MAILS, sum(attempts), kills, self.count(), seed))
        self.assertGreater(sum(attempts), MAILS, "no kill has met anything")
        self.assertEqual(self.count(), MAILS)
        campaign.wait_until(lambda: len(self.campaign.sent()) == MAILS, "each is acknowledged once")
        self.assertTrue(self.campaign.status()["messages"]["adds_up"])
        self.campaign.kill(daemon)


class DiskFull(Lmtp):
    def setUp(self):
        super().setUp()
        self.mount = os.path.join(self.campaign.base, "small")
        os.mkdir(self.mount)
        if os.getuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", self.mount]).returncode != 0:
            self.skipTest("a small file system can be mounted by root only")
        self.addCleanup(subprocess.run, ["umount", "-l", self.mount])
        shutil.move(self.campaign.dir, os.path.join(self.mount, "campaign"))
        os.symlink(os.path.join(self.mount, "campaign"), self.campaign.dir)

    def test_full(self):
        self.start()
        self.assertEqual(self.hand_over(1), {})
        campaign.wait_until(lambda: len(self.campaign.sent()) == 1, "the first is acknowledged")
        filler = os.path.join(self.mount, "filler")
        with open(filler, "wb", buffering=0) as file:
            with self.assertRaises(OSError):
                while file.write(b"x" * 4096):
                    pass
        codes = set()
        for number in range(2, 40):
            try:
                self.hand_over(number)
            except smtplib.SMTPResponseException as error:
                codes.add(error.smtp_code)
            except smtplib.SMTPRecipientsRefused as error:
                codes |= {code for code, _ in error.recipients.values()}
        self.assertEqual(codes, {451}, "nothing else is ever said")
        told = [line for line in self.campaign.log().splitlines() if "could not be kept" in line]
        self.assertEqual(len(told), 1, "it is said once: %s" % told)
        kept = self.count()
        os.remove(filler)
        campaign.wait_until(lambda: self.is_taken(99), "it goes on by itself")
        self.assertEqual(self.count(), kept + 1)
        self.assertIn("works again", self.campaign.log())
        self.assertIsNone(self.daemon.poll())
        campaign.wait_until(lambda: self.count("disposition IS NULL") == 0, "all are read")
        campaign.wait_until(lambda: len(self.campaign.sent()) == kept + 1, "and acknowledged")
        self.assertEqual(self.campaign.one("PRAGMA integrity_check"), "ok")


campaign.main()
