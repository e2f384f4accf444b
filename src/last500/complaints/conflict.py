"""Who is shut out of a complaint: the named party, whoever is below them, and who took part.

One condition, used where somebody looks and where somebody is told, and asked anew each time:
offices given or ended later count from that moment. It follows the person: whoever stands in
conflict in one office is shut out in all of them.

Shut out is who, from a year before the complaint until today, held an office
- at the named place or on the branch below it (the secretary, the deputy, all who report to them);
- below any office of those who held one at the named place, or who handled the request in
  question: whoever answers to the named person elsewhere is not to judge them here;
and who took a hand in the request themself, as desk or as helper, and the complainant.

The system administrators at the top of the tree stand beside it and report to no place in it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from last500.base import clock
from last500.base.scope import everything
from last500.organisations.models import Office
from last500.organisations.rules import OfficeKind
from last500.people.models import Person
from last500.service_requests.models import Acceptance, Event
from last500.service_requests.rules import Role

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def in_the_house(verb: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Ask in the house's name: the gates of complaints (`of`, `handled_by`, `to_confirm`) stand
    before it. In the asker's own name the second wall would hide from the rule who took part in a
    request that the asker may not see, and from the sender whom an answer goes to.
    """

    @wraps(verb)
    def wrapped(*given: Given.args, **more: Given.kwargs) -> Answer:
        with everything("complaints have a gate of their own"):
            return verb(*given, **more)

    return wrapped


@dataclass(frozen=True)
class Matter:
    """What a complaint is against: values, or references to the columns of an outer query."""

    place: Any
    path: Any
    since: Any
    request: Any


OF_THE_ROW = Matter(
    place=OuterRef("against"),
    path=OuterRef("against__path"),
    since=OuterRef("since_on"),
    request=OuterRef("request"),
)


def _inside(value: Any, depth: int) -> Any:
    """The same column seen from queries that lie deeper; a value is the same everywhere."""
    for _ in range(depth if isinstance(value, OuterRef) else 0):
        value = OuterRef(value)
    return value


def _held(since: Any) -> QuerySet[Office]:
    """Offices held at some time between that day and today."""
    lasting = Q(to_on=None) | Q(to_on__gte=since)
    return Office.objects.filter(lasting, from_on__lte=clock.today())


def _handled(request: Any) -> tuple[QuerySet[Event], QuerySet[Acceptance]]:
    """Who worked on the request: at a desk, and as a helper, whoever gave it back included."""
    steps = Event.objects.filter(request=request).exclude(role=Role.REQUESTER)
    return steps.exclude(actor=None), Acceptance.objects.filter(request=request)


def in_conflict(person: Any, matter: Matter) -> Q:
    """The condition on the outer row: this person (a key, or a reference) is shut out."""
    own = _held(matter.since).filter(person=person)
    own = own.exclude(kind=OfficeKind.OPERATOR, place__parent=None)
    below = Q(Exists(_offices_above(matter)))
    if matter.path is not None:
        below |= Q(place__path__startswith=matter.path)
    steps, helped = _handled(matter.request)
    return (
        Q(Exists(own.filter(below)))
        | Q(Exists(steps.filter(actor=person)))
        | Q(Exists(helped.filter(helper=person)))
    )


def _offices_above(matter: Matter) -> QuerySet[Office]:
    """Seen from an office: those of the people concerned that it lies under, or beside."""
    named = _held(_inside(matter.since, 2)).filter(place=_inside(matter.place, 2))
    steps, helped = _handled(_inside(matter.request, 2))
    concerned = (
        Q(person__in=named.exclude(kind=OfficeKind.OPERATOR).values("person"))
        | Q(person__in=steps.values("actor"))
        | Q(person__in=helped.values("helper"))
    )
    theirs = _held(_inside(matter.since, 1)).filter(concerned).exclude(kind=OfficeKind.OPERATOR)
    here = ExpressionWrapper(OuterRef("place__path"), output_field=CharField())
    return theirs.annotate(here=here).filter(here__startswith=F("place__path"))


def shut_out(people: Iterable[UUID], matter: Matter) -> frozenset[UUID]:
    """Which of these people are shut out; one statement."""
    rows = Person.objects.filter(pk__in=list(people))
    return frozenset(rows.filter(in_conflict(OuterRef("pk"), matter)).values_list("pk", flat=True))
