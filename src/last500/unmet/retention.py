"""A need is a count without a person: it stays. Who answered it goes with the log."""

from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.people.leaving import Part
from last500.people.models import Person
from last500.unmet.models import NeedEvent

RULES = (
    Rule(
        "need_actors",
        N_("没人接的事是谁回的话"),
        Keep.LOG,
        lambda edge: NeedEvent.objects.filter(at__lt=edge),
        fields=("actor",),
    ),
)

STAYS = (Stays(N_("一个地方每月缺什么、缺多少"), N_("只有件数，没有人，用来看该做什么项目")),)


def _leave(person: Person) -> None:
    NeedEvent.objects.filter(actor=person).update(actor=None)


PARTS = (Part(_leave),)
