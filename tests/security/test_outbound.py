"""Calls that leave the house (threat T14): whom, where to, for how long, how much.

Nothing here leaves the machine: a resolver of the test says what a name means, and a connector of
the test brings the checked address to a TLS server on the loopback.
"""

import ast
import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from last500.base import limits, outbound
from last500.base.outbound import Network, NotMade, Why, call, is_public
from tests.test_guards import SOURCE, nodes_of, shown, source_files

HOST = "hooks.example.org"
PUBLIC = "93.184.215.14"
INSIDE = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.100.100.200",
    "100.64.0.1",
    "192.0.0.192",
    "192.88.99.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "not an address",
]


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_public_is_known(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5"])
def test_what_is_public_is_let_through(address):
    assert is_public(address)


def test_the_usual_question_would_let_some_through():
    """Positive control: `not is_private` says yes to a provider's metadata service and to NAT64."""

    def usual(address: str) -> bool:
        return not ipaddress.ip_address(address).is_private

    assert usual("100.100.100.200")
    assert usual("64:ff9b::7f00:1")
    assert usual("224.0.0.1")


# The server on the loopback


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test")])
    now = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return str(chain), str(secret)


class Outside(threading.Thread):
    """Answers each connection with what the test says, and keeps what it was asked."""

    def __init__(self, certificate: tuple[str, str], answer: Callable[[ssl.SSLSocket], None]):
        super().__init__(daemon=True)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*certificate)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.answer, self.asked, self.names, self.arrived = answer, [], [], 0
        self.context.sni_callback = lambda line, name, context: self.names.append(name)

    def run(self) -> None:
        while True:
            try:
                plain, _whence = self.door.accept()
            except OSError:
                return
            self.arrived += 1
            try:
                with self.context.wrap_socket(plain, server_side=True) as line:
                    self.asked.append(line.recv(65_536))
                    self.answer(line)
            except OSError:
                pass


@contextmanager
def outside(certificate, answer) -> Iterator[Outside]:
    server = Outside(certificate, answer)
    server.start()
    try:
        yield server
    finally:
        server.door.close()


def says(text: bytes) -> Callable[[ssl.SSLSocket], None]:
    return lambda line: line.sendall(text)


OK = says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: a=b\r\n\r\nok")


class Map:
    """What names mean, and where checked addresses lie; remembers what it was asked."""

    def __init__(self, server: Outside | None, certificate, *addresses: str):
        self.server, self.answers = server, list(addresses) or [PUBLIC]
        self.resolved: list[str] = []
        self.connected: list[str] = []
        trust = ssl.create_default_context(cafile=certificate[0])
        self.network = Network(self.resolve, self.connect, trust)

    def resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        return self.answers

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        self.connected.append(address)
        if self.server is None:
            raise ConnectionRefusedError
        return socket.create_connection(self.server.door.getsockname(), timeout=seconds)


@pytest.fixture(autouse=True)
def _named(settings):
    settings.OUTBOUND_HOSTS = frozenset({HOST, "other.example.org:8443"})


def refused(why: Why, url: str, network: Network, **more) -> None:
    with pytest.raises(NotMade) as said:
        call("POST", url, network=network, **more)
    assert said.value.why == why


def test_a_call_arrives_with_its_name_and_nothing_more(certificate, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with outside(certificate, OK) as server:
        world = Map(server, certificate)
        for _again in range(2):
            answer = call(
                "POST", f"https://{HOST}/hook?x=1", body=b"{}", headers={"X-Signature": "abc"},
                network=world.network,
            )  # fmt: skip
            assert (answer.status, answer.body) == (200, b"ok")
    assert world.connected == [PUBLIC, PUBLIC]
    assert server.names == [HOST, HOST]
    lines = server.asked[1].decode().lower().split("\r\n")
    assert lines[0] == "post /hook?x=1 http/1.1"
    assert {line.partition(":")[0] for line in lines[1:] if ":" in line} == {
        "host", "x-signature", "content-length", "connection",
    }  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        f"http://{HOST}/",
        f"ftp://{HOST}/",
        f"//{HOST}/",
        f"https://user@{HOST}/",
        f"https://u:w@{HOST}/",
        f"https://{HOST}:99999/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://localhost/",
        f"https://{HOST}\\@evil.example/",
        f"https://{HOST}/ HTTP/1.1\r\nX: y",
        "https://",
        "file:///etc/passwd",
        "https://é.example.org/",
    ],
)
def test_other_than_https_to_a_named_host_is_no_address(url, certificate, settings):
    """Even where somebody put the odd form of an address into the list of hosts."""
    settings.OUTBOUND_HOSTS |= {"127.0.0.1", "127.1", "2130706433", "0x7f000001", "localhost"}
    world = Map(None, certificate)
    refused(Why.ADDRESS, url, world.network)
    assert world.resolved == []


