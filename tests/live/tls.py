#!/usr/bin/python3
"""Encryption and login: only a server that proves its name gets mail or a password, and refusals say why."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402
import smtp  # noqa: E402

PKI = tempfile.TemporaryDirectory(prefix="hearback-pki-")


def pki(name):
    return os.path.join(PKI.name, name)


class Tls(campaign.Test):
    mails = 0

    def serve(self, *options, cert="right", **config):
        """Starts a server and has the campaign send one more mail through it. Returns what the log says."""
        Tls.mails += 1
        self.server = smtp.Server("--pki", PKI.name, "--cert", cert, *options)
        self.addCleanup(self.server.close)
        section = {"security": "starttls", "ca_file": pki("ca.pem"), "host": "localhost", **config}
        self.campaign.configure(smtp.config(self.server.port, **section))
        self.campaign.check("deliver", input=campaign.mail(Tls.mails))
        return self.campaign.run("send").stderr.decode()

    def states(self):
        return self.campaign.rows("SELECT state FROM outbox ORDER BY id DESC")

    def assert_sent(self, log):
        envelope, = self.server.envelopes()
        self.assertTrue(envelope["encrypted"], log)
        self.assertEqual(self.states()[0], ("sent",))
        return envelope

    def assert_refused(self, log, *words):
        self.assertEqual(self.server.envelopes(), [])
        self.assertEqual(self.states()[0], ("deferred",))
        for word in words:
            self.assertIn(word, log)


class Certificates(Tls):
    def test_starttls(self):
        self.assert_sent(self.serve())

    def test_implicit_tls(self):
        self.assert_sent(self.serve("--tls", security="tls"))

    def test_by_address(self):
        self.assert_sent(self.serve(host="127.0.0.1"))

    def test_wrong_name(self):
        self.assert_refused(self.serve(cert="wrongname"), "certificate was not accepted", "mail.example.net")

    def test_expired(self):
        self.assert_refused(self.serve(cert="expired"), "certificate was not accepted", "2020")

    def test_other_authority(self):
        self.assert_refused(self.serve(ca_file=pki("otherca.pem")), "certificate was not accepted", "test authority")

    def test_unknown_authority(self):
        self.assert_refused(self.serve(ca_file="/etc/ssl/certs/ca-certificates.crt"), "certificate was not accepted")

    def test_implicit_tls_is_verified(self):
        for cert in ("wrongname", "expired"):
            with self.subTest(cert):
                self.assert_refused(self.serve("--tls", cert=cert, security="tls"), "certificate was not accepted")

    def test_starttls_stripped(self):
        self.assert_refused(self.serve("--no-starttls"), "offers no encryption")

    def test_no_tls_at_all(self):
        self.assert_refused(self.serve("--no-starttls", security="tls"), "no encrypted connection")


class Login(Tls):
    def login(self, secret, **config):
        path = self.campaign.path("secret")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secret + "\n")
        return self.serve("--auth", **{"user": "survey", "password_file": "secret", **config})

    def test_mechanisms(self):
        for auth, secret in (("plain", "secret"), ("login", "secret"), ("xoauth2", "good-token")):
            with self.subTest(auth):
                log = self.login(secret, auth=auth)
                self.assertEqual(self.assert_sent(log)["user"], auth.upper() + " survey")

    def test_wrong(self):
        for auth in ("plain", "login", "xoauth2"):
            with self.subTest(auth):
                log = self.login("not-the-pass-word", auth=auth)
                self.assert_refused(log, "password")
                self.assertNotIn("not-the-pass-word", log)

    def test_command(self):
        log = self.serve("--auth", user="survey", password_command="echo secret")
        self.assert_sent(log)

    def test_missing_login(self):
        self.assert_refused(self.serve("--auth"), "log in first")


smtp.make_pki(PKI.name)
campaign.main()
