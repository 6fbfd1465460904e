"""A private Postfix on a free port of 127.0.0.1, in a folder of its own. It takes mail for everybody: for the survey as the test
says, for all others into Maildirs. Root only, as Postfix is."""
import os
import pwd
import re
import shutil
import subprocess
import tempfile

import campaign

POSTFIX = shutil.which("postfix", path=os.environ["PATH"] + ":/usr/sbin")
POSTALIAS = shutil.which("postalias", path=os.environ["PATH"] + ":/usr/sbin")
MTA = os.path.join(campaign.ROOT, "contrib", "mta")
USER = pwd.getpwnam("nobody")  # as whom commands run and mail is written

MAIN = """\
compatibility_level = 3.6
queue_directory = %(base)s/queue
data_directory = %(base)s/data
maillog_file = %(base)s/log
maillog_file_prefixes = %(base)s
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination = aliases.example
mynetworks = 127.0.0.0/8
local_header_rewrite_clients =
alias_maps = hash:%(base)s/aliases
alias_database =
default_privs = nobody
local_recipient_maps =
virtual_mailbox_domains = static:all
virtual_mailbox_base = %(base)s/boxes
virtual_mailbox_maps = static:all/
virtual_minimum_uid = 1
virtual_uid_maps = static:%(uid)d
virtual_gid_maps = static:%(gid)d
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
"""
MASTER = """\
127.0.0.1:%(port)d inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
local unix - n n - - local
virtual unix - n n - - virtual
smtp unix - - n - - smtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


def need():
    """Skips the test where there can be no Postfix."""
    if POSTFIX is None:
        campaign.skip("Postfix is not installed")
    if os.getuid() != 0:
        campaign.skip("Postfix runs as root only")


def snippet(name, part=None):
    """Returns the lines of a file of contrib/mta, those below the heading that names part."""
    with open(os.path.join(MTA, name)) as file:
        text = file.read()
    if part is not None:
        text = re.search(r"^# ---- to \S*%s.*?\n(.*?)(?=^# ----|\Z)" % part, text, re.M | re.S)[1]
    return "".join(line + "\n" for line in text.splitlines() if not line.startswith("#"))


class Postfix:
    """main, master: lines to add to its files, as in the snippets of contrib/mta. aliases: those of the domain aliases.example."""

    def __init__(self, main="", master="", aliases=""):
        self.base = tempfile.mkdtemp(prefix="hearback-postfix-")
        os.chmod(self.base, 0o755)
        for name in ("etc", "queue", "data", "boxes"):
            os.mkdir(self.path(name))
        shutil.chown(self.path("data"), "postfix")
        os.chown(self.path("boxes"), USER.pw_uid, USER.pw_gid)
        self.port = campaign.free_port()
        values = {"base": self.base, "port": self.port, "uid": USER.pw_uid, "gid": USER.pw_gid}
        self.write("etc/main.cf", MAIN % values + main)
        self.write("etc/master.cf", MASTER % values + master)
        self.write("aliases", aliases)
        subprocess.run([POSTALIAS, "-c", self.path("etc"), "hash:" + self.path("aliases")], check=True)
        self.command("start")
        campaign.wait_until(lambda: campaign.is_listening(self.port), "Postfix listens")

    def path(self, name):
        return os.path.join(self.base, name)

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)

    def command(self, word):
        done = subprocess.run([POSTFIX, "-c", self.path("etc"), word], capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError("postfix %s: %s\n%s" % (word, done.stderr, self.log()))

    def close(self):
        self.command("stop")
        shutil.rmtree(self.base, ignore_errors=True)

    def log(self):
        try:
            with open(self.path("log")) as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def delivered(self):
        """Returns the mails that it wrote into Maildirs, as bytes."""
        folder = self.path("boxes/all/new")
        mails = []
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            with open(os.path.join(folder, name), "rb") as file:
                mails.append(file.read())
        return mails

    def queued(self):
        """Returns how many messages wait."""
        return sum(len(names) for part in ("active", "deferred", "incoming", "maildrop")
                   for _, _, names in os.walk(self.path("queue/" + part)))
