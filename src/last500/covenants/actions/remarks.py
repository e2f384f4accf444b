"""What neighbours remark on a draft: sealed until the desk has looked, never under a name."""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.covenants import rules
from last500.covenants.actions.life import MOVED_ON, held, must_handle
from last500.covenants.models import REASON_MOST, Remark, Version
from last500.covenants.rules import Look
from last500.households.queries import is_neighbour
from last500.topics.actions.step import no_phone, own_text, public_text


@transaction.atomic
def say(actor: Actor, version: Version, *, words: str, article: int | None = None) -> Remark:
    """By whoever lives or owns here, while it is open. Raises Forbidden, Refused, Conflict."""
    version = held(version)
    if not is_neighbour(actor, version.compound):
        raise Forbidden("neither lives nor owns here")
    if not version.takes_remarks:
        raise Conflict(_("现在不收意见了。"))
    said = own_text(words, rules.REMARK_MOST, "words", lines=True)
    if not said:
        raise Refused(_("请写一两句。"), "words")
    no_phone(said, "words")
    if article is not None and not version.articles.filter(number=article).exists():
        raise Refused(_("请重新选一条。"), "article")
    own = Remark.objects.filter(version=version, person=actor.person)
    if own.count() >= rules.REMARKS_OF_A_PERSON:
        raise Refused(_("你说得够多了，别的请到会上说。"), "words")
    return Remark.objects.create(
        version=version, article=article, person_id=actor.person, words=said, said_at=clock.now()
    )


@transaction.atomic
def look(actor: Actor, remark: Remark, *, show: bool, why: str = "") -> None:
    """The desk lets everybody read it, or returns it with a reason that its author reads.

    Raises Forbidden, Refused without a reason, Conflict where somebody has looked.
    """
    must_handle(actor, remark.version.compound)
    said = public_text(why, REASON_MOST, "why")
    if not show and not said:
        raise Refused(_("请写一句为什么，只有写的人看得到。"), "why")
    values = {
        "look": Look.SHOWN if show else Look.RETURNED,
        "returned_why": "" if show else said,
        "looked_at": clock.now(),
    }
    if not Remark.objects.filter(pk=remark.pk, look=Look.WAITING).update(**values):
        raise Conflict(_(MOVED_ON))
