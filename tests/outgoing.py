"""Is a mail of ours fit to go out? Every test that looks at mail which has gone out, or closes a campaign, has it looked at here:
its header (RFC 5322), its encodings (RFC 2045 to 2047), that both its parts say the same, that it names nobody but its receiver.
"""
import base64
import binascii
import email
import email.header
import email.policy
import email.utils
import html
import quopri
import re

LINE_MOST, LINE_SHOULD, TEXT_MOST = 998, 78, 72
ONCE = ("from", "to", "subject", "date", "message-id", "reply-to", "in-reply-to", "references", "sender", "cc", "mime-version",
        "auto-submitted", "content-type", "content-transfer-encoding", "list-unsubscribe", "list-id")
NEEDED = ("from", "to", "subject", "date", "message-id", "mime-version", "auto-submitted", "content-type")
ID = re.compile(r"<[^<>@\s]+@[^<>@\s]+>")
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
ENCODED_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?\s]*)\?=")
# To whom the campaign writes as to one of its own: there stand other people's affairs.
OWN_PURPOSES = ("staff", "review", "refusal", "digest", "care", "recall")
TWINS_NOT = ("digest", "staff", "review")  # their HTML has tables and charts where the text has lines
THREADED = {"auto-replied": "answers"}


class Unfit(AssertionError):
    pass


def demand(truth, what, *values):
    if not truth:
        raise Unfit(what % values if values else what)


# ---- bytes and header

def fields_of(raw):
    """Returns the header as (name, value as written), and the rest."""
    head, _, body = raw.partition(b"\r\n\r\n")
    fields = []
    for line in head.split(b"\r\n"):
        demand(line, "an empty line is within the header")
        if line[:1] in b" \t":
            demand(fields and line.strip(), "a folded line is empty, or is the first one")
            fields[-1][1] += b"\r\n" + line
        else:
            name, colon, value = line.partition(b":")
            demand(colon and re.fullmatch(rb"[!-9;-~]+", name), "a header line is no field: %r", line)
            fields.append([name.decode().lower(), value])
    return [(name, value) for name, value in fields], body


def check_lines(raw):
    demand(b"\r" not in raw.replace(b"\r\n", b""), "a CR stands alone")
    demand(b"\n" not in raw.replace(b"\r\n", b""), "an LF stands alone")
    demand(b"\0" not in raw, "there is a NUL")
    for line in raw.split(b"\r\n"):
        demand(len(line) <= LINE_MOST, "a line has %d bytes, more than %d (RFC 5322, 2.1.1)", len(line), LINE_MOST)
    demand(raw.endswith(b"\r\n"), "the last line does not end")


def check_encoded_words(name, value):
    for charset, kind, word in ENCODED_WORD.findall(value):
        demand(len("=?%s?%s?%s?=" % (charset, kind, word)) <= 75, "an encoded word in %s is longer than 75 (RFC 2047, 2)", name)
        try:
            data = base64.b64decode(word, validate=True) if kind in "bB" else quopri.decodestring(word.replace("_", " "))
            data.decode(charset)
        except (binascii.Error, UnicodeDecodeError, LookupError) as error:
            raise Unfit("an encoded word in %s cannot be read: %s" % (name, error)) from None
    demand("=?" not in ENCODED_WORD.sub("", value), "half an encoded word stands in %s", name)


