"""What an evaluation is made of: counts of activities and people, what was promised, what it cost.

Counted in the house's name when it is written; what leaves this file is what `rules.told` lets go.
"""

from typing import Any

from last500.activities.models import Activity, SignUp
from last500.activities.rules import OVER, Side
from last500.base import clock
from last500.base.privacy import Keep, days_of
from last500.base.scope import everything
from last500.evaluations import rules
from last500.evaluations.models import Rating
from last500.evaluations.rules import Count, Told
from last500.projects.models import BudgetLine, Indicator, Project


def packed(told: Told) -> dict[str, Any]:
    return {"whole": told.whole, "parts": [[one.code, one.number] for one in told.parts]}


def unpacked(said: dict[str, Any]) -> Told:
    return Told(said["whole"], tuple(Count(code, number) for code, number in said["parts"]))


def of_people(project: Project) -> dict[str, Any]:
    """How many activities were held, who came, what they said. Three statements.

    `early`: some activities are so long ago that who signed up for them is not kept any more.
    """
    with everything("people are counted for an evaluation"):
        held = Activity.objects.filter(project=project, ends_at__lte=clock.now(), state__in=OVER)
        ends = list(held.values_list("ends_at", flat=True))
        there = SignUp.objects.coming().filter(role__activity__in=held.values("pk"))
        there = there.exclude(came_at=None, here_at=None)
        there = there.filter(person__restricted_at=None)
        people = list(there.values_list("person", "role__side", "heads"))
        said = Rating.objects.open_to_read().filter(activity__project=project)
        ratings = list(said.values_list("person", "rating"))
    kept_since = clock.now() - days_of(Keep.DUTY) * clock.DAY
    return {
        "held": len(ends),
        "early": any(end < kept_since for end in ends),
        "came": packed(rules.came((who, side == Side.HELPER, n) for who, side, n in people)),
        "ratings": packed(rules.rated(ratings)),
    }


def of_terms(project: Project) -> dict[str, Any]:
    """Each indicator as planned and reached with its source, each line of the budget in fen."""
    indicators = Indicator.objects.filter(project=project).order_by("order")
    lines = BudgetLine.objects.filter(project=project).order_by("order")
    return {
        "indicators": [
            {
                "title": row.title,
                "planned": row.planned,
                "measure": row.measure,
                "source": row.source,
                "reached": row.reached,
                "note": row.note,
            }
            for row in indicators
        ],
        "money": [
            {
                "title": row.title,
                "payer": row.payer,
                "planned": row.planned_fen,
                "own": row.own_fen,
                "spent": row.spent_fen,
            }
            for row in lines
        ],
    }
