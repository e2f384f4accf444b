"""Two identical towns on one instance: nothing of B reaches anybody of A (R6, R7, T1; ASVS 8.2.2,
8.2.3, 8.4.1; API1, API3, API5).

Every address of the resolver is opened as every persona of A and as a stranger, with A's arguments
and with B's: the access table (tests/test_access.py) says which there are, a guard holds it whole.
A visit takes time: each page is opened as seldom as may be, and all that can be said of it is said.
"""

import html
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from types import SimpleNamespace
from urllib.parse import quote, unquote
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection, transaction
from django.http import Http404
from django.test import Client, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from last500.base import clock
from last500.base.errors import Forbidden
from last500.notify.actions import deliver_due
from last500.notify.models import Message, MessageQuerySet
from last500.places.models import Place
from last500.service_requests.models import ServiceRequest, ServiceRequestQuerySet
from last500.web.desk.queries import PILES
from tests import access
from tests.permissions import towns
from tests.permissions.towns import CANARY, Town, absent
from tests.test_access import PERSONAS, ROWS, Row, client_for
from tests.undone import undone

pytestmark = pytest.mark.whole

# Addresses that are public by nature, with whoever knows their argument. Everything else answers
# another town's argument as it answers one that names nothing.
PUBLIC = {
    "service_requests:compound": "the page behind the QR code at a gate",
    "service_requests:poster": "hangs at the gate",
    "proof:at": "a compound's part of the log, for everybody",
    "proof:sheet": "hangs on the notice board",
    "proof:bundle": "what anybody needs to check it",
    "service_requests:paper": "lies at the gate",
    "service_requests:place": "anybody may ask for help at any gate",
    "service_requests:hint": "looks at what is being typed, and at nothing else",
    "service_requests:me_too": "public matters of that gate's page",
    "service_requests:can_help": "public matters of that gate's page",
    "service_requests:link": "a secret: whoever has it is whom it was given to",
    "web:join": "a short link made for a chat group; says neither who nor which door",
    "web:take_over": "a secret: whoever has it is whom it was given to",
    "reportin:ask": "whoever moves in may report in there",
    **access.public(),
}


@dataclass
class Pair:
    a: Town
    b: Town
    marks: frozenset[str]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[Pair]:
    """Both towns, once for all tests here, seen at one held moment: then the same page says the
    same. They are built while the clock runs, or rows of the very same moment would lie in any
    order; and written for good, as marking them changes triggers (tests/undone.py).
    """
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                b = towns.build(CANARY)
                marks = towns.mark_every_row(b)
                a = towns.build()
            with clock.at(clock.now()):
                yield Pair(a, b, frozenset(marks))
        finally:
            TransactionTestCase()._fixture_teardown()  # as after any test that writes for good


@pytest.fixture
def pair(built: Pair, db) -> Pair:
    """As they were built, whatever the last test did (`db` undoes it); with rows of its own."""
    return deepcopy(built)


# Beyond the table: the same addresses with arguments that lead to something.
def more_rows() -> list[Row]:
    def town(name: str):
        return lambda args: (getattr(args.town, name),)

    piles = [
        f"?pile={pile}&at={at}" for pile in PILES for at in (0, 1) if pile == "verify" or not at
    ]
    return [
        Row("service_requests:photo", 200, args=town("photo")),
        Row("web:take_over", 200, args=town("hand_on")),
        Row("me:open_message", 303, args=town("message"), method="post"),
        Row("desk:decide", 303, args=lambda t: (t.cast.a.pk, t.town.asked), method="post"),
        *(Row("desk:desk", 200, args=lambda t: (t.cast.a.pk,), query=query) for query in piles),
        Row("web:home", 200, query="?q=苑"),
        Row("web:home", 200, query="?city="),
        *(
            Row(f"stats:{name}", 200, args=lambda t: (t.cast.city.pk,))
            for name in ("place", "export", "history", "history_export")
        ),
    ]  # fmt: skip


def each_request() -> list[Row]:
    """Every request by its number, in every state: for those whose pages show requests."""
    return [
        Row(name, 200, args=lambda t, n=n: (t.numbers[n],))
        for name in ("desk:request", "service_requests:follow")
        for n in range(1, 12)
    ]


