"""How long what is known of an activity's people is kept: half a year after it was.

What was helped stays in the service records, which have a term of their own.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from last500.activities import pictures
from last500.activities.actions.photos import take_down
from last500.activities.actions.signing import let_go
from last500.activities.actions.step import end_offers, held
from last500.activities.models import (
    Activity,
    ActivityEvent,
    ActivityPhoto,
    Depicted,
    Feed,
    HelperWord,
    PlaceOffer,
    SignUp,
)
from last500.base import clock
from last500.base.erasing import Files, Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.people.leaving import Part
from last500.people.models import Person


def _over(edge: datetime) -> QuerySet[Activity]:
    return Activity.objects.filter(ends_at__lt=edge)


RULES = (
    Rule(
        "activity_photos",
        N_("活动的照片"),
        Keep.DUTY,
        lambda edge: ActivityPhoto.objects.filter(activity__in=_over(edge).values("pk")),
        first=pictures.unlink,
    ),
    Files("lost_activity_photos", N_("没有归属的活动照片文件"), Keep.EXPORT, pictures.lost),
    Rule(
        "activity_swaps",
        N_("活动里换人"),
        Keep.DUTY,
        lambda edge: PlaceOffer.objects.filter(closed_at__lt=edge),
    ),
    Rule(
        "activity_words",
        N_("写给来的人的话"),
        Keep.DUTY,
        lambda edge: HelperWord.objects.filter(activity__in=_over(edge).values("pk")),
    ),
    Rule(
        "activity_sign_ups",
        N_("活动的报名"),
        Keep.DUTY,
        lambda edge: SignUp.objects.filter(ends_at__lt=edge),
    ),
    Rule(
        "activity_people",
        N_("活动是谁牵头、谁设的、谁核对的"),
        Keep.DUTY,
        _over,
        fields=("leader", "made_by", "consented_by", "ticked_by"),
    ),
    Rule(
        "feeds",
        N_("日历订阅"),
        Keep.ACCOUNT,
        lambda edge: Feed.objects.filter(person__closed_at__lt=edge),
    ),
    Rule(
        "activity_actors",
        N_("活动的经过里是谁做的"),
        Keep.LOG,
        lambda edge: ActivityEvent.objects.filter(at__lt=edge),
        fields=("actor",),
    ),
)

STAYS = (Stays(N_("你报了名的活动"), N_("组织的人要知道来几位；你随时可以取消")),)


def _cancel_all(person: Person) -> None:
    """Out of everything that is still to come; whoever waits is asked."""
    rows = SignUp.objects.live().filter(person=person, starts_at__gt=clock.now())
    for row in rows.select_related("role").order_by("role"):
        role = held(row.role)
        let_go(role, row)


def _leave(person: Person) -> None:
    """What they said of dates goes, and photos on which they are. What they led stays a desk's."""
    _cancel_all(person)
    take_down(ActivityPhoto.objects.filter(depicted__sign_up__person=person))
    for row in SignUp.objects.filter(person=person):
        end_offers(row)
    SignUp.objects.filter(person=person).delete()
    HelperWord.objects.filter(by=person).delete()
    Activity.objects.filter(leader=person).update(leader=None)
    Feed.objects.filter(person=person).delete()


def _locks(person: Person) -> str:
    """Whoever locks their data cancels first, so that nobody waits for them."""
    coming = SignUp.objects.coming().filter(person=person, starts_at__gt=clock.now())
    if coming.exists():
        return _("你还报着活动。请先在“我的活动”里取消，再锁上资料。")
    led = Activity.objects.filter(leader=person, ends_at__gt=clock.now())
    return _("你牵头的活动还没办。请先办完，或者说不办了。") if led.exists() else ""


def _restrict(person: Person, moment: datetime | None) -> None:
    """Asked for nothing: out of every line, on no photo, in no calendar."""
    if moment:
        _cancel_all(person)
        take_down(ActivityPhoto.objects.filter(depicted__sign_up__person=person))
        Depicted.objects.filter(sign_up__person=person).delete()
        SignUp.objects.filter(person=person).update(photos_at=None)
        Feed.objects.filter(person=person).delete()


PARTS = (Part(_leave, _restrict, locks=_locks),)
