"""A line between the product and PostgreSQL that can be cut at a chosen word of the protocol.

It listens on loopback and speaks to the server's Unix socket. Frontend messages are read whole (one
byte of type, four of length), so that COMMIT is seen where it stands and not by chance.
"""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

COMMIT = b"COMMIT"


class Cut(StrEnum):
    BEFORE_COMMIT = "before COMMIT"
    AFTER_COMMIT = "after COMMIT, before its answer"
    MID_ROW = "in the middle of an answer"


class Gone(Exception):
    """The line is cut, or one side has hung up."""


class Proxy:
    def __init__(self, server: Path) -> None:
        self.server = server
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        # Set by the client just before it sends; the first line that comes to it takes it.
        self.armed: Cut | None = None
        self.cuts = 0
        self.lock = threading.Lock()

    def take(self, *wanted: Cut) -> Cut | None:
        with self.lock:
            if self.armed in wanted:
                cut, self.armed = self.armed, None
                self.cuts += 1
                return cut
        return None

    def serve(self) -> None:
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=(client,), daemon=True).start()

    def carry(self, client: socket.socket) -> None:
        upstream = socket.socket(socket.AF_UNIX)
        upstream.connect(str(self.server))
        with client, upstream, contextlib.suppress(Gone, OSError):
            upstream.sendall(greeting(client))
            self.until_ready(client, upstream)
            while True:
                message = read(client)
                if message[:1] == b"X":
                    upstream.sendall(message)
                    raise Gone
                self.one(message, client, upstream)

    def one(self, message: bytes, client: socket.socket, upstream: socket.socket) -> None:
        """Carry one message there and its answer back, or cut."""
        commits = message[:1] == b"Q" and message[5:].startswith(COMMIT)
        if commits and self.take(Cut.BEFORE_COMMIT):
            raise Gone
        upstream.sendall(message)
        if message[:1] not in b"QS":  # extended protocol: the answer comes after Sync
            return
        if commits and self.take(Cut.AFTER_COMMIT):
            while read(upstream)[:1] != b"Z":
                pass
            raise Gone
        self.until_ready(client, upstream)

    def until_ready(self, client: socket.socket, upstream: socket.socket) -> None:
        while True:
            answer = read(upstream)
            if answer[:1] == b"D" and self.take(Cut.MID_ROW):
                client.sendall(answer[: len(answer) // 2])
                raise Gone
            client.sendall(answer)
            if answer[:1] == b"R" and struct.unpack("!i", answer[5:9])[0] != 0:
                raise Gone  # a password is asked for: not in this lab
            if answer[:1] == b"Z":
                return


# Requests for TLS and for GSSAPI come before the greeting; this line has neither.
ENCRYPTION = {80877103, 80877104}


def greeting(client: socket.socket) -> bytes:
    first = read(client, startup=True)
    while struct.unpack("!i", first[4:8])[0] in ENCRYPTION:
        client.sendall(b"N")
        first = read(client, startup=True)
    return first


def read(line: socket.socket, startup: bool = False) -> bytes:
    head = exactly(line, 4 if startup else 5)
    return head + exactly(line, struct.unpack("!i", head[-4:])[0] - 4)


def exactly(line: socket.socket, length: int) -> bytes:
    got = b""
    while len(got) < length:
        part = line.recv(length - len(got))
        if not part:
            raise Gone
        got += part
    return got


@contextlib.contextmanager
def proxy(server: Path) -> Iterator[Proxy]:
    line = Proxy(server)
    threading.Thread(target=line.serve, daemon=True).start()
    try:
        yield line
    finally:
        line.listener.close()
