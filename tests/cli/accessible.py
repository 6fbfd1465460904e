#!/usr/bin/python3
"""The pages that hearback writes, in a real browser: axe-core finds nothing wrong with them, and they fit a phone.

Needs node, a Chromium, and the npm packages axe-core and puppeteer-core where node finds them (NODE_PATH, or a node_modules in or
above the folder of the tests); where one of them is missing, the test is skipped and says which.
"""
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import campaign  # noqa: E402

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
REPLY = "1: serving head\n2: primary\n3: March 2023\n5: Good\n14: 3\n15: They came on a Tuesday and it rained.\n16: A date.\n17: yes\n"
PATIENCE_SECS = 240


def missing():
    """Returns the browser, and what there is not (None: all is there)."""
    browser = next((shutil.which(name) for name in BROWSERS if shutil.which(name)), None)
    if browser is None or shutil.which("node") is None:
        return browser, "node" if browser else "Chromium"
    for package in ("axe-core", "puppeteer-core"):
        look = subprocess.run(["node", "-e", "require.resolve('%s')" % package], cwd=HERE, capture_output=True)
        if look.returncode:
            return browser, "the npm package " + package
    return browser, None


class Accessible(campaign.Test):
    def test_pages(self):
        browser, what = missing()
        if what is not None:
            self.skipTest("not tried: there is no %s here" % what)
        files = []
        for replies in (0, 1, 12):
            for number in range(replies):
                self.campaign.check("deliver", input=campaign.mail(number + 1, REPLY))
            self.campaign.check("quote", "propose")
            for number in range(1, 2 * replies + 1):
                self.campaign.run("quote", "approve", str(number))
            page = os.path.join(self.campaign.base, "page%d" % replies)
            report = os.path.join(self.campaign.base, "report%d.html" % replies)
            self.campaign.check("publish", page)
            self.campaign.check("report", "--html", report)
            files += [os.path.join(page, "index.html"), report]
        done = subprocess.run(["node", os.path.join(HERE, "axe.js"), browser, *files], capture_output=True, text=True,
                              timeout=PATIENCE_SECS)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)


campaign.main()
