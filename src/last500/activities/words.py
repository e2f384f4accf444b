"""Sentences about activities: when, how many, who carries it, what stands against it."""

from collections import Counter
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from last500.activities import rules
from last500.activities.models import Activity, Role, SignUp
from last500.activities.rules import Says, Side, State
from last500.base import clock
from last500.people.models import Person
from last500.reportin.skills import SKILL_BY_CODE


def hours(begins: datetime, ends: datetime) -> str:
    """9:00–11:00 on the residents' wall clock."""
    start, end = clock.local(begins), clock.local(ends)
    last = f"{end.hour}:{end:%M}" if end.hour or end.minute else "24:00"
    return f"{start.hour}:{start:%M}–{last}"


def of_activity(activity: Activity) -> str:
    return hours(activity.starts_at, activity.ends_at)


def of_role(role: Role) -> str:
    """Its own hours, where they are not the activity's."""
    if role.span == role.activity.span:
        return ""
    return hours(role.starts_at, role.ends_at)


def where(activity: Activity) -> str:
    if activity.booking is not None and not activity.where:
        return str(activity.booking.resource.title)
    return activity.where


def places_words(role: Role) -> str:
    """For everybody: how many places there are and how many are left."""
    of = {"n": role.places, "free": role.free}
    if role.free == 0:
        return ngettext("%(n)d 个位置，满了", "%(n)d 个位置，满了", role.places) % of
    return (
        ngettext("%(n)d 个位置，还有 %(free)d 个", "%(n)d 个位置，还有 %(free)d 个", role.places)
        % of
    )


def line_words(ahead: int) -> str:
    """One's own place in the line, never as a number of points."""
    if ahead == 0:
        return _("你排在最前面，空出来先问你。")
    return ngettext("前面还有 %(n)d 家。", "前面还有 %(n)d 家。", ahead) % {"n": ahead}


def next_words(activity: Activity, roles: list[Role], lines: dict) -> str:
    """For the organiser: whose turn it is now."""
    if activity.state == State.HELD:
        return _("等你核对谁来了")
    if activity.waits_for_consent:
        return _("等值守同意")
    if activity.waits_for_insurance:
        return _("等你登记保险，然后开放")
    if activity.state == State.PLANNED:
        return _("还没有开放报名")
    missing = sum(role.free for role in roles if role.helps)
    if missing:
        return ngettext("还缺 %(n)d 位帮手", "还缺 %(n)d 位帮手", missing) % {"n": missing}
    waiting = sum(lines.get(role.pk, Counter())[Says.WAITING] for role in roles)
    if waiting:
        return ngettext("满了，%(n)d 家在排队", "满了，%(n)d 家在排队", waiting) % {"n": waiting}
    return _("人手够了")


def carried_by(activity: Activity) -> str:
    """Who organises it, as everybody may read: an organisation by name, a neighbour without."""
    if activity.lead is not None:
        return activity.lead.name
    if activity.leader_id is not None:
        return _("一位邻居牵头，%(place)s值守同意") % {"place": activity.place.name}
    return _("%(place)s值守") % {"place": activity.place.name}


def skill_words(role: Role) -> list[str]:
    return [_(SKILL_BY_CODE[code].name) for code in role.skills if code in SKILL_BY_CODE]


def called(person: Person) -> str:
    """What others call somebody who comes; nothing of whoever has locked their data."""
    return "" if person.restricted_at else person.called or _("邻居")


def neighbours(number: int) -> str:
    """A count of neighbours that may be told: fewer than five are a few."""
    shown = rules.shown_count(number)
    if shown is None:
        return _("几位")
    return ngettext("%(n)d 位", "%(n)d 位", shown) % {"n": shown}


def state_shape(activity: Activity) -> str:
    return {
        State.PLANNED: "wait",
        State.OPEN: "go",
        State.HELD: "done",
        State.CLOSED: "done",
        State.CALLED_OFF: "stop",
    }[State(activity.state)]


def head_words(row: SignUp) -> str:
    """Of a family: how many come."""
    if row.heads == 1:
        return ""
    return ngettext("一共 %(n)d 位", "一共 %(n)d 位", row.heads) % {"n": row.heads}


def side_roles(roles: list[Role]) -> list[tuple[str, list[Role]]]:
    """Roles in two heaps, those for guests first: most neighbours come to take part."""
    heaps = [(Side.PARTICIPANT, _("来参加")), (Side.HELPER, _("来帮忙"))]
    found = [(word, [role for role in roles if role.side == side]) for side, word in heaps]
    return [(word, rows) for word, rows in found if rows]
