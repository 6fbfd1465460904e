#!/usr/bin/python3
"""The same answers in many mails: other widths, quote marks, depths, charsets, encodings, HTML for text, quotations without
marks, options in another order, slips in our questions. Whatever a mail program does to a reply, it must be read the same."""
import base64, html, itertools, json, os, quopri, random, subprocess, sys, tempfile, textwrap

HEARBACK = os.environ.get('HEARBACK') or sys.exit('metamorphic: HEARBACK names no program')
ROOT = os.environ.get('ROOT', os.path.join(os.path.dirname(__file__), '..', '..'))
WRONG_MOST = 0  # of the readings
BATCH = 250

# What people wrote, and what it means. None: not answered.
SETS = [
    {'role': ('serving head', 'serving'), 'phase': ('Primary', 'primary'), 'inspected': ('March 2023', '2023-03'),
     'kind': ('Graded', 'graded'), 'outcome': ('RI', 'requires_improvement'), 'fair': ('no', 'no'), 'stress_wait': ('4', 4),
     'stress_visit': ('5', 5), 'affected': ('sleep and anxiety', ['sleep', 'anxiety']), 'lasted': ('about 4 months', 'P4M'),
     'leaving': ('I have thought about it', 'considered'), 'complained': ('Yes', 'yes'), 'upheld': ('in part', 'in_part'),
     'inspections': ('3', 3), 'experience': ('They came on a Tuesday and the boiler was out. Nobody was unkind, but nobody '
     'looked up from the laptop either, and I drove home the long way round.', 'experience'),
     'change': ('Talk to the children before the spreadsheet.', 'change'), 'quote': ('ask me first', 'ask_first')},
    {'role': ('Former headteacher', 'former'), 'phase': ('infant', 'infant'), 'inspected': ('Nov 2019', '2019-11'),
     'outcome': ('Good', 'good'), 'fair': ('yes', 'yes'), 'stress_wait': ('3', 3), 'stress_visit': ('2', 2),
     'affected': ('none of these', ['none']), 'leaving': ('I have left', 'left'), 'complained': ('no', 'no'),
     'inspections': ('six', 6), 'quote': ('Yes', 'yes')},
    {'role': ('executive head', 'executive'), 'phase': ('all-through', 'all_through'), 'inspected': ('06/2024', '2024-06'),
     'kind': ('ungraded', 'ungraded'), 'outcome': ('no overall grade', 'no_grade'), 'fair': ('Partly', 'partly'),
     'stress_wait': ('5', 5), 'stress_visit': ('3', 3), 'affected': ('family life', ['family_life']),
     'lasted': ('still going on', 'ongoing'), 'complained': ('No', 'no'), 'inspections': ('2', 2),
     'experience': ('I sat in the car for a while, that is all I remember of the evening.', 'experience'), 'quote': ('no', 'no')},
]


def questions():
    """The invitation as (introduction, [(id, question, [options or hint])], closing)."""
    ids = ['role', 'phase', 'inspected', 'kind', 'outcome', 'fair', 'stress_wait', 'stress_visit', 'affected', 'lasted', 'leaving',
           'complained', 'upheld', 'inspections', 'experience', 'change', 'quote', 'contact']
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([HEARBACK, 'init', folder + '/c'], check=True, stdout=subprocess.DEVNULL)
        done = subprocess.run([HEARBACK, 'invite', '--campaign', folder + '/c', '--print'], capture_output=True, text=True)
    text = done.stdout if done.returncode == 0 else open(os.path.join(ROOT, 'tests/corpus/ofsted/invitation.txt')).read()
    before, asked, after = [], [], []
    for paragraph in text.strip().split('\n\n'):
        lines = [line.strip() for line in paragraph.split('\n')]
        number, _, rest = lines[0].partition('. ')
        if number.isdigit() and int(number) == len(asked) + 1:
            asked.append((ids[len(asked)], rest, ' '.join(lines[1:])))
        elif asked:
            after.append(' '.join(lines))
        else:
            before.append(' '.join(lines))
    assert len(asked) == len(ids), 'the invitation is not what this test expects'
    return before, asked, after