EVERY, DEEP = [*ROWS, *more_rows()], each_request()
READERS = {"chen", "wang", "lin", "sun"}


def rows_for(persona: str) -> list[Row]:
    return EVERY + (DEEP if persona in READERS else [])


def args_of(town: Town) -> SimpleNamespace:
    here = ServiceRequest.objects.filter(place=town.cast.a).order_by("pk")
    numbers = list(here.values_list("number", flat=True))
    return SimpleNamespace(**vars(town.args), town=town, numbers=numbers)


def ask(client: Client, method: str, address: str):
    """The answer; whatever it did is undone, so that each persona meets the same towns, and who
    signs out on the way is signed in again."""
    with undone(client):
        answer = getattr(client, method)(address, {"once": uuid4().hex} if method == "post" else {})
        assert not getattr(answer, "streaming", False)
        return answer


def said_by(answer, *echoed: object) -> str:
    """Body, headers and where it leads, in every way in which a word may be written."""
    heads = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    cookies = answer.cookies.output()
    plain = f"{heads}\n{cookies}\n{answer.content.decode('utf-8', 'replace')}"
    forms = [plain, unquote(plain), html.unescape(plain)]
    forms += [re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), plain)]
    text = "\n".join(dict.fromkeys(forms))
    for one in sorted(map(str, echoed), key=len, reverse=True):
        text = text.replace(one, "")
    return text


def shown_by(pair: Pair, answer, *echoed: object) -> list[str]:
    """What of B shows in an answer."""
    text = said_by(answer, *echoed)
    shown = [mark for mark in pair.marks if mark in text]
    return [*shown, "the photo"] if answer.content == pair.b.picture else shown


def leaks(pair: Pair, town: Town, rows: list[Row], personas=PERSONAS) -> list[str]:
    """Where something of B shows when people of A ask with the arguments of `town`."""
    found, args = [], args_of(town)
    for persona in personas:
        client = client_for(SimpleNamespace(cast=pair.a.cast), persona)
        for row in rows:
            given = row.args(args)
            answer = ask(client, row.method, reverse(row.name, args=given) + row.query)
            shown = shown_by(pair, answer, *(given if town is pair.b else ()))
            if shown:
                found.append(f"{persona} {row} {answer.status_code}: {shown[:3]}")
    return found


ONE_ENGINE = pytest.mark.one_engine(
    "What a page asks for and shows is the same on both; on PostgreSQL the second wall only hides"
    " more (test_second_wall.py), so that SQLite is where a leak would show."
)


@ONE_ENGINE
def test_no_form_of_a_is_answered_with_anything_of_b(pair):
    """What is sent; the pages are read where they are opened anyway, at the end of this file."""
    assert leaks(pair, pair.a, [row for row in EVERY if row.method == "post"]) == []


@ONE_ENGINE
def test_no_page_that_is_asked_for_something_of_b_shows_it(pair):
    """For those whose answers are not compared below with that of nothing at all."""
    others = [persona for persona in PERSONAS if persona not in STRANGERS]
    log = [row for row in EVERY if row.name in OF_ALL_TOWNS]
    assert leaks(pair, pair.b, with_an_argument(pair.b), others) == []
    assert leaks(pair, pair.b, log) == []


def test_the_excluded_addresses_are_there_and_show_their_own_town(pair):
    """They are public by nature: B's own page does show B. So the crawl can see."""
    assert {row.name for row in ROWS} >= set(PUBLIC)
    gate = [row for row in ROWS if row.name == "service_requests:compound"]
    assert leaks(pair, pair.b, gate, ["nobody"])


@pytest.mark.parametrize("persona", ["wang", "lin"])
def test_control_a_view_without_its_filter_is_caught(persona, pair, monkeypatch):
    """One `visible_to` that lets everything through. On PostgreSQL the second wall holds."""
    Message.objects.filter(person__in=list(pair.a.cast.people.values())).delete()  # B's come first
    monkeypatch.setattr(MessageQuerySet, "visible_to", lambda rows, actor: rows.all())
    monkeypatch.setattr(ServiceRequestQuerySet, "visible_to", lambda rows, actor: rows.all())
    inbox = [row for row in ROWS if row.name == "me:inbox"]
    photo = [row for row in more_rows() if row.name == "service_requests:photo"]
    caught = leaks(pair, pair.a, inbox, [persona]) + leaks(pair, pair.b, photo, [persona])
    assert len(caught) == (0 if connection.vendor == "postgresql" else 2)


