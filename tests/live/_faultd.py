"""What the servers that misbehave on demand share: three messages, sessions that write down what they hear, and a port to listen on.
Standard library only."""
import os
import re
import socket
import sys
import threading
import time

MESSAGES = [b"Subject: %d\r\n\r\nmessage %d\r\n" % (n, n) for n in (1, 2, 3)]


class Session:
    """A connection; a server's own class has run(), which ends it by returning."""

    def __init__(self, sock, out, fault):
        self.sock, self.out, self.fault = sock, out, fault
        self.input = sock.makefile("rb")

    def say(self, text):
        self.sock.sendall(text if isinstance(text, bytes) else text.encode())

    def flood(self, piece):
        piece = piece * 200
        while True:
            self.say(piece)

    def lines(self):
        """Yields the lines that come, without their ends; each is in OUT/heard first."""
        for line in iter(lambda: self.input.readline(100000), b""):
            with open(os.path.join(self.out, "heard"), "ab") as file:
                file.write(line)
            yield line.decode("latin-1").rstrip("\r\n")


def serve(session):
    try:
        session.run()
    except OSError:
        pass
    finally:
        session.input.close()
        session.sock.close()


def main(new_session, faults):
    """Listens on a free port of 127.0.0.1, prints "PORT N", and serves for ever with new_session(sock, OUT, FAULT). FAULT is a word of
    faults. Each connection adds a line to OUT/connections: the seconds since the first one."""
    out, fault = sys.argv[1:3]
    assert re.search(r"\b%s\b" % re.escape(fault), faults), fault
    os.makedirs(out, exist_ok=True)
    listener = socket.create_server(("127.0.0.1", 0))
    print("PORT", listener.getsockname()[1], flush=True)
    first = None
    while True:
        sock, _ = listener.accept()
        first = first or time.monotonic()
        with open(os.path.join(out, "connections"), "a") as file:
            file.write("%.3f\n" % (time.monotonic() - first))
        threading.Thread(target=serve, args=(new_session(sock, out, fault),), daemon=True).start()
