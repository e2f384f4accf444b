"""Questions about pairings: whose, on which desk, who may be asked, what is quiet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from last500.base import clock
from last500.base.actor import Actor
from last500.base.scope import widen
from last500.base.sealing import blind_index
from last500.organisations.rules import Permission
from last500.pairings import rules
from last500.pairings.models import Bond, ContactDay, Pairing, PairingAsk, PairingEvent
from last500.pairings.rules import Candidate, Quiet, Role, State
from last500.people.models import AccessEvent, Contact
from last500.places.models import Place
from last500.places.rules import Level, branch, official_path
from last500.reportin.models import Avoidance, ReportIn
from last500.reportin.rules import goes_to, is_minor, is_paused

LINK_INDEX = "pairings.link"
LISTED, NAMED, LOOKED_AT = 200, 30, 2000
CARING = frozenset({"accompany", "nursing", "cooking", "shopping", "phone_teaching"})


def roles_of(actor: Actor, pairing: Pairing) -> frozenset[Role]:
    """In which roles the actor stands to this pairing. At most three statements.

    Whoever helps here, or is asked to, is neither the desk of it nor the household, even with its
    link in hand: nobody arranges for themself, and nobody says yes for whom they help.
    """
    roles = set()
    if actor.door == "clock":
        roles.add(Role.CLOCK)
    if speaks_for(actor, pairing):
        roles.add(Role.HOUSEHOLD)
    if actor.person:
        if bond_of(actor, pairing):
            roles.add(Role.HELPER)
        if PairingAsk.objects.pending().filter(pairing=pairing, helper=actor.person).exists():
            roles.add(Role.INVITED)
    if roles & {Role.HELPER, Role.INVITED}:
        return frozenset(roles - {Role.HOUSEHOLD})
    if actor.may(Permission.PAIRING_ARRANGE, pairing.place.path):
        roles.add(Role.DESK)
    return frozenset(roles)


def speaks_for(actor: Actor, pairing: Pairing) -> bool:
    if pairing.pk in actor.opened:
        return True
    if actor.person is None:
        return False
    return Contact.objects.filter(pk=pairing.contact_id, person=actor.person).exists()


def bond_of(actor: Actor, pairing: Pairing) -> Bond | None:
    """What the actor holds of it now."""
    rows = Bond.objects.living().filter(pairing=pairing, helper=actor.person)
    return rows.first() if actor.person else None


def living_bond(pairing: Pairing) -> Bond | None:
    return Bond.objects.living().filter(pairing=pairing).select_related("helper").first()


def by_link(key: str) -> Pairing | None:
    """The pairing that a private link opens."""
    index = blind_index(LINK_INDEX, key)
    widen(link=index)
    return Pairing.objects.filter(link_index=index).first()


def of_household(actor: Actor, key: UUID) -> Pairing | None:
    rows = Pairing.objects.of_household(actor).select_related("place", "contact")
    return rows.filter(pk=key).first()


def of_desk(actor: Actor, key: UUID) -> Pairing | None:
    rows = Pairing.objects.of_desk(actor).select_related("place__parent__parent", "contact")
    return rows.filter(pk=key).first()


def of_helper(actor: Actor, key: UUID) -> Pairing | None:
    """Without the contact: that is asked for apart, where it may be shown."""
    rows = Pairing.objects.of_helper(actor).select_related("place")
    return rows.filter(pk=key).first()


def contact_for(actor: Actor, pairing: Pairing) -> Contact | None:
    """The household's contact for whoever holds it, while it runs; for nobody else, ever."""
    holds = bond_of(actor, pairing) is not None
    if not rules.shows_contact(pairing.state, holds=holds):
        return None
    return Contact.objects.filter(pk=pairing.contact_id, erased_at=None).first()


# ---- lists --------------------------------------------------------------------------------------


def held(actor: Actor) -> list[Bond]:
    """What the actor holds, soonest end first, each with its last contact (`last_on`)."""
    if actor.person is None:
        return []
    rows = Bond.objects.living().filter(helper=actor.person, pairing__state=State.RUNNING)
    rows = rows.select_related("pairing__place").annotate(last_on=Max("days__on"))
    return list(rows.order_by("pairing__ends_on", "pk")[:20])