def test_no_mail_to_a_names_b(pair):
    deliver_due(500)
    to_a = [letter for letter in mail.outbox if letter.to[0].endswith("@a.example")]
    to_b = [letter for letter in mail.outbox if letter.to[0].endswith(f"@{towns.MAIL}")]
    assert to_a
    assert any(CANARY in str(letter.message()) or CANARY in letter.body for letter in to_b)
    for letter in to_a:
        text = f"{letter.subject} {letter.body} {letter.message()}"
        assert [mark for mark in pair.marks if mark in text] == []


# Hidden is absent (R7)

# What differs from answer to answer by chance: tokens, nonces, the key of a fresh second factor.
_CHANCE = [
    re.compile(pattern)
    for pattern in (
        rb'name="csrfmiddlewaretoken" value="[^"]+"',
        rb'name="once" value="[^"]+"',
        rb'nonce="[^"]+"',
        rb'"X-CSRFToken": ?"[^"]+"',
    )
]


def bare(answer, *echoed: str) -> tuple:
    """Status, headers and body without chance and without what was asked for: the address, its
    arguments."""
    heads = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
    body = answer.content
    for chance in _CHANCE:
        body = chance.sub(b"", body)
    forms = [(quote(one, safe=""), quote(one), html.escape(one), one) for one in echoed]
    for word in (word for every in forms for word in every):
        body = body.replace(word.encode(), b"")
        heads = {name: value.replace(word, "") for name, value in heads.items()}
    heads.pop("Content-Length", None)  # of the body with the echoed address
    csp = heads.get("Content-Security-Policy", "")
    heads["Content-Security-Policy"] = re.sub(r"nonce-[\w+/=-]+", "", csp)
    return answer.status_code, heads, body


def asked(client: Client, row: Row, given: tuple) -> tuple:
    address = reverse(row.name, args=given) + row.query
    connection.queries_log.clear()  # it holds 9,000, and this is asked many times
    with CaptureQueriesContext(connection) as statements:
        answer = ask(client, row.method, address)
    long = [str(one) for one in given if len(str(one)) > 10]
    return answer, *bare(answer, address, *long), len(statements)


STRANGERS = ("nobody", "chen", "wang", "lin", "he", "sun", "gao", "op")
# A file of the log is one for all towns, and public (proof).
OF_ALL_TOWNS = {"proof:tile", "proof:witnessed"}


def differences(pair: Pair, rows: list[Row], personas: tuple[str, ...]) -> list[str]:
    """Where an argument of B is answered otherwise than one that names nothing."""
    args, told = args_of(pair.b), []
    for persona in personas:
        client = client_for(SimpleNamespace(cast=pair.a.cast), persona)
        for row in rows:
            given = row.args(args)
            answer, *theirs = asked(client, row, given)
            _nothing, *none = asked(client, row, absent(given))
            # A stranger is asked to sign in, and what only takes POST says so, before any look.
            early = {302, 405} if persona == "nobody" else {405}
            if theirs != none or theirs[0] not in {404} | early:
                told.append(
                    f"{persona} {row} {given}: {theirs[0]} {none[0]}, {theirs[3]} {none[3]}"
                )
            if shown := shown_by(pair, answer, *given):
                told.append(f"{persona} {row} {given}: {shown[:3]}")
    return told


def with_an_argument(town: Town) -> list[Row]:
    args = args_of(town)
    return [row for row in EVERY if row.name not in {*PUBLIC, *OF_ALL_TOWNS} and row.args(args)]


# What is looked for and not found is the same on both; desks stand for the rest on PostgreSQL.
IN_SHARES = [
    pytest.param(STRANGERS[:3], marks=ONE_ENGINE, id="-".join(STRANGERS[:3])),
    pytest.param(STRANGERS[3:6], id="-".join(STRANGERS[3:6])),
    pytest.param(STRANGERS[6:], marks=ONE_ENGINE, id="-".join(STRANGERS[6:])),
]


