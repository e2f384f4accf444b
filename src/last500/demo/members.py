"""What those who reported in say of themselves: numbers and slips, days away, papers, two moves."""

from datetime import datetime

from last500.base import clock
from last500.base.actor import Actor
from last500.base.ids import public_number, shown_number
from last500.demo.scene import Town
from last500.letters.models import Letter
from last500.letters.rules import Kind
from last500.organisations.models import Organisation
from last500.organisations.rules import DESK_ORGANISATIONS
from last500.people.models import Person
from last500.places.models import Place
from last500.reportin import actions
from last500.reportin.models import HelperNumber, Proof, ReportIn
from last500.reportin.rules import ProofState, Reach, State
from last500.reportin.week import OtherDays

DAY, HOUR = clock.DAY, clock.HOUR
MOVED_FROM, MOVED_TO, MOVING_TO = 1, 0, 3  # numbers of compounds


def prepare(town: Town) -> None:
    _numbers_and_slips(town)
    _days_away(town)
    _papers(town)
    _the_persona(town)
    _moves(town)


def _numbers_and_slips(town: Town) -> None:
    """Each has a number of their own and the slip that was given when the desk confirmed."""
    rows = list(ReportIn.objects.filter(state=State.CONFIRMED).select_related("person", "place"))
    numbers = {row.person_id: public_number() for row in rows}
    HelperNumber.objects.bulk_create(
        HelperNumber(person=row.person, number=numbers[row.person_id], made_at=_confirmed_at(row))
        for row in rows
    )
    issuers = _issuers(town)
    for row in rows:
        row.slip = _slip(row, numbers[row.person_id], issuers[row.place_id])
    Letter.objects.bulk_create(row.slip for row in rows if row.slip)
    ReportIn.objects.bulk_update(rows, ["slip"], batch_size=200)


def _confirmed_at(row: ReportIn) -> datetime:
    return row.decided_at or row.asked_at


def _issuers(town: Town) -> dict[int, str]:
    """Who answers at each compound: its own organisation, else the community."""
    known = Organisation.objects.filter(kind__in=DESK_ORGANISATIONS, ended_on=None)
    names = dict(known.order_by("-pk").values_list("place", "name"))
    found = {}
    for number, compound in enumerate(town.ground.compounds):
        community = town.ground.community_of(number)
        found[compound.pk] = names.get(compound.pk) or names.get(community.pk) or community.name
    return found


def _slip(row: ReportIn, number: str, issuer: str) -> Letter:
    letter = Letter(
        code=public_number(),
        kind=Kind.REPORT_IN,
        place=row.place,
        issuer=issuer,
        person=row.person,
        issued_at=_confirmed_at(row),
    )
    letter.lines = [
        ["姓名", row.person.name],
        ["志愿者编号", shown_number(number)],
        ["报到的小区", row.place.name],
        ["报到日期", f"{clock.local(row.asked_at):%Y-%m-%d}"],
    ]
    letter.body = ["这位邻居已经在这里报到，愿意在空闲的时候给邻居帮忙。"]
    return letter


def _days_away(town: Town) -> None:
    """One in six has days that differ: a journey, or a day off for the neighbours."""
    today = clock.local(town.now).date()
    for row in ReportIn.objects.filter(state=State.CONFIRMED).order_by("pk"):
        if town.chance.random() > 1 / 6:
            continue
        first = today + town.chance.randint(1, 20) * DAY
        if town.chance.random() < 0.7:
            row.other_days = [OtherDays(first, first + town.chance.randint(0, 6) * DAY)]
        else:
            row.other_days = [OtherDays(first, first, True, 9 * 60, 11 * 60 + 30)]
        row.save(update_fields=["differing"])


def _papers(town: Town) -> None:
    """Most papers have a last day; some run out soon, a few have; two wait at the walk's desk."""
    today = clock.local(town.now).date()
    seen = list(Proof.objects.filter(state=ProofState.SEEN).order_by("pk"))
    for proof in seen:
        if proof.qualification == "electric":
            days = town.chance.choice((-20, 12, 25, 300, 700, 1000))
            proof.valid_until = today + days * DAY
    Proof.objects.bulk_update(seen, ["valid_until"], batch_size=200)
    home = ReportIn.objects.filter(place=town.ground.compounds[0], state=State.CONFIRMED)
    free = home.exclude(person__proofs__isnull=False).order_by("pk").select_related("person")
    with clock.at(town.now - 5 * HOUR):
        for row, qualification in zip(free[1:3], ("electric", "medicine"), strict=True):
            actions.say_proof(_actor(row.person), qualification)


def _actor(person: Person) -> Actor:
    return Actor(person=person.pk)


def _the_persona(town: Town) -> None:
    """He would go next door as well, is away next week, and his licence runs out soon."""
    person = town.folk.by_code["helper"]
    today = clock.local(town.now).date()
    row = ReportIn.objects.get(person=person, state=State.CONFIRMED)
    row.nearby = [town.ground.compounds[MOVING_TO].pk]
    row.reach, row.most_month, row.wish_to_hear = Reach.COMMUNITY, 6, True
    row.other_days = [OtherDays(today + 9 * DAY, today + 12 * DAY)]
    row.save(update_fields=["nearby", "reach", "most_month", "wish_to_hear", "differing"])
    desk = town.folk.actor("secretary")
    with clock.at(town.now - 80 * DAY):
        proof = actions.say_proof(_actor(person), "electric")
        actions.see_proof(desk, proof, row.place, valid_until=today + 24 * DAY)


def _moves(town: Town) -> None:
    """One moved here five weeks ago and is confirmed; one is on the way and waits."""
    compounds = town.ground.compounds
    rows = ReportIn.objects.filter(place=compounds[MOVED_FROM], state=State.CONFIRMED)
    first, second = rows.order_by("-pk").select_related("person", "place", "slip")[:2]
    _move(town, first, compounds[MOVED_TO], ago=35)
    with clock.at(town.now - 35 * DAY + 20 * HOUR):
        new = ReportIn.objects.active().select_related("person", "place").get(person=first.person)
        actions.decide(town.folk.actor("secretary"), new, confirmed=True)
    _move(town, second, compounds[MOVING_TO], ago=1)


def _move(town: Town, row: ReportIn, place: Place, *, ago: int) -> None:
    with clock.at(town.now - ago * DAY):
        actions.move(_actor(row.person), row, place)
