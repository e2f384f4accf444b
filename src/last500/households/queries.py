"""The questions other apps ask: who owns here, who lives here, whose household is whose."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from last500.base.actor import Actor
from last500.households.models import Household, Relation
from last500.households.rules import Kind, State
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch


def own(actor: Actor) -> QuerySet[Relation]:
    """The actor's own relations, the open ones first."""
    rows = Relation.objects.filter(person=actor.person) if actor.person else Relation.objects.none()
    return rows.select_related("household__at__parent", "household__compound").order_by("-asked_at")


def of_person(person: UUID | None, compound: Place, kind: Kind) -> QuerySet[Relation]:
    """The confirmed relations of a person in this compound."""
    if person is None:
        return Relation.objects.none()
    rows = Relation.objects.confirmed().filter(person=person, household__compound=compound)
    return rows.filter(kind=kind)


def is_owner(actor: Actor, compound: Place) -> bool:
    return of_person(actor.person, compound, Kind.OWNER).exists()


def is_neighbour(actor: Actor, compound: Place) -> bool:
    """Lives or owns here, as the compound has confirmed."""
    kinds = (of_person(actor.person, compound, kind).exists() for kind in Kind)
    return any(kinds)


def households_of(
    actor: Actor, compound: Place, kinds: Iterable[Kind] = tuple(Kind)
) -> list[Household]:
    """Those of the actor in this compound, each once, in the order of the doors."""
    if actor.person is None:
        return []
    rows = Relation.objects.confirmed().filter(person=actor.person, kind__in=list(kinds))
    found = Household.objects.filter(compound=compound, pk__in=rows.values("household"))
    return list(found.select_related("at__parent").order_by("at__path", "door"))


LISTED = 50
NEIGHBOURS_MOST = 200


def neighbours_at(actor: Actor, compound: Place) -> list[Person]:
    """Who lives or owns here, as far as this desk has confirmed it; to be asked, not to be told."""
    rows = Relation.objects.visible_to(actor).confirmed().filter(household__compound=compound)
    people = Person.objects.filter(pk__in=rows.values("person"), restricted_at=None, is_active=True)
    return list(people.order_by("made_at")[:NEIGHBOURS_MOST])


def waiting_at(actor: Actor, place: Place) -> list[Relation]:
    """What has not been answered yet, the oldest first: at most a page full."""
    rows = Relation.objects.visible_to(actor).filter(state=State.ASKED)
    rows = rows.filter(household__compound__path__range=branch(place.path))
    rows = rows.select_related("person", "household__at__parent", "household__compound")
    return list(rows.order_by("due_at")[:LISTED])


def doors_at(actor: Actor, place: Place, words: str, start: int) -> tuple[list[Household], bool]:
    """Doors in the order of the buildings, with how many have said that they live there or own
    it; and whether there are more."""
    rows = Household.objects.visible_to(actor).filter(compound__path__range=branch(place.path))
    if words:
        rows = rows.filter(Q(door__startswith=words) | Q(at__name__startswith=words))
    confirmed = Q(relations__state=State.CONFIRMED)
    rows = rows.annotate(
        residents=Count("relations", confirmed & Q(relations__kind=Kind.RESIDENT)),
        owners=Count("relations", confirmed & Q(relations__kind=Kind.OWNER)),
    )
    found = rows.select_related("at__parent", "compound").order_by(
        "compound__path", "at__path", "door"
    )
    page = list(found[start : start + LISTED + 1])
    return page[:LISTED], len(page) > LISTED
