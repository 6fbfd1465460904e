#!/usr/bin/python3
"""Dovecot hands mail over to hearback, as the snippets of contrib/mta say: by LMTP, and by a Sieve script. Where hearback fails, mail
is put off, or stays in the mailbox."""
import imaplib
import os
import re
import shutil
import smtplib
import sqlite3
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402
import mailbox  # noqa: E402
import smtp  # noqa: E402

MTA = os.path.join(campaign.ROOT, "contrib", "mta")
PIGEONHOLE = "/usr/lib/dovecot/modules/lib90_sieve_plugin.so"
OTHER = "press@headsup.example"
MAILS = 5


def snippet(name):
    """Returns a file of contrib/mta from its first heading on, all of it where it has none."""
    with open(os.path.join(MTA, name)) as file:
        text = file.read()
    return re.split(r"^# ---- .*\n", text, maxsplit=1, flags=re.M)[-1]


class Dovecot(campaign.unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if mailbox.dovecot.Dovecot.missing(lmtp=True):
            campaign.skip("there is no Dovecot with LMTP here (dovecot-imapd, dovecot-pop3d, dovecot-lmtpd)")
        if not os.path.exists(mailbox.PKI):
            smtp.make_pki(mailbox.PKI)
            os.chmod(mailbox.BASE, 0o755)

    def setUp(self):
        self.campaign = campaign.Campaign()
        self.addCleanup(self.campaign.close)
        os.chmod(self.campaign.base, 0o755)

    def start(self, extra):
        self.server = mailbox.dovecot.Dovecot(tempfile.mkdtemp(prefix="d", dir=mailbox.BASE), mailbox.PKI, lmtp=True, extra=extra)
        self.server.start()
        self.addCleanup(self.server.stop)

    def hand_over(self, number, recipient=campaign.ADDRESS):
        """Returns the reply's code."""
        try:
            with smtplib.LMTP("127.0.0.1", self.server.lmtp, local_hostname="localhost") as client:
                client.sendmail("head%d@school%d.example" % (number, number), [recipient], campaign.mail(number))
                return 250
        except smtplib.SMTPRecipientsRefused as error:
            return next(iter(error.recipients.values()))[0]
        except smtplib.SMTPResponseException as error:
            return error.smtp_code

    def kept(self):
        try:
            return self.campaign.one("SELECT count(*) FROM message")
        except sqlite3.OperationalError:
            return 0  # there is no database yet


class Proxy(Dovecot):
    def test_lmtp(self):
        port = campaign.free_port()
        path = self.campaign.path("hearback.yaml")
        with open(path) as file:
            text = file.read()
        begin, end = text.index("  - type: maildir"), text.index("send:")
        with open(path, "w") as file:
            file.write(text[:begin] + "  - type: lmtp\n    port: %d\n" % port + text[end:])
        pam = "passdb {\n  driver = pam\n}\n"  # as in Debian; those of the tests are for logins only
        self.start(pam + snippet("dovecot-lmtp.conf").replace("port=10024", "port=%d" % port))
        self.assertEqual(self.hand_over(0) // 100, 4, "while no daemon runs it is put off")
        self.campaign.start("run")
        campaign.wait_until(lambda: campaign.is_listening(port), "it listens")
        self.assertEqual([self.hand_over(number) for number in range(MAILS)], [250] * MAILS)
        self.assertEqual(self.kept(), MAILS, "it is kept when 250 is said")
        self.assertEqual(self.hand_over(MAILS, "survey+mw4k2p@headsup.example"), 250)
        self.assertEqual(self.kept(), MAILS + 1)
        self.assertEqual(self.hand_over(99, OTHER), 250)
        self.assertEqual([user for user, _ in self.server.boxes()], [OTHER], "others' mail is none of ours")
        for user in (campaign.ADDRESS, OTHER):
            with self.assertRaises(imaplib.IMAP4.error, msg="nobody gets in without a password"):
                imaplib.IMAP4("127.0.0.1", self.server.imap).login(user, "x")


@campaign.unittest.skipUnless(os.path.exists(PIGEONHOLE), "dovecot-sieve is not installed")
class Sieve(Dovecot):
    def setUp(self):
        super().setUp()
        programs = os.path.join(self.campaign.base, "programs")
        os.mkdir(programs)
        self.campaign.program = os.path.join(self.campaign.base, "hearback")  # where an ordinary user may run it
        shutil.copy(campaign.PLAIN, self.campaign.program)  # Dovecot limits the memory of programs; sanitizers need much
        with open(os.path.join(programs, "hearback-deliver"), "w") as file:
            file.write("\n".join(self.program_lines()) + "\n")
        os.chmod(file.name, 0o755)
        script = os.path.join(self.campaign.base, "hearback.sieve")
        shutil.copy(os.path.join(MTA, "hearback.sieve"), script)
        extra = snippet("dovecot-sieve.conf").replace("/usr/local/lib/hearback", programs)
        self.start(extra + "protocol lmtp {\n  mail_plugins = sieve\n}\nplugin {\n  sieve = file:%s\n}\n" % script)
        if self.server.owner:
            for folder, _, names in os.walk(self.campaign.base):
                for name in [""] + names:
                    os.chown(os.path.join(folder, name), *self.server.owner)

    def program_lines(self):
        """The two lines of the program, as the comment of the script says."""
        with open(os.path.join(MTA, "hearback.sieve")) as file:
            lines = re.findall(r"^#   (#!.*|exec .*)$", file.read(), re.M)
        self.assertEqual(len(lines), 2)
        return [line.replace("/usr/bin/hearback", self.campaign.program).replace(
            "/var/lib/hearback/headsup", self.campaign.dir) for line in lines]

    def in_boxes(self, user):
        return [owner for owner, _ in self.server.boxes() if owner == user]

    def test_pipe(self):
        self.assertEqual([self.hand_over(number) for number in range(MAILS)], [250] * MAILS)
        self.assertEqual(self.kept(), MAILS)
        self.assertEqual(self.hand_over(MAILS, "survey+mw4k2p@headsup.example"), 250)
        self.assertEqual(self.kept(), MAILS + 1)
        self.assertEqual(self.hand_over(99, OTHER), 250)
        self.assertEqual(self.kept(), MAILS + 1)
        self.assertEqual([user for user, _ in self.server.boxes()], [OTHER])

    def test_failure(self):
        """What hearback cannot keep stays in the mailbox."""
        with open(self.campaign.path("hearback.yaml"), "a") as file:
            file.write("nonsense: true\n")
        self.assertEqual(self.hand_over(1), 250)
        self.assertEqual(self.kept(), 0)
        self.assertEqual(len(self.in_boxes(campaign.ADDRESS)), 1)


campaign.main()
