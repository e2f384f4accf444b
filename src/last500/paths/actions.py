"""What a compound itself decides of its path: from which day its first year counts, which step is
not for it. Nothing is sent to anybody by any of it."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.marking import N_
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.paths import queries, rules
from last500.paths.models import REASON_MOST, Aside, FirstYear
from last500.places.models import Place
from last500.topics.actions.step import public_text

MOVED_ON = N_("有人刚改过，请看看现在的情况。")


def _must_serve(actor: Actor, compound: Place) -> None:
    require(actor, Permission.TOPIC_HANDLE, compound)
    if not queries.serves(actor, compound):
        raise Forbidden("a path is decided at its compound")


@transaction.atomic
def begin(actor: Actor, compound: Place) -> FirstYear:
    """The first year counts from today. Raises Forbidden, Conflict."""
    _must_serve(actor, compound)
    row, made = FirstYear.objects.get_or_create(
        compound=compound, defaults={"begun_on": clock.today()}
    )
    if not made:
        raise Conflict(_(MOVED_ON))
    return row


@transaction.atomic
def put_aside(actor: Actor, compound: Place, code: str, *, reason: str) -> Aside:
    """A step that is not for it, in one sentence. Raises Forbidden, Refused, Conflict."""
    _must_serve(actor, compound)
    said = public_text(reason, REASON_MOST, "reason")
    if not said:
        raise Refused(_("请写一句，比如“不适合我们”。"), "reason")
    stone = queries.path_of(compound).stone(code)
    if stone is None or not rules.may_put_aside(stone):
        raise Conflict(_(MOVED_ON))
    try:
        with transaction.atomic():
            return Aside.objects.create(
                compound=compound, step=code, reason=said, put_at=clock.now()
            )
    except IntegrityError:
        raise Conflict(_(MOVED_ON)) from None


@transaction.atomic
def take_up(actor: Actor, compound: Place, code: str) -> None:
    """On the path again; that it was aside for a while stays in its history. Raises Forbidden,
    Conflict."""
    _must_serve(actor, compound)
    rows = Aside.objects.filter(compound=compound, step=code, taken_up_at=None)
    if not rows.update(taken_up_at=clock.now()):
        raise Conflict(_(MOVED_ON))
