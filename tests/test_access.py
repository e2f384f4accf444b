"""Who gets what: every address × every persona → status. A guard test holds the list complete.

A row: address name, door (method), how its arguments come from the town, and what each persona
gets. `others` is what everybody not named gets. 302 means: sign in first. A stranger's 404 is the
404 of what does not exist (test_a_stranger_cannot_tell_a_hidden_thing_from_none).
"""

from collections.abc import Iterator
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.complaints import actions as complaints
from last500.complaints.actions import Telling
from last500.reportin.actions.step import give_slip
from last500.reportin.models import Proof, ReportIn
from last500.service_requests.models import Acceptance, Invitation, RoutingRule
from tests import access
from tests.access.table import PERSONAS, Row, staff
from tests.cast import Cast, build
from tests.undone import undone

pytestmark = pytest.mark.whole

BACKEND = "last500.people.backend.CodeBackend"
ROWS: list[Row] = [
    Row("web:language", 405),
    Row("web:elder", 200),
    Row("web:privacy", 200),
    Row("web:about", 200),
    Row("web:health", 200),
    Row("web:state", 403, {"nobody": 302, "op": 200}),
    Row("web:style", 404),
    # Public files of the log; there are none before the first checkpoint (tests/tamper).
    *(Row(f"proof:{name}", 404) for name in ("checkpoint", "key")),
    Row("proof:tile", 404, args=lambda town: ("tile/0/000",)),
    # What anybody does with them, signed in or not; no bundle before the first checkpoint.
    Row("proof:witnessed", 404, args=lambda town: ("0a1b2c3d",)),
    Row("proof:verifier", 200),
    Row("proof:check", 200),
    *(Row(f"proof:{name}", 200, args=lambda town: (town.cast.a.slug,)) for name in ("at", "sheet")),
    Row("proof:bundle", 404, args=lambda town: (town.cast.a.slug, "zip")),
    Row("demo:start", 404),
    Row("demo:as", 404, args=lambda town: ("resident",), method="post"),
    # The front door and the gate of a compound: open to all.
    Row("web:home", 200),
    Row("people:sign_in", 200),
    Row("people:enter_code", 303),
    Row("people:second_factor", 303),  # set up only after a fresh proof
    *(Row(f"people:{name}", 200, {"nobody": 302}) for name in ("again", "devices")),
    # First a fresh proof.
    Row("people:change_factor", 303, {"nobody": 302}),
    Row("people:recovery_codes", 303, {"nobody": 302}, method="post"),
    Row("people:end_others", 303, {"nobody": 302}, method="post"),
    Row(
        "people:end_device",
        404,
        {"nobody": 302},
        args=lambda town: (town.request.pk,),
        method="post",
    ),
    Row("people:sign_out", 303, method="post"),
    *(
        Row(f"service_requests:{name}", 200, args=lambda town: (town.cast.a.slug,))
        for name in ("compound", "poster", "paper", "place")
    ),
    Row("service_requests:hint", 200, args=lambda town: (town.cast.a.slug,), method="post"),
    Row("service_requests:find", 200),
    Row(
        "service_requests:me_too",
        303,
        args=lambda town: (town.cast.a.slug, town.placed.pk),
        method="post",
    ),
    # Nobody is sent to sign in; whoever is not reported in is told to report in.
    Row(
        "service_requests:can_help",
        422,
        staff(303, "nobody", "wang", "li", "zhao"),
        args=lambda town: (town.cast.a.slug, town.placed.pk),
        method="post",
    ),
    Row("service_requests:link", 303, args=lambda town: (town.placed.link_key,)),
    # A request's own page is its resident's alone; desks and helpers have pages of their own.
    *(
        Row(
            f"service_requests:{name}", 404, {"chen": 200}, args=lambda town: (town.request.number,)
        )
        for name in (
            "follow",
            "add_word",
            "withdraw",
            "solved",
            "add_photo",
            "data",
            "change_contact",
            "erase",
        )
    ),
    # The right person, but not the time for it.
    *(
        Row(
            f"service_requests:{name}", 404, {"chen": 409}, args=lambda town: (town.request.number,)
        )
        for name in ("not_solved", "object")
    ),
    Row(
        "service_requests:not_urgent",
        404,
        {"chen": 303},
        args=lambda town: (town.placed.number,),
        method="post",
    ),
    Row(
        "service_requests:unpublish",
        404,
        {"chen": 303},
        args=lambda town: (town.request.number,),
        method="post",
    ),
    Row("me:new_phone", 303, {"nobody": 302}),  # first a fresh proof
    # test_photos.py holds who sees a photo.
    Row("service_requests:photo", 404, args=lambda town: (town.request.pk,)),
    # A helper's own pages: Wang, Li and Zhao are reported in.
    *(
        Row(f"me:{name}", 200, {"nobody": 302})
        for name in (
            "home",
            "requests",
            "helps",
            "inbox",
            "data",
            "download",
            "change_data",
            "lock",
            "delete",
            "consents",
        )
    ),
    *(
        Row(f"me:{name}", 303, {"nobody": 302}, method="post")
        for name in ("read_all", "leave_everywhere", "data_language")
    ),
    # An old version of the notice; a code that nobody was sent; somebody else's consent.
    Row("me:see_notice", 409, {"nobody": 302}, method="post"),
    Row("me:prove_phone", 422, {"nobody": 302}, method="post"),
    Row("me:take_back", 404, {"nobody": 302}, args=lambda town: (town.request.pk,)),
    Row(
        "me:open_message",
        404,
        {"nobody": 302},
        args=lambda town: (town.request.pk,),
        method="post",
    ),
    Row("me:help", 404, {"nobody": 302, "wang": 200}, args=lambda town: (town.request.pk,)),
    *(
        Row(
            f"me:{name}",
            404,
            {"nobody": 302, "wang": 303},
            args=lambda town: (town.request.pk,),
            method="post",
        )
        for name in ("contacted", "release", "hand_on", "done")
    ),
    # How many minutes? Wang did not say.
    Row(
        "me:minutes",
        404,
        {"nobody": 302, "wang": 422},
        args=lambda town: (town.request.pk,),
        method="post",
    ),
    # Late by how much? Wang did not say.
    Row(
        "me:late",
        404,
        {"nobody": 302, "wang": 422},
        args=lambda town: (town.request.pk,),
        method="post",
    ),
    *(
        Row(
            f"me:{name}",
            404,
            {"nobody": 302, "wang": 303},
            args=lambda town: (town.invitation.pk,),
            method="post",
        )
        for name in ("accept", "refuse")
    ),
    Row("web:join", 200, args=lambda town: (town.offered.number,)),
    Row("web:take_over", 404, args=lambda town: ("no-such-key",)),
    Row(
        "reportin:ask",
        200,
        {"nobody": 302} | staff(303, "wang", "li", "zhao"),
        args=lambda town: (town.cast.a.slug,),
    ),
    Row("me:pause", 404, {"nobody": 302} | staff(303, "wang", "li", "zhao"), method="post"),
    # Whoever is not reported in reads how to be; a topic has nothing to show them otherwise.
    *(
        Row(f"reportin:{name}", 200, {"nobody": 302})
        for name in (
            "wishes",
            "skills",
            "times",
            "peace",
            "reach",
            "load",
            "unwanted",
            "about",
        )
    ),
    *(
        Row(f"reportin:{name}", 404, {"nobody": 302} | staff(200, "wang", "li", "zhao"))
        for name in ("days", "proofs", "number", "unit", "move")
    ),
    Row("reportin:move", 404, {"nobody": 302} | staff(200, "wang", "li"), query="?to=yuqiao"),
    Row(
        "reportin:day_gone", 404, {"nobody": 302} | staff(303, "wang", "li", "zhao"), method="post"
    ),
    # Only Wang's own paper is Wang's to take back; only Wang was given a slip.
    Row(
        "reportin:proof_back",
        404,
        {"nobody": 302, "wang": 303},
        args=lambda town: (town.paper.pk,),
        method="post",
    ),
    Row("reportin:slip", 404, {"nobody": 302, "wang": 303}),
    Row("reportin:pause", 404, {"nobody": 302} | staff(303, "wang", "li", "zhao"), method="post"),
    Row("reportin:end", 404, {"nobody": 302} | staff(200, "wang", "li", "zhao")),
    # A desk: its own people, and those above who may act in its place.
    Row("desk:desks", 403, {"nobody": 302, "lin": 303, "qian": 303, "he": 303, "sun": 303}),
    *(
        Row(
            f"desk:{name}",
            404,
            {"nobody": 302} | staff(200, "lin", "he", "sun"),
            args=lambda town: (town.cast.a.pk,),
        )
        for name in ("desk", "enter", "report_ins", "notices")
    ),
    Row(
        "desk:request",
        404,
        {"nobody": 302} | staff(200, "lin", "he", "sun"),
        args=lambda town: (town.request.number,),
    ),
    # The slip is for whoever entered the request, and nobody did.
    Row(
        "desk:slip",
        404,
        {"nobody": 302},
        args=lambda town: (town.cast.a.pk, town.request.number),
    ),
    Row(
        "desk:decide",
        404,
        {"nobody": 302},
        args=lambda town: (town.cast.a.pk, town.request.pk),
        method="post",
    ),
    # A paper of Wang's: his own desk and those above look at it, and without a date they are asked.
    Row(
        "desk:look_at_proof",
        404,
        {"nobody": 302} | staff(422, "lin", "he", "sun"),
        args=lambda town: (town.cast.a.pk, town.paper.pk),
        method="post",
    ),
    *(
        Row(
            "desk:report_ins",
            404,
            {"nobody": 302} | staff(200, "lin", "he", "sun"),
            args=lambda town: (town.cast.a.pk,),
            query=f"?show={shown}",
        )
        for shown in ("here", "proofs")
    ),
    Row(
        "desk:reveal", 404, {"nobody": 302}, args=lambda town: (town.placed.number,), method="post"
    ),
    # An empty form, or a step that the state of this request does not allow; never by a stranger.
    *(
        Row(
            f"desk:{name}",
            404,
            {"nobody": 302} | staff(status, "he", "sun") | {"lin": lin},
            args=lambda town: (town.placed.number,),
            method="post",
        )
        for name, status, lin in (
            ("verify", 422, 422),
            ("offer", 409, 409),
            ("widen", 409, 409),
            ("decline", 422, 422),
            ("refer", 422, 422),
            ("reroute", 409, 403),
            ("emergency", 422, 422),
            ("not_emergency", 422, 422),
            ("word", 422, 422),
            ("settle", 409, 409),
            ("close", 409, 409),
            ("add_word", 422, 422),
            ("merge", 404, 404),
            ("not_same", 409, 409),
            ("transfer", 422, 422),
        )
    ),
    # Complaints: anybody tells one. Its own page is the complainant's alone, and only by the way
    # they were given; test_complaints.py holds who is shut out of what lies on a desk.
    *(Row(f"complaints:{name}", 200) for name in ("tell", "find", "public_figures")),
    Row("complaints:hint", 200, method="post"),
    Row("complaints:link", 303, args=lambda town: (town.complaint.complainant.link_key,)),
    *(
        Row(
            f"complaints:{name}",
            404,
            {"chen": status},
            args=lambda town: (town.complaint.complainant.number,),
        )
        for name, status in (
            ("follow", 200),
            ("add_word", 200),
            ("withdraw", 200),
            ("accept", 409),
            ("object", 409),
        )
    ),
    Row("complaints:mine", 200, {"nobody": 302}),
    *(
        Row(
            f"complaints:{name}",
            403,
            {"nobody": 302} | staff(200, "he", "sun", "tang", "gao", "op"),
        )
        for name in ("desk", "figures")
    ),
    # Against Lin's desk: it lies on the community's, and on no other.
    Row(
        "complaints:one",
        404,
        {"nobody": 302, "he": 200},
        args=lambda town: (town.complaint.pk,),
    ),
    *(
        Row(
            f"complaints:{name}",
            404,
            {"nobody": 302, "he": status},
            args=lambda town: (town.complaint.pk,),
            method="post",
        )
        for name, status in (
            ("acknowledge", 303),
            ("answer", 422),
            ("ask_back", 422),
            ("pass_on", 422),
            ("ask_who", 422),
            ("show_who", 403),
        )
    ),
    # He asked; whoever is above may allow it, and not he.
    Row(
        "complaints:decide",
        404,
        {"nobody": 302} | staff(200, "sun", "tang", "gao"),
        args=lambda town: (town.ask.pk,),
    ),
    *(
        Row(
            f"stats:{name}",
            403,
            {"nobody": 302} | staff(200, "lin", "qian", "he", "sun", "tang", "gao"),
        )
        for name in ("figures", "needs_export")
    ),
    *(
        Row(
            f"stats:{name}",
            404,
            {"nobody": 302} | staff(200, "sun", "tang", "gao"),
            args=lambda town: (town.cast.street.pk,),
        )
        for name in ("place", "export", "history", "history_export", "projects", "projects_export")
    ),
    Row(
        "organisations:home",
        403,
        {"nobody": 302} | staff(200, "lin", "qian", "he", "sun", "tang", "gao", "op", "an", "shen"),
    ),
    Row("organisations:calendar", 403, {"nobody": 302} | staff(200, "gao", "op")),
    Row("organisations:remove_day", 405, {"nobody": 302}),
    Row(
        "organisations:end_office",
        404,
        {"nobody": 302} | staff(200, "lin", "he", "sun") | staff(403, "tang", "gao", "op"),
        args=lambda town: (town.cast.lin.offices.get().pk,),
    ),
    Row(
        "organisations:confirm_office",
        404,
        {"nobody": 302} | staff(303, "he", "sun") | staff(403, "lin", "tang", "gao", "op"),
        args=lambda town: (town.cast.lin.offices.get().pk,),
        method="post",
    ),
    Row(
        "organisations:place",
        404,
        {"nobody": 302} | staff(200, "sun", "tang", "gao", "op"),
        args=lambda town: (town.cast.street.pk,),
    ),
    Row(
        "organisations:give_office",
        404,
        {"nobody": 302} | staff(200, "tang", "op") | staff(403, "sun", "gao"),
        args=lambda town: (town.cast.street.pk,),
    ),
    Row(
        "organisations:open_compound",
        404,
        {"nobody": 302} | staff(200, "he", "sun", "tang", "op") | staff(403, "gao"),
        args=lambda town: (town.cast.community.pk,),
    ),
    *(
        Row(
            f"organisations:{name}",
            404,
            {"nobody": 302} | staff(200, "he", "sun", "tang", "op") | staff(403, "lin", "gao"),
            args=lambda town: (town.cast.a.pk,),
        )
        for name in ("edit_compound", "close_compound")
    ),
    # Exports: community and street; the key is of one that is not there.
    *(
        Row(
            f"exports:{name}",
            403,
            {"nobody": 302} | staff(200, "he", "sun"),
        )
        for name in ("home", "ask")
    ),
    Row("exports:show", 404, {"nobody": 302}, args=lambda town: (town.request.pk,)),
    *(
        Row(
            f"exports:{name}",
            404,
            {"nobody": 302},
            args=lambda town: (town.request.pk,),
            method="post",
        )
        for name in ("release", "refuse", "download")
    ),
    # What takes two people; test_administrators.py holds who may do what there.
    Row(
        "security:home",
        403,
        {"nobody": 302} | staff(200, "lin", "qian", "he", "sun", "tang", "gao", "op", "an", "shen"),
    ),
    Row("security:step", 404, {"nobody": 302}, args=lambda town: (town.request.pk,)),
    Row("security:accounts", 403, {"nobody": 302, "an": 200}),
    Row(
        "security:account",
        404,
        {"nobody": 302, "an": 200},
        args=lambda town: (town.cast.lin.pk,),
    ),
    Row(
        "security:change_account",
        404,
        {"nobody": 302, "an": 303},
        args=lambda town: (town.cast.lin.pk,),
        method="post",
    ),
    Row(
        "security:administrators",
        404,
        {"nobody": 302} | staff(200, "sun", "tang", "gao", "op", "an"),
        args=lambda town: (town.cast.street.pk,),
    ),
    Row(
        "security:end_administrator",
        404,
        {"nobody": 302} | staff(200, "gao", "op"),
        args=lambda town: (town.cast.op.offices.get().pk,),
    ),
    Row("security:audit", 403, {"nobody": 302, "shen": 200}),
    # Whoever may ask shows a fresh proof first.
    Row("security:ask_urgent", 403, {"nobody": 302} | staff(303, "he", "sun", "tang", "gao", "op")),
    Row("security:urgent", 404, {"nobody": 302}, args=lambda town: (town.request.pk,)),
    Row(
        "security:end_urgent",
        404,
        {"nobody": 302},
        args=lambda town: (town.request.pk,),
        method="post",
    ),
    Row(
        "security:urgent_request",
        404,
        {"nobody": 302},
        args=lambda town: (town.request.pk, town.request.number),
    ),
    Row(
        "service_requests:routing",
        404,
        {"nobody": 302} | staff(200, "he", "sun", "op") | staff(403, "tang", "gao"),
        args=lambda town: (town.cast.community.pk,),
    ),
    Row(
        "service_requests:try_routing",
        405,
        {"nobody": 302},
        args=lambda town: (town.cast.community.pk,),
    ),
    Row(
        "service_requests:change_line",
        404,
        {"nobody": 302} | staff(200, "he", "sun", "op") | staff(403, "tang", "gao"),
        args=lambda town: (town.line.pk,),
    ),
    Row(
        "service_requests:arrange_line",
        405,
        {"nobody": 302},
        args=lambda town: (town.line.pk,),
    ),
    *access.rows(),
]


