#!/usr/bin/python3
"""A small IMAP server for tests that misbehaves on demand. Standard library only; no encryption of its own but STARTTLS's words.

usage: _imapd.py OUT FAULT

Listens on a free port of 127.0.0.1 and prints "PORT N". It has one folder with three messages of the user "survey", password
"secret". Every line that it hears is appended to OUT/heard; each connection adds a line to OUT/connections, with the seconds since
the first one. FAULT says what goes wrong, always at the same place:

  none           nothing
  nogreeting     never says a word                         bye          says BYE instead of a greeting
  junk           greets as a web server                    slow         answers the login a byte each half second
  nostarttls     offers no STARTTLS                        inject       sends a command of its own after the OK to STARTTLS
  nologin        LOGINDISABLED, no AUTH                    loginonly    offers no SASL
  throttle       refuses the login with [LIMIT]            preauth      greets with PREAUTH
  endless        an endless line in the answer to FETCH    flood        endless untagged replies to FETCH
  floodsearch    endless numbers in the answer to SEARCH   literal      ends the connection in the middle of a literal
  hugeliteral    announces a literal of 2 GB               byefetch     BYE instead of an answer to FETCH
  byeidle        BYE at each IDLE                          floodidle    endless untagged replies in IDLE
  nilbody        BODY[] NIL for the second message         badbody      says NO to fetching the second message
  dropbody       drops the connection at the second        wrongsize    says that the second message has 10 bytes; it has 5 MB
  nouidvalidity  gives no UIDVALIDITY                      noidle       has no IDLE
  nomove         has neither MOVE nor UIDPLUS              readonly     opens the folder read-only
  strange        answers of odd but allowed forms
"""
import re
import time

import _faultd

BIG = 5 * 1024 * 1024