@pytest.mark.parametrize("personas", IN_SHARES)
def test_what_is_another_towns_answers_as_what_does_not_exist(personas, pair):
    """Byte for byte, with the same headers after as many statements, at every address; and
    nothing of it shows."""
    told = differences(pair, with_an_argument(pair.b), personas)
    assert not told, "\n".join(told)


def test_control_a_page_that_answers_hidden_with_forbidden_is_caught(pair, monkeypatch):
    def may_not(actor, place_id):
        if not Place.objects.filter(pk=place_id).exists():
            raise Http404
        raise Forbidden("not yours")

    monkeypatch.setattr("last500.web.desk.piles.desk_at", may_not)
    rows = [row for row in with_an_argument(pair.b) if row.name == "desk:desk"]
    assert differences(pair, rows, ("lin",))


# Nothing of A depends on B


DRAWN = {"people:second_factor"}  # shows a fresh key each time
# Counts over the whole instance, for whoever runs it; no name and no place.
OF_THE_HOUSE = {"web:state"}


Pages = dict[tuple[str, str], tuple]
REFUSED = {302, 403, 404, 405}


def every_page(
    pair: Pair, personas: tuple[str, ...], again: Pages | None = None
) -> tuple[Pages, list[str]]:
    """The pages of A as these personas get them, and where something of B shows in them; `again`
    those of a first time that are a page. One that refused shows no row, and whether it still
    refuses is asked as the first of these personas."""
    pages, leaking, args = {}, [], args_of(pair.a)
    for persona in personas:
        client = client_for(SimpleNamespace(cast=pair.a.cast), persona)
        known = again if again is not None and persona != personas[0] else {}
        for row in rows_for(persona):
            if row.method != "get" or only_refused(row, persona):
                continue
            address = reverse(row.name, args=row.args(args)) + row.query
            if known.get((persona, address), (200,))[0] in REFUSED:
                continue
            answer = ask(client, "get", address)
            if row.name not in {*DRAWN, *OF_THE_HOUSE}:
                pages[persona, address] = bare(answer)
            if shown := shown_by(pair, answer):
                leaking.append(f"{persona} {address} {answer.status_code}: {shown[:3]}")
    return pages, leaking


def only_refused(row: Row, persona: str) -> bool:
    """What PostgreSQL may do otherwise is the order of rows, and a refusal shows none: there a
    page that refuses is left out, here on SQLite it is opened like every other."""
    return connection.vendor == "postgresql" and row.expected(persona) != 200


# A stranger and a resident, helpers, desks, officers, those who run the house: in four shares, for
# as many processes.
SHARES = [PERSONAS[:4], PERSONAS[4:7], PERSONAS[7:11], PERSONAS[11:]]


@pytest.mark.parametrize("personas", SHARES, ids="-".join)
def test_changing_all_of_b_changes_no_byte_of_a(personas, pair):
    """And no page of A shows anything of B, neither before nor afterwards."""
    before, leaking = every_page(pair, personas)
    towns.mutate(pair.b)
    after, leaking_afterwards = every_page(pair, personas, before)
    differing = [key for key in after if before[key] != after[key]]
    assert not differing, "\n".join(map(str, differing))
    assert leaking + leaking_afterwards == []
    assert len(after) > 50


def test_control_what_changes_in_a_is_seen(pair):
    before, _leaking = every_page(pair, ("lin",))
    Place.objects.filter(pk=pair.a.cast.a.pk).update(name="芙蓉新苑")
    after, _leaking = every_page(pair, ("lin",), before)
    assert len([key for key in after if before[key] != after[key]]) > 10


@ONE_ENGINE
def test_control_a_page_of_a_that_shows_b_is_seen(pair, monkeypatch):
    """As an inbox that shows everybody's messages would: Wang reads B's words in it, and also
    after the addresses that sign him out."""
    Message.objects.filter(person__in=list(pair.a.cast.people.values())).delete()
    monkeypatch.setattr(MessageQuerySet, "visible_to", lambda rows, actor: rows.all())
    _pages, leaking = every_page(pair, ("wang",))
    assert any(reverse("me:inbox") in one for one in leaking)
    out = [row for row in EVERY if row.name in {"people:sign_out", "me:leave_everywhere"}]
    inbox = [row for row in EVERY if row.name == "me:inbox"]
    assert leaks(pair, pair.a, [*out, *inbox], ["wang"])
