"""The two sections that stand from the beginning: needs and resources."""

from datetime import date

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.areas import m2_words
from last500.base.marking import N_
from last500.lists import rules
from last500.lists.models import Booking, Claim, Need, Resource
from last500.lists.rules import Deal, NeedState, ResourceState
from last500.lists.sections import Asked, Found, Line, Section
from last500.places.audiences import AUDIENCE_WORDS
from last500.places.models import Place

_KINDS = tuple(rules.KIND_WORDS.items())


def _page(lines: list[Line], most: int) -> Found:
    return Found(lines[:most], len(lines) > most)


# ---- needs --------------------------------------------------------------------------------------


def needs(asked: Asked) -> QuerySet[Need]:
    """Narrowed to the actor's own, filtered; what goes on comes by its date."""
    rows = Need.objects.visible_to(asked.actor).filter(community=asked.community)
    if asked.kind in rules.KIND_WORDS:
        rows = rows.filter(kind=asked.kind)
    if asked.words:
        rows = rows.filter(Q(title__icontains=asked.words) | Q(words__icontains=asked.words))
    if asked.state in rules.NEED_WORDS:
        rows = rows.filter(state=asked.state)
    elif asked.state != "all":
        rows = rows.filter(state__in=rules.LIVE | {NeedState.PROPOSED})
    return rows.order_by("until_on", "pk")


def find_needs(asked: Asked) -> Found:
    """One statement."""
    due = Claim.objects.filter(state=Deal.ASKED).values("need").annotate(at=Min("due_at"))
    rows = needs(asked).select_related("place")
    rows = rows.annotate(answer_at=due.filter(need=OuterRef("pk")).values("at")[:1])
    today = clock.today()
    found = rows[asked.start : asked.start + asked.most + 1]
    return _page([_need_line(row, asked.community, today) for row in found], asked.most)


def _need_line(row: Need, community: Place, today: date) -> Line:
    facts = [_(rules.KIND_WORDS[row.kind]), _(AUDIENCE_WORDS[row.audience])]
    facts += [row.place.name] if row.place_id != community.pk else []
    facts += [row.when] if row.when else []
    facts.append(amount(row))
    return Line(
        title=row.title,
        href=reverse("lists:need", args=[row.pk]),
        facts=tuple(facts),
        until=row.until_on,
        shape=row.shape,
        state=_(rules.NEED_WORDS[row.state]),
        answers=need_answers(row, community, today),
        due_at=getattr(row, "answer_at", None) or row.due_at,
    )


def amount(need: Need) -> str:
    """要 20 份，说定 5 份."""
    words = {"wanted": need.wanted, "agreed": need.agreed, "measure": need.measure}
    if need.agreed:
        said = _("要 %(wanted)d %(measure)s，说定 %(agreed)d %(measure)s") % words
    else:
        said = _("要 %(wanted)d %(measure)s") % words
    return said.replace(" ，", "，").strip()


def need_answers(row: Need, community: Place, today: date) -> str:
    if row.state == NeedState.AGREED and row.until_on >= today:
        return _("等单位去办")
    if rules.need_waits_for_desk(row.state, row.until_on, today):
        over = row.state in rules.LIVE and row.until_on < today
        said = _("过了日子，等%(who)s说办没办成") if over else _("等%(who)s答复")
        return said % {"who": community.name}
    return _("等单位认领") if row.state == NeedState.OPEN else ""


# ---- resources ----------------------------------------------------------------------------------


def resources(asked: Asked) -> QuerySet[Resource]:
    rows = Resource.objects.visible_to(asked.actor).offered_at(asked.community)
    if asked.kind in rules.KIND_WORDS:
        rows = rows.filter(kind=asked.kind)
    if asked.words:
        named = Q(title__icontains=asked.words) | Q(conditions__icontains=asked.words)
        rows = rows.filter(named | Q(organisation__name__icontains=asked.words))
    if asked.state in rules.RESOURCE_WORDS:
        rows = rows.filter(state=asked.state)
    elif asked.state != "all":
        rows = rows.exclude(state=ResourceState.ENDED)
    return rows.order_by("kind", "title", "pk")


def find_resources(asked: Asked) -> Found:
    """One statement."""
    waiting = Booking.objects.filter(state=Deal.ASKED, resource=OuterRef("pk"))
    ours = Q(for_place__path__startswith=asked.community.path)
    seen = waiting.filter(ours | Q(resource__community=asked.community))
    rows = resources(asked).select_related("organisation", "community", "place")
    rows = rows.annotate(waits=Exists(seen), answer_at=seen.order_by("due_at").values("due_at")[:1])
    found = rows[asked.start : asked.start + asked.most + 1]
    return _page([_resource_line(row) for row in found], asked.most)


def resource_facts(row: Resource) -> list[str]:
    facts = [_(rules.KIND_WORDS[row.kind]), str(row.organisation or row.community)]
    where = row.where or (row.place.name if row.place else "")
    facts += [where] if where else []
    facts += [_("容 %(n)d 人") % {"n": row.capacity}] if row.capacity else []
    facts += [area_words(row.area_cm2)] if row.area_cm2 else []
    if row.lent_by_day:
        facts.append(pieces_words(row))
    return facts


def pieces_words(row: Resource) -> str:
    if row.comes_back:
        return _("%(n)d 件，用完还") % {"n": row.pieces}
    return _("还剩 %(n)d 件，用掉不用还") % {"n": row.left or 0}


def area_words(cm2: int) -> str:
    return f"{m2_words(cm2)} m²"


def _resource_line(row: Resource) -> Line:
    waits = getattr(row, "waits", False)
    host = str(row.organisation or row.community)
    return Line(
        title=row.title,
        href=reverse("lists:resource", args=[row.pk]),
        facts=tuple(resource_facts(row)),
        shape="asked" if waits else row.shape,
        state=_("约了，等答复") if waits else _(rules.RESOURCE_WORDS[row.state]),
        answers=_("等%(who)s答复") % {"who": host} if waits else "",
        due_at=getattr(row, "answer_at", None),
    )


NEEDS = Section(
    code="needs",
    name=N_("需求"),
    hint=N_("社区和小区要什么。单位可以认领全部，也可以认领一部分。"),
    find=find_needs,
    kinds=_KINDS,
    states=(("", N_("在办的")), *rules.NEED_WORDS.items(), ("all", N_("全部"))),
    add="lists:add_need",
    add_word=N_("写一个需求"),
)
RESOURCES = Section(
    code="resources",
    name=N_("资源"),
    hint=N_("单位能提供的，和社区自己的场地。选日子约，对方答复。"),
    find=find_resources,
    kinds=_KINDS,
    states=(("", N_("现有的")), *rules.RESOURCE_WORDS.items(), ("all", N_("全部"))),
    add="lists:add_venue",
    add_word=N_("登记社区的场地或物资"),
)
