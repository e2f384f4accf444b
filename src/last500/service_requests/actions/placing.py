"""A resident, or somebody for them, places a request."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.ids import public_number, secret_key, slip_code
from last500.base.scope import widen
from last500.base.sealing import blind_index
from last500.notify.actions import post, post_to_contact
from last500.organisations.actions import require
from last500.organisations.queries import calendar, desk_with_holders
from last500.organisations.rules import Calendar, Permission
from last500.people.actions import phone_index, read_phone, record_consent
from last500.people.models import Contact, Person
from last500.people.rights import name_guardian
from last500.people.rules import clean_line, clean_text
from last500.places.models import Place
from last500.service_requests import rules
from last500.service_requests.actions.step import append, words_for
from last500.service_requests.categories import BY_CODE
from last500.service_requests.emergency import detect
from last500.service_requests.models import Channel, DayPart, KeptApart, ServiceRequest, Spot
from last500.service_requests.queries import LINK_INDEX, routing_table
from last500.service_requests.rules import Action, Role, Route, State

TEXT_MOST = 2000


@dataclass(frozen=True)
class Placing:
    """What was filled in. Only `text` or a category, and a way to call back, must be there.

    `consent` says how the person agreed to the notice: own_page, told_proxy, signed_paper,
    said_on_phone. `channel` other than WEB means that somebody entered it for them.
    """

    text: str
    category: str = ""
    spot: str = Spot.HOME
    building: Place | None = None
    door: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    wished_on: date | None = None
    wished_part: str = DayPart.ANY
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)
    channel: str = Channel.WEB
    consent: str = "own_page"
    # What somebody who speaks for another says of themself: neighbour, daughter.
    note: str = field(default="", repr=False)
    not_emergency: bool = False
    # Name and number of who agreed for somebody under 14 (PIPL 31); empty for all others.
    guardian: tuple[str, str] = field(default=("", ""), repr=False)
    # A turn that the clock places: desk and household agreed to it when they arranged the rota.
    by_rota: bool = False
    # Who may come, where somebody comes to the home: a helper of this gender (f, m), a pair.
    helper_gender: str = field(default="", repr=False)
    in_pairs: bool = False
    # Numbers of people they would rather not meet; kept as keyed hashes.
    avoid_phones: tuple[str, ...] = field(default=(), repr=False)

    @property
    def visit_wish(self) -> dict[str, object]:
        """Empty where nobody comes to the home."""
        if self.spot != Spot.HOME:
            return {}
        wish: dict[str, object] = {"helper": self.helper_gender} if self.helper_gender else {}
        return wish | {"pairs": True} if self.in_pairs else wish


def _checked(placing: Placing) -> tuple[str, str]:
    """The clean text and the phone in its normal form. Raises Refused."""
    text = clean_text(placing.text)
    if len(text) > TEXT_MOST:
        raise Refused(
            _("写得有点长，最多 %(most)d 字，现在 %(now)d 字。")
            % {"most": TEXT_MOST, "now": len(text)},
            "text",
        )
    category = BY_CODE.get(placing.category)
    if category is None and placing.category:
        raise Refused(_("请重新选一类。"), "category")
    if not text and category is None:
        raise Refused(_("请选一类，或者写两句是什么事。"), "text")
    if not placing.consent:
        raise Refused(_("请先看一下说明并同意，我们才能替你保管电话。"), "consent")
    phone = read_phone(placing.phone) if placing.phone.strip() else ""
    needs_phone = placing.channel in {Channel.WEB, Channel.FOR_OTHER, Channel.PHONE}
    if not phone and needs_phone and not placing.by_rota:
        raise Refused(_("请留一个能打通的电话。没有电话的，请到门岗填纸质单。"), "phone")
    return text or str(category.name if category else ""), phone


@dataclass(frozen=True)
class Here:
    """What placing at a compound asks of the tables; the same for a thousand rows of a file."""

    desk: Place
    holders: list[Person]
    routes: list[rules.RoutingRule]
    days: Calendar


def look_around(compound: Place) -> Here:
    desk, holders = desk_with_holders(compound)
    return Here(desk, holders, routing_table(compound), calendar())


def place(
    actor: Actor,
    compound: Place,
    placing: Placing,
    *,
    address: str = "",
    here: Here | None = None,
) -> ServiceRequest:
    """Place a request: row, contact, consent, history and outbox in one transaction.

    The returned request carries its public number; `link_key` opens it privately; `slip_code` is
    set when there is no phone. A text that sounds like an emergency is marked so, is shown to the
    desk at once and is never offered to helpers until the desk says otherwise.

    Within a transaction of the caller's it needs no savepoint: nothing refuses after the first
    row is written (the count of tries aside, which may stay).
    """
    if connection.in_atomic_block:
        return _place(actor, compound, placing, address, here)
    with transaction.atomic():
        return _place(actor, compound, placing, address, here)


def _place(
    actor: Actor, compound: Place, placing: Placing, address: str, here: Here | None
) -> ServiceRequest:
    if compound.level != "compound" or compound.closed_on:
        raise Refused(_("请选一个小区。"), "place")
    at_counter = placing.channel in {Channel.PHONE, Channel.PAPER, Channel.COUNTER, Channel.IMPORT}
    if at_counter and not placing.by_rota:
        require(actor, Permission.REQUEST_ENTER, compound)
    text, phone = _checked(placing)
    avoided = [phone_index(read_phone(number, "avoid")) for number in placing.avoid_phones]
    if placing.channel != Channel.IMPORT and not placing.by_rota:
        _within_limits(phone, address, at_counter=at_counter)
    here = here or look_around(compound)
    request = _new_request(actor, compound, here, placing, text)
    request.contact = _new_contact(actor, placing, phone)
    if any(placing.guardian):
        name_guardian(*placing.guardian, contact=request.contact)
    if not phone:
        request.slip_code = slip_code()
    request.save(force_insert=True)
    widen(request=request.pk)  # a photo may follow, from somebody without an account
    keep_apart(request, avoided)
    append(
        actor,
        request,
        Action.PLACE,
        "",
        State.PLACED,
        role=_role(actor, placing),
        note=placing.note,
        facts={"channel": placing.channel},
    )
    record_consent("service_request", placing.consent, contact=request.contact)
    _tell(request, [] if placing.by_rota else here.holders)
    return request


def keep_apart(request: ServiceRequest, indexes: Iterable[str]) -> None:
    """Write down whom the resident would rather not meet; no statement where there is nobody."""
    by = request.contact.phone_index
    rows = [
        KeptApart(request=request, by_index=by, phone_index=index)
        for index in dict.fromkeys(indexes)
        if index != by
    ]
    if rows:
        KeptApart.objects.bulk_create(rows)


def _within_limits(phone: str, address: str, *, at_counter: bool) -> None:
    tries = []
    if phone:
        tries.append(("place", phone_index(phone)[:32], limits.REQUESTS_PER_PHONE))
    if address and not at_counter:
        whence = blind_index("address", address)[:32]
        tries.append(("place-from", whence, limits.REQUESTS_PER_ADDRESS))
    if tries:
        limits.hit_all(tries)


def _role(actor: Actor, placing: Placing) -> Role:
    return Role.REQUESTER if placing.channel in {Channel.WEB, Channel.FOR_OTHER} else Role.DESK


def _new_contact(actor: Actor, placing: Placing, phone: str) -> Contact:
    return Contact.objects.create(
        person_id=actor.person if placing.channel == Channel.WEB else None,
        name=clean_line(placing.name)[:40],
        phone=phone,
        email=placing.email.strip()[:120],
        phone_index=phone_index(phone) if phone else "",
        door=clean_line(placing.door)[:60],
        made_at=clock.now(),
    )


def _new_request(
    actor: Actor, compound: Place, here: Here, placing: Placing, text: str
) -> ServiceRequest:
    now, desk = clock.now(), here.desk
    category = BY_CODE.get(placing.category)
    rule = rules.route(here.routes, placing.category, placing.spot, text)
    days = rule.days if rule else category.days if category else 7
    emergency = None if placing.not_emergency else detect(text)
    own = placing.channel == Channel.WEB
    key = secret_key()
    return ServiceRequest(
        number=public_number(),
        place=compound,
        building=placing.building,
        desk=desk,
        level=desk.level if desk.level in rules.LEVELS else rules.Level.STREET,
        state=State.PLACED,
        category=placing.category,
        spot=placing.spot,
        days=days,
        text=text,
        answers=json.dumps(dict(placing.answers), ensure_ascii=False) if placing.answers else "",
        due_at=rules.due(State.PLACED, now=now, days=days, calendar=here.days),
        wished_on=placing.wished_on,
        wished_part=placing.wished_part,
        placed_at=now,
        suspected_emergency=emergency.number if emergency else "",
        requester_id=actor.person if own else None,
        entered_by_id=None if own else actor.person,
        channel=placing.channel,
        link_index=blind_index(LINK_INDEX, key),
        link_key=key,
        route=rule.route if rule else Route.HELPERS,
        routed_by=rule.name if rule else "",
        wanted=rules.least_wanted(bool(category and category.needs_two), placing.visit_wish),
        visit_wish=placing.visit_wish,
        # A guardian agreed: the matter of a child, or of somebody in another's care.
        unlisted=placing.consent == "guardian",
    )


def _tell(request: ServiceRequest, holders: list[Person]) -> None:
    """The desk hears of it (an emergency by its own words); so does the one who asked."""
    if request.channel == Channel.IMPORT:
        return
    kind = "desk_emergency" if request.suspected_emergency else "desk_new"
    more = {"number": request.suspected_emergency} if request.suspected_emergency else {}
    post(kind, holders, **words_for(request), **more)
    if request.requester_id is None:
        post_to_contact(
            "request_placed", request.contact, link=f"/f/{request.link_key}/", number=str(request)
        )
