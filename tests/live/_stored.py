"""What is stored of messages, for comparing: their bytes, and what they are called whichever way they came."""
import collections
import ctypes
import hashlib
import re

TRACE = re.compile(rb"(received|return-path|delivered-to|x-original-to|bcc|content-length):", re.I)  # come and go on the way
zstd = ctypes.CDLL("libzstd.so.1")
zstd.ZSTD_getFrameContentSize.restype = ctypes.c_ulonglong
zstd.ZSTD_decompress.restype = ctypes.c_size_t


def unpack(data):
    size = zstd.ZSTD_getFrameContentSize(data, ctypes.c_size_t(len(data)))
    into = ctypes.create_string_buffer(max(size, 1))
    if zstd.ZSTD_decompress(into, ctypes.c_size_t(size), data, ctypes.c_size_t(len(data))) != size:
        raise AssertionError("a message cannot be unpacked")
    return into.raw[:size]


def identity(data):
    """Returns a digest of a message that is the same at each door: without what mail servers put on top, with one kind of line
    ends, and with NUL as IMAP servers give it."""
    head, gap, body = data.replace(b"\r\n", b"\n").replace(b"\0", b"\x80").partition(b"\n\n")
    fields = re.split(rb"\n(?![ \t])", head)
    kept = b"\n".join(field for field in fields if not TRACE.match(field))
    return hashlib.sha256(kept + gap + body.rstrip(b"\n")).hexdigest()


def raw(box):
    """Returns {id: bytes} of all messages of a campaign, as they were kept."""
    found = collections.defaultdict(bytes)
    for message, packed, data in box.rows("SELECT message, packed, bytes FROM raw ORDER BY message, piece"):
        found[message] += unpack(data) if packed else data
    return found
