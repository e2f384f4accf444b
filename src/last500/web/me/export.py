"""Everything that is kept about one person, for themself (PIPL 45): made from the declarations.

A new personal field is in it as soon as its model declares it. Of a row that is about the person
all of it is given, but for keys and hashes; of a row in which they only had a hand, that hand.
Whoever else is named in a row is left out.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.db import models
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.privacy import Privacy
from last500.base.scope import everything as whole
from last500.people.models import Person
from last500.people.queries import myself
from last500.people.rules import NOTICE_VERSION
from last500.places.models import Place
from last500.service_requests import photos
from last500.service_requests.models import Photo, ServiceRequest
from last500.web.inventory import owner_path, personal_models

SELF = "self"
SECRET = "kept, not written out"

Rows = dict[str, list[dict[str, Any]]]


def everything(actor: Actor) -> dict[str, Any]:
    """Plain values only: `data` maps the name of a table to rows of field → value."""
    person = myself(actor)
    with whole("a person asks for all that is kept about them"):
        data = {
            model._meta.label: rows
            for model, said in personal_models()
            if (rows := _rows(model, said, person))
        }
    return {"made_at": _plain(clock.now()), "notice": NOTICE_VERSION, "data": data}


def _rows(model: type[models.Model], said: Privacy, person: Person) -> list[dict[str, Any]]:
    found: dict[Any, dict[str, Any]] = {}
    paths = {name: owner_path(model, said, name) for name in said.fields}
    for path in sorted({path for path in paths.values() if path}):
        mine = [name for name, owner in paths.items() if owner == path]
        whole_row = path == said.whose
        rows = model._base_manager.filter(**{path: person.pk}).order_by("pk")
        for row in rows.select_related(*_others(model)):
            told = found.setdefault(row.pk, {})
            for column in _columns(model, mine, whole_row=whole_row):
                _tell(told, row, column, said, person)
    return list(found.values())


def _others(model: type[models.Model]) -> list[str]:
    """Keys whose rows are named in words."""
    keys = (c for c in model._meta.concrete_fields if isinstance(c, models.ForeignKey))
    return [key.name for key in keys if key.related_model in {Place, ServiceRequest}]


def _columns(
    model: type[models.Model], mine: list[str], *, whole_row: bool
) -> Iterator["models.Field[Any, Any]"]:
    """The fields that are the person's, then the times; of their own rows all that says a thing."""
    for column in model._meta.concrete_fields:
        dated = isinstance(column, models.DateTimeField | models.DateField)
        if column.name in mine or dated or (whole_row and not _says_nothing(column)):
            yield column


def _says_nothing(column: "models.Field[Any, Any]") -> bool:
    """Keys of rows, and what is only random or a hash."""
    hashes = column.name.endswith(("_index", "_hash", "_salt", "_key"))
    return hashes or isinstance(column, models.UUIDField | models.AutoField)


def _tell(
    told: dict[str, Any], row: Any, column: "models.Field[Any, Any]", said: Privacy, person: Person
) -> None:
    name = column.name
    one = said.fields.get(name)
    if one and one.secret:
        told[name] = SECRET if getattr(row, name) else ""
    elif isinstance(column, models.ForeignKey):
        if column.related_model is not Person:
            told[name] = _named(getattr(row, name))
        elif getattr(row, column.attname) == person.pk:
            told[name] = SELF
    else:
        told[name] = _plain(getattr(row, name))


def _named(other: Any) -> Any:
    if isinstance(other, Place):
        return other.name
    if isinstance(other, ServiceRequest):
        return str(other)
    return str(other.pk) if other is not None else None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.local(value).isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date | time) else value


def archive(actor: Actor) -> bytes:
    """A ZIP: data.json for machines, my-data.html for reading, the photos."""
    said = everything(actor)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bag:
        bag.writestr(_member("data.json"), json.dumps(said, ensure_ascii=False, indent=2))
        bag.writestr(_member("my-data.html"), _readable(said))
        for path in _photos(actor):
            bag.writestr(_member(f"photos/{path.name}"), path.read_bytes(), zipfile.ZIP_STORED)
    return packed.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    """A file of the archive, dated by our own clock and not by the machine's."""
    member = zipfile.ZipInfo(name, clock.local(clock.now()).timetuple()[:6])
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _photos(actor: Actor) -> Iterator[Path]:
    rows = Photo.objects.filter(request__requester=actor.person).order_by("added_at")
    return (path for row in rows if (path := photos.path_of(row)).is_file())


def _readable(said: dict[str, Any]) -> str:
    words = {model._meta.label: (model, kept) for model, kept in personal_models()}
    groups = []
    for label, rows in said["data"].items():
        _model, kept = words[label]
        names = {name: _(one.word) for name, one in kept.fields.items() if one.word}
        groups.append((_(kept.what) or label, [_shown(row, names) for row in rows]))
    return render_to_string("web/me/export.html", {"groups": groups, "said": said})


def _shown(row: dict[str, Any], names: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (names.get(name, name), _as_text(value))
        for name, value in row.items()
        if value not in (None, "", [], {})
    ]


def _as_text(value: Any) -> str:
    if value == SELF:
        return _("你自己")
    if value == SECRET:
        return _("存着，不写出来")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
