"""The questions other apps ask: who owns here, who lives here, whose household is whose."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from last500.base.actor import Actor
from last500.households.models import Household, Relation
from last500.households.rules import Kind
from last500.places.models import Place


def own(actor: Actor) -> QuerySet[Relation]:
    """The actor's own relations, the open ones first."""
    rows = Relation.objects.filter(person=actor.person) if actor.person else Relation.objects.none()
    return rows.select_related("household__at", "household__compound").order_by("-asked_at")


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
    return list(found.select_related("at").order_by("at__path", "door"))


def waiting_at(compound: Place) -> QuerySet[Relation]:
    """What the compound has not answered yet, the oldest first."""
    rows = Relation.objects.filter(household__compound=compound, state="asked")
    return rows.select_related("person", "household__at").order_by("due_at")
