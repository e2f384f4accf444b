"""A unit reports in: asked for by its liaison, or entered by the community; and its answer."""

from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.models import Organisation
from last500.organisations.queries import is_liaison, liaisons_of
from last500.organisations.rules import PARTNERS, Permission
from last500.people.rules import clean_line, clean_text
from last500.places.models import Place
from last500.places.rules import official_path
from last500.units import rules
from last500.units.actions import agreement, liaisons
from last500.units.actions.step import (
    advance,
    check,
    make_liaison,
    note,
    others,
    tell_asked,
    words,
)
from last500.units.models import UnitReportIn
from last500.units.queries import names_alike
from last500.units.rules import Action, Side, State

NAME_MOST, PHONE_MOST, OFFERS_MOST, CONTACT_MOST, REASON_MOST = 80, 20, 400, 60, 200


@dataclass(frozen=True)
class Telling:
    """What was filled in. `organisation` is one that is there; else one is made of the rest.

    `anew`: names that are alike were shown, and it is another one all the same.
    """

    organisation: Organisation | None = None
    name: str = ""
    kind: str = ""
    phone: str = ""
    rhythm_days: int = 90
    offers: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    names_liaison: bool = False
    anew: bool = False
    external_number: str = ""


@transaction.atomic
def ask(actor: Actor, community: Place, telling: Telling) -> UnitReportIn:
    """Somebody from the unit reports it in. It waits for the community; nobody speaks for a unit
    before a community has agreed. Raises Refused, Conflict, Forbidden."""
    if actor.person is None:
        raise Forbidden("sign in first")
    limits.hit("unit-ask", str(actor.person), limits.UNITS_ASKED_PER_PERSON)
    organisation = _organisation(community, telling)
    if liaisons_of(organisation) and not is_liaison(actor, organisation):
        raise Refused(
            _("这个单位已经有联络员了。请联络员在“我的单位”里加上你，一个单位可以有几个联络员。"),
            "name",
        )
    report_in = _new(community, organisation, telling)
    report_in.unit_agreed_by_id, report_in.unit_agreed_at = actor.person, clock.now()
    report_in.names_liaison = telling.names_liaison
    _save(report_in)
    note(actor, report_in, Action.ASK, Side.UNIT, "")
    tell_asked(actor, report_in)
    return report_in


@transaction.atomic
def enter(
    actor: Actor, community: Place, telling: Telling, *, name: str = "", phone: str = ""
) -> UnitReportIn:
    """The community enters a unit and asks its liaison, who agrees by their own act or not.

    Where the unit has liaisons already, they are asked. Raises Refused, Conflict, Forbidden.
    """
    require(actor, Permission.UNIT_MANAGE, community)
    organisation = _organisation(community, telling)
    report_in = _new(community, organisation, telling)
    report_in.community_agreed_by_id, report_in.community_agreed_at = actor.person, clock.now()
    report_in.contact = clean_line(telling.contact)[:CONTACT_MOST]
    _save(report_in)
    note(actor, report_in, Action.ASK, Side.COMMUNITY, "")
    known = liaisons_of(organisation)
    if known:
        post("unit_entered", known, **words(report_in))
    elif name or phone:
        liaisons.invite_for(actor, report_in, name=name, phone=phone)
    else:
        raise Refused(_("请写联络员的姓名和电话，请 TA 自己来同意。"), "liaison_phone")
    return report_in


def _new(community: Place, organisation: Organisation, telling: Telling) -> UnitReportIn:
    if community.level != "community" or community.closed_on:
        raise Refused(_("请选一个社区。"), "community")
    if not rules.RHYTHM_LEAST <= telling.rhythm_days <= rules.RHYTHM_MOST:
        raise Refused(_("请选一个做得到的节奏：一周到一年之间。"), "rhythm")
    offers = clean_text(telling.offers)
    if len(offers) > OFFERS_MOST:
        raise Refused(_("写得有点长，最多 %(most)d 字。") % {"most": OFFERS_MOST}, "offers")
    return UnitReportIn(
        organisation=organisation,
        community=community,
        state=State.ASKED,
        rhythm_days=telling.rhythm_days,
        offers=offers,
        external_number=clean_line(telling.external_number)[:40],
        asked_at=clock.now(),
    )


def _save(report_in: UnitReportIn) -> None:
    try:
        with transaction.atomic():
            report_in.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这个单位在这个社区已经报到了，或者正等着答复。")) from None


def _organisation(community: Place, telling: Telling) -> Organisation:
    """The one that was chosen, or a new one of the community's street. Raises Refused."""
    if telling.organisation is not None:
        known = telling.organisation
        if known.kind not in PARTNERS or known.ended_on:
            raise Refused(_("这个单位不能报到。"), "name")
        return known
    name, phone = clean_line(telling.name), clean_line(telling.phone)
    if len(rules.name_key(name)) < 2:
        raise Refused(_("请写单位的名称。"), "name")
    if len(name) > NAME_MOST:
        raise Refused(_("名称太长，最多 %(most)d 字。") % {"most": NAME_MOST}, "name")
    if not telling.anew and names_alike(community, name):
        raise Refused(_("这个街道里有名字差不多的单位，请先看看是不是同一个。"), "name")
    if telling.kind not in PARTNERS:
        raise Refused(_("请选是哪一类单位。"), "kind")
    if len(phone) > PHONE_MOST or any(sign not in "0123456789-+ ()转" for sign in phone):
        raise Refused(_("办公电话里只写数字和短横，比如 0816-1000000。"), "phone")
    return Organisation.objects.create(
        kind=telling.kind, name=name, place=_home(community), phone=phone
    )


