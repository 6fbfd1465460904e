#!/usr/bin/python3
"""A scriptable SMTP server for tests. Standard library only.

usage: _smtpd.py OUT [--pki DIR] [--cert NAME] [--tls | --no-starttls] [--auth] [--greeting LINE] [--per-connection N] [--smtputf8]
                 [--pipelining]

Listens on a free port of 127.0.0.1 and prints "PORT N". Each mail that it takes is OUT/NNNN.eml with its envelope in
OUT/NNNN.json (connection, sender, recipient, ehlo, user, encrypted). The recipient's local part chooses its fate:

  temp        451 to RCPT               perm        550 to RCPT (and repeats the address)
  relay       554 to RCPT               drop        closes the connection at RCPT
  tempdata    451 after the final dot   permdata    554 after the final dot
  dropdata    closes the connection while the mail comes in
  dropafter   keeps the mail and closes the connection before its 250
  hang        keeps the mail and never answers

A sender refused@ gets 553, a sender large@ 552. --auth wants a login: user "survey", password "secret", token "good-token".
--per-connection N answers 421 to the sender of the mail after the N-th of a connection. --pipelining offers it, and answers the
three commands before a mail only when it has all of them.
"""
import argparse
import base64
import json
import os
import socket
import ssl
import struct
import threading

lock = threading.Lock()
count = {"mail": 0, "connection": 0}


class Gone(Exception):
    pass


