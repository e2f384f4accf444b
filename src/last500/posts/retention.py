"""How long what is known of a post's people is kept: half a year after they left it.

What was served stays in the service records, which have a term of their own.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.people.leaving import Part
from last500.people.models import Person
from last500.posts.actions.claiming import leave_for_good
from last500.posts.actions.line import forget
from last500.posts.models import (
    Holding,
    OwnDate,
    Post,
    PostDate,
    PostEvent,
    Waiting,
)

RULES = (
    Rule(
        "post_own_dates",
        N_("岗位上自己的一次"),
        Keep.DUTY,
        lambda edge: OwnDate.objects.filter(on__lt=edge.date()),
    ),
    Rule(
        "post_lines",
        N_("岗位的排队"),
        Keep.DUTY,
        lambda edge: Waiting.objects.filter(closed_at__lt=edge),
    ),
    Rule(
        "post_holders",
        N_("离开了岗位的人"),
        Keep.DUTY,
        lambda edge: Holding.objects.filter(ended_at__lt=edge),
    ),
    Rule(
        "post_dates",
        N_("岗位的一次是谁核对的"),
        Keep.DUTY,
        lambda edge: PostDate.objects.filter(on__lt=edge.date()),
        fields=("ticked_by",),
    ),
    Rule(
        "post_makers",
        N_("结束了的岗位是谁设的"),
        Keep.DUTY,
        lambda edge: Post.objects.filter(ended_at__lt=edge),
        fields=("made_by",),
    ),
    Rule(
        "post_actors",
        N_("岗位的经过里是谁做的"),
        Keep.LOG,
        lambda edge: PostEvent.objects.filter(at__lt=edge),
        fields=("actor",),
    ),
)

STAYS = (Stays(N_("你还在的岗位"), N_("同岗位的人要知道谁来；你随时可以离开")),)


def _leave(person: Person) -> None:
    """Out of every post and line; whoever is next is asked. What was said of dates goes."""
    line = Waiting.objects.in_line().filter(person=person).select_related("post", "follows")
    for row in line.order_by("post"):
        forget(row, row.post)
    held = Holding.objects.active().filter(person=person).select_related("post")
    for holding in held.order_by("post"):
        leave_for_good(person, holding.post)
    Waiting.objects.filter(person=person).delete()
    # A link that waits for somebody is let go as well, else only the name on it.
    for row in Waiting.objects.filter(proposed_by=person, person=None).select_related("post"):
        forget(row, row.post)
    Waiting.objects.filter(proposed_by=person).update(proposed_by=None, key=b"", key_index=None)
    OwnDate.objects.filter(person=person).delete()
    Holding.objects.filter(person=person).delete()


def _locks(person: Person) -> str:
    """Whoever locks their data leaves their posts first, so that nobody waits for them."""
    held = Holding.objects.active().filter(person=person).exists()
    return _("你还在岗位上。请先在“我的岗位”里离开，再锁上资料。") if held else ""


def _restrict(person: Person, moment: datetime | None) -> None:
    """Asked for nothing: out of every line."""
    if moment:
        line = Waiting.objects.in_line().filter(person=person).select_related("post", "follows")
        for row in line.order_by("post"):
            forget(row, row.post)


PARTS = (Part(_leave, _restrict, locks=_locks),)