def _home(community: Place) -> Place:
    """An organisation from outside is kept at the street: it may report in to several of its
    communities, and nobody below owns its name."""
    path = official_path(community.path, "street")
    return Place.objects.filter(path=path).first() or community


# ---- the answer ---------------------------------------------------------------------------------


@transaction.atomic
def agree(
    actor: Actor,
    report_in: UnitReportIn,
    side: Side,
    *,
    contact: str = "",
    names_liaison: bool = False,
) -> None:
    """The missing yes: from here on the unit is reported in, and a letter says on what terms."""
    check(actor, report_in, Action.AGREE, side)
    now = clock.now()
    if side == Side.COMMUNITY:
        values: dict[str, Any] = {
            "community_agreed_by_id": actor.person,
            "community_agreed_at": now,
        }
        values["contact"] = clean_line(contact)[:CONTACT_MOST]
    else:
        values = {"unit_agreed_by_id": actor.person, "unit_agreed_at": now}
        values["names_liaison"] = names_liaison
    advance(actor, report_in, Action.AGREE, side, **values)
    if side == Side.COMMUNITY and not liaisons_of(report_in.organisation):
        assert report_in.unit_agreed_by is not None  # it was the community's turn
        make_liaison(report_in.unit_agreed_by, report_in.organisation)
    agreement.write(report_in)
    post("unit_agreed", others(actor, report_in, side), **words(report_in))


@transaction.atomic
def refuse(actor: Actor, report_in: UnitReportIn, side: Side, *, reason: str) -> None:
    """No, with a reason that the other side reads; it costs nothing and may be asked again."""
    check(actor, report_in, Action.REFUSE, side)
    said = clean_text(reason)[:REASON_MOST]
    if not said and side == Side.COMMUNITY:
        raise Refused(_("请写一句原因，对方会看到。"), "reason")
    advance(actor, report_in, Action.REFUSE, side, reason=said)
    liaisons.drop_invitations(report_in)
    post("unit_refused", others(actor, report_in, side), **words(report_in))


@transaction.atomic
def end(actor: Actor, report_in: UnitReportIn, side: Side, *, reason: str = "") -> None:
    """Either side, at any time, without giving a reason. What was asked is taken back alike."""
    action = Action.END if report_in.state == State.AGREED else Action.WITHDRAW
    check(actor, report_in, action, side)
    _end(actor, report_in, side, action, reason)


def _end(
    actor: Actor, report_in: UnitReportIn, side: Side, action: Action, reason: str = ""
) -> None:
    told = others(actor, report_in, side)
    advance(actor, report_in, action, side, reason=clean_text(reason)[:REASON_MOST])
    liaisons.drop_invitations(report_in)
    agreement.end(report_in)
    post("unit_ended", told, **words(report_in))


@transaction.atomic
def move(actor: Actor, report_in: UnitReportIn, to: Place) -> UnitReportIn:
    """Ended here and asked there, in one act; the new community agrees or refuses like any."""
    check(actor, report_in, Action.MOVE, Side.UNIT)
    if to.pk == report_in.community_id:
        raise Refused(_("已经在这个社区了，请选另一个。"), "community")
    telling = Telling(
        organisation=report_in.organisation,
        rhythm_days=report_in.rhythm_days,
        offers=report_in.offers,
        names_liaison=report_in.names_liaison,
    )
    _end(actor, report_in, Side.UNIT, Action.MOVE)
    moved = ask(actor, to, telling)
    UnitReportIn.objects.filter(pk=moved.pk).update(moved_from=report_in)
    moved.moved_from = report_in
    return moved


# ---- the rhythm, and whom to find ---------------------------------------------------------------


@transaction.atomic
def propose_rhythm(actor: Actor, report_in: UnitReportIn, side: Side, *, days: int) -> None:
    """Another rhythm; it holds when the other side has said yes."""
    check(actor, report_in, Action.PROPOSE_RHYTHM, side)
    if not rules.RHYTHM_LEAST <= days <= rules.RHYTHM_MOST:
        raise Refused(_("请选一个做得到的节奏：一周到一年之间。"), "rhythm")
    if days == report_in.rhythm_days:
        raise Refused(_("现在就是这个节奏。"), "rhythm")
    wanted: dict[str, Any] = {"rhythm_wanted": days, "rhythm_wanted_by": side}
    advance(actor, report_in, Action.PROPOSE_RHYTHM, side, days=days, **wanted)
    post("unit_rhythm_asked", others(actor, report_in, side), **words(report_in))


@transaction.atomic
def answer_rhythm(actor: Actor, report_in: UnitReportIn, side: Side, *, agreed: bool) -> None:
    """By the side that did not propose it. The letter is written anew where it changes."""
    action = Action.AGREE_RHYTHM if agreed else Action.KEEP_RHYTHM
    check(actor, report_in, action, side)
    days = report_in.rhythm_wanted
    if days is None or report_in.rhythm_wanted_by == side:
        raise Conflict(_("没有等你答复的节奏。"))
    values: dict[str, Any] = {"rhythm_wanted": None, "rhythm_wanted_by": ""}
    if agreed:
        values["rhythm_days"] = days
    advance(actor, report_in, action, side, days=days, **values)
    if agreed:
        agreement.end(report_in)
        agreement.write(report_in)
    post("unit_rhythm_set", others(actor, report_in, side), **words(report_in))


@transaction.atomic
def set_contact(actor: Actor, report_in: UnitReportIn, contact: str) -> None:
    """Whom the unit finds at the community; not part of what was agreed, so said at any time."""
    require(actor, Permission.UNIT_MANAGE, report_in.community)
    report_in.contact = clean_line(contact)[:CONTACT_MOST]
    report_in.save(update_fields=["contact"])
