"""Topics as a table that can be taken away: what hangs at the gate, and nobody who said it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.topics import sentences
from last500.topics.models import Topic
from last500.topics.models.topics import TopicQuerySet

COLUMNS = (
    *(N_("小区"), N_("议题"), N_("哪一类"), N_("是谁的事"), N_("依据"), N_("状态")),
    *(N_("附议"), N_("提出的日子"), N_("决定的日子"), N_("理由")),
)
KEYS = (
    *("place", "title", "kind", "whose", "ground", "state"),
    *("support", "proposed", "decided", "reason"),
)


def _within(actor: Actor, place: Place, period: Period) -> TopicQuerySet:
    rows = Topic.objects.visible_to(actor).under(place.path).public()
    after = clock.start_of(period.until + clock.DAY)
    return rows.filter(proposed_at__gte=clock.start_of(period.since), proposed_at__lt=after)


def count(actor: Actor, place: Place, period: Period) -> int:
    return _within(actor, place, period).count()


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    found = _within(actor, place, period).select_related("compound")
    for topic in found.order_by("proposed_at", "pk")[:most]:
        yield Row(
            cells=(
                topic.compound.name,
                topic.title,
                _(topic.get_kind_display()),
                sentences.whose_words(topic),
                sentences.ground_words(topic),
                _(topic.get_state_display()),
                sentences.support_words(topic),
                clock.local(topic.proposed_at).date().isoformat(),
                topic.decided_on.isoformat() if topic.decided_on else "",
                topic.reason,
            ),
            about=topic.pk,
        )


TABLE = Table(
    code="topics",
    name=N_("议题"),
    columns=COLUMNS,
    fields="",
    permission=Permission.TOPIC_HANDLE,
    count=count,
    rows=rows,
    keys=KEYS,
)
