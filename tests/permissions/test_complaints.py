"""Threat T3, retaliation: whoever a complaint is against finds no trace of it, nor do theirs.

Each person here is asked everything a page, a list, a count, a search, a message, an export or an
address could tell. The control takes the rule of conflict away: then the same questions find it.
"""

import re
from datetime import timedelta
from io import BytesIO
from random import Random
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client

from last500.base import clock
from last500.base.actor import NOBODY
from last500.base.errors import Forbidden
from last500.complaints import actions, models, queries, rules
from last500.complaints.actions import Telling
from last500.complaints.models import Complaint, RevealAsk
from last500.notify.models import Message
from last500.organisations.models import Office
from last500.organisations.queries import actor_of
from last500.people.models import AccessEvent, Person
from last500.places.models import Place
from last500.service_requests import actions as requests
from tests.cast import Cast
from tests.undone import undone

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"
CANARY = "金丝雀在三楼等了两个晚上"


def complaint_against(cast: Cast, against: Place | None = None, **more: object) -> Complaint:
    filled = {"kind": "complaint", "about": "handling", "place": cast.a, "text": CANARY}
    filled |= {"against": against or cast.a}
    return actions.receive(NOBODY, Telling(**(filled | more)))  # type: ignore[arg-type]


def give(person: Person, kind: str, place: Place, **dates: object) -> Office:
    return Office.objects.create(
        person=person, kind=kind, place=place, from_on=clock.today() - clock.DAY, **dates
    )


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def text_of(answer: HttpResponse) -> str:
    """A page, or all that is in a file to take along."""
    if answer.headers["Content-Type"] != "application/zip":
        return answer.content.decode()
    with ZipFile(BytesIO(b"".join(answer) if answer.streaming else answer.content)) as file:
        return "".join(file.read(name).decode(errors="replace") for name in file.namelist())