def asked(actor: Actor) -> list[PairingAsk]:
    rows = PairingAsk.objects.visible_to(actor).pending().filter(pairing__state__in=rules.OPEN)
    return list(rows.select_related("pairing__place").order_by("asked_at")[:20])


def of_own_household(actor: Actor) -> list[Pairing]:
    rows = Pairing.objects.of_household(actor).select_related("place")
    return list(rows.order_by("-consent_at")[:20])


def quiet_for_helper(bond: Bond, today: date) -> Quiet:
    """Only ever on the helper's own page: a missed tick is no fault."""
    last: date | None = getattr(bond, "last_on", None)
    began = clock.local(bond.began_at).date()
    return rules.quiet(today, last or began, bond.pairing.rhythm_days)


@dataclass(frozen=True)
class OnDesk:
    """One line of a desk's list; no name of a household stands in it."""

    pairing: Pairing
    bond: Bond | None
    ask_both: bool
    wants_out: bool
    successor: bool  # said yes, and waits for the household


def on_desk(actor: Actor, place: Place) -> list[OnDesk]:
    """Open pairings of a branch: what is due first. Three statements."""
    rows = Pairing.objects.of_desk(actor).open().filter(place__path__range=branch(place.path))
    rows = rows.select_related("place").annotate(last_on=Max("bonds__days__on"))
    found = list(rows.order_by(F("due_at").asc(nulls_last=True), "ends_on", "pk")[:LISTED])
    keys = [pairing.pk for pairing in found]
    bonds = Bond.objects.living().filter(pairing__in=keys).select_related("helper")
    by_pairing = {bond.pairing_id: bond for bond in bonds}
    waits = PairingAsk.objects.filter(pairing__in=keys, answer="yes", ends_at__gt=clock.now())
    successors = set(waits.values_list("pairing", flat=True))
    today = clock.today()
    return [
        OnDesk(
            pairing,
            bond := by_pairing.get(pairing.pk),
            _ask_both(pairing, bond, today),
            bool(bond and bond.wants_out_at),
            pairing.pk in successors,
        )
        for pairing in found
    ]


def _ask_both(pairing: Pairing, bond: Bond | None, today: date) -> bool:
    if bond is None or pairing.state != State.RUNNING:
        return False
    known = (getattr(pairing, "last_on", None), pairing.fit_asked_on)
    began = clock.local(bond.began_at).date()
    last = max((began, *(day for day in known if day is not None)))
    return rules.quiet(today, last, pairing.rhythm_days) == Quiet.ASK_BOTH


def asks_for_both(pairing: Pairing) -> bool:
    """The same question for one pairing's own page."""
    last = ContactDay.objects.filter(bond__pairing=pairing).aggregate(last=Max("on"))["last"]
    pairing.last_on = last  # type: ignore[attr-defined]
    return _ask_both(pairing, living_bond(pairing), clock.today())


def history(pairing: Pairing, limit: int = 40) -> list[PairingEvent]:
    rows = PairingEvent.objects.filter(pairing=pairing).order_by("-at", "-pk")
    return list(rows[:limit])


def days_of(bond: Bond, limit: int = 12) -> list[date]:
    return list(bond.days.order_by("-on").values_list("on", flat=True)[:limit])


def successor(pairing: Pairing) -> PairingAsk | None:
    """Whoever would follow, and waits for the household's yes."""
    rows = PairingAsk.objects.filter(pairing=pairing, answer="yes", ends_at__gt=clock.now())
    return rows.select_related("helper").first()


def waiting(pairing: Pairing) -> int:
    """How many are asked and have not answered; not who."""
    return PairingAsk.objects.waiting().filter(pairing=pairing).count()


def looks_at(pairing: Pairing, limit: int = 30) -> list[AccessEvent]:
    rows = AccessEvent.objects.filter(contact=pairing.contact_id, about=pairing.pk)
    return list(rows.order_by("-at", "-pk")[:limit])


