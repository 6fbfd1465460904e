"""A private Dovecot for tests: IMAP and POP3 on loopback, with its own certificates, as root or not, in a folder of its own.

    with Dovecot(folder, pki) as server:
        server.imaps, server.imap, server.pop3s, server.pop3   # ports
        server.deliver(b"From: ...")                           # into INBOX of the user "survey", password "secret"

With lmtp=True it also takes mail for everybody at the port server.lmtp, each address into a mailbox of its own. extra: lines to add
to its configuration.

Needs the packages dovecot-imapd and dovecot-pop3d, and dovecot-lmtpd for LMTP; Dovecot.missing() says whether they are there.
"""
import base64
import getpass
import grp
import hashlib
import hmac
import imaplib
import json
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import time

BINARY = "/usr/sbin/dovecot"
USER, PASSWORD = "survey@example.org", "secret"
KEY = b"hearback-live-test-key"
LMTP = """
protocols = imap pop3 lmtp
recipient_delimiter = +
userdb {{
  driver = static
  args = uid={user} gid={group} home={run}/mail/%u allow_all_users=yes
}}
service lmtp {{
  chroot =
  user = {user}
  client_limit = 1
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""

CONFIGURATION = """
protocols = imap pop3
base_dir = {run}/run
state_dir = {run}/run
instance_name = {run}
listen = 127.0.0.1
log_path = {run}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_uid = {user}
mail_gid = {group}
mail_home = {run}/mail/%u
mail_location = maildir:~/Maildir
mail_fsync = never
ssl = yes
ssl_cert = <{run}/server.pem
ssl_key = <{run}/server.key
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = {secure_only}
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
mail_max_userip_connections = 100
imap_capability = {capability}
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {run}/oauth.conf
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = username_format=%u {run}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {run}/users
  override_fields = uid={user} gid={group} home={run}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-urlauth-login {{
  chroot =
}}
service auth {{
  unix_listener auth-userdb {{
    mode = 0666
    user = {user}
  }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def token(user=USER, seconds=3600):
    """Returns a token that this Dovecot takes with XOAUTH2 and OAUTHBEARER."""
    now = int(time.time())
    head = b64(json.dumps({"typ": "JWT", "alg": "HS256"}).encode())
    body = b64(json.dumps({"sub": user, "email": user, "iat": now - 5, "exp": now + seconds, "jti": os.urandom(8).hex()}).encode())
    signature = b64(hmac.new(KEY, head + b"." + body, hashlib.sha256).digest())
    return (head + b"." + body + b"." + signature).decode()


class Dovecot:
    @staticmethod
    def missing(lmtp=False):
        modules = "/usr/lib/dovecot/"
        wanted = (BINARY, modules + "imap", modules + "pop3") + ((modules + "lmtp",) if lmtp else ())
        return not all(os.path.exists(path) for path in wanted)

    def __init__(self, run, pki, cert="right", secure_only=False, mechanisms="plain login xoauth2 oauthbearer", capability="",
                 lmtp=False, extra=""):
        self.run, self.pki, self.takes_mail, self.extra = run, pki, lmtp, extra
        self.choose_ports()
        root = os.getuid() == 0
        self.user = "nobody" if root else getpass.getuser()
        entry = pwd.getpwnam(self.user)
        self.owner = (entry.pw_uid, entry.pw_gid) if root else None
        self.options = {"secure_only": "yes" if secure_only else "no", "mechanisms": mechanisms, "capability": capability,
                        "user": self.user, "group": grp.getgrgid(entry.pw_gid).gr_name}
        os.makedirs(os.path.join(run, "mail"), exist_ok=True)
        self.write("users", "%s:{PLAIN}%s::::::\n" % (USER, PASSWORD))
        os.makedirs(os.path.join(run, "keys/default/HS256"), exist_ok=True)
        self.write("keys/default/HS256/default", base64.b64encode(KEY).decode())
        self.write("oauth.conf", "introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix=%s/keys/\n"
                   "username_attribute = email\n" % run)
        self.use_certificate(cert)

    def choose_ports(self):
        self.imap, self.imaps, self.pop3, self.pop3s, self.lmtp = (free_port() for _ in range(5))

    def write(self, name, text):
        path = os.path.join(self.run, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def use_certificate(self, cert):
        for kind in ("pem", "key"):
            shutil.copy(os.path.join(self.pki, cert + "." + kind), os.path.join(self.run, "server." + kind))

    def own(self):
        for folder, _, names in os.walk(self.run):
            for path in [folder] + [os.path.join(folder, name) for name in names]:
                if self.owner:
                    os.chown(path, *self.owner)

    def start(self):
        """Starts it; where somebody else has taken one of its ports in the meantime, with others."""
        for _ in range(3):
            if self.try_start():
                return self
            self.choose_ports()
        with open(os.path.join(self.run, "dovecot.log")) as file:
            raise RuntimeError(file.read())

    def try_start(self):
        text = (CONFIGURATION + (LMTP if self.takes_mail else "")).format(
            run=self.run, imap=self.imap, imaps=self.imaps, pop3=self.pop3, pop3s=self.pop3s, lmtp=self.lmtp, **self.options) + self.extra
        if not self.options["capability"]:
            text = text.replace("imap_capability = \n", "")
        path = self.write("dovecot.conf", text)
        os.makedirs(os.path.join(self.run, "run"), exist_ok=True)
        if self.owner:
            for folder, mode in ((self.run, 0o755), (os.path.join(self.run, "mail"), 0o755)):
                os.chmod(folder, mode)
            os.chown(os.path.join(self.run, "mail"), *self.owner)
            for folder, _, names in os.walk(os.path.join(self.run, "keys")):
                for item in [folder] + [os.path.join(folder, name) for name in names]:
                    os.chown(item, *self.owner)
        self.process = subprocess.Popen([BINARY, "-F", "-c", path], start_new_session=True, stderr=subprocess.DEVNULL)
        for _ in range(500):
            try:
                socket.create_connection(("127.0.0.1", self.imap)).close()
                return True
            except OSError:
                time.sleep(0.02)
            if self.process.poll() is not None:
                return False
        self.stop()
        return False

    def stop(self):
        """Ends it at once, all its processes."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    def restart(self):
        self.stop()
        self.start()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def client(self):
        """Returns a mail program that is logged in."""
        context = ssl.create_default_context(cafile=os.path.join(self.pki, "ca.pem"))
        client = imaplib.IMAP4_SSL("localhost", self.imaps, ssl_context=context)
        client.login(USER, PASSWORD)
        return client

    def deliver(self, *messages, folder="INBOX"):
        client = self.client()
        client.create(folder)
        for message in messages:
            answer, _ = client.append(folder, None, None, message)
            assert answer == "OK"
        client.logout()

    def fill(self, messages, folder="Maildir"):
        """Puts messages into the mailbox as files, which is fast. Returns how many."""
        new = os.path.join(self.run, "mail", USER, folder, "new")
        for part in ("new", "cur", "tmp"):
            os.makedirs(os.path.join(os.path.dirname(new), part), exist_ok=True)
        count = 0
        for count, message in enumerate(messages, 1):
            with open(os.path.join(new, "%d.M%dP%d.test" % (time.time(), count, os.getpid())), "wb") as file:
                file.write(message.replace(b"\r\n", b"\n"))
        for folder, _, names in os.walk(os.path.join(self.run, "mail", USER)):
            for path in [folder] + [os.path.join(folder, name) for name in names]:
                if self.owner:
                    os.chown(path, *self.owner)
        return count

    def boxes(self):
        """Returns all mails of all mailboxes, as (address, bytes), as they are on disk."""
        found = []
        for user in sorted(os.listdir(os.path.join(self.run, "mail"))):
            for part in ("new", "cur"):
                folder = os.path.join(self.run, "mail", user, "Maildir", part)
                for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
                    with open(os.path.join(folder, name), "rb") as file:
                        found.append((user, file.read()))
        return found

    def messages(self, folder="INBOX"):
        """Returns the messages of a folder as (flags, bytes), without reading them."""
        client = self.client()
        answer, _ = client.select(folder, readonly=True)
        found = []
        if answer == "OK":
            _, data = client.fetch("1:*", "(FLAGS BODY.PEEK[])") if client.untagged_responses["EXISTS"] != [b"0"] else (None, [])
            found = [(item[0].decode(), item[1]) for item in data if isinstance(item, tuple)]
        client.logout()
        return found
