"""A bad line between a client and a server of this machine."""
import socket
import threading
import time

LATE_SECS = 0.3


class BadLine:
    """Passes bytes between its own port and another one. After so many bytes in one direction (towards the "client" or the
    "server") something happens, once:

      cut      the line is cut                       silent   nothing comes any more
      garbled  a byte is another one                 late     the next byte comes a little later
      at       the function `at` is called first
    """

    def __init__(self, port, after, fault, towards="client", at=None):
        self.target, self.after, self.fault, self.towards, self.at = port, after, fault, towards, at
        self.passed = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.sockets = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.sockets += [client, server]
            threading.Thread(target=self.carry, args=(client, server, "server"), daemon=True).start()
            threading.Thread(target=self.carry, args=(server, client, "client"), daemon=True).start()

    def carry(self, source, sink, towards):
        try:
            while data := source.recv(65536):
                if towards == self.towards:
                    self.pass_on(data, sink)
                else:
                    sink.sendall(data)
        except (OSError, ValueError):
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def pass_on(self, data, sink):
        place, self.passed = self.after - self.passed, self.passed + len(data)
        if not 0 <= place < len(data):
            if place >= 0 or self.fault != "silent":
                sink.sendall(data)
            return
        sink.sendall(data[:place])
        if self.fault == "cut":
            raise ValueError
        if self.fault == "silent":
            return
        if self.fault == "late":
            time.sleep(LATE_SECS)
        if self.fault == "at":
            self.at()
        if self.fault == "garbled":
            data = data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1:]
        sink.sendall(data[place:])

    def close(self):
        self.listener.close()
        for end in self.sockets:
            end.close()
