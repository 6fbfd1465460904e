#!/usr/bin/python3
"""Every message that there is goes through a campaign: all are accounted for, nothing is there twice, and rereading finds the
same again. With sanitizers, none of them says a word."""
import hashlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import _messages  # noqa: E402
import campaign  # noqa: E402


class Archive(campaign.Test):
    def test_all(self):
        paths = _messages.paths()
        contents = set()
        for path in paths:
            with open(path, "rb") as file:
                contents.add(hashlib.sha256(file.read()).hexdigest().upper())
        first = self.campaign.run("import", "--acknowledge", *paths)
        self.assertEqual((first.returncode, first.stderr), (0, b""))
        self.assertTrue(first.stdout.decode().startswith("%d new, %d known" % (len(contents), len(paths) - len(contents))))
        kept = {digest for digest, in self.campaign.rows("SELECT hex(digest) FROM message")}
        self.assertEqual(kept, contents, "not a byte of any message is changed")
        self.account(len(contents))
        second = self.campaign.check("import", "--acknowledge", *paths)
        self.assertTrue(second.startswith("0 new, %d known" % len(paths)))
        self.account(len(contents))

    def account(self, count):
        status = self.campaign.status()
        self.assertEqual(status["messages"]["received"], count)
        self.assertTrue(status["messages"]["adds_up"])
        sums = campaign.totals(status)
        self.assertEqual(sum(sums.values()), count)
        self.assertNotIn("could not be read", str(status["messages"]))
        print(sums)
        self.assertIn(" 0 would change", self.campaign.check("reread"))
        self.campaign.check("send")
        self.assertEqual(self.campaign.one("SELECT count(*) FROM outbox WHERE state <> 'sent'"), 0)
        self.assertEqual(len(self.campaign.sent()), self.campaign.one("SELECT count(*) FROM outbox"))
        for arguments in (("digest", "--peek", "--all"), ("export", "csv"), ("export", "csv", "--excel", "--private"),
                          ("show", *map(str, range(1, count + 1))), ("show", "--json", *map(str, range(1, count + 1)))):
            self.campaign.check(*arguments)


campaign.main()
