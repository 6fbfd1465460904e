#!/usr/bin/python3
"""Mailboxes on a private Dovecot: encryption, login, fetching, letting go, waiting, and being killed in the middle."""
import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402
import mailbox  # noqa: E402
import smtp  # noqa: E402
from mailbox import dovecot, message  # noqa: E402

if dovecot.Dovecot.missing():
    campaign.skip("there is no Dovecot here (dovecot-imapd, dovecot-pop3d)")

BASE = tempfile.mkdtemp(prefix="hearback-imap-")
PKI = os.path.join(BASE, "pki")
smtp.make_pki(PKI)
os.chmod(BASE, 0o755)


class Live(campaign.unittest.TestCase):
    """A Dovecot and a campaign of its own for each test."""
    options = {}

    def setUp(self):
        self.server = dovecot.Dovecot(tempfile.mkdtemp(prefix="d", dir=BASE), PKI, **self.options)
        self.server.start()
        self.addCleanup(self.server.stop)
        self.box = mailbox.Mailbox()
        self.addCleanup(self.box.close)
        self.configure()

    def configure(self, **section):
        self.box.source(**{"port": self.server.imaps, "ca_file": os.path.join(PKI, "ca.pem"), **section})

    def fetch_new(self, count, **section):
        """The next fetch brings count messages that were not there before."""
        if section:
            self.configure(**section)
        before = self.box.kept()
        said = self.box.fetch()
        self.assertEqual(self.box.kept() - before, count, said)
        return said

    def refused(self, *words, status=campaign.CONFIGURATION, **section):
        if section:
            self.configure(**section)
        said = self.box.fetch(status)
        for word in words:
            self.assertIn(word, said)
            self.assertIn(word, self.box.state())
        self.assertNotIn(dovecot.USER, said)
        return said

    def assert_kept(self, messages):
        """Exactly these bytes are kept."""
        kept = [row[0] for row in self.box.rows("SELECT digest FROM message ORDER BY id")]
        self.assertEqual(kept, [hashlib.sha256(data).digest() for data in messages])


class Encryption(Live):
    def setUp(self):
        super().setUp()
        self.server.deliver(message(1))

    def test_tls(self):
        self.fetch_new(1)

    def test_starttls(self):
        self.fetch_new(1, security="starttls", port=self.server.imap)

    def test_by_address(self):
        self.fetch_new(1, host="127.0.0.1")

    def test_other_authority(self):
        self.refused("certificate of localhost is refused", "nobody whom we trust", ca_file=os.path.join(PKI, "otherca.pem"))

    def test_system_authorities(self):
        self.refused("certificate of localhost is refused", ca_file=None)

    def with_certificate(self, cert):
        self.server.use_certificate(cert)
        self.server.restart()

    def test_wrong_name(self):
        self.with_certificate("wrongname")
        for section in ({}, {"security": "starttls", "port": self.server.imap}):
            self.refused("another server", "mail.example.net", **section)

    def test_expired(self):
        self.with_certificate("expired")
        for section in ({}, {"security": "starttls", "port": self.server.imap}):
            self.refused("valid until 2020", **section)

    def test_no_tls_there(self):
        self.refused("does not answer with TLS", port=self.server.imap)

    def test_nobody_there(self):
        self.refused("cannot connect", status=campaign.TEMPORARY, port=campaign.free_port())

    def test_no_such_file(self):
        self.refused("nothing.pem", ca_file="nothing.pem")

    def test_check(self):
        said = self.box.check("check", "--connect")
        self.assertIn("box: works: logged in; INBOX has 1 message; new mail is told at once", said)
        self.configure(port=self.server.imap)
        done = self.box.run("check", "--connect")
        self.assertEqual(done.returncode, 69)
        self.assertIn(b"box: localhost does not answer with TLS", done.stderr)


