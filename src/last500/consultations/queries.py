"""What hangs at the gate, whose voice counts, one's own answer, and what lies on the desk."""

from uuid import UUID

from django.db.models import Q, QuerySet

from last500.base.actor import Actor
from last500.base.scope import everything
from last500.consultations.models import Answer, Consultation, Slip
from last500.consultations.rules import State, Who
from last500.households.models import Household, Relation
from last500.households.rules import Kind
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch

LISTED = 50
KINDS = {
    Who.NEIGHBOURS: tuple(Kind),
    Who.RESIDENTS: (Kind.RESIDENT,),
    Who.OWNERS: (Kind.OWNER,),
}


def who_answers(place: Place, who: Who) -> QuerySet[Relation]:
    rows = Relation.objects.confirmed().filter(household__compound=place)
    return rows.filter(kind__in=KINDS[who])


def told(place: Place, who: Who) -> list[Person]:
    """Whoever may answer, each once: to be told that it opens."""
    with everything("those whom a consultation asks are told"):
        rows = who_answers(place, who).values("person")
        return list(Person.objects.filter(pk__in=rows, is_active=True, restricted_at=None))


def households_for(place: Place, who: Who, person: UUID) -> list[Household]:
    """In which households of this compound the person has a voice here."""
    rows = who_answers(place, who).filter(person=person)
    found = Household.objects.filter(pk__in=rows.values("household")).select_related("at__parent")
    return list(found.order_by("at__path", "door"))


def at(place: Place, actor: Actor) -> list[Consultation]:
    """Announced and published, the newest first."""
    rows = Consultation.objects.visible_to(actor).exclude(state=State.DRAFT)
    return list(rows.filter(place=place).order_by("-opens_at")[:LISTED])


def on_desk(actor: Actor, place: Place, start: int) -> tuple[list[Consultation], bool]:
    """One page of a desk's consultations, what is open first; and whether there are more."""
    rows = Consultation.objects.visible_to(actor).filter(place__path__range=branch(place.path))
    found = rows.select_related("place").order_by("due_at", "-made_at")
    page = list(found[start : start + LISTED + 1])
    return page[:LISTED], len(page) > LISTED


def one(actor: Actor, key: UUID) -> Consultation | None:
    rows = Consultation.objects.visible_to(actor).select_related("place", "topic")
    return rows.filter(pk=key).first()


def own_answer(actor: Actor, consultation: Consultation) -> Answer | None:
    return Answer.objects.visible_to(actor).filter(consultation=consultation).first()


def taken_part(consultation: Consultation) -> int:
    """How many have answered: all that is told before the closing."""
    with everything("only how many have answered is told"):
        return consultation.answers.count()


def slips_of(actor: Actor, consultation: Consultation) -> list[Slip]:
    """Those that wait for a second reading, and those on which two did not agree."""
    rows = Slip.objects.visible_to(actor).filter(consultation=consultation)
    return list(rows.filter(Q(answer=None)).order_by("number")[:LISTED])


def published_first(place: Place) -> QuerySet[Consultation]:
    """Those with a result, the first one first."""
    rows = Consultation.objects.filter(place=place, state=State.PUBLISHED)
    return rows.order_by("published_at", "pk")
