#!/usr/bin/python3
"""A bad line to the mail server: cut, garbled or silent after every so many bytes. Each time the next fetch over a good line brings
exactly what is missing, and nothing twice.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import campaign  # noqa: E402
import mailbox  # noqa: E402
from _badline import BadLine  # noqa: E402
from mailbox import message  # noqa: E402

STEP, SILENT_STEP, MESSAGES = 233, 700, 3


class Lines(mailbox.Live):
    def over(self, after, fault):
        """One fetch over a bad line, one over a good one. Returns how many bytes the server sent over the bad one."""
        before = self.box.kept()
        self.server.deliver(*[message(before + number) for number in range(1, MESSAGES + 1)])
        line = BadLine(self.server.imaps, after, fault)
        try:
            self.configure(after="move", port=line.port, timeout="1 second")
            done = self.box.run("fetch")
            self.assertIn(done.returncode, (campaign.OK, campaign.TEMPORARY, campaign.CONFIGURATION), done.stderr)
        finally:
            line.close()
        self.configure(after="move")
        self.box.fetch()
        self.assertEqual(self.box.kept(), before + MESSAGES, (after, fault))
        self.assertEqual(self.server.messages(), [])
        self.assertEqual(len(self.server.messages("Processed")), before + MESSAGES, (after, fault))
        return line.passed

    def everywhere(self, fault, step):
        after, count = 0, 0
        while self.over(after, fault) > after:
            after, count = after + step, count + 1
        print("%s after every %d bytes: %d times, %d messages, none lost, none twice" % (fault, step, count, self.box.kept()))
        self.assertGreater(count, 5)

    def test_cut(self):
        self.everywhere("cut", STEP)

    def test_garbled(self):
        self.everywhere("garbled", STEP)

    def test_silent(self):
        self.everywhere("silent", SILENT_STEP)


campaign.main()