class Login(Live):
    def setUp(self):
        super().setUp()
        self.server.deliver(message(1))

    def test_wrong_password(self):
        self.box.write("password", "not-the-pass-word\n")
        said = self.refused("does not accept the user name or the password", "AUTHENTICATIONFAILED")
        self.assertNotIn("not-the-pass-word", said)

    def test_command(self):
        self.fetch_new(1, password_file=None, password_command="echo secret")

    def test_failing_command(self):
        self.refused("password command", status=campaign.TEMPORARY, password_file=None, password_command="exit 1")

    def test_credential(self):
        self.configure(password_file=None, credential="imap")
        os.mkdir(self.box.path("credentials"))
        self.box.write("credentials/imap", "secret\n")
        self.box.fetch(CREDENTIALS_DIRECTORY=self.box.path("credentials"))
        self.assertEqual(self.box.kept(), 1)

    def test_missing_folder(self):
        self.refused("opening the folder Nowhere", status=campaign.TEMPORARY, folders="[Nowhere]")


class LoginOnly(Live):
    options = {"mechanisms": "login"}

    def test_login(self):
        self.server.fill([message(1)])
        self.fetch_new(1)


class Tokens(Live):
    def setUp(self):
        super().setUp()
        self.server.deliver(message(1))
        self.out = tempfile.mkdtemp(prefix="t", dir=BASE)
        self.provider = subprocess.Popen([os.path.join(mailbox.LIVE, "_tokend.py"), self.out], stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end_provider)
        self.url = "http://127.0.0.1:%s/" % self.provider.stdout.readline().split()[1]
        self.use()

    def end_provider(self):
        self.provider.kill()
        self.provider.wait()
        self.provider.stdout.close()

    def use(self, auth="xoauth2", client="hearback-test", first="device_endpoint"):
        oauth = ("{%s: '%sdevice', token_endpoint: '%stoken', client_id: %s, scope: mail, token_file: token.json}"
                 % (first, self.url, self.url, client))
        self.configure(auth=auth, password_file=None, oauth=oauth)

    def mode(self, mode):
        with open(os.path.join(self.out, "mode"), "w") as file:
            file.write(mode)

    def asked(self):
        path = os.path.join(self.out, "asked")
        if not os.path.exists(path):
            return ""
        with open(path) as file:
            return file.read()

    def tokens(self, **values):
        """Writes the token file, or returns what is in it."""
        if values:
            self.box.write("token.json", json.dumps(values))
        with open(self.box.path("token.json")) as file:
            return json.load(file)

    def test_nobody_has_logged_in(self):
        self.refused("hearback login")

    def test_device_flow(self):
        said = self.box.check("login")
        self.assertIn("https://login.example/device", said)
        self.assertIn("ABCD-1234", said)
        self.assertEqual(stat.S_IMODE(os.stat(self.box.path("token.json")).st_mode), 0o600)
        self.assertNotIn(self.tokens()["access_token"], said)
        self.fetch_new(1)
        self.assertEqual(self.asked().count("refresh_token"), 0)

    def test_person_refuses(self):
        self.mode("denied")
        done = self.box.run("login")
        self.assertEqual(done.returncode, campaign.CONFIGURATION)
        self.assertIn(b"access_denied", done.stderr)
        self.assertFalse(os.path.exists(self.box.path("token.json")))

    def browse(self, forge=lambda address: address):
        """Plays the person with a browser. Returns the exit status and what was said."""
        login = subprocess.Popen([campaign.HEARBACK, "login"], env=self.box.environment(), stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        url = [line for line in (login.stdout.readline() for _ in range(3)) if line.startswith("http")][0]
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlparse(url).query))
        self.assertEqual((query["code_challenge_method"], query["scope"]), ("S256", "mail"))
        end = urllib.parse.urlencode({"state": query["state"], "code": "code-" + query["code_challenge"]})
        said = login.communicate(forge(query["redirect_uri"] + "?" + end) + "\n")
        return login.returncode, "".join(said)

    def test_browser_flow(self):
        self.use(first="authorize_endpoint")
        status, said = self.browse()
        self.assertEqual(status, campaign.OK, said)
        self.fetch_new(1)

    def test_browser_brings_something_else(self):
        self.use(first="authorize_endpoint")
        for forge in (lambda address: "", lambda address: "nonsense", lambda address: address.replace("state=", "state=x")):
            status, said = self.browse(forge)
            self.assertEqual(status, campaign.DATA)
            self.assertIn("whole address", said)
        status, said = self.browse(lambda address: address.replace("code=code-", "code=code-x"))
        self.assertEqual(status, campaign.CONFIGURATION)
        self.assertFalse(os.path.exists(self.box.path("token.json")))

    def test_oauthbearer(self):
        self.use("oauthbearer")
        self.tokens(access_token=dovecot.token(), expires_secs=int(time.time()) + 3600, refresh_token="refresh-0")
        self.fetch_new(1)

    def test_renewed_before_it_expires(self):
        self.tokens(access_token=dovecot.token(), expires_secs=int(time.time()) + 100, refresh_token="refresh-0")
        self.fetch_new(1)
        self.assertEqual(self.asked().count('"grant_type": "refresh_token"'), 1)
        self.assertEqual(self.tokens()["refresh_token"], "refresh-1")
        self.assertEqual(stat.S_IMODE(os.stat(self.box.path("token.json")).st_mode), 0o600)
        self.fetch_new(0)
        self.assertEqual(self.asked().count('"grant_type": "refresh_token"'), 1)

    def test_refused_before_it_expires(self):
        for auth in ("xoauth2", "oauthbearer"):
            with self.subTest(auth):
                self.use(auth)
                self.tokens(access_token="nonsense", expires_secs=int(time.time()) + 3600, refresh_token="refresh-0")
                self.box.fetch()
                self.assertEqual(self.box.kept(), 1)
                self.assertNotEqual(self.tokens()["access_token"], "nonsense")

    def test_consent_revoked(self):
        self.mode("revoked")
        self.tokens(access_token="old", expires_secs=0, refresh_token="refresh-0")
        self.refused("consent was revoked", "hearback login")

    def test_provider_is_down(self):
        for mode in ("down", "junk"):
            with self.subTest(mode):
                self.mode(mode)
                self.tokens(access_token="old", expires_secs=0, refresh_token="refresh-0")
                self.box.fetch(campaign.TEMPORARY if mode == "down" else campaign.CONFIGURATION)
                self.assertEqual(self.tokens()["refresh_token"], "refresh-0")

    def test_unknown_client(self):
        self.use(client="somebody")
        self.tokens(access_token="old", expires_secs=0, refresh_token="refresh-0")
        self.refused("client_id")

    def test_each_refresh_token_once(self):
        """Several processes at a time never use the same one twice."""
        self.mode("rotate")
        self.tokens(access_token="old", expires_secs=0, refresh_token="refresh-0")
        several = [subprocess.Popen([campaign.HEARBACK, "fetch"], env=self.box.environment(), stderr=subprocess.PIPE) for _ in range(4)]
        for process in several:
            _, said = process.communicate()
            self.assertEqual(process.returncode, 0, said)
        self.assertEqual(self.asked().count('"grant_type": "refresh_token"'), 1)


