"""How long what people said is kept: half a year after the project or the activity is over.

The evaluation itself stays: it holds counts behind which five people stand, and names nobody.
"""

from datetime import datetime

from django.db.models import Q, QuerySet

from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.evaluations.models import Evaluation, EvaluationEvent, Rating
from last500.people.leaving import Part
from last500.people.models import Person


def _over(edge: datetime) -> QuerySet[Rating]:
    """Of a project they are needed until it is closed: its evaluation counts them."""
    alone = Q(activity__project=None, activity__ends_at__lt=edge)
    return Rating.objects.filter(alone | Q(activity__project__closed_at__lt=edge))


RULES = (
    Rule("activity_ratings", N_("来过的人说活动怎么样"), Keep.DUTY, _over),
    Rule(
        "evaluation_people",
        N_("评估是谁写的、谁同意公开的"),
        Keep.DUTY,
        lambda edge: Evaluation.objects.filter(project__closed_at__lt=edge),
        fields=("written_by", "community_by", "carrier_by"),
    ),
    Rule(
        "evaluation_actors",
        N_("评估的经过里是谁做的"),
        Keep.LOG,
        lambda edge: EvaluationEvent.objects.filter(at__lt=edge),
        fields=("actor",),
    ),
)

STAYS = (
    Stays(N_("评估里已经数过的人数和评价"), N_("五个人以上的合计，里面没有你的名字，减不回去")),
)


def _leave(person: Person) -> None:
    """What they said goes, also where it was published; what was counted stays a sum."""
    Rating.objects.filter(person=person).delete()
    for name in ("written_by", "community_by", "carrier_by"):
        Evaluation.objects.filter(**{name: person}).update(**{name: None})


def _restrict(person: Person, moment: datetime | None) -> None:
    """Whoever locks their data lets nobody read what they said; opened again, they say it anew."""
    if moment:
        Rating.objects.filter(person=person).update(may_publish_at=None, chosen=False)


PARTS = (Part(_leave, _restrict),)
