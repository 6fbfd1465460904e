"""A mail server for tests that send: tests/live/_smtpd.py, started and looked at from outside."""
import atexit
import email
import glob
import json
import os
import subprocess
import tempfile

import campaign
import outgoing

SERVER = os.path.join(campaign.ROOT, "tests", "live", "_smtpd.py")
MAKE_PKI = os.path.join(campaign.ROOT, "tests", "live", "_pki.sh")


def make_pki(folder):
    """Makes the certificates; a skip where there is no openssl."""
    try:
        subprocess.run([MAKE_PKI, folder], check=True)
    except (OSError, subprocess.CalledProcessError):
        campaign.skip("certificates cannot be made here: is openssl installed?")


class Server:
    """A running server on a free port of 127.0.0.1. options are those of _smtpd.py."""

    def __init__(self, *options, out=None):
        self.own_folder = tempfile.TemporaryDirectory(prefix="hearback-smtpd-")  # goes away with the test
        self.out = out or self.own_folder.name
        self.process = subprocess.Popen([SERVER, self.out, *options], stdout=subprocess.PIPE, text=True)
        atexit.register(self.close)
        self.port = int(self.process.stdout.readline().split()[1])

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def envelopes(self):
        """Returns the mails that it took, in order: their envelopes, with the mail itself as "mail"."""
        taken = []
        for path in sorted(glob.glob(os.path.join(self.out, "*.json"))):
            with open(path) as file:
                envelope = json.load(file)
            with open(path[:-len("json")] + "eml", "rb") as file:
                raw = file.read()
            outgoing.check(raw, sender=envelope.get("from"))
            envelope["mail"] = email.message_from_bytes(raw)
            taken.append(envelope)
        return taken


def config(port, security="none", **more):
    """Returns the section `send` for a server on this machine."""
    return {"transport": "smtp", "host": "127.0.0.1", "port": port, "security": security, "timeout": "10 seconds", **more}
