"""Meetings in sentences, without anybody's name."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.marking import N_
from last500.councils import rules
from last500.councils.models import Meeting, Point
from last500.councils.rules import LedBy, Outcome, Part, State
from last500.topics.models import Topic
from last500.topics.rules import State as TopicState
from last500.topics.seams import Section, Way

LOG_WORDS = {
    "meeting announced": N_("通知了一次会"),
    "meeting moved": N_("一次会改了时间或者地方"),
    "meeting called off": N_("一次会不开了"),
    "minutes corrected": N_("更正了记录里的一处"),
}


def when_words(meeting: Meeting) -> str:
    """With its weekday; the year only where it is another one."""
    at = clock.local(meeting.starts_at)
    same_year = at.year == clock.today().year
    return date_format(at, _("n月j日 l G:i") if same_year else _("Y年n月j日 l G:i"))


def state_words(meeting: Meeting) -> str:
    """An announced meeting that is over waits for its minutes."""
    if meeting.state == State.ANNOUNCED and clock.now() >= meeting.starts_at:
        return _("开过了，等记录")
    return _(rules.STATE_WORDS[State(meeting.state)])


def led_words(meeting: Meeting) -> str:
    return _("召集人") if meeting.led_by == LedBy.CHAIR else _("小区值守")


def came_words(meeting: Meeting) -> str:
    came = meeting.came
    return _(
        "来了 %(all)d 人：住户 %(residents)d，业主 %(owners)d，成员 %(members)d，旁听 %(guests)d"
    ) % {"all": came.total, **vars(came)}


def quorum_words(meeting: Meeting) -> str:
    """The arithmetic of an assembly's quorum, for everybody to count again."""
    if meeting.entitled is None:
        return ""
    if meeting.state == State.ANNOUNCED:
        return _("这是居民会议：应到 %(all)d，要来 %(least)d 以上才能定事。") % {
            "all": meeting.entitled,
            "least": meeting.entitled // 2 + 1,
        }
    named = {"all": meeting.entitled, "came": meeting.came.hands}
    if rules.quorate(meeting.came.hands, meeting.entitled):
        return _("居民会议：应到 %(all)d，到了 %(came)d，过半数。") % named
    return _("居民会议：应到 %(all)d，到了 %(came)d，没有过半数，不能定事。") % named


def hands_words(point: Point) -> str:
    if point.in_favour is None:
        return ""
    return _("举手：赞成 %(yes)d，反对 %(no)d，弃权 %(none)d") % {
        "yes": point.in_favour,
        "no": point.against,
        "none": point.abstained,
    }


def task_words(task: Mapping[str, str]) -> str:
    until = date_format(date.fromisoformat(task["until"]), _("n月j日"))
    words = {"what": task["what"], "who": task["who"], "day": until}
    return _("%(what)s：%(who)s来办，%(day)s以前") % words


def outcome_words(point: Point) -> str:
    return _(rules.OUTCOME_WORDS[Outcome(point.outcome)]) if point.outcome else ""


def spot_words(part: str, order: int | None) -> str:
    """Which place of the minutes, in words."""
    word = _(rules.PART_WORDS[Part(part)])
    return _("第 %(n)s 件 · %(part)s") % {"n": order, "part": word} if order else word


def sections(topic: Topic) -> Iterable[Section]:
    """Meetings at which a topic was or will be talked about. One statement."""
    rows = Point.objects.filter(topic=topic, meeting__announced_at__isnull=False)
    for point in rows.select_related("meeting__body").order_by("-meeting__starts_at")[:10]:
        meeting = point.meeting
        said = outcome_words(point) if meeting.state == State.PUBLISHED else ""
        yield Section(
            _("%(body)s：%(title)s") % {"body": _(meeting.body.word), "title": meeting.title},
            said or when_words(meeting),
            f"/councils/{meeting.pk}/",
            meeting.shape,
            state_words(meeting),
        )


def ways(topic: Topic) -> Iterable[Way]:
    """What waits for an agenda can be put on one; with enough support that is the next step."""
    if topic.state in {TopicState.SORTED, TopicState.SUPPORTED}:
        href = f"/councils/desk/{topic.compound_id}/new/?topic={topic.pk}"
        yield Way(_("安排上会"), href, first=topic.state == TopicState.SUPPORTED)


def minutes_hash(meeting: Meeting, points: Iterable[Point]) -> str:
    """SHA-256 over what minutes say, in the order of the page: whoever holds a printed sheet or a
    copy can count it again."""
    lines = [meeting.title, "/".join(str(number) for number in vars(meeting.came).values())]
    for one in points:
        hands = "/".join(str(number) for number in vars(one.hands).values()) if one.hands else ""
        said = (one.title, one.words, one.said_for, one.said_against, one.outcome, hands)
        tasks = (f"{task['what']}/{task['who']}/{task['until']}" for task in one.tasks)
        lines += [*said, one.decision, *tasks]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def spot_hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def of_log(kind: str, body: Mapping[str, Any]) -> str:
    """An entry of the compound's log as far as its body says it."""
    if kind != "minutes published":
        return _(LOG_WORDS[kind]) if kind in LOG_WORDS else ""
    numbers = {name: body.get(name) for name in ("present", "points", "agreed")}
    if not all(isinstance(number, int) for number in numbers.values()):
        return ""
    return _("公布记录：来了 %(present)d 人，商量 %(points)d 件，商定 %(agreed)d 件") % numbers
