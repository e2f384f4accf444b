"""A need gets its answer: it is taken up into a project, given back, set aside, brought to its end.

An app above calls `take_up`, `give_back`, `close` and `tell` within its own transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.exports.rules import without_phones
from last500.people.rules import clean_text
from last500.places.models import Place
from last500.places.rules import DESKS, path_steps
from last500.service_requests.categories import BY_CODE
from last500.unmet import rules
from last500.unmet.actions.step import advance, must_answer
from last500.unmet.actions.telling import tell
from last500.unmet.models import REASON_MOST, UnmetNeed
from last500.unmet.rules import Action
from last500.unmet.sentences import count_words

MOST_TOGETHER = 40
_WIDE = str.maketrans("０１２３４５６７８９＋－", "0123456789+-")


@dataclass(frozen=True)
class Taken:
    """What a proposal needs of the needs it stands on. `place` is the lowest desk above them all;
    `words` say how often what was asked where and when, and nothing of whom."""

    place: Place
    kind: str
    count: int
    words: str


def together(needs: Sequence[UnmetNeed]) -> Taken:
    """What several needs come to. Raises Refused for none, for too many, for two streets.

    `needs` come with their places.
    """
    if not needs:
        raise Refused(_("请至少选一个需求。"), "needs")
    if len(needs) > MOST_TOGETHER:
        raise Refused(_("一次最多选 %(n)s 个，请分成几个项目。") % {"n": MOST_TOGETHER}, "needs")
    keys = path_steps(rules.common_path([need.place.path for need in needs]))
    desks = Place.objects.filter(pk__in=keys, level__in=DESKS)
    place = desks.order_by("-path").first()
    if place is None:
        raise Refused(_("这些需求不在一个街道，请分开提。"), "needs")
    parts = [rules.Part(one.place.path, one.category, one.month, one.count) for one in needs]
    return Taken(
        place=place,
        kind=rules.main_kind(parts),
        count=sum(part.count for part in parts),
        words=count_words(needs),
    )


@transaction.atomic
def take_up(actor: Actor, needs: Sequence[UnmetNeed], *, title: str) -> Taken:
    """They have become a project of this title. Raises Forbidden, Refused; Conflict where another
    desk took one of them up a moment before: then none of them is taken up."""
    found = together(needs)
    for need in sorted(needs, key=lambda one: one.pk):
        must_answer(actor, need)
        advance(actor, need, Action.TAKE_UP, facts={"project": title})
    return found


@transaction.atomic
def give_back(actor: Actor, needs: Sequence[UnmetNeed], *, title: str, reason: str) -> None:
    """Their project was declined or given up: they wait for an answer again."""
    for need in sorted(needs, key=lambda one: one.pk):
        advance(actor, need, Action.GIVE_BACK, facts={"project": title, "reason": reason})


@transaction.atomic
def close(actor: Actor, needs: Sequence[UnmetNeed], *, title: str) -> None:
    """What was made of them is over."""
    for need in sorted(needs, key=lambda one: one.pk):
        advance(actor, need, Action.CLOSE, facts={"project": title})


@transaction.atomic
def set_aside(actor: Actor, need: UnmetNeed, *, reason: str) -> None:
    """Another way was found, and whoever asked is told which. Raises Refused without a reason."""
    must_answer(actor, need)
    said = clean_text(reason)[:REASON_MOST]
    if not said:
        raise Refused(_("请写一句现在怎么办，提过的邻居会看到。"), "reason")
    if without_phones(said) != said.translate(_WIDE):
        raise Refused(_("提过的邻居都看得到，不要写手机号。"), "reason")
    advance(actor, need, Action.SET_ASIDE, reason=said, facts={"reason": said})
    tell([need], "need_answered", {"category": BY_CODE[need.category].name})
