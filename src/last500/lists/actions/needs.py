"""A need: stated by the community, or proposed by a compound's desk and taken up."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.lists import rules
from last500.lists.actions.step import append, people_of, public_line
from last500.lists.actions.tally import lock, settle
from last500.lists.models import Claim, Need
from last500.lists.models.resources import TITLE_MOST, WORDS_MOST
from last500.lists.rules import Act, Deal, NeedState, Side
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.queries import calendar
from last500.organisations.rules import Permission
from last500.places.audiences import Audience
from last500.places.models import Place
from last500.places.rules import path_steps
from last500.reportin.skills import SKILL_BY_CODE


@dataclass(frozen=True)
class NeedDraft:
    """A need as it was filled in."""

    kind: str
    title: str
    until_on: date
    words: str = ""
    audience: str = Audience.ALL
    skills: tuple[str, ...] = ()
    when: str = ""
    wanted: int = 1
    measure: str = ""


def community_of(place: Place) -> Place:
    """The community that answers for a compound; raises Refused for a place that has none."""
    if place.level == "community":
        return place
    found = Place.objects.filter(pk__in=path_steps(place.path), level="community").first()
    if found is None:
        raise Refused(_("这个地方不属于哪个社区，清单是社区的。"), "place")
    return found


def _values(draft: NeedDraft) -> dict:
    """The columns of a draft. Raises Refused with the field to mend."""
    title = public_line(draft.title, TITLE_MOST, "title")
    if not title:
        raise Refused(_("请写要什么，比如“周末教老人用手机的人”。"), "title")
    if not 1 <= draft.wanted <= rules.WANTED_MOST:
        raise Refused(_("要多少，请写 1 到 9999。"), "wanted")
    return {
        "kind": rules.ResourceKind(draft.kind),
        "title": title,
        "words": public_line(draft.words, WORDS_MOST, "words"),
        "audience": Audience(draft.audience),
        "skills": [code for code in draft.skills if code in SKILL_BY_CODE],
        "when": public_line(draft.when, 60, "when"),
        "wanted": draft.wanted,
        "measure": public_line(draft.measure, 6, "measure"),
        "until_on": _until(draft.until_on),
    }


def _until(on: date) -> date:
    ahead = (on - clock.today()).days
    if not 0 <= ahead <= rules.UNTIL_MOST_DAYS:
        raise Refused(_("请选今天起一年以内的日子。"), "until_on")
    return on


@transaction.atomic
def state_need(
    actor: Actor,
    place: Place,
    draft: NeedDraft,
    *,
    about: tuple[str, UUID | None] | None = None,
    source_index: str = "",
) -> Need:
    """Put a need on the community's list; of a compound's desk it is a proposal first.

    `about` is (word of a part, key) of what it comes from. Raises Forbidden, Refused.
    """
    community = community_of(place)
    proposed = not actor.may(Permission.LIST_EDIT, community.path)
    if proposed:
        if place.level != "compound":
            raise Forbidden(Permission.LIST_EDIT)
        require(actor, Permission.POST_EDIT, place)
    source, key = about or ("", None)
    need = Need.objects.create(
        community=community,
        place=place,
        state=NeedState.PROPOSED if proposed else NeedState.OPEN,
        due_at=rules.answer_due(clock.now(), calendar()) if proposed else None,
        stated_at=clock.now(),
        about=key,
        about_source=source,
        source_index=source_index,
        **_values(draft),
    )
    append(need, Act.ASK, Side.ASKER if proposed else Side.HOST, actor)
    if proposed:
        told = people_of((None, community), but=actor.person)
        post("list_asked", told, link=f"/lists/needs/{need.pk}/", who=place.name, what=need.title)
    return need


def _may_change(actor: Actor, need: Need) -> bool:
    own = need.state == NeedState.PROPOSED and actor.may(Permission.POST_EDIT, need.place.path)
    return own or actor.may(Permission.LIST_EDIT, need.community.path)


@transaction.atomic
def change_need(actor: Actor, need: Need, draft: NeedDraft) -> None:
    """Other words, another date, more or less of it; never less than is promised already."""
    if not _may_change(actor, need):
        raise Forbidden(Permission.LIST_EDIT)
    values = _values(draft)
    lock(need.pk)
    open_ones = Need.objects.filter(pk=need.pk, state__in=rules.LIVE | {NeedState.PROPOSED})
    if not open_ones.exists():
        raise Conflict(_("这个需求已经收起来了。"))
    if not open_ones.filter(agreed__lte=draft.wanted).update(**values):
        raise Refused(_("已经说定的比这多，先和对方说好再改少。"), "wanted")
    settle(need)


@transaction.atomic
def take_up_need(actor: Actor, need: Need) -> None:
    """The community's desk puts a compound's proposal on its list."""
    require(actor, Permission.LIST_EDIT, need.community)
    here = Need.objects.filter(pk=need.pk, state=NeedState.PROPOSED)
    if not here.update(state=NeedState.OPEN, due_at=None):
        raise Conflict(_("有人刚处理过这件事，请看看现在的情况。"))
    need.state, need.due_at = NeedState.OPEN, None
    append(need, Act.AGREE, Side.HOST, actor)
    _tell_proposer(actor, need)


@transaction.atomic
def give_up_need(actor: Actor, need: Need, *, note: str) -> None:
    """Take it off the list with a word; whoever has claimed it is told and is free again."""
    if not _may_change(actor, need):
        raise Forbidden(Permission.LIST_EDIT)
    if not note.strip():
        raise Refused(_("请写一句为什么，对方会看到。"), "note")
    lock(need.pk)
    _close(need, NeedState.GIVEN_UP)
    append(need, Act.CANCEL, Side.HOST, actor, note)
    _let_claims_go(actor, need, note)
    _tell_proposer(actor, need)


@transaction.atomic
def finish_need(actor: Actor, need: Need) -> None:
    """It is met, by whatever way; what units have claimed is answered and closed first."""
    require(actor, Permission.LIST_EDIT, need.community)
    lock(need.pk)
    if Claim.objects.filter(need=need, state__in=rules.UNFINISHED).exists():
        raise Refused(_("还有单位的认领没了结：先答复，办完的说一声办成了。"), "note")
    _close(need, NeedState.DONE)
    append(need, Act.HOLD, Side.HOST, actor)
    _tell_proposer(actor, need)


def _close(need: Need, state: NeedState) -> None:
    rows = Need.objects.filter(pk=need.pk, state__in=rules.LIVE | {NeedState.PROPOSED})
    if state == NeedState.DONE:
        rows = rows.exclude(state=NeedState.PROPOSED)
    if not rows.update(state=state, closed_at=clock.now(), due_at=None):
        raise Conflict(_("有人刚处理过这件事，请看看现在的情况。"))
    need.state, need.closed_at, need.due_at = state, clock.now(), None


def _let_claims_go(actor: Actor, need: Need, note: str) -> None:
    rows = Claim.objects.filter(need=need, state__in=rules.UNFINISHED)
    for claim in rows.select_related("organisation", "need__community")[:200]:
        here = Claim.objects.filter(pk=claim.pk, state=claim.state)
        here.update(state=Deal.CANCELLED, due_at=None, closed_at=clock.now())
        claim.state = Deal.CANCELLED
        append(claim, Act.CANCEL, Side.HOST, actor, note)
        told = people_of((claim.organisation, None), but=actor.person)
        link, word = f"/lists/claims/{claim.pk}/", rules.CLAIM_WORDS[Deal.CANCELLED]
        post("list_moved", told, link=link, what=need.title, state=word)
    Need.objects.filter(pk=need.pk).update(agreed=0)


def _tell_proposer(actor: Actor, need: Need) -> None:
    if need.place_id == need.community_id:
        return
    told = people_of((None, need.place), but=actor.person)
    word = rules.NEED_WORDS[need.state]
    post("list_moved", told, link=f"/lists/needs/{need.pk}/", what=need.title, state=word)
