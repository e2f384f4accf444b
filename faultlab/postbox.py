"""A mail server that keeps nothing but how often it took each letter. Loopback only."""

import contextlib
import re
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator

# A real one writes to its disk before it says that it has the letter.
DELAY_SECONDS = 0.02
MESSAGE_ID = re.compile(rb"^Message-ID: <([0-9a-f-]{36})@", re.M | re.I)


class Postbox(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.taken: Counter[str] = Counter()

    @property
    def port(self) -> int:
        return self.server_address[1]


class Session(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client that only wants to hand over a letter needs."""

    server: Postbox

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            self.say(b"220 postbox")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    self.say(b"354 go on")
                    letter = self.letter()
                    time.sleep(DELAY_SECONDS)
                    self.take(letter)
                    self.say(b"250 taken")
                elif word == b"QUIT":
                    self.say(b"221 bye")
                    return
                else:
                    self.say(b"250 well")

    def letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def take(self, letter: bytes) -> None:
        found = MESSAGE_ID.search(letter)
        if found:
            self.server.taken[found[1].decode()] += 1

    def say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


@contextlib.contextmanager
def postbox() -> Iterator[Postbox]:
    with Postbox() as box:
        threading.Thread(target=box.serve_forever, daemon=True).start()
        try:
            yield box
        finally:
            box.shutdown()
