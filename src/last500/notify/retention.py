"""How long messages are kept, sent or not: what nobody could deliver in its term is over."""

from last500.base.erasing import Rule
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.notify.models import Message
from last500.people.leaving import Part
from last500.people.models import Person

RULES = (
    Rule(
        "messages",
        N_("发过的消息"),
        Keep.MESSAGE,
        lambda edge: Message.objects.filter(made_at__lt=edge),
    ),
)


def _leave(person: Person) -> None:
    Message.objects.filter(person=person).delete()


PARTS = (Part(_leave),)
