"""A meeting before it is held: written down, announced, moved, called off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.marking import N_
from last500.councils import rules
from last500.councils.actions.step import (
    MOVED_ON,
    advance,
    check,
    held,
    moment_words,
    must_handle,
    tell,
    told,
    write_down,
)
from last500.councils.models import REASON_MOST, SPOT_MOST, TITLE_MOST, Body, Meeting, Point
from last500.councils.rules import Action, LedBy, State
from last500.organisations.queries import calendar
from last500.places.models import Place
from last500.topics import actions as topics
from last500.topics import rules as topic_rules
from last500.topics.actions.step import public_text
from last500.topics.models import Topic

THROUGH_DAYS = 10  # working days after the meeting until a topic should be through
BY_THE_DESK = N_("值守安排上会")


@dataclass(frozen=True)
class Item:
    """A point of an agenda: a topic, or words of one's own."""

    title: str = ""
    topic: Topic | None = None


@dataclass(frozen=True)
class Plan:
    """A meeting as it was filled in. `entitled`: only where an assembly's quorum was chosen."""

    body: Body
    title: str
    starts_at: datetime
    spot: str
    items: Sequence[Item]
    template: str = ""
    led_by: str = LedBy.DESK
    entitled: int | None = None


def _values(plan: Plan) -> dict[str, Any]:
    found = {
        "body": plan.body,
        "title": public_text(plan.title, TITLE_MOST, "title"),
        "starts_at": plan.starts_at,
        "spot": public_text(plan.spot, SPOT_MOST, "spot"),
        "template": plan.template if plan.template in rules.BY_CODE else "",
        "led_by": LedBy(plan.led_by),
        "entitled": plan.entitled or None,
    }
    if not found["title"]:
        raise Refused(_("请写这次会商量什么。"), "title")
    if not found["spot"]:
        raise Refused(_("请写在哪里开。"), "spot")
    if plan.body.ended_on:
        raise Refused(_("这个小区现在没有这种会，请另选一种。"), "body")
    return found


def _points(meeting: Meeting, items: Sequence[Item]) -> list[Point]:
    if not 1 <= len(items) <= rules.POINTS_MOST:
        raise Refused(_("请写 1 到 %(most)d 个要商量的事。") % {"most": rules.POINTS_MOST}, "items")
    keys = [item.topic.pk for item in items if item.topic]
    if len(keys) != len(set(keys)):
        raise Refused(_("有一个议题写了两次。"), "items")
    return [_point(meeting, order, item) for order, item in enumerate(items, 1)]


def _point(meeting: Meeting, order: int, item: Item) -> Point:
    topic = item.topic
    if topic is not None and (
        topic.compound_id != meeting.place_id
        or topic.state not in {topic_rules.State.SORTED, topic_rules.State.SUPPORTED}
    ):
        raise Refused(_("这个议题现在不能上会，请看看它到了哪一步。"), "items")
    title = topic.title if topic else public_text(item.title, TITLE_MOST, "items")
    return Point(meeting=meeting, order=order, topic=topic, title=title)


@transaction.atomic
def draft(actor: Actor, place: Place, plan: Plan) -> Meeting:
    """Write a meeting down; nobody sees it but the desk. Raises Forbidden, Refused."""
    must_handle(actor, place)
    if plan.body.compound_id != place.pk:
        raise Refused(_("请重新选一个。"), "body")
    meeting = Meeting.objects.create(
        place=place, desk=place, made_by_id=actor.person, made_at=clock.now(), **_values(plan)
    )
    Point.objects.bulk_create(_points(meeting, plan.items))
    return meeting


@transaction.atomic
def change(actor: Actor, meeting: Meeting, plan: Plan) -> Meeting:
    """While it is a draft. Raises Forbidden, Refused, Conflict."""
    meeting = held(meeting)
    must_handle(actor, meeting.place)
    if plan.body.compound_id != meeting.place_id:
        raise Refused(_("请重新选一个。"), "body")
    rows = Meeting.objects.filter(pk=meeting.pk, state=State.DRAFT)
    if not rows.update(**_values(plan)):
        raise Conflict(_(MOVED_ON))
    meeting.points.all().delete()
    Point.objects.bulk_create(_points(meeting, plan.items))
    return meeting


