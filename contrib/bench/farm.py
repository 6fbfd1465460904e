#!/usr/bin/python3
"""Makes replies to the survey of rules/ofsted-experiences.yaml, as many as wanted, the same for the same seed.

usage: farm.py COUNT FOLDER : FOLDER/00000.eml and so on.

Message number i depends on nothing but the seed and i: a smaller farm is the beginning of a larger one. A third is plain text
with numbered answers, half has HTML as Outlook or Gmail write it (answers above or inside the quoted mail, some with a logo),
the rest are automatic replies and stories.
"""
import base64
import email.header
import email.utils
import os
import random
import re
import sys

SEED = 1
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FIRST_SECS = 1709251200  # 1 March 2024
NAMES = "Anna Peter Maria John Sarah Zoë François Priya Mohammed Olga Siân Emeka Tom Kate Rhys Fiona".split()
WORDS = ("the a of and to in for with on our school teachers parents children inspection inspector lead team day visit report "
         "judgement phonics curriculum reading evidence data governors staff morning afternoon call meeting felt was were had "
         "never always because although after before week month sleep worry support listened fair unfair tired proud good").split()
ANSWERS = {
    "role": ["serving head", "Head of school", "former", "exec head"], "phase": ["Primary", "infant", "secondary", "special"],
    "inspected": ["March 2023", "11/2022", "Feb 2024"], "kind": ["graded", "section 8", "ungraded"],
    "outcome": ["Good", "RI", "Requires Improvement", "outstanding", "Good or RI, depends who you ask"],
    "fair": ["partly", "no", "yes"], "stress_wait": ["4", "5", "3/5"], "stress_visit": ["5", "4", "five"],
    "affected": ["sleep, anxiety", "none of these", "Sleep and family life"], "lasted": ["about 4 months", "a fortnight", "ongoing"],
    "leaving": ["considered", "no", "left"], "complained": ["no", "yes"], "upheld": ["n/a", "in part"],
    "inspections": ["3", "two", "5"], "quote": ["yes", "ask me first", "no"], "contact": ["by email please", "n/a"],
}
STYLE = "".join("p.Mso%s, li.Mso%s {margin:0cm;font-size:11.0pt;font-family:\"Calibri\",sans-serif;mso-fareast-language:EN-US;}\n"
                % (name, name) for name in ("Normal", "Quote", "Title", "Heading", "ListParagraph", "PlainText", "Footer") * 12)
DISCLAIMER = ("This email and any attachments are confidential and intended solely for the use of the individual or entity to "
              "whom they are addressed. If you have received this email in error please notify the sender. ") * 3


def questions():
    """Returns the survey's questions: identifier and words."""
    with open(os.path.join(ROOT, "rules", "ofsted-experiences.yaml"), encoding="utf-8") as file:
        text = file.read()
    return re.findall(r"^  - id: (\w+)\n    ask: \"?(.*?)\"?$", text, re.M)


QUESTIONS = questions()


