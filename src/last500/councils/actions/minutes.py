"""Minutes: written by one, confirmed by another who was there, then published and carried out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.councils import queries, rules
from last500.councils.actions.step import (
    MOVED_ON,
    advance,
    check,
    held,
    must_handle,
    tell,
    write_down,
)
from last500.councils.models import SAID_MOST, WHAT_MOST, WHO_MOST, WORDS_MOST, Meeting, Point
from last500.councils.rules import Action, Came, Hands, Outcome
from last500.councils.sentences import minutes_hash
from last500.organisations.queries import desk_holders
from last500.resolutions import actions as resolutions
from last500.resolutions.draft import NewTask
from last500.resolutions.rules import By, Counts, dates_in_order
from last500.topics import actions as topics
from last500.topics import rules as topic_rules
from last500.topics.actions.step import public_text


@dataclass(frozen=True)
class Filled:
    """Minutes of one point. `tasks`: (what, who in words, until)."""

    point: UUID
    words: str
    said_for: str
    said_against: str
    outcome: str
    hands: Hands | None = None
    decision: str = ""
    tasks: Sequence[tuple[str, str, date]] = ()
    review_on: date | None = None


@transaction.atomic
def write(actor: Actor, meeting: Meeting, came: Came, filled: Sequence[Filled]) -> Meeting:
    """Once it has begun; may be written again until it is confirmed.

    Raises Forbidden, Conflict, Refused (with the field of its point).
    """
    meeting = held(meeting)
    must_handle(actor, meeting.place)
    check(meeting, Action.WRITE)
    if clock.now() < meeting.starts_at:
        raise Conflict(_("会还没有开，开过了再写记录。"))
    if not 0 < came.total <= rules.COUNT_MOST:
        raise Refused(_("请写来了多少人，只写人数，不写名字。"), "residents")
    said = {one.point: one for one in filled}
    for point in meeting.points.select_related("topic").order_by("order"):
        _fill(meeting, point, said.get(point.pk), came)
    values = vars(came) | {"written_by_id": actor.person, "written_at": clock.now()}
    advance(meeting, Action.WRITE, confirmed_by_id=None, confirmed_at=None, **values)
    others = [one for one in queries.who_may_confirm(meeting) if one.pk != actor.person]
    tell(meeting, "minutes_written", others)
    return meeting


def _fill(meeting: Meeting, point: Point, said: Filled | None, came: Came) -> None:
    n = point.order
    if said is None or said.outcome not in set(rules.CHOICES):
        raise Refused(_("请选这件事商量的结果。"), f"outcome_{n}")
    wrong = rules.wrong_with(
        said.outcome, said.hands, came, needs_vote=point.needs_vote, entitled=meeting.entitled
    )
    if wrong:
        field = "in_favour" if said.hands else "outcome"
        raise Refused(_(rules.WRONG_WORDS[wrong]), f"{field}_{n}")
    outcome = rules.settled(said.outcome, said.hands)
    point.words = public_text(said.words, WORDS_MOST, f"words_{n}", lines=True)
    point.said_for = public_text(said.said_for, SAID_MOST, f"said_for_{n}", lines=True)
    point.said_against = public_text(said.said_against, SAID_MOST, f"said_against_{n}", lines=True)
    if outcome == Outcome.HEARD:
        point.said_for = point.said_for or rules.NO_SIDES
        point.said_against = point.said_against or rules.NO_SIDES
    if not point.words:
        raise Refused(_("请用几句话写商量了什么。"), f"words_{n}")
    if not point.said_for:
        raise Refused(_("请写赞成的话；没有人说，就写“没有人说赞成”。"), f"said_for_{n}")
    if not point.said_against:
        raise Refused(_("请写反对的话；没有人说，就写“没有人说反对”。"), f"said_against_{n}")
    point.outcome = outcome
    hands = vars(said.hands) if said.hands else dict.fromkeys(vars(Hands(0, 0)))
    for name, value in hands.items():
        setattr(point, name, value)
    _plan(meeting, point, said)
    point.save()


def _plan(meeting: Meeting, point: Point, said: Filled) -> None:
    """What was agreed needs its words, who does what by when, and a day to look at it again."""
    point.decision, point.tasks, point.review_on = "", [], None
    if point.outcome != Outcome.AGREED:
        return
    n, on = point.order, clock.local(meeting.starts_at).date()
    point.decision = public_text(said.decision, WORDS_MOST, f"decision_{n}", lines=True)
    if not point.decision:
        raise Refused(_("请写商定了什么。"), f"decision_{n}")
    if not said.tasks:
        raise Refused(
            _("请写谁来办、什么时候办到。没有人办、没有日子的，不算定下来。"), f"what_{n}_1"
        )
    point.tasks = [_task(n, number, task) for number, task in enumerate(said.tasks, 1)]
    untils = [until for _what, _who, until in said.tasks]
    if said.review_on is None or not dates_in_order(on, said.review_on, untils):
        words = _("日子对不上：办到的日子在开会以后、回看以前，三年以内要回看一次。")
        raise Refused(words, f"review_on_{n}")
    point.review_on = said.review_on


def _task(n: int, number: int, task: tuple[str, str, date]) -> dict[str, Any]:
    what, who, until = task
    found = {
        "what": public_text(what, WHAT_MOST, f"what_{n}_{number}"),
        "who": public_text(who, WHO_MOST, f"who_{n}_{number}"),
        "until": until.isoformat(),
    }
    if not found["who"]:
        raise Refused(_("请写谁来办。"), f"who_{n}_{number}")
    return found


@transaction.atomic
def confirm(actor: Actor, meeting: Meeting) -> Meeting:
    """By another person than the writer, who says of themself that they were there.

    A desk, a member or a neighbour. Raises Forbidden, Conflict.
    """
    meeting = held(meeting)
    if not queries.may_confirm(actor, meeting):
        raise Forbidden("neither a neighbour nor a member nor a desk")
    check(meeting, Action.CONFIRM)
    if meeting.written_by_id is None:
        raise Conflict(_("写记录的人不在了，请小区值守再看一遍、存一次。"))
    if meeting.written_by_id == actor.person:
        raise Conflict(_("写记录的人自己不能确认，要另一位当时在场的人。"))
    values = {"confirmed_by_id": actor.person, "confirmed_at": clock.now()}
    advance(meeting, Action.CONFIRM, **values)
    tell(meeting, "minutes_confirmed", desk_holders(meeting.desk_id))
    return meeting


@transaction.atomic
def mend(actor: Actor, meeting: Meeting) -> Meeting:
    """Something is wrong in it: it is written and confirmed anew. Raises Forbidden, Conflict."""
    meeting = held(meeting)
    must_handle(actor, meeting.place)
    check(meeting, Action.MEND)
    return advance(meeting, Action.MEND, confirmed_by_id=None, confirmed_at=None)


@transaction.atomic
def publish(actor: Actor, meeting: Meeting) -> Meeting:
    """From here on no word changes. What was agreed becomes a resolution with its tasks; every
    other topic waits for an agenda again. Raises Forbidden, Refused, Conflict.
    """
    meeting = held(meeting)
    must_handle(actor, meeting.place)
    check(meeting, Action.PUBLISH)
    if meeting.confirmed_by_id is None and meeting.confirmed_at is None:
        raise Conflict(_(MOVED_ON))
    points = list(meeting.points.select_related("topic__compound__parent").order_by("order"))
    # Before the resolutions write into theirs: streams are taken in alphabetical order.
    write_down(
        meeting,
        "minutes published",
        present=meeting.came.total,
        points=len(points),
        agreed=sum(point.outcome == Outcome.AGREED for point in points),
        words=minutes_hash(meeting, points),
    )
    for point in points:
        _carry_on(actor, meeting, point)
    return advance(meeting, Action.PUBLISH, published_at=clock.now())


def _carry_on(actor: Actor, meeting: Meeting, point: Point) -> None:
    topic = point.topic
    if point.outcome == Outcome.AGREED:
        assert point.review_on is not None  # _plan
        hands = Counts(**vars(point.hands)) if point.hands else None
        day = clock.local(meeting.starts_at).date()
        point.resolution = resolutions.adopt(
            actor, topic, by=By.COUNCIL, words=point.decision, tasks=_tasks(point),
            review_on=point.review_on, counts=hands, compound=meeting.place, title=point.title,
            body=_("%(body)s，%(day)s")
            % {"body": _(meeting.body.word), "day": day.isoformat()}, decided_on=day,
        )  # fmt: skip
        point.save(update_fields=["resolution"])
    elif topic is not None and topic.state == topic_rules.State.IN_COUNCIL:
        topics.back_to_discussion(
            actor, topic, reason=_(rules.OUTCOME_WORDS[Outcome(point.outcome)])
        )


def _tasks(point: Point) -> list[NewTask]:
    return [
        NewTask(what=one["what"], who=one["who"], until=date.fromisoformat(one["until"]))
        for one in point.tasks
    ]