class Session(_faultd.Session):
    def __init__(self, sock, out, fault):
        super().__init__(sock, out, fault)
        self.idling = None

    def run(self):
        if self.fault == "nogreeting":
            time.sleep(600)
        if self.fault == "bye":
            self.say("* BYE too busy for survey@example.org\r\n")
            return
        if self.fault == "junk":
            self.say("HTTP/1.0 400 Bad Request\r\n\r\n")
            return
        self.say("* PREAUTH hi\r\n" if self.fault == "preauth" else "* OK hi\r\n")
        for text in self.lines():
            if self.idling and text.upper() == "DONE":
                self.say(self.idling + " OK idled\r\n")
                self.idling = None
                continue
            tag, _, command = text.partition(" ")
            words = command.upper().split(" ")
            name = "_".join(words[:2]) if words[0] == "UID" else words[0]
            handler = getattr(self, "do_" + name.lower(), None)
            if handler is None:
                self.say(tag + " BAD what?\r\n")
            elif handler(tag, command):
                return

    def do_capability(self, tag, _):
        offers = ["IMAP4rev1", "IDLE", "MOVE", "UIDPLUS", "AUTH=PLAIN"]
        for fault, gone in (("noidle", ["IDLE"]), ("nomove", ["MOVE", "UIDPLUS"]), ("loginonly", ["AUTH=PLAIN"]),
                            ("nologin", ["AUTH=PLAIN"])):
            if self.fault == fault:
                offers = [offer for offer in offers if offer not in gone]
        if self.fault == "nologin":
            offers.append("LOGINDISABLED")
        if self.fault == "inject":
            offers.append("STARTTLS")
        self.say("* CAPABILITY %s\r\n%s OK done\r\n" % (" ".join(offers), tag))

    def do_starttls(self, tag, _):
        self.say(tag + " OK go ahead\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n")
        time.sleep(1)

    def do_authenticate(self, tag, _):
        self.say("+ \r\n")
        self.input.readline()
        return self.finish_login(tag)

    def do_login(self, tag, command):
        return self.finish_login(tag, command.endswith('"survey@example.org" "secret"'))

    def finish_login(self, tag, good=True):
        if self.fault == "throttle":
            self.say(tag + " NO [LIMIT] too many logins for survey@example.org\r\n")
        elif self.fault == "slow":
            for byte in b"* OK patience, patience, patience, patience, patience\r\n":
                self.say(bytes([byte]))
                time.sleep(0.5)
        else:
            self.say(tag + (" OK in\r\n" if good else " NO no\r\n"))

    def do_select(self, tag, _):
        validity = "" if self.fault == "nouidvalidity" else "* OK [UIDVALIDITY 77] ok\r\n"
        extra = "* OK [HIGHESTMODSEQ 12] x\r\n* OK [NOMODSEQ] y\r\n" if self.fault == "strange" else ""
        code = "READ-ONLY" if self.fault == "readonly" else "READ-WRITE"
        self.say("* FLAGS (\\Seen \\Deleted)\r\n* %d EXISTS\r\n* 0 RECENT\r\n%s%s* OK [UIDNEXT 4] ok\r\n"
                 "* OK [PERMANENTFLAGS (\\Seen \\Deleted \\*)] ok\r\n%s OK [%s] selected\r\n" % (3, validity, extra, tag, code))

    def do_uid_search(self, tag, _):
        if self.fault == "floodsearch":
            self.say("* SEARCH")
            self.flood(b" 1 2 3 4 5 6 7 8 9")
        if self.fault == "strange":
            self.say("* SEARCH\r\n* 3 EXISTS\r\n* SEARCH 3 1\r\n* SEARCH 2\r\n%s OK done\r\n" % tag)
        else:
            self.say("* SEARCH 1 2 3\r\n%s OK done\r\n" % tag)

    def asked(self, command):
        """Returns the numbers of the messages in the set of a UID command."""
        found = []
        for part in command.split(" ")[2].split(","):
            first, _, last = part.partition(":")
            found += range(int(first), int(last or first) + 1)
        return [number for number in found if 1 <= number <= 3]

    def body(self, number):
        return b"Subject: big\r\n\r\n" + b"x" * BIG if self.fault == "wrongsize" and number == 2 else _faultd.MESSAGES[number - 1]

    def size(self, number):
        return 10 if self.fault == "wrongsize" and number == 2 else len(_faultd.MESSAGES[number - 1])

    def do_uid_fetch(self, tag, command):
        numbers = self.asked(command)
        if "RFC822.SIZE" in command:
            for number in numbers:
                self.say("* %d FETCH (RFC822.SIZE %d UID %d)\r\n" % (number, self.size(number), number))
            self.say(tag + " OK done\r\n")
            return None
        if self.fault == "endless":
            self.say("* 1 FETCH (UID 1 BODY[] \"")
            self.flood(b"abcdefgh")
        if self.fault == "flood":
            self.flood(b"* 1 FETCH (FLAGS (\\Seen))\r\n")
        if self.fault == "byefetch":
            self.say("* BYE going down, survey@example.org\r\n")
            return True
        if self.fault == "literal":
            self.say(b"* 1 FETCH (UID 1 BODY[] {1000}\r\nhello")
            return True
        if self.fault == "hugeliteral":
            self.say(b"* 1 FETCH (UID 1 BODY[] {2147483647}\r\n")
            self.flood(b"0123456789abcdef")
        for number in numbers:
            if number == 2 and self.fault == "badbody":
                self.say(tag + " NO message cannot be read\r\n")
                return None
            if number == 2 and self.fault == "dropbody":
                return True
            data = self.body(number)
            if number == 2 and self.fault == "nilbody":
                self.say(b"* 2 FETCH (UID 2 BODY[] NIL)\r\n")
            elif self.fault == "strange":
                self.say(b"* %d FETCH (FLAGS (\\Seen $Label1 NonJunk) MODSEQ (624140003) BODY[] {%d}\r\n%s UID %d)\r\n"
                         b"* %d FETCH (FLAGS (\\Seen))\r\n" % (number, len(data), data, number, number))
            else:
                self.say(b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (number, number, len(data), data))
        self.say(tag + " OK done\r\n")
        return None

    def do_uid_move(self, tag, _):
        self.say(tag + " OK moved\r\n")

    def do_uid_store(self, tag, _):
        self.say(tag + " OK stored\r\n")

    def do_noop(self, tag, _):
        self.say(tag + " OK noop\r\n")

    def do_idle(self, tag, _):
        if self.fault == "byeidle":
            self.say("* BYE no\r\n")
            return True
        self.say("+ idling\r\n")
        self.idling = tag
        if self.fault == "floodidle":
            self.flood(b"* OK still here\r\n")
        return None

    def do_logout(self, tag, _):
        self.say("* BYE bye\r\n%s OK out\r\n" % tag)
        return True


_faultd.main(Session, __doc__)
