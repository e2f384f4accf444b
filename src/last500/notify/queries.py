"""The inbox and the words of a message."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.notify.models import Message
from last500.notify.rules import KINDS, STUCK_AFTER, State


def words(message: Message) -> tuple[str, str, str]:
    """Title, body and page of a message in the active language.

    Parameters that are themselves source words (a state, a category) are translated too.
    """
    kind = KINDS[message.kind]
    params = {name: _(value) if value else "" for name, value in message.params.items()}
    return _(kind.title) % params, _(kind.body) % params, message.link or kind.path


def inbox(actor: Actor, limit: int = 50) -> list[Message]:
    return list(Message.objects.visible_to(actor).order_by("-made_at")[:limit])


@dataclass(frozen=True)
class Trouble:
    """Messages that somebody has to look after: given up, or due for long and not taken."""

    failed: int
    stuck: int


def trouble() -> Trouble:
    """For the operator's page: numbers, never to whom; one statement."""
    late = Q(state__in=[State.WAITING, State.LEASED], next_at__lt=clock.now() - STUCK_AFTER)
    counted = Message.objects.aggregate(
        failed=Count("pk", filter=Q(state=State.FAILED)), stuck=Count("pk", filter=late)
    )
    return Trouble(**counted)
