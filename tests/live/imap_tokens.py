#!/usr/bin/python3
"""Mailboxes that want OAuth2: how a person logs in, and how tokens are kept, renewed and lost."""
import json
import os
import stat
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402
import mailbox  # noqa: E402
from mailbox import dovecot, message  # noqa: E402


class Tokens(mailbox.Live):
    def setUp(self):
        super().setUp()
        self.server.deliver(message(1))
        self.out = tempfile.mkdtemp(prefix="t", dir=mailbox.BASE)
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


campaign.main()
