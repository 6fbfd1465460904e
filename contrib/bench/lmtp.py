#!/usr/bin/python3
"""Hands mails over by LMTP as fast as the other side takes them, to hearback and to Dovecot (into a Maildir).

usage: lmtp.py HEARBACK FARM CONNECTIONS COUNT
"""
import getpass
import grp
import multiprocessing
import os
import pwd
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

ADDRESS = "survey@headsup.example"
DOVECOT = shutil.which("dovecot", path=os.environ["PATH"] + ":/usr/sbin")
HEARBACK_CONFIGURATION = """\
campaign: Bench
address: %s
surveys: [ofsted-experiences]
sources:
  - type: lmtp
    path: lmtp
send:
  transport: maildir
  maildir: out
""" % ADDRESS
DOVECOT_CONFIGURATION = """\
protocols = lmtp
base_dir = {run}/run
state_dir = {run}/run
instance_name = {run}
log_path = {run}/log
ssl = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{run}/mail
service lmtp {{
  process_min_avail = 4
  unix_listener {run}/lmtp {{
    mode = 0666
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {run}/users
}}
"""


def messages(farm, count):
    names = sorted(os.listdir(farm))[:count]
    for name in names:
        with open(os.path.join(farm, name), "rb") as file:
            yield file.read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n"


def hand_over(path, mails):
    """Hands all mails over, through one connection."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        lines = connection.makefile("rb")

        def expect(*codes):
            for code in codes:
                line = lines.readline()
                while line[3:4] == b"-":
                    line = lines.readline()
                if not line.startswith(code):
                    sys.exit("not %s, but %s" % (code, line))
        connection.sendall(b"LHLO bench.example\r\n")
        expect(b"220", b"250")
        for mail in mails:
            connection.sendall(b"MAIL FROM:<head@school.example>\r\nRCPT TO:<" + ADDRESS.encode() + b">\r\nDATA\r\n")
            expect(b"250", b"250", b"354")
            connection.sendall(mail)
            expect(b"250")


def measure(path, farm, connections, count):
    """Returns how many seconds it takes until the last 250."""
    mails = list(messages(farm, count))
    processes = [multiprocessing.Process(target=hand_over, args=(path, mails[first::connections])) for first in range(connections)]
    began = time.monotonic()
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        if process.exitcode != 0:
            sys.exit("a client failed")
    return time.monotonic() - began


def wait_for(condition):
    deadline = time.monotonic() + 120
    while not condition():
        if time.monotonic() > deadline:
            sys.exit("it takes too long")
        time.sleep(0.01)


def listens(path):
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(path)
        return True
    except OSError:
        return False


def bench_hearback(program, farm, connections, count):
    """Returns the seconds until all are kept, and until all are read and answered."""
    with tempfile.TemporaryDirectory(dir=os.path.dirname(farm)) as base:
        campaign = os.path.join(base, "c")
        subprocess.run([program, "init", campaign], check=True, stdout=subprocess.DEVNULL)
        with open(os.path.join(campaign, "hearback.yaml"), "w") as file:
            file.write(HEARBACK_CONFIGURATION)
        daemon = subprocess.Popen([program, "run", "--campaign", campaign, "--log", "error"])
        try:
            path = os.path.join(campaign, "lmtp")
            wait_for(lambda: listens(path))
            began = time.monotonic()
            kept = measure(path, farm, connections, count)
            database = sqlite3.connect(os.path.join(campaign, "hearback.db"))
            wait_for(lambda: database.execute("SELECT count(*) FROM message WHERE disposition IS NULL").fetchone() == (0,))
            read = time.monotonic() - began
            if database.execute("SELECT count(*) FROM message").fetchone()[0] != count:
                sys.exit("not all are there")
            return kept, read
        finally:
            daemon.terminate()
            daemon.wait()


def bench_dovecot(farm, connections, count):
    """Returns the seconds until all are in the Maildir; None where there is no Dovecot with LMTP."""
    if DOVECOT is None or not os.path.exists("/usr/lib/dovecot/lmtp"):
        return None
    with tempfile.TemporaryDirectory() as run:
        user = "nobody" if os.getuid() == 0 else getpass.getuser()
        entry = pwd.getpwnam(user)
        os.chmod(run, 0o755)
        os.mkdir(os.path.join(run, "mail"))
        os.chown(os.path.join(run, "mail"), entry.pw_uid, entry.pw_gid)
        with open(os.path.join(run, "users"), "w") as file:
            file.write("%s::%d:%d::%s/mail::\n" % (ADDRESS, entry.pw_uid, entry.pw_gid, run))
        with open(os.path.join(run, "conf"), "w") as file:
            file.write(DOVECOT_CONFIGURATION.format(run=run, user=user, group=grp.getgrgid(entry.pw_gid).gr_name))
        server = subprocess.Popen([DOVECOT, "-F", "-c", os.path.join(run, "conf")], start_new_session=True)
        try:
            wait_for(lambda: listens(os.path.join(run, "lmtp")))
            return measure(os.path.join(run, "lmtp"), farm, connections, count)
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def main():
    program, farm, connections, count = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    kept, read = bench_hearback(program, farm, connections, count)
    dovecot = bench_dovecot(farm, connections, count)
    print("hearback LMTP, %d connections       %8.0f /s kept, %.0f /s read and answered" % (connections, count / kept, count / read))
    if dovecot is not None:
        print("Dovecot LMTP to Maildir             %8.0f /s  (%.1f times as long)" % (count / dovecot, dovecot / kept))


if __name__ == "__main__":
    main()
