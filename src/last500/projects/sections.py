"""Projects as the third list of a community, beside needs and resources."""

from django.urls import reverse
from django.utils.translation import gettext as _

from last500.base.marking import N_
from last500.lists.sections import Asked, Found, Line, Section
from last500.places.audiences import AUDIENCE_WORDS
from last500.projects import rules, words
from last500.projects.models import Project
from last500.projects.rules import Next
from last500.projects.sentences import next_words


def find(asked: Asked) -> Found:
    """One statement."""
    rows = Project.objects.visible_to(asked.actor).under(asked.community.path)
    if asked.kind in words.KIND_WORDS:
        rows = rows.filter(kind=asked.kind)
    if asked.words:
        rows = rows.filter(title__icontains=asked.words)
    if asked.state in rules.STATE_WORDS:
        rows = rows.filter(state=asked.state)
    elif asked.state != "all":
        rows = rows.filter(state__in=rules.OPEN)
    rows = rows.select_related("place", "lead", "desk").order_by("-from_on", "pk")
    found = list(rows[asked.start : asked.start + asked.most + 1])
    lines = [_line(project, asked.community.pk) for project in found]
    return Found(lines[: asked.most], len(lines) > asked.most)


def _line(project: Project, community: int) -> Line:
    facts = [_(words.KIND_WORDS[project.kind]), _(AUDIENCE_WORDS[project.audience])]
    facts += [project.place.name] if project.place_id != community else []
    facts.append(f"{project.from_on:%Y-%m-%d} – {project.until_on:%Y-%m-%d}")
    return Line(
        title=project.title,
        href=reverse("projects:show", args=[project.pk]),
        facts=tuple(facts),
        shape=project.shape,
        state=_(rules.STATE_WORDS[rules.State(project.state)]),
        answers=next_words(project) if project.next != Next.NOBODY else "",
        due_at=project.due_at,
    )


PROJECTS = Section(
    code="projects",
    name=N_("项目"),
    hint=N_("单件求助办不完的，合成一个项目：有目标、有期限、有预算、有指标。"),
    find=find,
    kinds=tuple(words.KIND_WORDS.items()),
    states=(("", N_("在办的")), *rules.STATE_WORDS.items(), ("all", N_("全部"))),
    add="projects:new",
    add_word=N_("提一个项目"),
)