@pytest.mark.parametrize(
    "url", ["https://evil.example/", f"https://{HOST}:8443/", "https://other.example.org/",
            f"https://{HOST}.evil.example/", f"https://x.{HOST}/"],
)  # fmt: skip
def test_whom_nobody_named_is_not_called(url, certificate):
    world = Map(None, certificate)
    refused(Why.NOT_ALLOWED, url, world.network)
    assert world.resolved == []


@pytest.mark.parametrize("address", INSIDE)
def test_a_named_host_that_leads_inside_is_not_called(address, certificate):
    world = Map(None, certificate, PUBLIC, address)
    refused(Why.INSIDE, f"https://{HOST}/", world.network)
    assert world.connected == []


@pytest.mark.parametrize("odd", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0"])
def test_the_systems_own_reading_of_an_odd_address_is_refused_as_well(odd):
    """The second wall alone: what getaddrinfo makes of these is looked at, not their letters."""
    assert [a for a in outbound.resolve(odd, 443) if is_public(a)] == []


def test_without_the_check_the_call_goes_inside(certificate, monkeypatch):
    """Positive control of the whole way."""
    monkeypatch.setattr(outbound, "is_public", lambda address: True)
    with outside(certificate, OK) as server:
        world = Map(server, certificate, "100.100.100.200")
        assert call("GET", f"https://{HOST}/", network=world.network).status == 200
    assert world.connected == ["100.100.100.200"]


def test_a_name_that_changes_its_meaning_is_resolved_once(certificate):
    """Rebinding: the second look-up would lead inside; there is none."""

    class Rebinding(Map):
        def resolve(self, host, port):
            super().resolve(host, port)
            return [PUBLIC] if len(self.resolved) == 1 else ["127.0.0.1"]

    with outside(certificate, OK) as server:
        world = Rebinding(server, certificate)
        assert call("GET", f"https://{HOST}/", network=world.network).status == 200
        assert (world.resolved, world.connected) == ([HOST], [PUBLIC])
        refused(Why.INSIDE, f"https://{HOST}/", world.network)  # control: the stub does change
    assert world.connected == [PUBLIC]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status, certificate):
    there = f"HTTP/1.1 {status} x\r\nLocation: https://{HOST}/inside\r\nContent-Length: 0\r\n\r\n"
    with outside(certificate, says(there.encode())) as server:
        world = Map(server, certificate)
        answer = call("GET", f"https://{HOST}/", network=world.network)
    assert (answer.status, answer.headers["Location"]) == (status, f"https://{HOST}/inside")
    assert server.arrived == 1


def test_a_stranger_with_another_certificate_is_not_believed(certificate):
    with outside(certificate, OK) as server:
        world = Map(server, certificate)
        refused(Why.FAILED, "https://other.example.org:8443/", world.network)
        untrusting = replace(world.network, trust=ssl.create_default_context())
        refused(Why.FAILED, f"https://{HOST}/", untrusting)
    assert server.asked == []


def in_pieces(piece: bytes, pause: float, count: int) -> Callable[[ssl.SSLSocket], None]:
    def drip(line: ssl.SSLSocket) -> None:
        for _ in range(count):
            line.sendall(piece)
            time.sleep(pause)

    return drip


@pytest.fixture
def half_a_second(monkeypatch):
    monkeypatch.setattr(limits, "OUTBOUND_SECONDS", replace(limits.OUTBOUND_SECONDS, most=0.5))


