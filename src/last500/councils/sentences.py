"""Meetings in sentences, without anybody's name."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from last500.base import clock
from last500.councils import rules
from last500.councils.models import Meeting, Point
from last500.councils.rules import LedBy, Outcome, State
from last500.topics.models import Topic
from last500.topics.seams import Section


def when_words(meeting: Meeting) -> str:
    return date_format(clock.local(meeting.starts_at), "DATETIME_FORMAT")


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


def outcome_words(point: Point) -> str:
    return _(rules.OUTCOME_WORDS[Outcome(point.outcome)]) if point.outcome else ""


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
