"""Columns: what a form may change, and who is shown which (ASVS 5.0, 8.2.3, 15.3.1, 15.3.3)."""

from collections import Counter
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import models
from django.http import HttpResponse
from django.test import Client

from last500.base import clock
from last500.people.actions import phone_index
from last500.people.forms import CorrectForm
from last500.people.models import Contact, Person
from last500.reportin.tests.test_pages import FILLED
from last500.service_requests.models import ServiceRequest
from last500.service_requests.tests.test_spine_pages import WHAT, WHERE
from last500.web.me import rights as page_of_rights
from tests.cast import Cast
from tests.security.crawl import Page, addresses, ask
from tests.test_access import BACKEND, client_for, town  # noqa: F401
from tests.undone import undone

pytestmark = [pytest.mark.django_db, pytest.mark.whole]
OWN = [model for model in apps.get_models() if model.__module__.startswith("last500.")]
INPUTS = {"input", "select", "textarea"}
LATE = "2001-01-01T00:00:00Z"

# ---- what a form may change: every column's name is sent along ----------------------------------


def worth(column: models.Field, cast: Cast) -> list[str]:
    """Values that this column would take."""
    if isinstance(column, models.ForeignKey | models.OneToOneField):
        row = column.related_model._base_manager.exclude(pk=cast.hua.pk if column.related_model is
                                                         Person else None).last()  # fmt: skip
        return [str(row.pk)] if row else []
    if column.choices:
        said = [str(value) for value, _word in column.flatchoices]
        return [said[0], said[-1]]
    if isinstance(column, models.BooleanField):
        return ["true", ""]
    if isinstance(column, models.DateField):
        return [LATE if isinstance(column, models.DateTimeField) else LATE[:10]]
    if isinstance(column, models.UUIDField):
        return [str(uuid4())]
    return ["3"] if isinstance(column, models.IntegerField) else ["塞进来的"]


@pytest.fixture(autouse=True)
def room_for_every_column(settings):
    """The limit on the number of fields of a form is held elsewhere; here all of them are sent."""
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000


def stuffing(cast: Cast, leave: set[str]) -> Iterator[dict[str, str]]:
    """Forms' worth of every column of every model, but for what the form asks for itself."""
    values: dict[str, list[str]] = {}
    for model in OWN:
        for column in model._meta.concrete_fields:
            for name in {column.name, column.attname} - leave:
                known = values.setdefault(name, [])
                known += [one for one in worth(column, cast) if one not in known]
    values = {name: known for name, known in values.items() if known}
    for turn in range(max(map(len, values.values()))):
        yield {name: known[turn % len(known)] for name, known in values.items()}


Table = dict[str, Counter]  # column -> how often each value stands in it


def book() -> dict[str, tuple[list[dict[str, str]], Table]]:
    """Every row of every table, opened, and the columns counted by themselves."""
    read = {}
    for model in OWN:
        names = [column.attname for column in model._meta.concrete_fields]
        rows = [{name: repr(getattr(row, name)) for name in names}
                for row in model._base_manager.all()]  # fmt: skip
        read[model._meta.label] = rows, {n: Counter(row[n] for row in rows) for n in names}
    return read


def after(client: Client, address: str, form: dict) -> dict:
    """The whole book after one form, which is then undone."""
    with undone():
        assert client.post(address, form).status_code == 303, address
        return book()


def differences(first: dict, second: dict, sent: dict[str, str], chance: set) -> list[str]:
    """Columns that differ; of those that differ by chance, any that hold what was sent along."""
    found = []
    for label, (rows, counted) in first.items():
        firm = [name for name in counted if (label, name) not in chance]
        other_rows, other_counted = second[label]
        one, two = (
            Counter(tuple(row[name] for name in firm) for row in side)
            for side in (rows, other_rows)
        )
        if one != two:
            found += [f"{label}.{name}" for name in firm if counted[name] != other_counted[name]]
            found += [] if found else [label]
        for name in set(counted) - set(firm):
            more = other_counted[name] - counted[name]
            along = sent.get(name, "")
            if len(along) > 1:  # a word, a day or a long key: no figure that stands in others
                found += [f"{label}.{name}" for value in more if along in value]
    return found


def asked_for(page: HttpResponse) -> set[str]:
    elements = Page(page.content.decode()).elements
    return {said.get("name", "") for tag, said in elements if tag in INPUTS}


