"""The pairings of the demo town: some in each state, with what a year brings."""

from datetime import datetime, timedelta

from last500.base import clock
from last500.base.actor import Actor
from last500.demo.people import Resident
from last500.demo.scene import Town
from last500.demo.teams import desk_at
from last500.pairings import actions, queries, rules
from last500.pairings.actions import Household, Wishes
from last500.pairings.models import Pairing, PairingAsk
from last500.pairings.rules import How
from last500.people.models import Person

DAY, HOUR = clock.DAY, clock.HOUR
# Compound, days ago, how the consent was given, the household's wishes.
RUNNING = (
    (0, 70, How.SIGNED_PAPER, Wishes(14, "both", "afternoon", limits=("call_first", "no_money"))),
    (0, 55, How.SAID_ON_PHONE, Wishes(7, "phone", "evening")),
    (3, 88, How.WITH_TRUSTED, Wishes(14, "visit", "morning", True, ("no_photos", "no_keys"))),
    (3, 40, How.SIGNED_PAPER, Wishes(30, "visit", limits=("by_daylight",), months=12)),
    (6, 61, How.OWN_PAGE, Wishes(7, "both", "any", limits=("at_door",))),
    (9, 47, How.WITH_TRUSTED, Wishes(14, "both", "afternoon", limits=("no_gifts",))),
)


def prepare(town: Town) -> None:
    _of_the_personas(town)
    running = [_runs(town, *story) for story in RUNNING]
    _wants_out(town, running[2])
    _soon_over(town)
    _sought(town)
    _over(town)


# ---- the steps, each in its own moment -----------------------------------------------------------


def _home(town: Town, number: int) -> Resident:
    homes = town.folk.residents[town.ground.compounds[number].pk]
    return town.chance.choice(homes[1:])


def _propose(
    town: Town,
    number: int,
    at: datetime,
    how: How,
    wishes: Wishes,
    home: Resident | None = None,
) -> Pairing:
    home = home or _home(town, number)
    household = Household(
        name=home.person.name,
        phone=home.person.phone,
        door=f"{home.building.name}{home.door}",
    )
    own = how == How.OWN_PAGE
    actor = home.actor if own else desk_at(town, number)
    with clock.at(at):
        compound = town.ground.compounds[number]
        return actions.propose(actor, compound, household, wishes, how=how)


def _check(town: Town, number: int, pairing: Pairing, at: datetime) -> None:
    if pairing.checked_at is None:
        with clock.at(at):
            actions.confirm_check(desk_at(town, number), pairing)


def _ask(
    town: Town, number: int, pairing: Pairing, at: datetime, *, first: Person | None = None
) -> list[Person]:
    """The desk asks the two who fit best, or one of its choice."""
    with clock.at(at):
        me = town.folk.by_code["helper"]  # paired with one household, and asked for another
        found = [row.person for row in queries.fitting(pairing) if first == me or row.person != me]
        chosen = [first] if first in found else found[:2]
        if chosen:
            keys = [person.pk for person in chosen if person]
            actions.ask(desk_at(town, number), pairing, helpers=keys)
    return [person for person in chosen if person]


def _yes(pairing: Pairing, person: Person, at: datetime) -> None:
    rows = PairingAsk.objects.select_related("pairing__place", "helper")
    with clock.at(at):
        actions.accept(
            Actor(person=person.pk), rows.get(pairing=pairing, helper=person, answer="asked")
        )
    pairing.refresh_from_db()


def _runs(
    town: Town,
    number: int,
    days: int,
    how: How,
    wishes: Wishes,
    *,
    home: Resident | None = None,
    first: Person | None = None,
) -> Pairing:
    begin = town.now - days * DAY
    pairing = _propose(town, number, begin, how, wishes, home)
    _check(town, number, pairing, begin + DAY)
    asked = _ask(town, number, pairing, begin + 2 * DAY, first=first)
    if asked:
        _yes(pairing, asked[0], begin + 3 * DAY)
        _meet(town, pairing, asked[0], days - 3)
    return pairing


def _meet(town: Town, pairing: Pairing, person: Person, days: int) -> None:
    """Now and then they noted a day; the second of the list has long noted none."""
    step = pairing.rhythm_days
    last = 2 * step + 4 if pairing.rhythm_days == 7 and pairing.way == "phone" else 1
    for ago in range(days - 1, last, -step):
        with clock.at(town.now - ago * DAY + timedelta(hours=town.chance.randrange(3))):
            actions.met(Actor(person=person.pk), pairing, clock.today())


# ---- what there is -------------------------------------------------------------------------------


def _of_the_personas(town: Town) -> None:
    """The helper persona is paired with the resident persona, and asked for one household more."""
    me = town.folk.by_code["helper"]
    home = town.folk.residents[town.ground.compounds[0].pk][0]
    wishes = Wishes(7, "both", "evening", limits=("call_first", "no_keys"))
    _runs(town, 0, 33, How.OWN_PAGE, wishes, home=home, first=me)
    other = _propose(town, 0, town.now - 4 * DAY, How.WITH_TRUSTED, Wishes(14, "visit"))
    _ask(town, 0, other, town.now - 30 * HOUR, first=me)


def _wants_out(town: Town, pairing: Pairing) -> None:
    """Its helper would like to hand over; somebody is willing, and the household is asked."""
    bond = queries.living_bond(pairing)
    if bond is None:
        return
    with clock.at(town.now - 5 * DAY):
        actions.hand_over(Actor(person=bond.helper_id), pairing)
    asked = _ask(town, 3, pairing, town.now - 4 * DAY)
    if asked:
        _yes(pairing, asked[0], town.now - 2 * DAY)


def _soon_over(town: Town) -> None:
    """Three months are nearly over, and the household would like to go on."""
    pairing = _runs(town, 0, 84, How.SAID_ON_PHONE, Wishes(14, "phone", months=3))
    if pairing.ends_on is not None and rules.may_renew(clock.today(), pairing.ends_on):
        with clock.at(town.now - DAY):
            actions.renew(desk_at(town, 0), pairing)


def _sought(town: Town) -> None:
    """One just came in, one waits to be asked for, one is asked."""
    _propose(town, 0, town.now - 7 * HOUR, How.OWN_PAGE, Wishes(30, "phone"))
    _propose(town, 0, town.now - 2 * DAY, How.SIGNED_PAPER, Wishes(14, "visit", two_people=True))
    asked = _propose(town, 12, town.now - 6 * DAY, How.SAID_ON_PHONE, Wishes(7, "both"))
    _ask(town, 12, asked, town.now - 5 * DAY)


def _over(town: Town) -> None:
    """Ended by the household, ended by the helper, taken back before it ran, nobody found."""
    one = _runs(town, 1, 89, How.SIGNED_PAPER, Wishes(14, "visit"))
    with clock.at(town.now - 30 * DAY):
        actions.end(desk_at(town, 1), one)
    two = _runs(town, 6, 82, How.OWN_PAGE, Wishes(7, "phone"))
    bond = queries.living_bond(two)
    with clock.at(town.now - 12 * DAY):
        actions.end(Actor(person=bond.helper_id) if bond else desk_at(town, 6), two)
    three = _propose(town, 9, town.now - 25 * DAY, How.SAID_ON_PHONE, Wishes())
    with clock.at(town.now - 21 * DAY):
        actions.end(desk_at(town, 9), three)
    # A courtyard with hardly any helpers: nobody could be asked for three months.
    _propose(town, 5, town.now - 95 * DAY, How.SIGNED_PAPER, Wishes(7, "visit"))
    with clock.at(town.now - DAY):
        actions.run_out()
