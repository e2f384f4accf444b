"""The way in to these pages, and who is told when a step waits for a second person."""

from django.urls import reverse

from last500.base.actor import Actor
from last500.base.errors import Forbidden
from last500.notify.actions import post
from last500.organisations.models import MATTER_NAMES, TwoPersonStep
from last500.organisations.queries import people_who_may
from last500.organisations.rules import CONFIRMS, Matter, Permission


def require_somewhere(actor: Actor, *permissions: Permission) -> None:
    """Raise Forbidden unless an office of the actor allows one of these anywhere."""
    if not any(actor.branches(permission) for permission in permissions):
        raise Forbidden(permissions[0])


def tell_second_people(step: TwoPersonStep) -> None:
    """One message to everybody who may be the second person; the first one decides."""
    permission = CONFIRMS[Matter(step.matter)]
    people = people_who_may(permission, step.place, but=[step.asked_by_id, step.person_id])
    words = {str(matter): str(word) for matter, word in MATTER_NAMES}
    link = reverse("security:step", args=[step.pk])
    post("second_person", people, link=link, place=step.place.name, matter=words[str(step.matter)])