class Fetching(Live):
    def test_bytes_as_they_are(self):
        odd = [message(1), message(2) + b"8 bit \xe4\xf6\xff\r\n", message(3, size=6 * 1024 * 1024), b"\r\nno header\r\n",
               message(5) + b"no line end", b"Subject: lone\r\n\r\n.\r\n..\r\n"]
        self.server.deliver(*odd)
        self.fetch_new(len(odd))
        self.assert_kept(odd)

    def test_opened_by_a_human(self):
        self.server.deliver(message(1), message(2))
        client = self.server.client()
        client.select("INBOX")
        client.store("1", "+FLAGS", "\\Seen")
        client.logout()
        self.fetch_new(2)
        self.assertEqual([("\\Seen" in flags) for flags, _ in self.server.messages()], [True, False])

    def test_renumbered(self):
        self.server.deliver(*[message(number) for number in range(1, 6)])
        self.fetch_new(5)
        home = os.path.join(self.server.run, "mail", dovecot.USER, "Maildir")
        time.sleep(1.1)  # the new UIDVALIDITY is the second in which it is made
        self.server.stop()
        for name in os.listdir(home):
            if name.startswith("dovecot"):
                os.unlink(os.path.join(home, name))
        self.server.start()
        self.server.deliver(message(6))
        self.fetch_new(1)
        validities = {row[0].split(" ")[1] for row in self.box.rows("SELECT key FROM source_key")}
        self.assertEqual(len(validities), 2)

    def test_oversize(self):
        self.box.limit = "100 KB"
        self.server.deliver(message(1), message(2, size=300000), message(3))
        self.fetch_new(3, after="move")
        self.assertEqual(self.box.rows("SELECT is_whole, size_bytes > 250000 FROM message ORDER BY id"), [(1, 0), (0, 1), (1, 0)])
        self.assertEqual(len(self.server.messages("Processed")), 3)

    def test_several_folders(self):
        self.server.deliver(message(1))
        self.server.deliver(message(2), folder="Umfrage/&ANw-ber")
        self.fetch_new(2, folders="[INBOX, Umfrage/Über]")

    def test_empty(self):
        self.fetch_new(0)
        self.server.deliver(message(1))
        self.fetch_new(1)


