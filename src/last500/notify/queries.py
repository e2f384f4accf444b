"""The inbox and the words of a message."""

from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.notify.models import Message
from last500.notify.rules import KINDS


def words(message: Message) -> tuple[str, str, str]:
    """Title, body and page of a message in the active language.

    Parameters that are themselves source words (a state, a category) are translated too.
    """
    kind = KINDS[message.kind]
    params = {name: _(value) if value else "" for name, value in message.params.items()}
    return _(kind.title) % params, _(kind.body) % params, message.link or kind.path


def inbox(actor: Actor, limit: int = 50) -> list[Message]:
    return list(Message.objects.visible_to(actor).order_by("-made_at")[:limit])
