"""What stands against the next step of a project, read from the tables."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from last500.base import clock
from last500.projects import needs, rules
from last500.projects.models import Indicator, Partner, Project, ProjectRole
from last500.projects.needs import Standing
from last500.projects.rules import Action


def is_agreed(project: Project) -> bool:
    """All three sides have said yes; a sub-project goes with what it is a part of."""
    letter = project.letter
    if letter is not None and letter.ended_at is None:
        return True
    parent = project.parent
    above = parent.letter if parent is not None else None
    return above is not None and above.ended_at is None


def standing(project: Project) -> Standing:
    """Four statements at most; `project` comes with its letter and its parent."""
    parent = project.parent
    partners = Partner.objects.agreed().filter(project=project)
    children = Project.objects.filter(parent=project, state__in=rules.OPEN)
    return Standing(
        today=clock.today(),
        until_on=project.until_on,
        risk=project.risk,
        insured_on=project.insured_on,
        agreed=is_agreed(project),
        adds_up=project.adds_up,
        indicators=tuple(
            needs.Indicator(reached, note)
            for reached, note in Indicator.objects.filter(project=project).values_list(
                "reached", "note"
            )
        ),
        wanted=_wanted(project),
        partners_until=tuple(
            until for until in partners.values_list("until_on", flat=True) if until is not None
        ),
        children_open=children.count(),
        under_parent=parent.state in rules.STARTED if parent is not None else None,
    )


def _wanted(project: Project) -> tuple[needs.Wanted, ...]:
    """Without the places that are kept for whoever is only asked: silence is no yes."""
    kept = Count("line", filter=Q(line__state=rules.Waits.ASKED))
    rows = ProjectRole.objects.filter(project=project).annotate(kept=kept).order_by("order")
    return tuple(needs.Wanted(one.number, one.taken - one.kept, one.brought) for one in rows)


def lacks(project: Project, action: Action) -> list[str]:
    """Sentences, the first to be mended first; empty when nothing stands against the step."""
    if action not in needs.NEEDS:
        return []
    return [_(needs.LACK_WORDS[lack]) for lack in needs.lacks(action, standing(project))]