@pytest.mark.parametrize("piece", [b"HTTP/1.1 200 OK\r\nX: y", b"z"], ids=["head", "a byte"])
def test_an_answer_that_drips_is_cut_in_time(piece, certificate, half_a_second):
    """Each byte comes well before a time-out of the socket; the clock beside it ends the call."""
    with outside(certificate, in_pieces(piece, 0.1, 40)) as server:
        began = time.monotonic()
        refused(Why.TIME, f"https://{HOST}/", Map(server, certificate).network)
    assert time.monotonic() - began < 2


def test_without_the_clock_beside_it_a_drip_goes_on(certificate, half_a_second, monkeypatch):
    """Positive control: the socket's own time-out never sees it."""
    monkeypatch.setattr(outbound, "_cut", lambda line: None)
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n"

    def drip(line: ssl.SSLSocket) -> None:
        line.sendall(head)
        in_pieces(b"z", 0.1, 12)(line)

    with outside(certificate, drip) as server:
        began = time.monotonic()
        refused(Why.TIME, f"https://{HOST}/", Map(server, certificate).network)
    assert time.monotonic() - began > 1


def test_a_body_that_drips_is_no_short_answer(certificate, half_a_second):
    def drip(line: ssl.SSLSocket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")  # no length: the end of the line ends it
        in_pieces(b"z", 0.1, 40)(line)

    with outside(certificate, drip) as server:
        refused(Why.TIME, f"https://{HOST}/", Map(server, certificate).network)


def test_a_look_up_that_hangs_is_left_behind(certificate, half_a_second):
    release = threading.Event()

    class Slow(Map):
        def resolve(self, host, port):
            release.wait(10)
            return [PUBLIC]

    began = time.monotonic()
    refused(Why.TIME, f"https://{HOST}/", Slow(None, certificate).network)
    release.set()
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("size", "fits"), [(limits.OUTBOUND_BYTES.most, True), (limits.OUTBOUND_BYTES.most + 1, False)]
)
@pytest.mark.parametrize("told", [True, False], ids=["length", "no length"])
def test_no_more_than_the_cap_is_read(size, fits, told, certificate):
    length = f"Content-Length: {size}\r\n".encode() if told else b""
    whole = b"HTTP/1.1 200 OK\r\n" + length + b"\r\n" + b"x" * size
    with outside(certificate, says(whole)) as server:
        network = Map(server, certificate).network
        if fits:
            assert len(call("GET", f"https://{HOST}/", network=network).body) == size
        else:
            refused(Why.LARGE, f"https://{HOST}/", network)


def test_what_is_no_http_and_nobody_there_are_told_alike(certificate):
    with outside(certificate, says(b"SSH-2.0-x\r\n")) as server:
        refused(Why.FAILED, f"https://{HOST}/", Map(server, certificate).network)
    refused(Why.FAILED, f"https://{HOST}/", Map(None, certificate).network)


def test_a_header_cannot_smuggle_a_second_one(certificate):
    with outside(certificate, OK) as server:
        network = Map(server, certificate).network
        refused(Why.FAILED, f"https://{HOST}/", network, headers={"X": "y\r\nEvil: z"})


# Nobody else

GATES = {
    SOURCE / "base" / "outbound.py",  # this gate
    SOURCE / "cli" / "serving.py",  # asks our own server on this machine whether it is up
}
WAYS_OUT = (
    "socket", "ssl", "http.client", "urllib.request", "urllib3", "requests", "httpx", "aiohttp",
    "ftplib", "smtplib", "telnetlib", "xmlrpc.client", "asyncio", "pycurl", "websockets",
)  # fmt: skip


def ways_out(tree: list[ast.AST]) -> list[str]:
    """Modules imported here by which a program leaves the machine; e-mail goes through Django."""
    named = []
    for node in tree:
        if isinstance(node, ast.Import):
            named += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            named += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return sorted(
        {name for name in named for way in WAYS_OUT if name == way or name.startswith(f"{way}.")}
    )


def test_nobody_else_opens_a_connection():
    found = {
        shown(path): ways
        for path in source_files(".py")
        if path not in GATES and "tests" not in path.parts and (ways := ways_out(nodes_of(path)))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    ["import socket", "from http import client", "from urllib import request",
     "from urllib.request import urlopen", "import requests.sessions as r"],
)  # fmt: skip
def test_the_guard_sees_such_a_line(line):
    assert ways_out(list(ast.walk(ast.parse(line))))
