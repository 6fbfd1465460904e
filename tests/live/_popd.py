#!/usr/bin/python3
"""A small POP3 server for tests that misbehaves on demand. Standard library only; no encryption.

usage: _popd.py OUT FAULT

Listens on a free port of 127.0.0.1 and prints "PORT N". It has three messages for every user. Every line that it hears is appended to
OUT/heard. FAULT says what goes wrong:

  none         nothing                                     busy        refuses the login: [IN-USE]
  junk         greets as a web server                      nogreeting  never says a word
  badnumbers   LIST and UIDL with numbers that are none    nouidl      has no UIDL, no CAPA
  endless      an endless line in a message                floodlist   an endless list
  drop         ends the connection in the second message   wrongsize   the second message is larger than LIST says
  nul          the second message has NULs in it           nostls      offers no STLS
  refuse       says -ERR to reading the second message
  inject       sends a command of its own after the OK to STLS
"""
import re
import time

import _faultd


class Session(_faultd.Session):
    def run(self):
        if self.fault == "nogreeting":
            time.sleep(600)
        self.say("HTTP/1.0 400 no\r\n" if self.fault == "junk" else "+OK hi\r\n")
        for line in self.lines():
            name, _, rest = line.partition(" ")
            handler = getattr(self, "do_" + name.lower(), None)
            if handler is None:
                self.say("-ERR what?\r\n")
            elif handler(rest):
                return

    def do_capa(self, _):
        if self.fault == "nouidl":
            self.say("-ERR what?\r\n")
        else:
            self.say("+OK\r\nUSER\r\nUIDL\r\nSASL PLAIN\r\n%s.\r\n" % ("STLS\r\n" if self.fault == "inject" else ""))

    def do_stls(self, _):
        self.say("+OK go ahead\r\n+OK injected\r\n")
        time.sleep(1)

    def do_auth(self, _):
        self.say("+ \r\n")
        self.input.readline()
        self.say("-ERR [IN-USE] somebody reads the mail of survey@example.org\r\n" if self.fault == "busy" else "+OK in\r\n")

    def do_user(self, _):
        self.say("+OK who\r\n")

    do_pass = do_user

    def body(self, number):
        if number == 2 and self.fault == "wrongsize":
            return _faultd.MESSAGES[1] + b"x" * 78 + b"\r\n" + b"0123456789abcdef\r\n" * 300000
        if number == 2 and self.fault == "nul":
            return b"Subject: 2\r\n\r\na\0b\0\0c\r\n\0\r\n"
        return _faultd.MESSAGES[number - 1]

    def do_list(self, _):
        self.say("+OK\r\n")
        if self.fault == "floodlist":
            self.flood(b"1 100\r\n")
        if self.fault == "badnumbers":
            self.say("0 100\r\n-1 100\r\n4294967297 100\r\nabc 100\r\n\r\n7\r\n99999999999999999999 1\r\n3 -5\r\n")
            self.say("1 %d\r\n.\r\n" % len(_faultd.MESSAGES[0]))
            return
        for number in (1, 2, 3):
            self.say("%d %d\r\n" % (number, 30 if self.fault == "wrongsize" else len(self.body(number))))
        self.say(".\r\n")

    def do_uidl(self, _):
        if self.fault == "nouidl":
            self.say("-ERR what?\r\n")
        elif self.fault == "badnumbers":
            self.say("+OK\r\n0 zero\r\n4294967297 big\r\n2147483647 max\r\n1\r\n1 \r\n1 one\r\n3 three\r\n.\r\n")
        else:
            self.say("+OK\r\n1 one\r\n2 two\r\n3 three\r\n.\r\n")

    def do_retr(self, rest):
        number = int(rest)
        if number == 2 and self.fault == "refuse":
            self.say("-ERR it is gone\r\n")
            return None
        self.say("+OK\r\n")
        if number == 2 and self.fault == "endless":
            self.flood(b"abcdefgh")
        data = self.body(number)
        if number == 2 and self.fault == "drop":
            self.say(data[:20])
            return True
        self.say(re.sub(rb"(?m)^\.", b"..", data) + b".\r\n")
        return None

    def do_dele(self, _):
        self.say("+OK\r\n")

    def do_quit(self, _):
        self.say("+OK bye\r\n")
        return True


_faultd.main(Session, __doc__)