@transaction.atomic
def announce(actor: Actor, meeting: Meeting) -> Meeting:
    """The notice hangs at the gate, its topics are taken up, each whom it concerns hears once.

    Raises Forbidden, Refused where it is too near or too far, Conflict.
    """
    meeting = held(meeting)
    must_handle(actor, meeting.place)
    check(meeting, Action.ANNOUNCE)
    _must_be_in_time(meeting.starts_at)
    people = told(meeting)
    _take_up(actor, meeting)
    advance(meeting, Action.ANNOUNCE, announced_at=clock.now())
    tell(meeting, "meeting_announced", people, when=moment_words(meeting), spot=meeting.spot)
    write_down(meeting, "meeting announced", points=meeting.points.count())
    return meeting


def _must_be_in_time(starts_at: datetime) -> None:
    if not rules.in_time(starts_at, clock.now()):
        raise Refused(
            _("通知至少提前一天挂出来，最多提前 %(most)d 天。") % {"most": rules.AHEAD_MOST.days},
            "starts_at",
        )


def _take_up(actor: Actor, meeting: Meeting) -> None:
    words = _("%(day)s的%(body)s") % {
        "day": f"{clock.local(meeting.starts_at):%m-%d}",
        "body": _(meeting.body.word),
    }
    through = calendar().add_working_days(meeting.starts_at, THROUGH_DAYS)
    for point in meeting.points.filter(topic__isnull=False).select_related("topic"):
        topic = point.topic
        assert topic is not None
        if topic.state == topic_rules.State.SORTED:
            topic = topics.put_on(actor, topic, reason=_(BY_THE_DESK))
        topics.take_up(actor, topic, words=words, due_at=through)


@transaction.atomic
def move(actor: Actor, meeting: Meeting, *, starts_at: datetime, spot: str, reason: str) -> Meeting:
    """Another time or place, with a reason that everybody reads; whoever was told is told again.

    Raises Forbidden, Refused, Conflict.
    """
    meeting = held(meeting)
    must_handle(actor, meeting.place)
    said = public_text(reason, REASON_MOST, "reason")
    check(meeting, Action.MOVE, said)
    if starts_at <= clock.now() or starts_at > clock.now() + rules.AHEAD_MOST:
        raise Refused(_("请写以后的时间。"), "starts_at")
    place = public_text(spot, SPOT_MOST, "spot")
    if not place:
        raise Refused(_("请写在哪里开。"), "spot")
    before = meeting.starts_at
    values = {"starts_at": starts_at, "spot": place, "reason": said, "moved_from": before}
    advance(meeting, Action.MOVE, **values)
    when = moment_words(meeting)
    tell(meeting, "meeting_moved", told(meeting), when=when, spot=place)
    write_down(meeting, "meeting moved", starts_at=when)
    return meeting


@transaction.atomic
def call_off(actor: Actor, meeting: Meeting, *, reason: str) -> Meeting:
    """With a reason; its topics wait for an agenda again. Raises Forbidden, Refused, Conflict."""
    meeting = held(meeting)
    must_handle(actor, meeting.place)
    said = public_text(reason, REASON_MOST, "reason")
    check(meeting, Action.CALL_OFF, said)
    announced = meeting.state == State.ANNOUNCED
    people = told(meeting) if announced else []
    advance(meeting, Action.CALL_OFF, reason=said)
    if not announced:
        return meeting
    for point in meeting.points.filter(topic__isnull=False).select_related("topic"):
        topic = point.topic
        if topic is not None and topic.state == topic_rules.State.IN_COUNCIL:
            topics.back_to_discussion(actor, topic, reason=_("这次会不开了：") + said[:150])
    tell(meeting, "meeting_called_off", people)
    write_down(meeting, "meeting called off")
    return meeting
