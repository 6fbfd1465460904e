#!/usr/bin/python3
"""Mailboxes on a private Dovecot: encryption, login, fetching, letting go, waiting, and being killed in the middle."""
import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402
import mailbox  # noqa: E402
from mailbox import dovecot, message  # noqa: E402


class Encryption(mailbox.Live):
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
        self.refused("certificate of localhost is refused", "nobody whom we trust", ca_file=mailbox.certificate("otherca.pem"))

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


class Login(mailbox.Live):
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


class LoginOnly(mailbox.Live):
    options = {"mechanisms": "login"}

    def test_login(self):
        self.server.fill([message(1)])
        self.fetch_new(1)


class Fetching(mailbox.Live):
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


class Letting(mailbox.Live):
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


class NoMove(mailbox.Live):
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


class Waiting(mailbox.Live):
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


class Killed(mailbox.Live):
    """kill -9 at every point of the way of a message out of the mailbox."""

    def way(self, point, passage):
        self.configure(after="move")
        before = self.box.kept()
        numbers = range(before + 1, before + 6)
        self.server.deliver(*[message(number, size=1800000) for number in numbers])  # in three groups
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
            for passage in (1, 3):
                kills += self.way(point, passage)
        print("%d kills, %d messages, none lost, none twice" % (kills, self.box.kept()))
        self.assertEqual(kills, 10)


campaign.main()
