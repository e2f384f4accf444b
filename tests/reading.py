"""Reads and presses pages as somebody does who has nothing but the page: words, links, buttons.

A link or a button that is not on the page cannot be pressed, and a field that a form does not have
cannot be filled in. What stands in a form is sent along, as a browser sends it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.http import HttpResponse
from django.test import Client

from last500.people.models import Person

BACKEND = "last500.people.backend.CodeBackend"
VOID = {"text", "number", "date", "time", "tel", "email", "search", "password"}


@dataclass(eq=False)
class Form:
    action: str
    method: str = "get"
    kept: dict[str, list[str]] = field(default_factory=dict)  # sent as it stands
    offered: dict[str, set[str]] = field(default_factory=dict)  # what can be chosen
    words: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # of each choice
    files: set[str] = field(default_factory=set)  # asked for; sent as they are
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # words, name, value

    def filled(self, said: dict[str, object]) -> dict[str, object]:
        """What would be sent. Raises LookupError for what the form does not ask or offer."""
        sent: dict[str, object] = dict(self.kept)
        for name, value in said.items():
            if name in self.files:
                sent[name] = value
                continue
            if name not in self.offered and name not in self.kept:
                names = sorted({*self.offered, *self.kept})
                raise LookupError(f"{self.action} does not ask for {name}: {names}")
            values = [str(one) for one in value] if isinstance(value, list) else [str(value)]
            wrong = set(values) - self.offered.get(name, set(values))
            if wrong:
                raise LookupError(f"{name} does not offer {wrong}: {self.offered[name]}")
            sent[name] = values
        return sent


class Page(HTMLParser):
    """One answer: its words, its links and its forms."""

    def __init__(self, answer: HttpResponse, whole: str) -> None:
        super().__init__()
        self.answer, self.status = answer, answer.status_code
        self.whole, self.address = whole, whole.partition("?")[0]
        self.html = answer.content.decode()
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self._open: list[list[str]] = []  # the words of the links and buttons that are open
        self._form: Form | None = None
        self._select = self._area = self._href = ""
        self._button: tuple[str, str, str] | None = None
        self._loose: dict[str, Form] = {}
        self.feed(self.html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def __contains__(self, words: str) -> bool:
        return words in self.text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = said.get("method", "get")
            own = self.whole if method == "post" else self.address  # a GET replaces the question
            self._form = Form(said.get("action") or own, method)
            self.forms.append(self._form)
        elif tag == "a" and "href" in said:
            self._href, self._open = said["href"], [*self._open, []]
        elif tag == "button":
            self._button = (said.get("name", ""), said.get("value", ""), said.get("formaction", ""))
            self._open = [*self._open, []]
        elif self._form is not None:
            self._field(tag, said)

    def _field(self, tag: str, said: dict[str, str]) -> None:
        form, name, value = self._form, said.get("name", ""), said.get("value", "")
        assert form is not None
        if tag == "select":
            self._select = name
            form.offered[name] = set()
        elif tag == "option" and self._select:
            form.offered[self._select].add(value)
            form.words.setdefault(self._select, []).append((value, ""))
            if "selected" in said or self._select not in form.kept:
                form.kept[self._select] = [value]
        elif tag == "textarea":
            self._area = name
            form.kept[name] = [""]
        elif tag == "input" and name and "disabled" not in said:
            self._input(form, name, value, said)

    def _input(self, form: Form, name: str, value: str, said: dict[str, str]) -> None:
        kind = said.get("type", "text")
        if kind in {"radio", "checkbox"}:
            value = said.get("value", "on")
            form.offered.setdefault(name, set()).add(value)
            if "checked" in said:
                form.kept.setdefault(name, []).append(value)
        elif kind == "hidden":
            form.kept.setdefault(name, []).append(value)
        elif kind == "file":
            form.files.add(name)
        elif kind in VOID:
            form.kept[name] = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""
        elif tag == "a" and self._href:
            self.links.append((" ".join(" ".join(self._open.pop()).split()), self._href))
            self._href = ""
        elif tag == "button" and self._button is not None:
            words = " ".join(" ".join(self._open.pop()).split())
            if self._form is not None:
                self._form.buttons.append((words, *self._button[:2]))
            self._button = None

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form.kept[self._area] = [(self._form.kept[self._area][0] + data).lstrip("\n")]
            return
        if self._select and self._form is not None and self._form.words.get(self._select):
            value, words = self._form.words[self._select][-1]
            self._form.words[self._select][-1] = (value, (words + data).strip())
        self.words.append(data)
        for words in self._open:
            words.append(data)

    def offered(self, name: str) -> set[str]:
        """What can be chosen under this name in any form of the page."""
        return set().union(*(form.offered.get(name, set()) for form in self.forms))

    def options(self, name: str) -> list[tuple[str, str]]:
        """What can be chosen in a list of this name, with its words."""
        return [pair for form in self.forms for pair in form.words.get(name, [])]

    def buttons(self) -> Iterator[tuple[str, str, str, Form]]:
        for form in self.forms:
            for words, name, value in form.buttons:
                yield words, name, value, form


class Reader:
    """Somebody by name, signed in, before the page they have just opened."""

    def __init__(self, person: Person | None) -> None:
        self.client = Client()
        if person is not None:
            self.client.force_login(person, backend=BACKEND)
        self.page: Page | None = None

    def sees(self, *words: str) -> "Reader":
        assert self.page is not None
        missing = [one for one in words if one not in self.page.text]
        assert not missing, f"{self.page.address} does not say {missing}: {self.page.text}"
        return self

    def sees_not(self, *words: str) -> "Reader":
        assert self.page is not None
        found = [one for one in words if one in self.page.html]
        assert not found, f"{self.page.address} says {found}"
        return self

    def open(self, address: str, status: int = 200) -> "Reader":
        answer = self.client.get(address)
        return self._arrive(answer, address, status)

    def _arrive(self, answer: HttpResponse, address: str, status: int) -> "Reader":
        while answer.status_code in {302, 303}:
            address = answer.headers["Location"]
            answer = self.client.get(address)
        self.page = Page(answer, address)
        assert self.page.status == status, f"{address}: {self.page.status} {self.page.text[:1500]}"
        return self

    def follow(self, words: str) -> "Reader":
        """The first link that says this."""
        assert self.page is not None
        for said, href in self.page.links:
            if words in said:
                return self.open(urljoin(self.page.address, href.partition("#")[0]))
        raise LookupError(f"no link says {words}: {self.page.address} {self.page.links}")

    def choice(self, name: str, words: str) -> str:
        """The value of what is offered in these words."""
        assert self.page is not None
        return next(value for value, said in self.page.options(name) if words in said)

    def form_keeping(self, name: str, value: str) -> Form:
        """The form that keeps this, where several stand under one another."""
        assert self.page is not None
        return next(form for form in self.page.forms if form.kept.get(name) == [value])

    def press(
        self,
        words: str,
        said: dict[str, object] | None = None,
        *,
        where: str = "",
        form: Form | None = None,
        status: int = 200,
    ) -> "Reader":
        """The first button that says this, in a form whose address has `where` in it; first the
        form is filled in."""
        assert self.page is not None
        for word, name, value, found in self.page.buttons():
            if words in word and where in found.action and form in {None, found}:
                sent = found.filled(said or {}) | ({name: value} if name else {})
                answer = getattr(self.client, found.method)(found.action, sent)
                return self._arrive(answer, found.action, status)
        every = [(word, form.action) for word, _name, _value, form in self.page.buttons()]
        raise LookupError(f"no button says {words}: {self.page.address} {every} {self.page.text}")