def shuffled(options, rng):
    if ' / ' not in options:
        return options
    parts = options.strip('()').split(' / ')
    rng.shuffle(parts)
    return '(' + ' / '.join(parts) + ')'


def slip(text, rng):
    """Misspells one longer word."""
    words = text.split(' ')
    long = [i for i, word in enumerate(words) if len(word) >= 6 and word.isalpha()]
    if long:
        i = rng.choice(long)
        at = rng.randrange(1, len(words[i]) - 1)
        words[i] = words[i][:at] + words[i][at + 1:] if rng.random() < .5 else words[i][:at] + words[i][at + 1] + words[i][at] + words[i][at + 2:]
    return ' '.join(words)


def blocks(answers, change, rng):
    """The reply as a list of (ours?, paragraph)."""
    before, asked, after = questions.cache
    out = [(True, paragraph) for paragraph in before]
    for number, (name, ask, options) in enumerate(asked, 1):
        if change == 'slip':
            ask = slip(ask, rng)
        if change == 'options':
            options = shuffled(options, rng)
        label = {'numbers': f'Q{number}: ', 'bare': ''}.get(change, f'{number}. ')
        out.append((True, label + ask + ('\n' + options if options else '')))
        if name in answers:
            out.append((False, answers[name][0]))
    return out + [(True, paragraph) for paragraph in after]


def wrap(text, width):
    return '\n'.join(textwrap.fill(line, width) if width else line for line in text.split('\n'))


def plain(parts, mark, width, gap):
    lines = []
    for ours, text in parts:
        for line in wrap(text, width).split('\n'):
            lines.append(mark + line if ours else line)
        lines.append(mark.rstrip() if ours and gap else '')
    return '\n'.join(lines)


def as_html(parts, style):
    def paragraph(text):
        return '<p>' + '<br>\n'.join(html.escape(line) for line in text.split('\n')) + '</p>'
    if style == 'blockquote':
        pieces = ['<blockquote>' + paragraph(t) + '</blockquote>' if ours else '<div>' + html.escape(t) + '</div>' for ours, t in parts]
    elif style == 'inside':
        pieces = ['<blockquote type="cite">'] + [paragraph(t) for _, t in parts] + ['</blockquote>']
    elif style == 'word':
        pieces = ['<p class="MsoNormal">' + '<br>'.join(html.escape(x) for x in t.split('\n')) + '<o:p></o:p></p>' if ours else
                  f'<p class="MsoNormal"><span style="color:#1F497D">{html.escape(t)}<o:p></o:p></span></p>' for ours, t in parts]
    else:
        pieces = ['<table>']
        for ours, text in parts:
            pieces.append(f'<tr><td>{html.escape(text)}</td>' if ours else f'<td>{html.escape(text)}</td></tr>')
        pieces.append('</table>')
    return '<html><body>' + '\n'.join(pieces) + '</body></html>'


def mail(body, kind, charset, encoding):
    raw = body.encode(charset, 'replace')
    head = f'From: A Head <a.head@school.example>\nTo: survey@headsup.example\nSubject: Re: Your experience of Ofsted: a short survey\n' \
           f'Date: Mon, 4 Nov 2024 21:14:00 +0000\nMessage-ID: <m@school.example>\nMIME-Version: 1.0\n' \
           f'Content-Type: text/{kind}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n'
    if encoding == 'base64':
        raw = base64.encodebytes(raw)
    elif encoding == 'quoted-printable':
        raw = quopri.encodestring(raw)
    return head.encode() + raw


