"""Needs and resources as tables that can be taken away; they name organisations and no person."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.areas import CM2
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.lists import formats, rules
from last500.lists.models import Need, Resource, ResourceOffer
from last500.lists.sentences import skill_words
from last500.lists.windows import Window
from last500.organisations.rules import Permission
from last500.places.audiences import AUDIENCE_WORDS
from last500.places.models import Place
from last500.places.rules import branch

Fields = Mapping[str, Any]


def need_fields(row: Need) -> dict[str, Any]:
    """By field name, with our words where there are any."""
    return {
        "key": str(row.pk),
        "kind": _(rules.KIND_WORDS[row.kind]),
        "title": row.title,
        "words": row.words,
        "audience": _(AUDIENCE_WORDS[row.audience]),
        "skills": _("、").join(skill_words(row.skills)),
        "place": row.place.name if row.place_id != row.community_id else "",
        "when": row.when,
        "wanted": row.wanted,
        "measure": row.measure,
        "until": row.until_on.isoformat(),
    }


def resource_fields(row: Resource) -> dict[str, Any]:
    offered = [offer.community.name for offer in row.offers.all()]
    return {
        "key": str(row.pk),
        "kind": _(rules.KIND_WORDS[row.kind]),
        "title": row.title,
        "conditions": row.conditions,
        "risk_note": row.risk_note,
        "skills": _("、").join(skill_words(row.skills)),
        "where": row.where,
        "capacity": row.capacity,
        "area": row.area_cm2 / CM2 if row.area_cm2 else None,
        "pieces": row.pieces if row.lent_by_day else None,
        "comes_back": (_("是") if row.comes_back else _("否")) if row.lent_by_day else None,
        "windows": formats.windows_cell([Window(*one) for one in row.windows]),
        "notice": row.notice_minutes / 60 or None,
        "longest": row.longest_minutes / 60 or None,
        "communities": _("、").join(offered) if row.organisation_id else None,
    }


def coded(row: Need | Resource) -> Fields:
    """For the JSON form: our codes and lists in the place of words; what is empty is left out."""
    plain = need_fields(row) if isinstance(row, Need) else resource_fields(row)
    codes: dict[str, Any] = {"kind": row.kind, "skills": row.skills}
    if isinstance(row, Need):
        codes["audience"] = row.audience
    elif row.lent_by_day:
        codes["comes_back"] = row.comes_back
    return {name: value for name, value in (plain | codes).items() if value not in (None, "", [])}


def with_offers(rows: QuerySet[Resource]) -> QuerySet[Resource]:
    return rows.prefetch_related("offers__community")


def _needs(actor: Actor, place: Place) -> QuerySet[Need]:
    rows = Need.objects.visible_to(actor).filter(community__path__range=branch(place.path))
    return rows.select_related("place", "community").order_by("community__path", "until_on")


def _resources(actor: Actor, place: Place) -> QuerySet[Resource]:
    here = ResourceOffer.objects.standing().filter(community__path__range=branch(place.path))
    rows = Resource.objects.visible_to(actor).filter(pk__in=here.values("resource"))
    return with_offers(rows).order_by("kind", "title")


def _count(rows: Callable[[Actor, Place], QuerySet[Any]]) -> Callable[..., int]:
    def count(actor: Actor, place: Place, period: Period) -> int:
        return rows(actor, place).count()

    return count


def _rows(
    rows: Callable[[Actor, Place], QuerySet[Any]],
    fields: Callable[[Any], Fields],
    words: Mapping[str, str],
) -> Callable[..., Iterator[Row]]:
    def found(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
        for row in rows(actor, place)[:most]:
            cells = (*fields(row).values(), _(words[row.state]))
            yield Row(cells=cells, about=row.pk)

    return found


STATE = N_("状态")
NEEDS_TABLE = Table(
    code="needs",
    name=N_("需求清单"),
    columns=(*formats.NEED_FIELDS.values(), STATE),
    fields="",
    permission=Permission.LIST_EDIT,
    count=_count(_needs),
    rows=_rows(_needs, need_fields, rules.NEED_WORDS),
    dated=False,
)
RESOURCES_TABLE = Table(
    code="resources",
    name=N_("资源清单"),
    columns=(*formats.RESOURCE_FIELDS.values(), STATE),
    fields="",
    permission=Permission.LIST_EDIT,
    count=_count(_resources),
    rows=_rows(_resources, resource_fields, rules.RESOURCE_WORDS),
    dated=False,
)