def taken_along(cast: Cast, who: str, address: str, form: dict) -> list[str]:
    """Columns that a form changes although it does not ask for them."""
    client, now = Client(), clock.now()
    client.force_login(cast.people[who], backend=BACKEND)
    with clock.at(now):
        shown = asked_for(client.get(address))
        if "step" in form:  # several pages, one form
            shown |= asked_for(client.post(address, form | {"step": "next"}))
        once = {"once": uuid4().hex}
        plain, again = (after(client, address, form | once) for _time in range(2))
        chance = {
            (label, name)
            for label, (_rows, counted) in plain.items()
            for name, values in counted.items()
            if values != again[label][1][name]
        } | {("base.OnceKey", "body_hash")}
        found = []
        for more in stuffing(cast, {*shown, *form}):
            stuffed = after(client, address, more | form | once)
            found += differences(plain, stuffed, more, chance)
        return sorted(set(found))


FORMS: dict[str, Callable[[Cast], tuple[str, str, dict]]] = {
    "place a request": lambda cast: (
        "chen", "/c/furongyuan/request/",
        WHAT | WHERE | {"step": "send", "name": "", "door": "", "email": "", "building": ""},
    ),
    "correct one's data": lambda cast: (
        "chen", "/me/data/change/", {"name": "陈桂英", "called": "陈阿姨", "email": ""},
    ),
    "report in": lambda cast: (
        "hua", "/c/furongyuan/report-in/",
        {name: value for name, value in FILLED.items() if name != "once"},
    ),
    "edit a compound": lambda cast: (
        "he", f"/organise/{cast.a.pk}/edit/",
        {"name": "芙蓉苑", "kind": "old", "households": "320", "hours": "晚上"},
    ),
    "give an office": lambda cast: (
        "he", f"/organise/{cast.a.pk}/office/",
        {"kind": "secretary", "phone": "10000000099", "name": "新人"},
    ),
}  # fmt: skip


ONE_ENGINE = pytest.mark.one_engine(
    "Which columns a form may fill in is said by forms and actions; the second wall of PostgreSQL"
    " refuses more at most."
)


@ONE_ENGINE
@pytest.mark.parametrize("name", FORMS)
def test_a_form_changes_what_it_asks_for_and_no_other_column(name, cast):
    cast.placed(by="hua")
    assert taken_along(cast, *FORMS[name](cast)) == []


@ONE_ENGINE
def test_control_a_form_that_takes_everything_is_caught(cast, monkeypatch):
    class Careless(CorrectForm):
        def clean(self) -> dict:
            return super().clean() | {name: self.data[name] for name in ("notice", "is_active")
                                      if name in self.data}  # fmt: skip

    def correct(actor, **filled: str) -> None:
        row = Person.objects.get(pk=actor.person)
        for name, value in filled.items():
            setattr(row, name, value == "true" if name == "is_active" else value)
        row.save()

    monkeypatch.setattr(page_of_rights, "CorrectForm", Careless)
    monkeypatch.setattr(page_of_rights.rights, "correct", correct)
    got = taken_along(cast, *FORMS["correct one's data"](cast))
    assert got == ["people.Person.is_active", "people.Person.notice"]


# ---- who is shown which column ------------------------------------------------------------------

READERS = ("hua", "li", "wang", "chen", "lin", "he", "tang")
SECRETS = {
    "phone": "10000077001",
    "name": "金丝雀",
    "door": "九单元909",
    "email": "canary@example.org",
    "text": "只写给值守的话",
}
# Of one accepted request of Chen's: Wang holds it, Lin's desk has it, He serves above her. A desk
# opens phone, name and door one by one, with a reason (test_handling.py); Chen's own page masks
# number and e-mail, which is for the outbox alone.
SHOWN = {
    "phone": {"wang"},
    "name": {"chen", "wang"},
    "door": {"chen", "wang"},
    "email": set(),
    "text": {"chen", "wang", "lin", "he"},
}


@pytest.fixture
def marked(town) -> SimpleNamespace:  # noqa: F811
    contact = Contact.objects.get(pk=town.request.contact_id)
    for name in ("phone", "name", "door", "email"):
        setattr(contact, name, SECRETS[name])
    contact.phone_index = phone_index(contact.phone)
    contact.save()
    row = ServiceRequest.objects.get(pk=town.request.pk)
    row.text = SECRETS["text"]
    row.save(update_fields=["text"])
    return town


@pytest.mark.one_engine(
    "A page shows what its template asks for; the second wall of PostgreSQL (test_second_wall.py)"
    " shows less at most, and the table of access holds there who is shown the page."
)
def test_each_column_of_a_request_is_shown_to_whom_it_is_for(marked):
    shown: dict[str, set[str]] = {name: set() for name in SECRETS}
    for reader in READERS:
        client = client_for(marked, reader)
        for row, address in addresses(marked):
            if row.method == "get" and row.expected(reader) == 200:
                page = ask(client, reader, "get", address).html
                for name in (name for name, word in SECRETS.items() if word in page):
                    shown[name].add(reader)
    assert shown == SHOWN