class Session:
    def __init__(self, sock, options, context):
        self.options, self.context = options, context
        self.encrypted = False
        self.sock = sock
        self.user = self.ehlo = self.sender = self.recipient = None
        self.taken = 0
        self.held = None  # answers that wait for the end of a group of commands
        with lock:
            count["connection"] += 1
            self.number = count["connection"]

    def encrypt(self):
        self.sock = self.context.wrap_socket(self.sock, server_side=True)
        self.encrypted = True
        self.ehlo = None

    def open_files(self):
        self.input = self.sock.makefile("rb")

    def say(self, *lines):
        data = "".join(line + "\r\n" for line in lines).encode()
        if self.held is not None:
            self.held += data
        else:
            self.sock.sendall(data)

    def hold(self):
        if self.options.pipelining:
            self.held = b""

    def answer_all(self):
        data, self.held = self.held, None
        self.sock.sendall(data or b"")

    def hear(self):
        line = self.input.readline(100000)
        if not line.endswith(b"\n"):
            raise Gone
        return line.decode("latin-1").rstrip("\r\n")

    def abort(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.input.close()
        self.sock.close()
        raise Gone

    def run(self):
        if self.options.tls:
            self.encrypt()
        self.open_files()
        self.say(self.options.greeting)
        while True:
            line = self.hear()
            verb, _, rest = line.partition(" ")
            handler = getattr(self, "do_" + verb.lower(), None)
            if handler is None:
                self.say("502 5.5.2 what is " + verb + "?")
            elif handler(rest):
                return

    def do_ehlo(self, name):
        self.ehlo = name
        lines = ["test.example greets you", "SIZE 60000000", "8BITMIME", "ENHANCEDSTATUSCODES"]
        if self.options.smtputf8:
            lines.append("SMTPUTF8")
        if self.options.pipelining:
            lines.append("PIPELINING")
        if self.context and not self.encrypted and not self.options.no_starttls:
            lines.append("STARTTLS")
        if self.options.auth:
            lines.append("AUTH PLAIN LOGIN XOAUTH2")
        self.say(*["250-" + text for text in lines[:-1]], "250 " + lines[-1])

    def do_starttls(self, _):
        self.say("220 2.0.0 go ahead")
        self.encrypt()
        self.open_files()

    def do_auth(self, rest):
        mechanism, _, first = rest.partition(" ")
        if mechanism == "PLAIN":
            if not first:
                self.say("334 ")
                first = self.hear()
            _, user, secret = base64.b64decode(first).decode().split("\0")
            good = secret == "secret"
        elif mechanism == "LOGIN":
            if not first:
                self.say("334 " + base64.b64encode(b"Username:").decode())
                first = self.hear()
            user = base64.b64decode(first).decode()
            self.say("334 " + base64.b64encode(b"Password:").decode())
            good = base64.b64decode(self.hear()).decode() == "secret"
        else:
            if not first:
                self.say("334 ")
                first = self.hear()
            fields = dict(part.split("=", 1) for part in base64.b64decode(first).decode().split("\1") if part)
            user, good = fields.get("user"), fields.get("auth") == "Bearer good-token"
            if not good:
                self.say("334 " + base64.b64encode(b'{"status":"401"}').decode())
                self.hear()
        if good and user == "survey":
            self.user = mechanism + " " + user
            self.say("235 2.7.0 welcome")
        else:
            self.say("535 5.7.8 wrong user name or password")

    def do_mail(self, rest):
        self.hold()
        self.is_ready = False
        self.sender = rest.partition("<")[2].partition(">")[0]
        local = self.sender.partition("@")[0]
        self.is_utf8 = rest.upper().endswith(" SMTPUTF8")
        if self.options.auth and not self.user:
            self.say("530 5.7.0 log in first")
        elif self.taken == self.options.per_connection:
            self.say("421 4.7.0 enough for one connection")
            self.answer_all()
            return True
        elif local == "refused":
            self.say("553 5.7.1 this sender may not send here")
        elif local == "large":
            self.say("552 5.3.4 too large for us")
        else:
            self.say("250 2.1.0 ok")

    def do_rcpt(self, rest):
        self.recipient = rest.partition("<")[2].partition(">")[0]
        local = self.recipient.partition("@")[0]
        if local == "temp":
            self.say("451-4.7.1 greylisted", "451 4.7.1 try again later")
        elif local == "perm":
            self.say("550 5.1.1 <" + self.recipient + ">: no mailbox perm here")
        elif local == "relay":
            self.say("554 5.7.1 <" + self.recipient + ">: Relay access denied")
        elif local == "drop":
            self.abort()
        else:
            self.is_ready = True
            self.say("250 2.1.5 ok")

    def do_data(self, _):
        if not self.is_ready:
            self.say("554 5.5.1 no valid recipients")
            self.answer_all()
            return
        fate = self.recipient.partition("@")[0]
        self.say("354 go on")
        self.answer_all()
        if fate == "dropdata":
            self.input.read(2000)
            self.abort()
        lines = []
        while (line := self.input.readline()) != b".\r\n":
            if not line.endswith(b"\n"):
                raise Gone
            lines.append(line[1:] if line.startswith(b".") else line)
        if fate == "tempdata":
            self.say("451 4.3.0 try again later")
        elif fate == "permdata":
            self.say("554 5.6.0 we do not want this")
        else:
            number = self.keep(b"".join(lines))
            if fate == "dropafter":
                self.abort()
            if fate == "hang":
                self.input.read(1)
                raise Gone
            self.say("250 2.0.0 taken as %d" % number)

    def keep(self, data):
        with lock:
            count["mail"] += 1
            number = count["mail"]
        self.taken += 1
        path = os.path.join(self.options.out, "%04d" % number)
        envelope = {"connection": self.number, "sender": self.sender, "recipient": self.recipient, "ehlo": self.ehlo,
                    "user": self.user, "encrypted": self.encrypted, "smtputf8": self.is_utf8}
        with open(path + ".eml", "wb") as file:
            file.write(data)
        with open(path + ".part", "w") as file:
            json.dump(envelope, file)
        os.rename(path + ".part", path + ".json")
        return number

    def do_rset(self, _):
        self.say("250 2.0.0 ok")

    do_noop = do_rset

    def do_quit(self, _):
        self.say("221 2.0.0 bye")
        return True


def serve(sock, options, context):
    session = None
    try:
        session = Session(sock, options, context)
        session.run()
    except (Gone, OSError):
        pass
    finally:
        try:
            session.sock.close()
        except OSError:
            pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--pki")
    parser.add_argument("--cert", default="right")
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--no-starttls", action="store_true")
    parser.add_argument("--auth", action="store_true")
    parser.add_argument("--greeting", default="220 test.example ESMTP")
    parser.add_argument("--per-connection", type=int, default=-1)
    parser.add_argument("--smtputf8", action="store_true")
    parser.add_argument("--pipelining", action="store_true")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    context = None
    if options.pki:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        base = os.path.join(options.pki, options.cert)
        context.load_cert_chain(base + ".pem", base + ".key")
    listener = socket.create_server(("127.0.0.1", 0))
    print("PORT", listener.getsockname()[1], flush=True)
    while True:
        sock, _ = listener.accept()
        threading.Thread(target=serve, args=(sock, options, context), daemon=True).start()


main()
