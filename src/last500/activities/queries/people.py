"""Who comes, who waits, how many stand before them; one's own sign-ups."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db.models import Count, F, Q, Sum

from last500.activities import rules
from last500.activities.models import Activity, HelperWord, PlaceOffer, Role, SignUp
from last500.activities.rules import Says, Span, State
from last500.base import clock
from last500.base.actor import Actor
from last500.base.sealing import blind_index
from last500.posts.queries import comer_at, qualifications_for
from last500.posts.rules import GROWN, Hindrance, hindrances

OFFER_INDEX = "activities.offer"
LISTED = 60
NAMED_MOST = 400


def own_rows(actor: Actor, activity: Activity) -> dict[UUID, SignUp]:
    """The actor's live sign-ups of an activity, by role. One statement."""
    if actor.person is None:
        return {}
    rows = SignUp.objects.live().filter(role__activity=activity, person=actor.person)
    return {row.role_id: row for row in rows}


def own_row(actor: Actor, role: Role) -> SignUp | None:
    if actor.person is None:
        return None
    rows = SignUp.objects.live().filter(role=role, person=actor.person)
    return rows.select_related("person").first()


def hindered(actor: Actor, role: Role, age: int, *, by_link: bool = False) -> list[Hindrance]:
    """What stands against this person in this role, the first to be told first."""
    comer = comer_at(actor, role.activity.place, age, by_link=by_link or not role.helps)
    needs = qualifications_for(role.skills) if role.helps else frozenset()
    return list(hindrances(comer, needs=needs, least_age=role.least_age))


def clash(person: UUID, span: Span) -> SignUp | None:
    """Another date to which this person comes at that time."""
    rows = SignUp.objects.coming().filter(
        person=person, starts_at__lt=span.ends, ends_at__gt=span.begins
    )
    return rows.select_related("role__activity").first()


def ahead_of(rows: Sequence[SignUp]) -> dict[UUID, int]:
    """How many parties of each line stand before these. One statement for each that waits."""
    found = {}
    for row in rows:
        before = Q(at__lt=row.at) | Q(at=row.at, pk__lt=row.pk)
        line = SignUp.objects.waiting().filter(role=row.role_id)
        found[row.pk] = line.filter(before).count()
    return found


def line_counts(roles: Iterable[UUID]) -> dict[UUID, Counter[str]]:
    """Of each role how many wait, are asked, come. One statement."""
    counts: dict[UUID, Counter[str]] = {key: Counter() for key in roles}
    rows = SignUp.objects.live().filter(role__in=counts).values("role", "state")
    for row in rows.annotate(n=Count("pk")):
        counts[row["role"]][row["state"]] = row["n"]
    return counts


def people_of(actor: Actor, activity: Activity) -> list[SignUp]:
    """Who comes, as far as the actor may see it; in the order in which they signed up."""
    rows = SignUp.objects.visible_to(actor).coming().filter(role__activity=activity)
    rows = rows.select_related("person", "role").order_by("role__order", "at", "pk")
    return list(rows[:NAMED_MOST])


def offer_by_key(key: str) -> PlaceOffer | None:
    """The place that somebody offers by this link, while it is good."""
    if not 16 <= len(key) <= 64:
        return None
    rows = PlaceOffer.objects.waiting().filter(
        key_index=blind_index(OFFER_INDEX, key), other=None, ends_at__gt=clock.now()
    )
    return rows.select_related("sign_up__role__activity__place").first()


def offers_of(actor: Actor, activity: Activity) -> list[PlaceOffer]:
    """Offers that the actor has made or is asked about. One statement."""
    rows = PlaceOffer.objects.visible_to(actor).waiting()
    rows = rows.filter(sign_up__role__activity=activity, ends_at__gt=clock.now())
    return list(
        rows.select_related("sign_up__role", "sign_up__person", "other__role", "other__person")[:10]
    )


def words_for(actor: Actor, activity: Activity, most: int = 5) -> list[HelperWord]:
    rows = HelperWord.objects.visible_to(actor).filter(activity=activity)
    return list(rows.select_related("role").order_by("-at")[:most])


@dataclass
class Mine:
    coming: list[SignUp] = field(default_factory=list)
    asked: list[SignUp] = field(default_factory=list)
    waiting: list[SignUp] = field(default_factory=list)
    to_say: list[SignUp] = field(default_factory=list)


def mine(actor: Actor) -> Mine:
    """One statement; `to_say` are dates of which they may still say that they were there."""
    found = Mine()
    if actor.person is None:
        return found
    since = clock.now() - rules.GONE_THROUGH_WITHIN
    rows = SignUp.objects.live().filter(person=actor.person, ends_at__gt=since)
    for row in rows.select_related("role__activity__place").order_by("starts_at", "pk")[:LISTED]:
        if row.ends_at > clock.now():
            pile = {Says.COMES: found.coming, Says.ASKED: found.asked}
            pile.get(Says(row.state), found.waiting).append(row)
        elif row.state == Says.COMES and may_say(row):
            found.to_say.append(row)
    return found


def may_say(row: SignUp) -> bool:
    """Whether somebody may still say themselves that they helped: nobody has written it down."""
    return row.role.helps and row.minutes is None and row.role.activity.ticked_at is None


def own_dates(actor: Actor, most: int) -> list[SignUp]:
    """The next dates to which the actor comes, or for which they are asked now: those first.

    One statement.
    """
    if actor.person is None:
        return []
    rows = SignUp.objects.filter(
        person=actor.person,
        state__in=[Says.COMES, Says.ASKED],
        role__activity__state=State.OPEN,
        starts_at__gt=clock.now(),
    )
    found = rows.select_related("role__activity__place")
    return list(found.order_by(F("ends_ask_at").asc(nulls_last=True), "starts_at")[:most])


def came_count(activity: Activity) -> int:
    """How many heads were there, as the organiser ticked or they said; for evaluations."""
    there = Q(came_at__isnull=False) | Q(here_at__isnull=False)
    rows = SignUp.objects.coming().filter(there, role__activity=activity)
    return rows.aggregate(n=Sum("heads"))["n"] or 0


def hindrances_of(actor: Actor, roles: Sequence[Role]) -> dict[UUID, str]:
    """Of each role of one activity what first stands against this reader, as a code for the page.

    Two statements for all; age is asked by the button itself.
    """
    if actor.person is None or not roles:
        return {}
    helper = comer_at(actor, roles[0].activity.place, GROWN)
    guest = replace(helper, by_link=True)
    found = {}
    for role in roles:
        needs = qualifications_for(role.skills) if role.helps else frozenset()
        against = hindrances(helper if role.helps else guest, needs=needs, least_age=role.least_age)
        found[role.pk] = str(against[0]) if against else ""
    return found
