"""A resource: offered by a unit's liaison, or by a community's desk for its own venues."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.lists import rules, windows
from last500.lists.actions.step import append, public_line, step
from last500.lists.actions.stock import change_pieces
from last500.lists.models import Booking, Resource, ResourceDay, ResourceOffer
from last500.lists.models.resources import TITLE_MOST, WORDS_MOST
from last500.lists.rules import Act, Deal, ResourceState, Side
from last500.lists.windows import Window
from last500.organisations.models import Organisation
from last500.organisations.queries import is_liaison
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.reportin.skills import SKILL_BY_CODE
from last500.units.queries import is_reported_in

WINDOWS_MOST, DAYS_MOST = 40, 60


@dataclass(frozen=True)
class ResourceDraft:
    """A resource as it was filled in; times in minutes, area in cm²."""

    kind: str
    title: str
    conditions: str = ""
    risk_note: str = ""
    skills: tuple[str, ...] = ()
    place: Place | None = None
    where: str = ""
    capacity: int | None = None
    area_cm2: int | None = None
    pieces: int = 1
    comes_back: bool = True
    windows: tuple[Window, ...] = ()
    notice: int = 0
    longest: int = 0
    communities: tuple[Place, ...] = field(default=())


def acts_for(actor: Actor, resource: Resource) -> bool:
    """Whether the actor speaks for whoever owns it."""
    if resource.organisation is not None:
        return is_liaison(actor, resource.organisation)
    assert resource.community is not None
    return actor.may(Permission.LIST_EDIT, resource.community.path)


def _must_act_for(actor: Actor, resource: Resource) -> None:
    if not acts_for(actor, resource):
        raise Forbidden("not your unit's, not your community's")


def _values(draft: ResourceDraft) -> dict:
    title = public_line(draft.title, TITLE_MOST, "title")
    if not title:
        raise Refused(_("请写是什么，比如“二楼会议室”。"), "title")
    if not all(one.fits for one in draft.windows) or len(draft.windows) > WINDOWS_MOST:
        raise Refused(_("开放时间请写对：结束要在开始之后。"), "windows")
    return {
        "title": title,
        "conditions": public_line(draft.conditions, WORDS_MOST, "conditions"),
        "risk_note": public_line(draft.risk_note, 200, "risk_note"),
        "skills": [code for code in draft.skills if code in SKILL_BY_CODE],
        "place": draft.place,
        "where": public_line(draft.where, 60, "where"),
        "capacity": draft.capacity,
        "area_cm2": draft.area_cm2,
        "windows": [[one.weekday, one.start, one.end] for one in sorted(draft.windows)],
        "notice_minutes": draft.notice,
        "longest_minutes": draft.longest,
    }


def _pieces(draft: ResourceDraft) -> int:
    if draft.kind != rules.GOODS:
        return 1
    if not 1 <= draft.pieces <= rules.PIECES_MOST:
        raise Refused(_("有几件，请写 1 到 9999。"), "pieces")
    return draft.pieces


@transaction.atomic
def add_resource(
    actor: Actor,
    owner: Organisation | Place,
    draft: ResourceDraft,
    *,
    source_index: str = "",
) -> Resource:
    """Offer something. A unit offers it to communities where it is reported in. Raises Refused."""
    given = draft.kind == rules.GOODS and not draft.comes_back
    pieces = _pieces(draft)
    resource = Resource(
        organisation=owner if isinstance(owner, Organisation) else None,
        community=owner if isinstance(owner, Place) else None,
        kind=rules.ResourceKind(draft.kind),
        pieces=pieces,
        comes_back=not given,
        left=pieces if given else None,
        made_at=clock.now(),
        source_index=source_index,
        **_values(draft),
    )
    _must_act_for(actor, resource)
    resource.save(force_insert=True)
    _offer(resource, draft.communities)
    append(resource, Act.ASK, Side.HOST, actor)
    return resource


def _offer(resource: Resource, communities: tuple[Place, ...]) -> None:
    """To which communities: its own, or those of the unit's report-ins that were chosen."""
    if resource.community is not None:
        wanted = {resource.community.pk}
    else:
        assert resource.organisation is not None
        wanted = {one.pk for one in communities if is_reported_in(resource.organisation, one)}
        if not wanted:
            raise Refused(_("请选提供给哪个社区；要先在那里报到。"), "communities")
    rows = ResourceOffer.objects.filter(resource=resource)
    rows.exclude(community__in=wanted).delete()
    known = set(rows.values_list("community", flat=True))
    ResourceOffer.objects.bulk_create(
        ResourceOffer(resource=resource, community_id=key) for key in sorted(wanted - known)
    )


@transaction.atomic
def change_resource(actor: Actor, resource: Resource, draft: ResourceDraft) -> None:
    """Other words, other hours, more or fewer pieces; what is agreed already stays agreed."""
    _must_act_for(actor, resource)
    values = _values(draft)
    here = Resource.objects.filter(pk=resource.pk).exclude(state=ResourceState.ENDED)
    if not here.update(**values):
        raise Conflict(_("这一项已经不再提供了。"))
    if resource.lent_by_day:
        change_pieces(resource, _pieces(draft))
    _offer(resource, draft.communities)


@transaction.atomic
def pause_resource(actor: Actor, resource: Resource, *, paused: bool) -> None:
    """No new bookings for a while, or again; those that are there stay."""
    _must_act_for(actor, resource)
    old = ResourceState.OPEN if paused else ResourceState.PAUSED
    new = ResourceState.PAUSED if paused else ResourceState.OPEN
    if not Resource.objects.filter(pk=resource.pk, state=old).update(state=new):
        raise Conflict(_("有人刚改过这一项，请看看现在的情况。"))
    resource.state = new
    append(resource, Act.CANCEL if paused else Act.AGREE, Side.HOST, actor)


@transaction.atomic
def end_resource(actor: Actor, resource: Resource, *, note: str = "") -> None:
    """Take it off the list; whoever has booked it is told with a word, which then must be there."""
    _must_act_for(actor, resource)
    unfinished = Booking.objects.filter(
        resource=resource, state__in=rules.UNFINISHED, ends_at__gt=clock.now()
    )
    with_all = ("resource__organisation", "resource__community", "for_place", "for_organisation")
    rows = list(unfinished.select_related(*with_all)[:200])
    if rows and not note.strip():
        raise Refused(_("有人约了以后的时间，请写一句为什么，对方会看到。"), "note")
    for row in rows:
        step(actor, row, Act.REFUSE if row.state == Deal.ASKED else Act.CANCEL, note=note)
    here = Resource.objects.filter(pk=resource.pk).exclude(state=ResourceState.ENDED)
    if not here.update(state=ResourceState.ENDED, ended_at=clock.now()):
        raise Conflict(_("这一项已经不再提供了。"))
    resource.state = ResourceState.ENDED
    append(resource, Act.LAPSE, Side.HOST, actor, note)


@transaction.atomic
def set_day(
    actor: Actor, resource: Resource, on: date, spans: tuple[windows.Span, ...] | None
) -> None:
    """One date with hours of its own, closed all day without any; None goes back to the week."""
    _must_act_for(actor, resource)
    ResourceDay.objects.filter(resource=resource, on=on).delete()
    if spans is None:
        return
    if ResourceDay.objects.filter(resource=resource, on__gte=clock.today()).count() >= DAYS_MOST:
        raise Refused(_("单独改的日子太多了，请改每周的开放时间。"), "on")
    ResourceDay.objects.create(resource=resource, on=on, spans=[list(one) for one in spans])