class Letting(Live):
    def test_leave(self):
        self.server.deliver(message(1))
        self.fetch_new(1)
        self.fetch_new(0)
        self.assertEqual(len(self.server.messages()), 1)

    def test_move(self):
        self.server.deliver(message(1), message(2))
        self.fetch_new(2, after="move", move_to="Erledigt & gut")
        self.assertEqual(self.server.messages(), [])
        self.assertEqual(len(self.server.messages('"Erledigt &- gut"')), 2)
        self.server.deliver(message(3))
        self.fetch_new(1)
        self.assertEqual(len(self.server.messages('"Erledigt &- gut"')), 3)

    def test_flag(self):
        self.server.deliver(message(1))
        self.fetch_new(1, after="flag", keyword="gelesen")
        (flags, _), = self.server.messages()
        self.assertIn("gelesen", flags)
        self.assertNotIn("Seen", flags)

    def test_what_is_not_kept_stays(self):
        self.server.deliver(message(1), message(2))
        self.configure(after="move")
        self.box.check("status")
        database = self.box.path("hearback.db")
        with campaign.sqlite3.connect(database) as other:
            other.execute("CREATE TRIGGER no BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, 'not now'); END")
        other.close()
        self.assertIn("cannot be kept", self.box.fetch())
        self.assertEqual(len(self.server.messages()), 2)
        with campaign.sqlite3.connect(database) as other:
            other.execute("DROP TRIGGER no")
        other.close()
        self.fetch_new(2)
        self.assertEqual(self.server.messages(), [])


class NoMove(Live):
    options = {"capability": "IMAP4rev1 UIDPLUS"}

    def test_copied_and_removed(self):
        self.server.deliver(message(1), message(2), message(3))
        client = self.server.client()
        client.select("INBOX")
        client.store("1", "+FLAGS", "\\Deleted")
        client.logout()
        self.box.check("status")
        self.fetch_new(3, after="move")
        self.assertEqual(self.server.messages(), [])
        self.assertEqual(len(self.server.messages("Processed")), 3)


class Waiting(Live):
    def test_told_at_once(self):
        self.configure(poll="10 minutes")
        self.box.start()
        campaign.wait_until(lambda: "1 source" in self.box.log(), "the start")
        delays = []
        for number in range(1, 6):
            time.sleep(0.3)
            self.server.deliver(message(number))
            began = time.monotonic()
            campaign.wait_until(lambda: self.box.kept() == number, "message %d" % number)
            delays.append(time.monotonic() - began)
        print("from delivered to kept: %s ms" % ", ".join("%.0f" % (1000 * delay) for delay in delays))
        self.assertLess(sorted(delays)[2], 1)

    def test_looked_for(self):
        self.configure(poll="1 second", folders="[INBOX, Other]")
        self.server.deliver(message(1), folder="Other")
        self.box.start()
        campaign.wait_until(lambda: self.box.kept() == 1, "the first")
        self.server.deliver(message(2), folder="Other")
        campaign.wait_until(lambda: self.box.kept() == 2, "the second, by the safety poll")

    def test_server_goes_and_comes(self):
        self.configure(poll="10 minutes")
        self.server.deliver(message(1))
        daemon = self.box.start()
        campaign.wait_until(lambda: self.box.kept() == 1, "the first")
        self.server.stop()
        campaign.wait_until(lambda: self.box.state() is not None, "trouble in the status")
        self.assertIn("in trouble", self.box.check("status"))
        self.server.start()
        self.server.deliver(message(2))
        campaign.wait_until(lambda: self.box.kept() == 2, "the second")
        campaign.wait_until(lambda: self.box.state() is None, "an end of the trouble")
        status, secs = self.box.stop(daemon)
        self.assertEqual(status, 0)
        self.assertLess(secs, 3)


