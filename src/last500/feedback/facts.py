"""What a letter says: computed from confirmed records, never typed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from last500.base import clock
from last500.base.scope import everything
from last500.feedback import deeds, rules
from last500.feedback.rules import Period, Served
from last500.letters.paper import paper_day, paper_time
from last500.organisations.models import Organisation
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.records import kinds
from last500.records.models import ServiceRecord, ServiceRecordQuerySet

Lines = list[tuple[str, str]]


def _within(rows: ServiceRecordQuerySet, community: Place, days: Period) -> ServiceRecordQuerySet:
    """Confirmed ones in this community that began on one of the days."""
    began, ended = clock.start_of(days.first), clock.start_of(days.last + clock.DAY)
    here = rows.counted().filter(place__path__range=branch(community.path))
    return here.filter(began_at__gte=began, began_at__lt=ended)


def _added_up(rows: ServiceRecordQuerySet) -> list[Served]:
    """One row for each person and kind, added up by the database."""
    found = rows.values("person", "kind").order_by("person", "kind")
    summed = found.annotate(times=Count("pk"), served=Sum("minutes"))
    return [Served(*row) for row in summed.values_list("person", "kind", "times", "served")]


def of_members(organisation: Organisation, community: Place, days: Period) -> list[Served]:
    """Of those who said that they come from this unit; whose data are locked is left out.

    Asked in the house's name: what becomes of it is sums of five, or a sentence for oneself.
    """
    with everything("a unit's members are added up for its letter"):
        told = ServiceRecord.objects.filter(organisation=organisation)
        open_to_read = told.filter(person__restricted_at=None, person__closed_at=None)
        return _added_up(_within(open_to_read, community, days))


def of_one(person: UUID, community: Place, days: Period) -> list[Served]:
    """All of one's own in this community, wherever one comes from."""
    return _added_up(_within(ServiceRecord.objects.filter(person=person), community, days))


def computed(
    organisation: Organisation, community: Place, days: Period, rows: list[Served]
) -> dict[str, Any]:
    """What the letter keeps of it: sums of five people or more, and what the unit itself did."""
    facts: dict[str, Any] = {
        "deeds": [[deed.code, deed.times] for deed in deeds.deeds(organisation, community, days)]
    }
    if told := rules.sums(rows):
        facts["members"] = told.members
        facts["whole"] = [told.whole.times, told.whole.minutes]
        facts["kinds"] = [[one.kind, one.times, one.minutes] for one in told.kinds]
    return facts


# ---- in words -----------------------------------------------------------------------------------


def _times(times: int, minutes: int) -> str:
    said = ngettext("%(n)d 次", "%(n)d 次", times) % {"n": times}
    return _("%(times)s，%(time)s") % {"times": said, "time": paper_time(minutes)}


def days_in_words(days: Period) -> str:
    ends = {"first": paper_day(days.first), "last": paper_day(days.last)}
    return _("%(first)s至%(last)s") % ends


def lines_of_one(rows: list[Served]) -> Lines:
    """One's own figures, for a letter of one's own."""
    whole = sum(row.times for row in rows), sum(row.minutes for row in rows)
    each = [(kinds.word(row.kind), _times(row.times, row.minutes)) for row in rows]
    return [(_("服务合计"), _times(*whole)), *each]


def lines(facts: dict[str, Any]) -> Lines:
    """The figures as [label, value]; empty where there are none to tell."""
    said: Lines = []
    if "members" in facts:
        members = ngettext("%(n)d 位", "%(n)d 位", facts["members"]) % {"n": facts["members"]}
        said += [(_("参加的同志"), members), (_("服务合计"), _times(*facts["whole"]))]
        said += [
            (kinds.word(kind), _times(times, minutes)) for kind, times, minutes in facts["kinds"]
        ]
    for code, times in facts.get("deeds", ()):
        if code in deeds.WORDS:
            counted = ngettext("%(n)d 项", "%(n)d 项", times) % {"n": times}
            said.append((_(deeds.WORDS[code]), counted))
    return said


def sentence(person: Person, community: Place, codes: Iterable[str]) -> str:
    """What the unit would read of one member: what they took part in, and no figure.

    Figures of those who agree could be subtracted from the sum, and would tell of those who do not.
    """
    words = _("；").join(dict.fromkeys(kinds.word(code) for code in sorted(codes)))
    said = {"name": person.name or person.called, "place": community.name, "kinds": words}
    return _("%(name)s在%(place)s参加过：%(kinds)s。") % said
