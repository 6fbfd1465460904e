#!/usr/bin/python3
"""Answers to our acknowledgement, from several mail programs: what it reads back is quoted, and must not be read as answers."""
import email, email.policy, html, json, os, pathlib, subprocess, sys, tempfile, unittest

HEARBACK = os.environ.get('HEARBACK') or sys.exit('conversation: HEARBACK names no program')
FIRST = """From: Jo Field <jo@field-primary.example>
To: survey@headsup.example
Subject: Re: Your experience of Ofsted: a short survey
Date: Mon, 4 Nov 2024 21:00:00 +0000
Message-ID: <first@field-primary.example>

1. serving
2. primary
3. March 2023
4. graded
5. RI
6. no
11. I have thought about it
12. no
14. 3
15. They came on a Tuesday and the boiler was out.
17. ask me first
"""
HEAD = """From: Jo Field <jo@field-primary.example>
To: survey@headsup.example
Subject: Re: Re: Your experience of Ofsted: a short survey
Date: Tue, 5 Nov 2024 08:00:00 +0000
Message-ID: <second@field-primary.example>
MIME-Version: 1.0
Content-Type: text/%s; charset=utf-8

"""
OUTLOOK = 'From: HeadsUp4HTs <survey@headsup.example>\nSent: 04 November 2024 21:01\nTo: Jo Field <jo@field-primary.example>\n' \
          'Subject: Re: Your experience of Ofsted: a short survey\n\n'
GMAIL = 'On Mon, 4 Nov 2024 at 21:01, HeadsUp4HTs <survey@headsup.example> wrote:\n\n'


def acknowledgement():
    """The acknowledgement of FIRST: its text and HTML."""
    with tempfile.TemporaryDirectory() as folder:
        campaign = folder + '/c'
        subprocess.run([HEARBACK, 'init', campaign], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([HEARBACK, 'deliver', '--campaign', campaign], input=FIRST.encode(), check=True)
        subprocess.run([HEARBACK, 'send', '--campaign', campaign], check=True, stdout=subprocess.DEVNULL)
        sent = [p for p in pathlib.Path(campaign, 'outbox').glob('*/*') if p.is_file()]
        assert len(sent) == 1, sent
        mail = email.message_from_bytes(sent[0].read_bytes(), policy=email.policy.default)
        return mail.get_body(('plain',)).get_content(), mail.get_body(('html',)).get_content()


class Conversation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.text, cls.html = acknowledgement()

    def read(self, body, kind='plain'):
        with tempfile.NamedTemporaryFile(suffix='.eml') as file:
            file.write((HEAD % kind + body).encode())
            file.flush()
            done = subprocess.run([HEARBACK, 'read', '--json', file.name], capture_output=True, check=True)
        reading = json.loads(done.stdout)
        return reading['kind'], {k: v['value'] for k, v in reading['answers'].items()}, reading['unclear']

    def forms(self, words):
        """The words as the answer, in the form of several mail programs."""
        quoted = ''.join('> ' + line + '\n' for line in self.text.splitlines())
        body = self.html[self.html.index('<body'):]
        yield 'gmail', words + '\n\n' + GMAIL + quoted, 'plain'
        yield 'bottom', GMAIL + quoted + '\n' + words + '\n', 'plain'
        yield 'outlook', words + '\n\n' + OUTLOOK + self.text, 'plain'
        yield 'outlook rule', words + '\n\n________________________________\n' + OUTLOOK + self.text, 'plain'
        yield 'original message', words + '\n\n-----Original Message-----\n' + OUTLOOK + self.text, 'plain'
        yield 'no quotation', words, 'plain'
        yield 'gmail html', '<div>' + html.escape(words).replace('\n', '<br>') + '</div><div class="gmail_quote"><div class="gmail_attr">' \
            + html.escape(GMAIL.strip()) + '</div><blockquote class="gmail_quote">' + body + '</blockquote></div>', 'html'
        yield 'apple', '<div>' + html.escape(words).replace('\n', '<br>') + '</div><br><blockquote type="cite"><div>' + \
            html.escape(GMAIL.strip()) + '</div>' + body + '</blockquote>', 'html'
        yield 'outlook html', '<p class="MsoNormal">' + html.escape(words).replace('\n', '<br>') + '</p><div style="border-top:solid #E1E1E1 1pt">' \
            '<p class="MsoNormal">' + '<br>'.join('<b>%s:</b>%s' % tuple(html.escape(line).split(':', 1)) for line in
                                                 OUTLOOK.strip().splitlines()) + '</p></div>' + body, 'html'

    def expect(self, words, kind, answers, unclear=()):
        for name, body, form in self.forms(words):
            with self.subTest(form=name, words=words):
                self.assertEqual(self.read(body, form), (kind, answers, list(unclear)))

    def test_a_number(self):
        self.expect('5: Good', 'reply', {'outcome': 'good'})

    def test_several(self):
        self.expect('5. Good\n14. 4', 'reply', {'outcome': 'good', 'inspections': 4})

    def test_a_sentence(self):
        self.expect('Sorry, question 5 should be Good. Everything else is right.', 'reply', {'outcome': 'good'})

    def test_nothing_to_correct(self):
        self.expect('All correct, thank you', 'reply', {})

    def test_withdrawal(self):
        self.expect('withdraw', 'withdraw', {})


if __name__ == '__main__':
    unittest.main()
