"""What the models say of the personal data they hold, gathered for readers: the page, the export,
docs/privacy.md. Nothing is said here that a model does not say itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from last500.base.erasing import Stays, declared
from last500.base.privacy import (
    BASIS_WORDS,
    KIND_WORDS,
    NOBODY,
    Kind,
    Personal,
    Privacy,
    keep_words,
)
from last500.people.models import Person


@dataclass(frozen=True)
class Line:
    name: str
    word: str
    kind: Kind
    kind_word: str
    purpose: str
    keep: str
    basis: str


@dataclass(frozen=True)
class Group:
    """One table: what it holds of people, who sees it, and a line for each field."""

    label: str
    what: str
    seen_by: str
    lines: tuple[Line, ...]

    @property
    def sensitive(self) -> bool:
        return any(line.kind == Kind.SENSITIVE for line in self.lines)

    @property
    def keeps(self) -> list[str]:
        return list(dict.fromkeys(line.keep for line in self.lines))


def personal_models() -> Iterator[tuple[type[models.Model], Privacy]]:
    """Our models that hold personal data; those nearest to the reader first."""
    for model in apps.get_models():
        said = model.__dict__.get("privacy")
        if isinstance(said, Privacy) and said.fields:
            yield model, said


def inventory() -> list[Group]:
    return [
        Group(
            model._meta.label,
            _(said.what) or model._meta.label,
            _(said.seen_by),
            tuple(_line(name, one) for name, one in said.fields.items()),
        )
        for model, said in personal_models()
    ]


def _line(name: str, one: Personal) -> Line:
    return Line(
        name,
        _(one.word) if one.word else name,
        one.kind,
        _(KIND_WORDS[one.kind]),
        _(one.purpose),
        keep_words(one.keep),
        _(BASIS_WORDS.get(one.basis, one.basis)),
    )


def what_stays() -> list[Stays]:
    return [Stays(_(line.what), _(line.why)) for line in declared("STAYS")]


def owner_path(model: type[models.Model], said: Privacy, name: str) -> str:
    """The path from a row to the person whose field this is; empty when no account reaches it.

    A key to a person belongs to that person, whoever the row is about.
    """
    own = said.fields[name].whose
    column = model._meta.get_field(name)
    if not own and isinstance(column, models.ForeignKey) and column.related_model is Person:
        return name
    path = own or said.whose
    return "" if path == NOBODY else path