# ---- whom to ask --------------------------------------------------------------------------------


def candidates(
    pairing: Pairing, people: Collection[UUID] | None = None
) -> list[tuple[ReportIn, Candidate]]:
    """Neighbours of the street with their facts, the compound's own first. One statement.

    The desk asks: it may read the contact's keyed hash, which is all that is needed here.
    """
    rows = _near(pairing)
    if people is not None:
        rows = rows.filter(person__in=list(people))
    return [(row, _facts(row, pairing)) for row in rows[:LOOKED_AT]]


def _near(pairing: Pairing) -> QuerySet[ReportIn]:
    street = official_path(pairing.place.path, Level.STREET) or pairing.place.path
    index = pairing.contact.phone_index or "-"
    # By the word of either: one side's list is read from the other without saying whose it is.
    by_helper = Q(report_in=OuterRef("pk"), phone_index=index)
    by_home = Q(by_index=index, phone_index=OuterRef("person__phone_index"))
    avoided = Avoidance.objects.filter(by_helper | by_home)
    rows = ReportIn.objects.filter(state="confirmed", person__restricted_at=None)
    rows = rows.filter(place__path__range=branch(street)).select_related("person", "place")
    held = Bond.objects.living().filter(helper=OuterRef("person")).order_by().values("helper")
    holds = Coalesce(Subquery(held.annotate(n=Count("pk")).values("n")), 0)
    return rows.annotate(avoided=Exists(avoided), holds=holds).order_by("pk")


def _facts(row: ReportIn, pairing: Pairing) -> Candidate:
    contact = pairing.contact
    same_phone = bool(contact.phone_index) and row.person.phone_index == contact.phone_index
    return Candidate(
        confirmed=True,
        home=row.place.path,
        reach=row.reach,
        chosen=goes_to(row.reach, row.nearby, pairing.place_id),
        too_young=is_minor(row.age),
        avoids=bool(row.avoided),  # type: ignore[attr-defined]
        own_household=same_phone or row.person_id == contact.person_id,
        took_consent=row.person_id == pairing.consent_taken_by_id,
        holds=row.holds,  # type: ignore[attr-defined]
    )


def fitting(pairing: Pairing) -> list[ReportIn]:
    """Whom the desk may ask now: nobody who rests, is asked, holds it, or said no of late. Those
    who hold none yet come first: it is not always the same neighbours."""
    today, since = clock.today(), clock.now() - rules.LEFT_ALONE
    asks = PairingAsk.objects.filter(pairing=pairing)
    gone = asks.filter(Q(answer="refused", answered_at__gt=since) | Q(answer__in=["asked", "yes"]))
    skip = set(gone.values_list("helper", flat=True))
    skip |= set(Bond.objects.living().filter(pairing=pairing).values_list("helper", flat=True))
    path = pairing.place.path
    found = [
        row
        for row, facts in candidates(pairing)
        if row.person_id not in skip
        and not is_paused(row.paused_until, today)
        and not rules.hindrances(facts, path)
    ]
    return sorted(found, key=lambda row: _order(row, pairing))


def _order(row: ReportIn, pairing: Pairing) -> tuple[bool, int, bool]:
    holds: int = row.holds  # type: ignore[attr-defined]
    return row.place_id != pairing.place_id, holds, not cares(row)


def cares(row: ReportIn) -> bool:
    """Whether they said that they like to keep somebody company, or the like."""
    return bool(CARING & set(row.skills))


# ---- counts -------------------------------------------------------------------------------------


def counts(actor: Actor, place: Place) -> dict[int, dict[str, int]]:
    """For each compound of the branch how many pairings stand where. Never a household."""
    rows = Pairing.objects.of_desk(actor).filter(place__path__range=branch(place.path))
    found: dict[int, dict[str, int]] = {}
    for key, state in rows.values_list("place", "state")[:100_000]:
        line = found.setdefault(key, dict.fromkeys(map(str, State), 0))
        line[state] += 1
    return found
