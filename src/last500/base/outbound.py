"""The one way out: a call to a host the operator named, at an address that was looked at.

The name is resolved once, every address it stands for is checked, and the connection goes to the
checked address with the host's name in TLS: a name that means something else a moment later
changes nothing. HTTPS only; no redirect is followed, no proxy of the environment is asked, no
cookie is kept; five seconds and 64 KB in all (base/limits.py). A test holds that nothing else in
the product opens a connection by itself.
"""

import http.client
import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from last500.base import limits

HTTPS_PORT = 443
# Addresses that stand for others: what looks public may lead back into the house.
_STAND_FOR_OTHERS = [
    ip_network(net)
    for net in ("2001::/32", "2002::/16", "64:ff9b::/96", "192.88.99.0/24", "192.0.0.0/24")
]
# All public IPv6 addresses of today lie in here; what is outside is old, special or yet to come.
_PUBLIC_IPV6 = ip_network("2000::/3")
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


class Why(StrEnum):
    """Why a call was not made, or not finished. Safe to log: nothing of the address is in it."""

    ADDRESS = "not an https address of a named host"
    NOT_ALLOWED = "host is not in LAST500_OUTBOUND_HOSTS"
    UNKNOWN = "host has no address"
    INSIDE = "host leads to an address that is not public"
    TIME = "took too long"
    LARGE = "answer is too large"
    FAILED = "connection failed"


class NotMade(Exception):
    """The call did not come to an end; `why` says it in words of ours."""

    def __init__(self, why: Why) -> None:
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name, as the system knows them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), timeout=seconds)


@dataclass(frozen=True)
class Network:
    """What lies outside; a test puts its own in place."""

    resolve: Callable[[str, int], Sequence[str]] = resolve
    connect: Callable[[str, int, float], socket.socket] = connect
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)


def is_public(address: str) -> bool:
    """Whether an address is anybody's and not the house's, the provider's or the machine's own.

    `is_private` alone is the wrong question: 100.64.0.0/10, where providers keep their metadata
    service, is not private, and translated addresses carry any other one inside.
    """
    try:
        known: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(known, IPv6Address):
        if known.ipv4_mapped:
            known = known.ipv4_mapped
        elif known not in _PUBLIC_IPV6:
            return False
    special = any(known in net for net in _STAND_FOR_OTHERS if net.version == known.version)
    return known.is_global and not known.is_multicast and not special


def call(
    method: str,
    url: str,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    network: Network | None = None,
) -> Answer:
    """Make one call. A redirect is an answer like any other. Raises NotMade."""
    ends = time.monotonic() + limits.OUTBOUND_SECONDS.most
    network = network or Network()
    parts, port = _checked(url)
    host = str(parts.hostname)
    line: socket.socket | None = None
    try:
        line = _connected(network, host, port, _addresses(network, host, port, ends), ends)
        return _talk(line, method, parts, body, headers or {}, ends)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        late = isinstance(fault, TimeoutError) or time.monotonic() >= ends
        raise NotMade(Why.TIME if late else Why.FAILED) from None
    finally:
        if line:
            line.close()


def _checked(url: str) -> tuple[SplitResult, int]:
    """The parts of an address that may be called, and its port."""
    try:
        parts = urlsplit(url)
        port = parts.port or HTTPS_PORT
    except ValueError:
        raise NotMade(Why.ADDRESS) from None
    odd = parts.username is not None or parts.password is not None or re.search(r"[\s\\]", url)
    if parts.scheme != "https" or odd or not _HOST.fullmatch(parts.hostname or ""):
        raise NotMade(Why.ADDRESS)
    known = settings.OUTBOUND_HOSTS
    if f"{parts.hostname}:{port}" not in known and (
        port != HTTPS_PORT or parts.hostname not in known
    ):
        raise NotMade(Why.NOT_ALLOWED)
    return parts, port


def _addresses(network: Network, host: str, port: int, ends: float) -> list[str]:
    """The checked addresses. The look-up has no time limit of its own, so it runs aside."""
    found: queue.Queue[Sequence[str] | Exception] = queue.Queue()

    def look_up() -> None:
        try:
            found.put(network.resolve(host, port))
        except Exception as fault:
            found.put(fault)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        addresses = found.get(timeout=max(0.0, ends - time.monotonic()))
    except queue.Empty:
        raise NotMade(Why.TIME) from None
    if isinstance(addresses, Exception) or not addresses:
        raise NotMade(Why.UNKNOWN)
    if not all(is_public(address) for address in addresses):
        raise NotMade(Why.INSIDE)
    return list(addresses)


def _connected(
    network: Network, host: str, port: int, addresses: list[str], ends: float
) -> socket.socket:
    """A TLS connection to the first address that answers. Raises OSError."""
    fault: OSError = OSError("no address")
    for address in addresses:
        try:
            plain = network.connect(address, port, _left(ends))
        except OSError as failed:
            fault = failed
            continue
        try:
            plain.settimeout(_left(ends))
            return network.trust.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise
    raise fault


def _left(ends: float) -> float:
    seconds = ends - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _talk(
    line: socket.socket,
    method: str,
    parts: SplitResult,
    body: bytes,
    headers: Mapping[str, str],
    ends: float,
) -> Answer:
    """Send and read, with a clock beside it: an answer that drips would never time out."""
    clock = threading.Timer(_left(ends), _cut, [line])
    clock.daemon = True
    clock.start()
    try:
        most = limits.OUTBOUND_BYTES.most
        with _sent(line, method, parts, body, headers) as answer:
            read = answer.read(most + 1)
        if len(read) > most:
            raise NotMade(Why.LARGE)
        _left(ends)  # cut off by the clock, it would look like a short answer
        return Answer(answer.status, dict(answer.headers.items()), read)
    finally:
        clock.cancel()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):  # over already
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _sent(
    line: socket.socket, method: str, parts: SplitResult, body: bytes, headers: Mapping[str, str]
) -> http.client.HTTPResponse:
    talk = http.client.HTTPConnection(str(parts.hostname))
    talk.sock, talk.auto_open = line, 0  # only this line, never another one
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    talk.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    talk.putheader("Host", parts.netloc)
    for name, value in {**headers, "Content-Length": str(len(body)), "Connection": "close"}.items():
        talk.putheader(name, value)
    talk.endheaders(body)
    return talk.getresponse()