def url_names() -> set[str]:
    return {row.name for row in ROWS}


@pytest.fixture
def town(cast: Cast) -> SimpleNamespace:
    return town_of(cast)


def town_of(cast: Cast) -> SimpleNamespace:
    """One accepted request of Chen's that Wang holds, one offered to Wang, one just placed."""
    request = cast.accepted("wang")
    offered = cast.offered("wang", text="帮忙搬一张桌子", category="small_repair")
    placed = cast.placed(text="院子里的长椅坏了")
    telling = Telling(
        "complaint", "handling", "没人值守", cast.a, against=cast.a, open_name=True, consent=True
    )
    complaint = complaints.receive(cast.actor("chen"), telling)
    ask = complaints.ask_who(cast.actor("he"), complaint, reason="要上门道歉")
    town = SimpleNamespace(
        complaint=complaint, ask=ask, cast=cast, request=request, offered=offered, placed=placed,
        invitation=Invitation.objects.get(request=offered),
        acceptance=Acceptance.objects.get(request=request),
        paper=Proof.objects.create(
            person=cast.wang, qualification="law", state="said", said_at=clock.now()
        ),
        line=RoutingRule.objects.create(place=cast.community, order=1, name="灯", route="property"),
    )  # fmt: skip
    give_slip(ReportIn.objects.get(person=cast.wang))
    access.add_all(town)
    return town