class Killed(Live):
    """kill -9 at every point of the way of a message out of the mailbox."""

    def way(self, point, passage):
        self.configure(after="move")
        self.box.limit = "64 MB"
        before = self.box.kept()
        numbers = range(before + 1, before + 6)
        self.server.deliver(*[message(number, size=3 * 1024 * 1024) for number in numbers])
        done = self.box.run("fetch", HEARBACK_FAULT="%s:%d" % (point, passage))
        killed = done.returncode == -signal.SIGKILL
        self.box.fetch()
        self.assertEqual(self.box.kept(), before + 5, (point, passage))
        self.assertEqual(self.server.messages(), [])
        self.assertEqual(len(self.server.messages("Processed")), before + 5)
        return killed

    def test_everywhere(self):
        kills = 0
        for point in ("imap.taken", "imap.flushed", "imap.let_go", "group.before_commit", "group.after_commit"):
            for passage in (1, 2, 4):
                kills += self.way(point, passage)
        print("%d kills, %d messages, none lost, none twice" % (kills, self.box.kept()))
        self.assertGreaterEqual(kills, 12)


class Pop3(Live):
    def configure(self, **section):
        self.box.source(**{"type": "pop3", "port": self.server.pop3s, "ca_file": os.path.join(PKI, "ca.pem"), **section})

    def test_left(self):
        self.server.deliver(message(1), message(2, size=500000), b"Subject: dots\r\n\r\n.\r\n..\r\n.x\r\n")
        self.fetch_new(3)
        self.fetch_new(0)
        self.assert_kept([data for _, data in self.server.messages()])

    def test_starttls(self):
        self.server.deliver(message(1))
        self.fetch_new(1, security="starttls", port=self.server.pop3)

    def test_wrong_password(self):
        self.box.write("password", "wrong\n")
        self.refused("does not accept the user name or the password")

    def test_wrong_name(self):
        self.server.use_certificate("wrongname")
        self.server.restart()
        self.refused("another server")
        self.refused("another server", security="starttls", port=self.server.pop3)

    def test_deleted(self):
        self.server.deliver(message(1), message(2))
        self.fetch_new(2, after="delete")
        self.assertEqual(self.server.messages(), [])

    def test_killed(self):
        for number, point in enumerate(("pop3.taken", "pop3.flushed", "group.after_commit"), 1):
            self.server.deliver(message(number))
            self.configure(after="delete")
            self.assertEqual(self.box.run("fetch", HEARBACK_FAULT=point).returncode, -signal.SIGKILL)
            self.assertEqual(len(self.server.messages()), 1)
            self.box.fetch()
            self.assertEqual(self.box.kept(), number)
            self.assertEqual(self.server.messages(), [])

    def test_oversize(self):
        self.box.limit = "100 KB"
        self.server.deliver(message(1), message(2, size=300000))
        self.fetch_new(2, after="leave")
        self.assertEqual(self.box.rows("SELECT is_whole FROM message ORDER BY id"), [(1,), (0,)])

    def test_check(self):
        self.server.deliver(message(1))
        self.assertIn("box: works: logged in; there is 1 message", self.box.check("check", "--connect"))


campaign.unittest.addModuleCleanup(campaign.shutil.rmtree, BASE, ignore_errors=True)
campaign.main()
