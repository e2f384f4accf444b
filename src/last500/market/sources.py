"""One source for each app: what of it is open to this reader, bounded, in two statements at most.

A source asks the app's own rule of who sees what, and narrows it to what can still be taken. The
nearest come first, so that a bound cuts off what is far away, and says that it did.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from last500.activities.models import Activity, Role, SignUp
from last500.activities.rules import Side
from last500.activities.rules import State as ActivityState
from last500.base import clock
from last500.lists.models import Claim, Need
from last500.lists.rules import UNFINISHED
from last500.market.looking import Reader
from last500.market.rules import DAYS_AHEAD, GROUP_OF, Kind, Line, Slot, circles, on_day
from last500.places.rules import branch
from last500.posts import rules as post_rules
from last500.posts.models import Holding, Post, PostDate, Waiting
from last500.posts.queries import qualifications_for
from last500.posts.queries.days import gaps_of, is_off
from last500.projects.models import Project, ProjectRole, RoleClaim
from last500.projects.rules import TAKING
from last500.reportin.week import PARTS
from last500.service_requests.categories import BY_CODE, qualification_needed
from last500.service_requests.fitting import OPEN_LOOKED_AT, answers_of, open_for
from last500.service_requests.models import ServiceRequest
from last500.units.models import UnitReportIn

MOST = 100  # of each app
LONGEST = 366  # days: beyond that no date of a rhythm is looked for


@dataclass(frozen=True)
class Found:
    """`cut`: there is more, further away than these."""

    lines: tuple[Line, ...] = ()
    cut: bool = False


def _by_nearness(rows: QuerySet, home: str, path: str) -> QuerySet:
    """The rows with `near`, the ring around home (rules.ring), to be ordered by."""
    rings = [When(**{f"{path}__range": branch(top)}, then=Value(n)) for n, top in circles(home)]
    near = Case(*rings, default=Value(4), output_field=IntegerField())
    return rows.annotate(near=near)


def _bounded(rows: QuerySet) -> tuple[list, bool]:
    found = list(rows[: MOST + 1])
    return found[:MOST], len(found) > MOST


# ---- requests -----------------------------------------------------------------------------------


def requests(reader: Reader) -> Found:
    """What the helper's own page shows, by the same rule and never more of it. One statement."""
    if reader.report_in is None:
        return Found()
    rows = open_for(reader.actor, OPEN_LOOKED_AT, report_in=reader.report_in)
    return Found(tuple(_of_request(row, reader) for row in rows), len(rows) == OPEN_LOOKED_AT)


def _of_request(row: ServiceRequest, reader: Reader) -> Line:
    """Before acceptance: never who, which door, which words."""
    kind = BY_CODE.get(row.category)
    word = _(kind.name) if kind else _("帮忙")
    paper = qualification_needed(row.category, answers_of(row)) if kind else None
    start = PARTS[row.wished_part][0] if row.wished_part in PARTS else None
    wished = row.wished_on
    slot = Slot(reader.today, None, start)
    if wished is not None and wished >= reader.today:
        slot = on_day(wished, start)
    return Line(
        kind=Kind.REQUEST,
        key=row.number,
        title=row.summary or word,
        detail=word if row.summary else "",
        place=row.place.name,
        path=row.place.path,
        slots=(slot,),
        minutes=row.minutes,
        wanted=row.wanted - row.taken,
        skills=frozenset(kind.skills) if kind else frozenset(),
        papers=frozenset({paper}) if paper else frozenset(),
        due=max(clock.local(row.due_at).date(), reader.today) if row.due_at else None,
    )


# ---- posts --------------------------------------------------------------------------------------


def standing_posts(reader: Reader) -> Found:
    """Open posts with a free place that the reader neither holds nor waits for. Two statements."""
    rows = Post.objects.visible_to(reader.actor).open().filter(taken__lt=F("places"))
    if reader.actor.person:
        held = Holding.objects.active().filter(person=reader.actor.person)
        waits = Waiting.objects.in_line().filter(person=reader.actor.person)
        rows = rows.exclude(Q(pk__in=held.values("post")) | Q(pk__in=waits.values("post")))
    near = _by_nearness(rows.select_related("place"), reader.home.path, "place__path")
    found, cut = _bounded(near.order_by("near", "made_at", "pk"))
    off = _called_off(found, reader.today)
    return Found(tuple(_of_post(post, reader, off) for post in found), cut)


def _called_off(rows: Iterable[Post], today: date) -> set[tuple]:
    said = PostDate.objects.filter(post__in=[row.pk for row in rows], on__gte=today)
    return set(said.exclude(called_off="").values_list("post", "on"))


def _of_post(post: Post, reader: Reader, off: set[tuple]) -> Line:
    return Line(
        kind=Kind.POST,
        key=str(post.pk),
        title=post.title,
        place=post.place.name,
        path=post.place.path,
        slots=tuple(_dates_of(post, reader, off)),
        minutes=post.minutes,
        wanted=post.free,
        skills=frozenset(post.skills),
        papers=qualifications_for(post.skills),
        least_age=post.least_age,
    )


def _dates_of(post: Post, reader: Reader, off: set[tuple]) -> Iterator[Slot]:
    """Its dates as far as one can be asked for, and at least the first."""
    today = reader.today
    if not post.has_dates:
        yield Slot(max(post.from_on, today), post.until_on)
        return
    first = max(today, post.from_on)
    days = post_rules.dates(
        post.rhythm, today, first + timedelta(LONGEST), gaps=gaps_of(post), is_off=is_off(post)
    )
    found = False
    for day in days:
        if found and day > today + timedelta(DAYS_AHEAD):
            return
        begun = post_rules.moment(day, post.start or 0, clock.ZONE) <= reader.now
        if not begun and (post.pk, day) not in off:
            found = True
            yield on_day(day, post.start)