def check_header(fields):
    names = [name for name, _ in fields]
    for name in ONCE:
        demand(names.count(name) <= 1, "%s stands there %d times", name, names.count(name))
    for name in NEEDED:
        demand(name in names, "%s is missing", name)
    for name, value in fields:
        plain = value.decode(errors="replace")
        demand(plain.isascii() or (name == "to" and not plain.split("<")[-1].split("@")[0].isascii()),
               "%s has letters beyond ASCII, and needs no SMTPUTF8 (RFC 6532)", name)
        demand(re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", value) is None, "%s has control characters", name)
        demand(value.strip(), "%s is empty", name)
        for number, line in enumerate(value.split(b"\r\n")):
            columns = len(line) + (len(name) + 1 if number == 0 else 0)
            demand(columns <= LINE_SHOULD or b" " not in line.strip(), "a line of %s has %d columns and could be folded", name, columns)
        check_encoded_words(name, plain)


def check_threading(mail):
    own = (mail["Message-ID"] or "").strip()
    demand(ID.fullmatch(own), "the Message-ID is none: %s", own)
    references = ID.findall(str(mail["References"] or ""))
    demand("".join(references) == re.sub(r"\s", "", str(mail["References"] or "")), "References are more than Message-IDs")
    answered = str(mail["In-Reply-To"] or "").strip()
    demand(not answered or ID.fullmatch(answered), "In-Reply-To is not one Message-ID")
    demand(not answered or references[-1:] == [answered], "In-Reply-To is not the last of References (RFC 5322, 3.6.4)")
    demand(own not in references, "the mail refers to itself")
    demand(len(set(references)) == len(references), "References have one twice")


def check_machine(mail, sender):
    submitted = mail["Auto-Submitted"].strip()
    demand(submitted in ("auto-replied", "auto-generated"), "Auto-Submitted is %s", submitted)
    demand(mail["Date"].datetime is not None, "the Date is none")
    for name in ("From", "To", "Reply-To"):
        listed = mail[name].addresses if mail[name] is not None else [None]
        demand(len(listed) == 1, "%s has not one address", name)
        if listed[0] is not None:
            demand(listed[0].username and listed[0].domain, "%s is no address", name)
    demand(not mail.defects, "the header has defects: %s", mail.defects)
    demand(sender is None or sender == "" or "@" in sender, "the envelope sender is no address")


# ---- parts

def check_parts(mail):
    for part in mail.walk():
        demand(not part.defects, "a part has defects: %s", part.defects)
        if part.is_multipart():
            demand(part.get_content_type() != "multipart/alternative" or
                   [inner.get_content_type() for inner in part.iter_parts()][0] == "text/plain",
                   "the plain text does not stand first (RFC 2046, 5.1.4)")
            continue
        encoding = (part["Content-Transfer-Encoding"] or "7bit").lower()
        payload = part.get_payload()
        demand(encoding in ("7bit", "quoted-printable", "base64"), "a part is encoded as %s", encoding)
        demand(payload.isascii(), "a part of %s has bytes that are not ASCII", encoding)
        if encoding == "base64":
            try:
                base64.b64decode(re.sub(r"\s", "", payload), validate=True)
            except binascii.Error as error:
                raise Unfit("a part is no base64: %s" % error) from None
        if encoding == "quoted-printable":
            demand(not re.search(r"=(?![0-9A-F]{2}|\r?\n)", payload), "a part is no quoted-printable")
            demand(max(map(len, payload.splitlines()), default=0) <= 76, "a line of quoted-printable is longer than 76")
        if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment":
            text = part.get_payload(decode=True).decode(part.get_content_charset("us-ascii"))  # raises where it cannot be
            demand("\ufffd" not in text, "a part has a character that could not be read")
            demand("{{" not in text and "}}" not in text, "a mark of a template is left in a part")


def straight(text):
    """Returns text with the marks of quotation and the spaces of plain text."""
    return text.translate({0x201c: '"', 0x201d: '"', 0x2018: "'", 0x2019: "'", 0xa0: " "})


def text_of_html(markup):
    """Returns what a browser shows of a piece of HTML; what ends a line there is a blank here."""
    markup = re.sub(r"<(?:br|/?(?:p|li|h\d|ul|ol|div|section|footer|main|blockquote|tr|td))\b[^>]*>", " ", markup)
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def words_of(text):
    return re.findall(r"[\w@]+", straight(text).lower())


def shown(markup):
    """Returns what a browser shows of HTML, headings apart: (words, headings)."""
    markup = re.sub(r"(?s)<(style|title|head)\b.*?</\1>", " ", markup)
    headings = " ".join(re.findall(r"(?s)<h\d\b.*?</h\d>", markup))
    rest = re.sub(r"(?s)<h\d\b.*?</h\d>", " ", markup)
    return words_of(text_of_html(rest)), words_of(text_of_html(headings))


def check_twins(text, markup):
    """What one part says, the other says, too: apart from headings, and from the numbers and marks of lists."""
    said = [word for word in words_of(text) if not word.isdigit()]
    rest, headings = shown(markup)
    rest = [word for word in rest if not word.isdigit()]
    missing = set(said) - set(rest) - set(headings)
    demand(not missing, "these words stand in the text, and not in the HTML: %s", " ".join(sorted(missing)))
    missing = set(rest) - set(said)
    demand(not missing, "these words stand in the HTML, and not in the text: %s", " ".join(sorted(missing)))
    longer, shorter = max(len(said), len(rest)), min(len(said), len(rest) + len(headings))
    demand(shorter >= longer * 0.9 - 6, "one part has %d words, and the other %d", len(said), len(rest))


def check_html(markup):
    demand(re.search(r'<html lang="[a-zA-Z-]+">', markup), "the HTML does not say its language (WCAG 3.1.1)")
    demand(re.search(r"(?s)<title>\s*\S.*?</title>", markup), "the HTML has no title (WCAG 2.4.2)")
    demand(len(re.findall(r"<h1\b", markup)) == 1, "the HTML has not one heading of level 1")
    levels = [int(level) for level in re.findall(r"<h(\d)\b", markup)]
    demand(all(after - before <= 1 for before, after in zip(levels, levels[1:])), "the HTML leaves out a level of headings")
    demand(not re.search(r"<(script|iframe|form|object|embed)\b|\bon\w+=|javascript:", markup), "the HTML does something")
    demand(not re.search(r'(src|href)="https?:', markup), "the HTML loads, or leads to, something elsewhere")
    for tag in re.findall(r"<img\b[^>]*>", markup):
        demand(re.search(r'\balt="', tag), "a picture has no words (WCAG 1.1.1)")


# ---- whom it speaks of

def check_people(mail, everything, to, ours, others):
    """Only the receiver and the campaign stand in a mail to a person; ours: addresses and domains; others: words of others."""
    allowed = {to.lower()} | {address.lower() for address in ours}
    for address in set(found.lower() for found in ADDRESS.findall(everything)):
        plain = re.sub(r"\+[^@]*@", "@", address).strip(".'")
        demand(plain in allowed or address in allowed or ID.search("<%s>" % address) is None,
               "the address %s stands in a mail to %s", address, to)
    folded = " ".join(straight(everything).split())
    for words in others:
        demand(words not in folded, "words of somebody else stand in a mail to %s: %s", to, words)


def check_invitation(mail, text, purpose):
    demand(re.fullmatch(r"<mailto:[^>]+\?subject=unsubscribe>", str(mail["List-Unsubscribe"])), "List-Unsubscribe is wrong")
    demand(re.fullmatch(r"<[a-z0-9_-]+(\.[a-z0-9-]+)+>", str(mail["List-Id"])), "List-Id is wrong")
    demand("+" in str(mail["Reply-To"]), "Reply-To has no token")
    demand("flowed" not in str(mail.get_body(("plain",))["Content-Type"]), "the text is flowed")


def check(raw, purpose=None, sender=None, to=None, ours=(), others=()):
    """Raises Unfit where the mail should not have gone out. raw: as SMTP carries it, or with LF line ends from a Maildir."""
    if b"\r\n" not in raw:
        raw = raw.replace(b"\n", b"\r\n")
    check_lines(raw)
    fields, _ = fields_of(raw)
    check_header(fields)
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    check_threading(mail)
    check_machine(mail, sender)
    check_parts(mail)
    text, markup = mail.get_body(("plain",)), mail.get_body(("html",))
    demand(text is not None, "there is no plain text")
    words, marked = text.get_content(), markup.get_content() if markup is not None else None
    for line in words.splitlines():
        demand(len(line) <= TEXT_MOST or " " not in line.strip() or purpose in TWINS_NOT, "a line of the text has %d columns: %s",
               len(line), line)
    demand("!" not in (words + str(mail["Subject"])) or purpose in OWN_PURPOSES, "the mail exclaims")
    if marked is not None:
        check_html(marked)
        if purpose not in TWINS_NOT:
            check_twins(words, marked)
    if purpose in ("invitation", "reminder"):
        check_invitation(mail, words, purpose)
    if to is not None and purpose is not None and purpose not in OWN_PURPOSES:
        receiver = email.utils.parseaddr(dict(fields)["to"].decode())[1]
        demand(receiver.lower() == to.lower(), "To is another than the envelope's receiver")
        check_people(mail, words + (marked or "") + "\n".join(str(mail[name] or "") for name in ("To", "Cc", "Subject")), to, ours,
                     others)
