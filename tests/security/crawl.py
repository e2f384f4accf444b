"""Walks over every address of the access table as several personas, and reads what comes back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.test_access import ROWS, Row, client_for
from tests.undone import undone

# A stranger, the one who asked, a helper, a desk, an officer above.
PERSONAS = ("nobody", "chen", "wang", "lin", "sun")


@dataclass(frozen=True)
class Seen:
    persona: str
    method: str
    address: str
    response: HttpResponse = field(repr=False)

    @property
    def html(self) -> str:
        if "text/html" not in self.response.headers.get("Content-Type", ""):
            return ""
        return self.response.content.decode()

    def __str__(self) -> str:
        return f"{self.method} {self.address} as {self.persona}: {self.response.status_code}"


def addresses(town: SimpleNamespace) -> list[tuple[Row, str]]:
    return [(row, reverse(row.name, args=row.args(town)) + row.query) for row in ROWS]


def ask(client: Client, persona: str, method: str, address: str, **body: str) -> Seen:
    """One request whose effects are undone, so that each persona meets the same town."""
    client.raise_request_exception = False
    filled = {"once": uuid4().hex} | body if method == "post" else {}
    with undone(client):
        return Seen(persona, method, address, getattr(client, method)(address, filled))


def walk(town: SimpleNamespace, personas: tuple[str, ...] = PERSONAS) -> Iterator[Seen]:
    """Each address by its own method, as each persona."""
    for persona in personas:
        client = client_for(town, persona)
        for row, address in addresses(town):
            yield ask(client, persona, row.method, address)


class Page(HTMLParser):
    """What matters of a page: its elements with their attributes, and what stands in scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.code = ""
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._inside = tag if tag in {"script", "style"} else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.code += data.strip()

    def links(self) -> list[str]:
        """Everything on the page that a browser may ask for, by itself or when tapped."""
        names = ("href", "src", "action", "formaction", "poster", "data", "srcset", "hx-get",
                 "hx-post", "xlink:href", "content")  # fmt: skip
        found = []
        for _tag, attributes in self.elements:
            for name in names:
                value = attributes.get(name, "")
                if value and (name != "content" or value.startswith(("http:", "https:", "//"))):
                    found.append(value)
        return found


def inline(page: Page) -> list[str]:
    """Code or style within the page, which the policy would block: a fault, or an attack."""
    found = ["code in the page"] if page.code else []
    for tag, attributes in page.elements:
        if tag == "style" or (tag == "script" and not attributes.get("src")):
            found.append(f"<{tag}>")
        found += [
            f"{tag} {name}" for name in attributes if name.startswith("on") or name == "style"
        ]
        found += [
            f"{tag} {name}=javascript:"
            for name, value in attributes.items()
            if re.sub(r"[\s\0-\x20]", "", value).lower().startswith(("javascript:", "vbscript:"))
        ]
    return found


def foreign(page: Page) -> list[str]:
    """Addresses of other hosts than our own."""
    return [
        link
        for link in page.links()
        if (urlsplit(link).scheme not in {"", "tel", "mailto", "data"} or link.startswith("//"))
        and urlsplit(link).hostname != "testserver"
    ]


def told(seen: Seen) -> list[str]:
    """Every address of ours in an answer, as a person could read it: links, forms, redirects."""
    where = [seen.response.headers.get(name, "") for name in ("Location", "HX-Push-Url", "Link")]
    links = [seen.address, *where, *Page(seen.html).links()]
    return [unquote(link) for link in links if not link.startswith(("tel:", "mailto:"))]