# ---- activities ---------------------------------------------------------------------------------


def activity_roles(reader: Reader) -> Found:
    """Free roles of open activities: a hand that is missing, and dates to come to. One statement.

    Of one activity that is two lines at most; none where the reader has signed up already.
    """
    shown = Activity.objects.shown().filter(state=ActivityState.OPEN)
    if reader.actor.person:
        own = SignUp.objects.live().filter(person=reader.actor.person)
        shown = shown.exclude(pk__in=own.values("role__activity"))
    rows = Role.objects.filter(
        activity__in=shown, taken__lt=F("places"), starts_at__gt=reader.now
    ).select_related("activity__place")
    rows = _by_nearness(rows, reader.home.path, "activity__place__path")
    found, cut = _bounded(rows.order_by("near", "activity__starts_at", "activity", "side", "order"))
    parties = groupby(found, key=lambda role: (role.activity_id, role.side))
    return Found(tuple(_of_roles(list(roles)) for _key, roles in parties), cut)


def _of_roles(roles: list[Role]) -> Line:
    activity, helps = roles[0].activity, roles[0].side == Side.HELPER
    starts = dict.fromkeys(clock.local(role.starts_at) for role in roles)
    skills = frozenset(code for role in roles for code in role.skills)
    return Line(
        kind=Kind.SHIFT if helps else Kind.DATE,
        key=str(activity.pk),
        title=activity.title,
        detail=_("、").join(role.name for role in roles[:3]),
        place=activity.place.name,
        path=activity.place.path,
        slots=tuple(on_day(at.date(), at.hour * 60 + at.minute) for at in starts),
        minutes=min(role.minutes for role in roles),
        wanted=sum(role.free for role in roles),
        skills=skills if helps else frozenset(),
        papers=qualifications_for(skills) if helps else frozenset(),
        group=GROUP_OF[activity.audience],
        least_age=min(role.least_age for role in roles),
    )


# ---- projects -----------------------------------------------------------------------------------


def project_roles(reader: Reader) -> Found:
    """Projects that look for people, without the roles the reader has. One statement."""
    public = Project.objects.visible_to(reader.actor).public().filter(state__in=TAKING)
    rows = ProjectRole.objects.filter(project__in=public, project__until_on__gte=reader.today)
    rows = rows.filter(number__gt=F("taken") + F("brought"))
    if reader.actor.person:
        own = RoleClaim.objects.active().filter(person=reader.actor.person)
        rows = rows.exclude(pk__in=own.values("role"))
    rows = _by_nearness(
        rows.select_related("project__place"), reader.home.path, "project__place__path"
    )
    found, cut = _bounded(rows.order_by("near", "project__until_on", "project", "order"))
    whole = groupby(found, key=lambda role: role.project_id)
    return Found(tuple(_of_project(list(roles), reader.today) for _key, roles in whole), cut)


def _of_project(roles: list[ProjectRole], today: date) -> Line:
    project = roles[0].project
    skills = frozenset(role.skill for role in roles if role.skill)
    return Line(
        kind=Kind.PROJECT,
        key=str(project.pk),
        title=project.title,
        detail=_("、").join(role.title for role in roles[:3]),
        place=project.place.name,
        path=project.place.path,
        slots=(Slot(max(project.from_on, today), project.until_on),),
        wanted=sum(role.missing for role in roles),
        skills=skills,
        papers=qualifications_for(skills),
        group=GROUP_OF[project.audience],
    )


# ---- needs --------------------------------------------------------------------------------------


def needs(reader: Reader) -> Found:
    """Needs on the lists of streets where the reader's unit is reported in. One statement.

    For whoever speaks for a unit alone, and without what it has claimed already.
    """
    if not reader.units:
        return Found()
    here = UnitReportIn.objects.agreed().filter(organisation__in=reader.units)
    claimed = Claim.objects.filter(organisation__in=reader.units, state__in=UNFINISHED)
    rows = Need.objects.visible_to(reader.actor).claimable(reader.today)
    rows = rows.filter(
        community__parent__in=here.values("community__parent"), agreed__lt=F("wanted")
    )
    rows = rows.exclude(pk__in=claimed.values("need")).select_related("place")
    near = _by_nearness(rows, reader.home.path, "place__path")
    found, cut = _bounded(near.order_by("near", "until_on", "pk"))
    return Found(tuple(_of_need(need, reader.today) for need in found), cut)


def _of_need(need: Need, today: date) -> Line:
    return Line(
        kind=Kind.NEED,
        key=str(need.pk),
        title=need.title,
        detail=need.when,
        place=need.place.name,
        path=need.place.path,
        slots=(Slot(today, need.until_on),),
        wanted=need.open_number,
        skills=frozenset(need.skills),
        group=GROUP_OF[need.audience],
        measure=need.measure,
    )


# One line for each app that has something open.
SOURCES: tuple[Callable[[Reader], Found], ...] = (
    requests,
    standing_posts,
    activity_roles,
    project_roles,
    needs,
)


def gathered(reader: Reader) -> Found:
    """Everything that is open to this reader. Six statements at most."""
    parts = [source(reader) for source in SOURCES]
    return Found(
        tuple(line for part in parts for line in part.lines), any(part.cut for part in parts)
    )