def plain(body: bytes) -> str:
    """A page without what differs by chance or only repeats the address that was asked for."""
    text = re.sub(r'(name="(csrfmiddlewaretoken|once)" value=)"[^"]*"', r"\1", body.decode())
    text = re.sub(r'X-CSRFToken":"[^"]*"|nonce="[^"]*"', "", text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|%2F\w+", "-", text)


PAGES = (
    "/complaints/", "/me/inbox/", "/", "/me/", "/me/data/", "/me/data/download/",
    "/me/complaints/", "/me/requests/", "/desk/", "/figures/", "/organise/",
    "/complaints/figures/", "/complaint/figures/", "/c/furongyuan/",
)  # fmt: skip

VERBS = ("", "answer/", "acknowledge/", "ask/", "pass-on/", "who/", "who/show/")


def answer(client: Client, address: str) -> HttpResponse:
    """A page by GET, a button by POST; whatever it did is undone."""
    if address.count("/") == 3:
        return client.get(address)
    with undone():
        return client.post(address, {"once": uuid4().hex, "note": "x"})


def traces(person: Person, complaint: Complaint, *, everywhere: bool = False) -> list[str]:
    """Every trace of the complaint that this person can find; `everywhere` opens all their pages
    and presses all buttons, else those of complaints alone."""
    actor, client, found = actor_of(person), client_of(person), []
    marks = (CANARY[:8], complaint.handle, str(complaint.pk), complaint.complainant.number)
    pages = [*(PAGES if everywhere else PAGES[:2]), f"/complaints/?q={complaint.mark}"]
    for page in pages:
        body = text_of(client.get(page, follow=True))
        if "q=" in page:
            body = re.sub(r"<(input|form|a)\b[^>]*>", "", body)
        found += [f"{page}: {mark}" for mark in marks if mark in body]
    nothing = uuid4()
    for verb in ("", "acknowledge/", "answer/", "ask/", "pass-on/", "who/", "who/show/"):
        here, there = (
            answer(client, f"/complaints/{key}/{verb}") for key in (complaint.pk, nothing)
        )
        if (here.status_code, plain(here.content)) != (404, plain(there.content)):
            found.append(f"address {verb or 'itself'}: {here.status_code}")
    for ask in RevealAsk.objects.filter(complaint=complaint):
        if client.get(f"/complaints/asks/{ask.pk}/").status_code != 404:
            found.append("ask to confirm")
    lists = {
        "list": Complaint.objects.visible_to(actor).filter(pk=complaint.pk),
        "messages": Message.objects.filter(person=person, kind__startswith="complaint"),
        "asks": RevealAsk.objects.to_confirm(actor),
        "log of looks": AccessEvent.objects.visible_to(actor),
    }
    found += [name for name, rows in lists.items() if rows.exists()]
    if any(count.received for count in queries.figures_for(actor)):
        found.append("figures")
    return found


def quarter_full_of(cast: Cast, against: Place) -> None:
    """Enough of them in the last quarter that a count would be said: all against the same."""
    start, _end = rules.last_quarter(clock.today())
    with clock.at(clock.start_of(start) + 9 * clock.HOUR):
        for _ in range(rules.FEWEST_FOR_STAFF):
            complaint_against(cast, against)


@pytest.mark.parametrize("who", ["secretary", "deputy", "former", "helper", "two_offices"])
def test_the_accused_and_theirs_find_no_trace(cast, who):
    request = cast.accepted("wang")
    persons = {
        "secretary": lambda: cast.lin,
        "deputy": lambda: give(cast.hua, "deputy", cast.a).person,
        "former": lambda: give(cast.li, "deputy", cast.a, to_on=clock.today()).person,
        "helper": lambda: cast.wang,
        # Lin is an officer of the very community that would handle it.
        "two_offices": lambda: give(cast.lin, "community_officer", cast.community).person,
    }
    accused = persons[who]()
    quarter_full_of(cast, cast.a)
    complaint = complaint_against(cast, about="request", request=request)
    assert traces(accused, complaint, everywhere=True) == []
    assert complaint.desk in (cast.community, cast.street)
    told = Message.objects.filter(kind="complaint_new").values_list("person", flat=True)
    assert told and accused.pk not in told


def test_control_whoever_handles_it_does_find_it(cast):
    complaint = complaint_against(cast)
    found = traces(cast.he, complaint, everywhere=True)
    assert {"list", "messages"} <= set(found)
    assert f"/complaints/: {complaint.handle}" in found
    assert f"/complaints/?q={complaint.mark}: {complaint.handle}" in found
    assert "address itself: 200" in found


def test_control_without_the_rule_the_accused_finds_it_everywhere(cast, monkeypatch):
    """The same questions, the rule of conflict taken out: so the test above can fail."""
    give(cast.lin, "community_officer", cast.community)
    quarter_full_of(cast, cast.a)
    free = complaint_against(cast)
    assert traces(cast.lin, free) == []
    monkeypatch.setattr(models, "in_conflict", lambda person, matter: Q(pk=None))
    monkeypatch.setattr(queries, "shut_out", lambda people, matter: frozenset())
    complaint = complaint_against(cast)
    found = traces(cast.lin, complaint, everywhere=True)
    assert {"list", "messages", "figures", "address itself: 200"} <= set(found)
    assert f"/complaints/: {complaint.handle}" in found


def test_whoever_becomes_secretary_later_loses_sight_of_it_at_once(cast):
    complaint = complaint_against(cast)
    Message.objects.all().delete()  # what reached him in office before, he knew
    assert "list" in traces(cast.he, complaint)
    office = Office.objects.create(
        person=cast.he, kind="secretary", place=cast.a, from_on=clock.today()
    )
    assert traces(cast.he, complaint) == []
    # It moves on to somebody who is free, and he is not told of that either.
    assert actions.reseat_desks() == 1
    assert Complaint.objects.get(pk=complaint.pk).desk == cast.street
    assert traces(cast.he, complaint) == []
    # Nor by laying the office down again.
    Office.objects.filter(pk=office.pk).update(
        from_on=clock.today() - clock.DAY, to_on=clock.today() - clock.DAY
    )
    Complaint.objects.filter(pk=complaint.pk).update(desk=cast.community, level="community")
    assert traces(cast.he, complaint) == []


def test_whoever_held_it_a_year_before_counts_and_longer_ago_does_not(cast):
    complaint = complaint_against(cast)
    day = timedelta(days=1)
    office = Office.objects.create(
        person=cast.he,
        kind="secretary",
        place=cast.a,
        from_on=clock.today() - 900 * day,
        to_on=complaint.since_on - day,
    )
    assert "list" in traces(cast.he, complaint)
    Office.objects.filter(pk=office.pk).update(to_on=complaint.since_on)
    assert traces(cast.he, complaint) != [] and "list" not in traces(cast.he, complaint)


def test_subordinates_in_another_office_do_not_judge_their_superior(cast):
    """Lin, accused as secretary, is also an officer of the street: the community answers to her."""
    give(cast.lin, "street_officer", cast.street)
    complaint = complaint_against(cast)
    assert complaint.level == "county"
    for name in ("lin", "he", "sun"):
        assert traces(cast.people[name], complaint) == []
    assert "list" in traces(cast.tang, complaint)


def test_who_handled_the_request_is_shut_out_with_those_below(cast):
    request = requests.verify(cast.actor("sun"), cast.placed(), how="phone")
    complaint = complaint_against(cast, about="request", request=request)
    assert complaint.level == "county"
    for name in ("lin", "he", "sun"):
        assert traces(cast.people[name], complaint) == []


def test_the_resident_of_the_request_is_no_party_by_having_asked(cast):
    """Sun of the street lives here too: that he once placed the request shuts nobody out."""
    request = cast.placed(by="sun")
    complaint = complaint_against(cast, about="request", request=request)
    assert complaint.level == "community"


def test_a_reveal_that_was_asked_is_hidden_from_the_accused_above(cast):
    """Lin, the accused secretary, is an officer of the county too, where reveals are allowed."""
    chosen = {"open_name": True, "consent": True, "email": "a@example.org"}
    complaint = complaint_against(cast, **chosen)
    ask = actions.ask_who(cast.actor("he"), complaint, reason="要上门道歉")
    assert RevealAsk.objects.to_confirm(cast.actor("tang")).exists()
    give(cast.lin, "district_officer", cast.street.parent)
    assert traces(cast.lin, complaint) == []
    with pytest.raises(Forbidden):
        actions.confirm_who(actor_of(cast.lin), ask.pk)


def test_the_page_of_a_hidden_one_is_that_of_none(cast):
    complaint = complaint_against(cast)
    client = client_of(cast.lin)
    hidden = client.get(f"/complaints/{complaint.pk}/")
    none = client.get(f"/complaints/{uuid4()}/")
    assert hidden.status_code == none.status_code == 404
    assert plain(hidden.content) == plain(none.content)
    by_chance = {"Content-Length": "", "Content-Security-Policy": ""}
    assert dict(hidden.headers) | by_chance == dict(none.headers) | by_chance


# ---- the rule against a second telling of it -------------------------------------------------


def told_again(person: Person, complaint: Complaint, offices: list[Office]) -> bool:
    """The rule once more, in plain Python over all offices: who is shut out."""
    today = clock.today()

    def counts(office: Office) -> bool:
        return office.from_on <= today and (not office.to_on or office.to_on >= complaint.since_on)

    live = [office for office in offices if counts(office)]
    commanding = [office for office in live if office.kind != "operator"]
    named = {o.person_id for o in commanding if o.place_id == complaint.against_id}
    tops = [o.place.path for o in commanding if o.person_id in named]
    if complaint.against:
        tops.append(complaint.against.path)
    own = [
        office
        for office in live
        if office.person_id == person.pk
        and not (office.kind == "operator" and office.place.parent_id is None)
    ]
    return any(office.place.path.startswith(top) for office in own for top in tops)


def test_the_rule_holds_against_a_second_telling_of_it_over_chance_towns(cast):
    chance = Random(20261126)
    people = list(cast.people.values())
    places = {
        "secretary": [cast.a, cast.b, cast.c],
        "deputy": [cast.a, cast.b, cast.c],
        "community_officer": [cast.community, cast.b.parent],
        "street_officer": [cast.street, cast.b.parent.parent],
        "district_officer": [cast.street.parent],
        "city_officer": [cast.city],
        "operator": [cast.city, cast.street],
    }
    where = [place for some in places.values() for place in some]
    sizes = set()
    for _ in range(12):
        Office.objects.all().delete()
        for _office in range(12):
            kind = chance.choice(list(places))
            begin = clock.today() - chance.randrange(1, 900) * clock.DAY
            end = None if chance.random() < 0.6 else begin + chance.randrange(0, 900) * clock.DAY
            Office.objects.create(
                person=chance.choice(people),
                kind=kind,
                place=chance.choice(places[kind]),
                from_on=begin,
                to_on=end or clock.today() + 400 * clock.DAY,
            )
        offices = list(Office.objects.select_related("place"))
        complaint = complaint_against(cast, chance.choice(where))
        matter = queries.matter_of(complaint)
        barred = queries.shut_out([person.pk for person in people], matter)
        expected = {p.pk for p in people if told_again(p, complaint, offices)}
        assert barred == expected
        for person in people:
            open_to = Complaint.objects.filter(pk=complaint.pk).open_to(actor_of(person)).exists()
            assert open_to == (person.pk not in expected)
        assert not {person.pk for person in queries.told_at(complaint)} & expected
        sizes.add(len(expected))
    assert len(sizes) > 3  # from hardly anybody to nearly all
