"""A certificate of service: free, at once, true (志愿服务条例 19); it ends when a record falls."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.letters import actions as letters
from last500.letters.models import Letter
from last500.letters.paper import paper_day
from last500.letters.rules import Kind
from last500.notify.actions import post
from last500.organisations.queries import organisation_name
from last500.people.models import Person
from last500.places.models import Place
from last500.records import kinds
from last500.records.homes import home_of
from last500.records.models import CertifiedRecord, ServiceRecord


@dataclass(frozen=True)
class Certificate:
    """What would be printed: shown before it is issued. Days are both included."""

    person: Person
    number: str
    since: date
    until: date
    place: Place
    issuer: str
    records: tuple[ServiceRecord, ...]

    @property
    def minutes(self) -> int:
        return sum(record.minutes for record in self.records)

    @property
    def lines(self) -> list[tuple[str, str]]:
        said = [(_("姓名"), self.person.name)]
        if self.number:
            said.append((_("志愿者编号"), self.number))
        since, until = paper_day(self.since), paper_day(self.until)
        said.append((_("时段"), _("%(since)s 至 %(until)s") % {"since": since, "until": until}))
        times = len(self.records)
        said.append((_("服务次数"), ngettext("%(n)d 次", "%(n)d 次", times) % {"n": times}))
        said.append((_("服务时间"), hours_words(self.minutes)))
        said.append((_("做了什么"), self._kinds()))
        return said

    @property
    def body(self) -> list[str]:
        return [
            _("以上时间是实际服务的时间，路上不算；每一条都由被服务的人或者组织的人确认过。"),
            _("依照《志愿服务条例》第十九条无偿出具。"),
        ]

    def _kinds(self) -> str:
        count: Counter[str] = Counter()
        for record in self.records:
            count[record.kind] += record.minutes
        said = (f"{kinds.word(kind)} {hours_words(n)}" for kind, n in count.most_common())
        return _("；").join(said)


def hours_words(minutes: int) -> str:
    """Minutes as they are printed: 31 小时 20 分钟."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(m)d 分钟") % {"m": rest}
    if not rest:
        return _("%(h)d 小时") % {"h": hours}
    return _("%(h)d 小时 %(m)d 分钟") % {"h": hours, "m": rest}


def drawn_up(actor: Actor, since: date, until: date) -> Certificate:
    """What would be printed for these days. Raises Refused where there is nothing to certify."""
    if actor.person is None:
        raise Forbidden("sign in first")
    if not since <= until <= clock.today():
        raise Refused(_("开始的日子要在结束之前，结束的日子不能还没到。"), "until")
    person = Person.objects.get(pk=actor.person)
    if not person.name:
        raise Refused(_("证明上要写姓名。请先在“我的数据”里写上。"))
    counted = ServiceRecord.objects.visible_to(actor).counted().filter(person=person)
    counted = counted.filter(
        began_at__gte=clock.start_of(since), began_at__lt=clock.start_of(until + clock.DAY)
    )
    records = tuple(counted.select_related("place__parent").order_by("began_at"))
    if not records:
        raise Refused(_("这段时间没有确认过的服务。等确认的不算在内。"))
    home = home_of(person.pk)
    place = home.place if home else records[-1].place
    return Certificate(
        person, home.number if home else "", since, until, place, _issuer(place), records
    )


def _issuer(place: Place) -> str:
    """The organisation that serves the place, or the nearest one above it."""
    here: Place | None = place
    while here is not None:
        if name := organisation_name(here):
            return name
        here = here.parent
    return place.name


@transaction.atomic
def certify(actor: Actor, since: date, until: date) -> Letter:
    """Issue the certificate: only what is confirmed stands in it. Raises Refused."""
    drawn = drawn_up(actor, since, until)
    limits.hit("certificate", str(actor.person), limits.CERTIFICATES_PER_PERSON)
    # Held until the letter is written: what is reversed meanwhile is waited for, and refused.
    keys = [record.pk for record in drawn.records]
    held = ServiceRecord.objects.select_for_update(of=("self",)).counted().filter(pk__in=keys)
    if len(held.values_list("pk", flat=True)) != len(keys):
        raise Conflict(_("刚刚有一条记录变了，请再看一遍。"))
    letter = letters.issue(
        Kind.CERTIFICATE,
        place=drawn.place,
        issuer=drawn.issuer,
        lines=drawn.lines,
        body=drawn.body,
        person=drawn.person,
    )
    CertifiedRecord.objects.bulk_create(
        CertifiedRecord(letter=letter, record_id=key) for key in keys
    )
    return letter


def withdraw_certificates(record: ServiceRecord) -> Sequence[Letter]:
    """End every certificate in which a record was counted that does not count any more."""
    rows = CertifiedRecord.objects.filter(record=record, letter__ended_at=None)
    ended = [row.letter for row in rows.select_related("letter")]
    for letter in ended:
        letters.end(letter, withdrawn=True)
    if ended:
        post("certificate_ended", [record.person])
    return ended
