"""Who one can be in the demo town. Numbers are from the range that cannot be called."""

from dataclasses import dataclass

from last500.people.actions import phone_index
from last500.people.models import Person
from last500.service_requests.models import Invitation, ServiceRequest
from last500.service_requests.rules import TO_OFFER, TO_VERIFY


@dataclass(frozen=True)
class Persona:
    code: str
    name: str
    phone: str
    first_page: str


PERSONAS = (
    Persona("resident", "罗桂珍", "10000000001", "/c/liuhua/"),
    # The resident again, at the end of the walk.
    Persona("word", "罗桂珍", "10000000001", "/me/requests/"),
    Persona("helper", "何建川", "10000000002", "/me/"),
    Persona("secretary", "林秀芳", "10000000003", "/desk/"),
    Persona("community", "蒋明月", "10000000004", "/desk/"),
    Persona("street", "谭志远", "10000000005", "/desk/"),
    Persona("district", "秦岚", "10000000006", "/figures/"),
    Persona("city", "罗正平", "10000000007", "/figures/"),
    Persona("liaison", "贺文澜", "10000000008", "/units/"),
    Persona("social", "苏念禾", "10000000009", "/projects/"),
)
BY_CODE = {persona.code: persona for persona in PERSONAS}


def person_of(persona: Persona) -> Person | None:
    """The person in this town; None before it is built."""
    return Person.objects.filter(phone_index=phone_index(persona.phone), is_active=True).first()


def newest_of_the_walk() -> ServiceRequest | None:
    """What the resident persona placed last."""
    resident = person_of(BY_CODE["resident"])
    return resident.requests.order_by("-placed_at").first() if resident else None


def first_page(persona: Persona) -> str:
    """Where the persona goes on: in the walk, straight to what was just placed."""
    newest = newest_of_the_walk()
    if newest and persona.code == "word":
        return f"/r/{newest.number}/"
    if newest and persona.code == "secretary" and newest.state in TO_VERIFY | TO_OFFER:
        return f"/desk/request/{newest.number}/"
    return persona.first_page


def just_invited() -> Person | None:
    """A neighbour who was asked for the resident persona's newest request, the persona first.

    So the walk goes on with whomever the visitor invited on the secretary's desk.
    """
    helper, newest = person_of(BY_CODE["helper"]), newest_of_the_walk()
    asked = Invitation.objects.filter(request=newest, answer=Invitation.Answer.ASKED)
    people = [invitation.helper for invitation in asked.select_related("helper")]
    return helper if helper in people or not people else people[0]