def client_for(town: SimpleNamespace, persona: str) -> Client:
    client = Client()
    if persona != "nobody":
        client.force_login(town.cast.people[persona], backend=BACKEND)
    return client


def answer(client: Client, row: Row, address: str) -> int:
    """The status; whatever it did is undone, so that each row meets the same town and reader."""
    body = {"once": uuid4().hex} if row.method == "post" else {}
    with undone(client):
        return getattr(client, row.method)(address, body).status_code


def app_of(row: Row) -> str:
    return row.name.partition(":")[0]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """One town for all apps: it is the building that takes the time. Midnight does not come before
    the last has looked, or what was planned for today would be over."""
    with django_db_blocker.unblock(), transaction.atomic():
        town = town_of(build())
        with clock.at(clock.now()):
            yield town
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("app", sorted({app_of(row) for row in ROWS}))
def test_every_persona_gets_what_the_table_says(app: str, built: SimpleNamespace):
    """One sign-in for all rows of an app; each test finds the town as it was built. Who is refused
    by the program is asked on SQLite; PostgreSQL has a second wall, which could take more away."""
    town = built
    rows = [row for row in ROWS if app_of(row) == app]
    once = connection.vendor == "postgresql"
    wrong = []
    for persona in PERSONAS:
        client = client_for(town, persona)
        for row in rows:
            if once and row.expected(persona) in {302, 403, 404, 405}:
                continue
            got = answer(client, row, reverse(row.name, args=row.args(town)) + row.query)
            if got != row.expected(persona):
                wrong.append(f"{row} as {persona}: {got}, not {row.expected(persona)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_a_row_that_says_something_else_is_seen(built: SimpleNamespace):
    """The control: the desk of Lin's compound is not open to a neighbour."""
    town = built
    row = next(row for row in ROWS if row.name == "desk:desk")
    address = reverse(row.name, args=row.args(town))
    assert answer(client_for(town, "hua"), row, address) != row.expected("lin")
