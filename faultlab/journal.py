"""What the clients believe: each form with its key, and whether it was acknowledged.

`ok` was answered with a redirect, `refused` with an error; `unknown` got no answer, or one that
says to try again: it may have taken effect or not, and is sent again until it is known.
"""

import itertools
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.parse import urlencode
from uuid import uuid4

from django.urls import reverse

from benchmarks.load import Browser
from faultlab.house import SLUG

CSRF = "b" * 32
LONGEST_SECONDS = 400


@dataclass
class Sent:
    """One wish of one client. `mark` is in its text and stays; the key may not (the control)."""

    mark: str
    key: str
    outcome: str = "unknown"
    tries: int = 0


@dataclass
class Journal:
    port: int
    # The control: each try carries a key of its own, as a form without keys would.
    keyless: bool = False
    entries: list[Sent] = field(default_factory=list)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    statuses: Counter[int] = field(default_factory=Counter)
    stop: threading.Event = field(default_factory=threading.Event)

    def one(self, browser: Browser) -> Sent:
        """Place one request, and send it again until the answer is known."""
        sent = Sent(mark=uuid4().hex, key=uuid4().hex)
        self.entries.append(sent)
        deadline = time.monotonic() + 60
        while sent.outcome == "unknown" and time.monotonic() < deadline:
            if sent.tries:
                time.sleep(random.uniform(0.02, 0.1))
                browser.close()
            if sent.tries and self.keyless:
                sent.key = uuid4().hex
            sent.tries += 1
            sent.outcome = self.attempt(browser, sent)
        return sent

    def attempt(self, browser: Browser, sent: Sent) -> str:
        number = next(self.numbers)
        address = reverse("service_requests:place", args=[SLUG])
        form = {
            "csrfmiddlewaretoken": CSRF,
            "once": sent.key,
            "step": "send",
            "text": f"灯坏了 {sent.mark}",
            "category": "public_facility",
            "spot": "stairs",
            "phone": phone_of(sent.mark),
            "consent": "on",
        }
        try:
            browser.move(f"127.{1 + number % 200}.{number // 200 % 250}.9")
            browser.cookies = {"csrftoken": CSRF}
            status, _body, _to = browser.send("POST", address, urlencode(form))
        except (OSError, HTTPException):  # no connection, or the answer broke off
            return "unknown"
        self.statuses[status] += 1
        if status == 303:
            return "ok"
        return "unknown" if status >= 500 else "refused"

    def load(self, clients: int) -> list[threading.Thread]:
        """Clients that place one request after another until `stop` is set."""

        def work() -> None:
            browser = Browser(self.port, "127.0.0.1")
            deadline = time.monotonic() + LONGEST_SECONDS
            while not self.stop.is_set() and time.monotonic() < deadline:
                self.one(browser)

        threads = [threading.Thread(target=work) for _ in range(clients)]
        for thread in threads:
            thread.start()
        return threads

    def end(self, threads: list[threading.Thread]) -> None:
        self.stop.set()
        for thread in threads:
            thread.join()

    @property
    def again(self) -> int:
        """How many had to be sent more than once."""
        return sum(sent.tries > 1 for sent in self.entries)


def phone_of(mark: str) -> str:
    """A number of its own for each wish, from the range that cannot be called."""
    return f"1000{int(mark[:6], 16) % 10_000_000:07d}"


@dataclass(frozen=True)
class Verdict:
    acknowledged: int
    lost: int
    twice: int
    halves: int

    @property
    def whole(self) -> bool:
        return not (self.lost or self.twice or self.halves)

    def __str__(self) -> str:
        return (
            f"{self.acknowledged:,} acknowledged: {self.lost} lost, {self.twice} doubled, "
            f"{self.halves} half done"
        )


def compare(journal: Journal) -> Verdict:
    """Hold the journal against the tables. Half done: without its contact, history or consent."""
    from last500.base.scope import everything
    from last500.service_requests.models import ServiceRequest

    with everything("the lab looks at all"):
        rows = list(
            ServiceRequest.objects.select_related("contact").prefetch_related(
                "events", "contact__consents"
            )
        )
        kept = Counter(row.text.split()[-1] for row in rows)
        halves = sum(
            len(row.events.all()) != 1 or len(row.contact.consents.all()) != 1 for row in rows
        )
    ok = [sent for sent in journal.entries if sent.outcome == "ok"]
    return Verdict(
        acknowledged=len(ok),
        lost=sum(kept[sent.mark] == 0 for sent in ok),
        twice=sum(count - 1 for count in kept.values()),
        halves=halves,
    )
