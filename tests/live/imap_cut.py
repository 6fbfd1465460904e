#!/usr/bin/python3
"""A bad line to the mail server: cut, garbled or silent after every so many bytes. Each time the next fetch over a good line brings
exactly what is missing, and nothing twice.
"""
import os
import socket
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import campaign  # noqa: E402
import mailbox  # noqa: E402
from mailbox import message  # noqa: E402

STEP, SILENT_STEP, MESSAGES = 233, 700, 3


class BadLine:
    """Passes bytes between its own port and another one; after so many bytes from the server something happens."""

    def __init__(self, port, after, fault):
        self.target, self.after, self.fault = port, after, fault
        self.passed = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.sockets = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            self.sockets += [client, server]
            threading.Thread(target=self.carry, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self.carry, args=(server, client, True), daemon=True).start()

    def carry(self, source, sink, is_from_server):
        try:
            while data := source.recv(65536):
                sink.sendall(self.spoil(data) if is_from_server else data)
        except (OSError, ValueError):
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def spoil(self, data):
        place, self.passed = self.after - self.passed, self.passed + len(data)
        if not 0 <= place < len(data):
            return data if place >= 0 or self.fault != "silent" else b""
        if self.fault == "cut":
            raise ValueError
        if self.fault == "silent":
            return data[:place]
        return data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1:]

    def close(self):
        self.listener.close()
        for end in self.sockets:
            end.close()


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