class Reply:
    def __init__(self, number):
        self.chance = random.Random(SEED * 1000003 + number)
        self.number = number
        self.name = self.chance.choice(NAMES)
        self.answers = [(index, words, self.answer(identifier)) for index, (identifier, words) in enumerate(QUESTIONS, 1)]

    def answer(self, identifier):
        if self.chance.random() < 0.1:
            return ""
        if identifier in ANSWERS:
            return self.chance.choice(ANSWERS[identifier])
        return self.sentences(self.chance.randint(2, 12))

    def sentences(self, count):
        return " ".join(" ".join(self.chance.choices(WORDS, k=self.chance.randint(6, 18))).capitalize() + "."
                        for _ in range(count))

    # ---- bodies

    def attribution(self):
        return "On Mon, 4 Mar 2024 at 08:30, HeadsUp4HTs <survey@headsup.example> wrote:"

    def numbered(self):
        lines = ["%d. %s" % (index, answer) for index, _, answer in self.answers if answer]
        quoted = ["> %d. %s" % (index, words) for index, words, _ in self.answers]
        return "\n".join(["Dear all,", "", *lines, "", "Best wishes", self.name, "", self.attribution(), ">", *quoted, ""])

    def inside(self):
        lines = [self.attribution(), ">"]
        for index, words, answer in self.answers:
            lines += ["> %d. %s" % (index, words), ">"] + ([answer, ""] if answer else [])
        return "\n".join(lines + ["--", self.name, ""])

    def story(self):
        return "\n\n".join(["Hello,", *(self.sentences(6) for _ in range(8)), self.name, ""])

    def outlook(self):
        def paragraph(text):
            return "<p class=MsoNormal><span style='mso-ligatures:none;font-size:11.0pt'>%s<o:p></o:p></span></p>\n" % text

        answers = "".join(paragraph("%d. %s" % (index, answer)) for index, _, answer in self.answers if answer)
        quoted = "".join(paragraph("%d. %s" % (index, words)) for index, words, _ in self.answers)
        return ("<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><style><!--\n%s--></style></head>"
                "<body lang=EN-GB><div class=WordSection1>%s%s<div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
                "<p class=MsoNormal><b>From:</b> HeadsUp4HTs &lt;survey@headsup.example&gt;<br><b>Sent:</b> 04 March 2024 08:30"
                "<br><b>Subject:</b> Your experience of Ofsted: a short survey</p></div>%s</div></body></html>"
                % (STYLE, answers, paragraph(DISCLAIMER), quoted))

    def gmail(self):
        parts = []
        for index, words, answer in self.answers:
            parts.append("<blockquote class=\"gmail_quote\" style=\"margin:0 0 0 .8ex;border-left:1px #ccc solid\"><div>%d. %s"
                         "</div></blockquote>" % (index, words))
            if answer:
                parts.append("<div dir=\"ltr\">%s</div>" % answer)
        return ("<div dir=\"ltr\"><div class=\"gmail_attr\">%s</div>%s<br>--<br>%s</div>"
                % (self.attribution().replace("<", "&lt;").replace(">", "&gt;"), "".join(parts), self.name))

    # ---- the whole

    def headers(self, content_type, extra=""):
        date = email.utils.formatdate(FIRST_SECS + self.number * 61)
        return ("Return-Path: <head%d@school%d.example>\n"
                "Received: from mail.school%d.example ([192.0.2.%d])\n\tby mx.headsup.example with ESMTPS; %s\n"
                "From: %s <head%d@school%d.example>\nTo: HeadsUp4HTs <survey@headsup.example>\n"
                "Subject: Re: Your experience of Ofsted: a short survey\nDate: %s\nMessage-ID: <%d.farm@school%d.example>\n"
                "In-Reply-To: <invite@headsup.example>\n%sMIME-Version: 1.0\nContent-Type: %s\n"
                % (self.number, self.number, self.number, self.number % 250 + 1, date, email.header.Header(self.name, "utf-8").encode(),
                   self.number, self.number, date, self.number, self.number, extra, content_type))

    def plain(self, text, extra=""):
        return (self.headers("text/plain; charset=UTF-8", extra) + "Content-Transfer-Encoding: 8bit\n\n" + text).encode()

    def twins(self, text, html, with_logo):
        def part(kind, words):
            coded = base64.encodebytes(words.encode()).decode()
            return "--=_a\nContent-Type: text/%s; charset=UTF-8\nContent-Transfer-Encoding: base64\n\n%s\n" % (kind, coded)

        both = part("plain", text) + part("html", html) + "--=_a--\n"
        if not with_logo:
            return (self.headers('multipart/alternative; boundary="=_a"') + "\n" + both).encode()
        logo = base64.encodebytes(self.chance.randbytes(self.chance.randint(8000, 40000))).decode()
        return (self.headers('multipart/related; boundary="=_r"') + "\n--=_r\nContent-Type: multipart/alternative; boundary=\"=_a\"\n\n"
                + both + "\n--=_r\nContent-Type: image/png; name=logo.png\nContent-Transfer-Encoding: base64\n"
                "Content-ID: <logo@school>\nContent-Disposition: inline\n\n" + logo + "--=_r--\n").encode()

    def message(self):
        kind = self.chance.random()
        if kind < 0.25:
            return self.plain(self.numbered())
        if kind < 0.40:
            return self.plain(self.inside())
        if kind < 0.45:
            return self.plain(self.story())
        if kind < 0.50:
            return self.plain("I am out of the office until Monday.\n", "Auto-Submitted: auto-replied\n")
        if kind < 0.80:
            return self.twins(self.numbered(), self.outlook(), kind < 0.60)
        return self.twins(self.inside(), self.gmail(), kind < 0.85)


def make(count, folder):
    os.makedirs(folder, exist_ok=True)
    for number in range(count):
        path = os.path.join(folder, "%06d.eml" % number)
        if not os.path.exists(path):
            with open(path, "wb") as file:
                file.write(Reply(number).message())


if __name__ == "__main__":
    make(int(sys.argv[1]), sys.argv[2])