ATTRIBUTION = 'On Fri, 1 Nov 2024 at 09:12, HeadsUp4HTs <survey@headsup.example> wrote:\n\n'
OUTLOOK = 'From: HeadsUp4HTs <survey@headsup.example>\nSent: 01 November 2024 09:12\nTo: A Head <a.head@school.example>\n' \
          'Subject: Your experience of Ofsted: a short survey\n\n'


def cases():
    rng = random.Random(7)
    marks, widths = ['> ', '>', '| ', '>> ', ''], [0, 40, 47, 55, 60, 66, 72, 76, 80, 100]
    codings = [('utf-8', '8bit'), ('utf-8', 'base64'), ('windows-1252', 'quoted-printable'), ('iso-8859-15', '8bit')]
    changes = ['none', 'slip', 'options', 'numbers', 'bare']
    for (n, answers), mark, width, change in itertools.product(enumerate(SETS), marks, widths, changes):
        charset, encoding = rng.choice(codings)
        lead = OUTLOOK if mark == '' else ATTRIBUTION
        for gap in (True, False) if mark else (True,):
            body = lead + plain(blocks(answers, change, rng), mark, width, gap)
            yield f'text set {n} mark {mark!r} width {width} change {change} gap {gap} {charset} {encoding}', answers, \
                mail(body, 'plain', charset, encoding)
    for (n, answers), width, mark, form in itertools.product(enumerate(SETS), widths, marks[:3],
                                                              ['{}. {}', 'Q{}: {}', '{}) {}', '{} - {}', 'question {}: {}']):
        order = [q[0] for q in questions.cache[1]]
        lines = [form.format(order.index(name) + 1, words) for name, (words, _) in answers.items()]
        body = '\n'.join(wrap(line, width) for line in lines) + '\n\n' + ATTRIBUTION + \
            plain([(True, t) for _, t in blocks({}, 'none', rng)], mark, width, True)
        yield f'numbers set {n} form {form!r} mark {mark!r} width {width}', answers, mail(body, 'plain', 'utf-8', '8bit')
    for (n, answers), style, change, (charset, encoding) in itertools.product(enumerate(SETS), ['blockquote', 'inside', 'word', 'table'],
                                                                              changes, codings):
        body = ('' if style == 'table' else '<div>' + html.escape(ATTRIBUTION.strip()) + '</div>') + as_html(blocks(answers, change, rng), style)
        yield f'html set {n} style {style} change {change} {charset} {encoding}', answers, mail(body, 'html', charset, encoding)


def check(batch, folder):
    paths = []
    for i, (_, _, message) in enumerate(batch):
        paths.append(f'{folder}/{i}.eml')
        with open(paths[-1], 'wb') as file:
            file.write(message)
    done = subprocess.run([HEARBACK, 'read', '--json'] + paths, capture_output=True, cwd=folder)
    lines = done.stdout.decode().splitlines()
    if done.returncode != 0 or len(lines) != len(batch):
        sys.exit(f'metamorphic: hearback read ended with {done.returncode}: {done.stderr.decode()[-300:]}')
    wrong = []
    for (name, answers, _), line in zip(batch, lines):
        got = {k: v['value'] for k, v in json.loads(line)['answers'].items() if v['value'] is not None}
        want = {k: (w if v in ('experience', 'change') else v) for k, (w, v) in answers.items()}
        for question in sorted(set(want) | set(got)):
            found = ' '.join(got[question].split()) if isinstance(got.get(question), str) else got.get(question)
            if found != want.get(question):
                wrong.append(f'{name}: {question}: expected {want.get(question)!r}, got {found!r}')
    return wrong


def main():
    questions.cache = questions()
    everything = list(cases())
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for i in range(0, len(everything), BATCH):
            wrong += check(everything[i:i + BATCH], folder)
    for line in wrong[:int(os.environ.get('SHOW', '40'))]:
        print(line)
    print(f'{len(everything)} mails, {len(wrong)} answers read otherwise')
    return 1 if len(wrong) > WRONG_MOST else 0


if __name__ == '__main__':
    sys.exit(main())
