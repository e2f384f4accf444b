"""The desk arranges a rota with a household, and asks neighbours to join."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.ids import secret_key
from last500.base.sealing import blind_index
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.people.actions import phone_index, read_phone, record_consent
from last500.people.models import Contact, Person
from last500.people.rules import clean_line, clean_text
from last500.places.models import Place
from last500.reportin.models import ReportIn
from last500.rotas import rules
from last500.rotas.actions.step import append, hold, tell_household
from last500.rotas.actions.turns import lay_out
from last500.rotas.models import Rota, RotaMember
from last500.rotas.rules import Action, Pattern, Role, Seat, State
from last500.service_requests.categories import BY_CODE
from last500.service_requests.emergency import detect
from last500.service_requests.models import Channel, ServiceRequest, Spot
from last500.service_requests.rules import FINAL, least_wanted
from last500.service_requests.rules import State as RequestState

LINK_INDEX = "rotas.link"
TITLE_MOST, TEXT_MOST, HELPERS_MOST = 20, 1000, 4
CHANNELS = {
    "own_page": Channel.WEB,
    "said_on_phone": Channel.PHONE,
    "signed_paper": Channel.PAPER,
    "said_in_person": Channel.COUNTER,
}


@dataclass(frozen=True)
class Arranging:
    """What the desk filled in. `minutes` for each turn; `how` is how the household said yes:
    own_page means that it has not yet, and will be asked by its private link."""

    title: str
    text: str
    category: str
    pattern: Pattern
    ends_on: date
    how: str = rules.OWN_PAGE
    minutes: int = 60
    wanted: int = 1
    spot: str = Spot.HOME
    building: Place | None = None
    skips_holidays: bool = True
    risk_note: str = ""
    # A helper of this gender (f, m), where the household wishes it.
    helper_gender: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    door: str = field(default="", repr=False)


@transaction.atomic
def arrange(
    actor: Actor,
    place: Place,
    said: Arranging,
    *,
    of: ServiceRequest | None = None,
    import_index: str | None = None,
) -> Rota:
    """Arrange a rota for one household of a compound; `of` is the request it grew from, whose
    contact it then takes over. It runs at once where the household has said yes to the desk, by
    telephone, on paper or in person; else it waits for the household's own press."""
    require(actor, Permission.ROTA_ARRANGE, place)
    if place.level != "compound" or place.closed_on:
        raise Refused(_("请选一个小区。"), "place")
    if of is not None:
        _check_origin(place, of)
    wish = of.visit_wish if of else _visit_wish(said)
    _check(said, wish)
    agreed = said.how in rules.TOLD_THE_DESK
    key, now = secret_key(), clock.now()
    rota = Rota(
        place=place,
        building=of.building if of else said.building,
        from_request=of,
        contact=_contact_of(of) if of else _new_contact(said),
        link_index=blind_index(LINK_INDEX, key),
        link_key=key,
        state=State.RUNNING if agreed else State.ASKED,
        category=said.category,
        spot=of.spot if of else said.spot,
        title=clean_line(said.title),
        text=clean_text(said.text),
        risk_note=clean_line(said.risk_note)[:120],
        visit_wish=wish,
        minutes=said.minutes,
        wanted=said.wanted,
        kind=said.pattern.kind,
        every=said.pattern.every,
        weekday=said.pattern.weekday,
        nth=said.pattern.nth,
        start=said.pattern.start,
        starts_on=said.pattern.anchor,
        ends_on=said.ends_on,
        skips_holidays=said.skips_holidays,
        channel=CHANNELS[said.how],
        agreed_how=said.how if agreed else "",
        agreed_at=now if agreed else None,
        made_by_id=actor.person,
        made_at=now,
        import_index=import_index,
    )
    rota.save(force_insert=True)
    append(actor, rota, Action.ARRANGE, "", role=Role.DESK, facts={"how": said.how})
    if agreed:
        record_consent("rota", said.how, contact=rota.contact)
        lay_out(rota)
    else:
        tell_household("rota_asked", rota)
    return rota


def look_over(said: Arranging) -> None:
    """Whether a rota of a new household could be arranged so; makes nothing. Raises Refused."""
    _check(said, _visit_wish(said))
    _phone_of(said)


def _visit_wish(said: Arranging) -> dict[str, object]:
    return {"helper": said.helper_gender} if said.helper_gender and said.spot == Spot.HOME else {}


def _check(said: Arranging, wish: dict[str, object]) -> None:
    """Raises Refused, with the field to mend."""
    kind = BY_CODE.get(said.category)
    title, text = clean_line(said.title), clean_text(said.text)
    if kind is None:
        raise Refused(_("请选一类。"), "category")
    if not title or len(title) > TITLE_MOST:
        raise Refused(
            _("请用几个字说是什么事，比如“理发”，最多 %(n)d 字。") % {"n": TITLE_MOST}, "title"
        )
    if len(text) > TEXT_MOST:
        raise Refused(_("写得有点长，最多 %(n)d 字。") % {"n": TEXT_MOST}, "text")
    if detect(text) or detect(title):
        raise Refused(_("这像是紧急情况，不能等轮值。请先打 110 / 119 / 120。"), "text")
    if said.how not in rules.WAYS:
        raise Refused(_("请选住户是怎么同意的。"), "how")
    if not 10 <= said.minutes <= 600:
        raise Refused(_("时间请写 10 到 600 分钟。"), "minutes")
    least = least_wanted(kind.needs_two, wish)
    if not least <= said.wanted <= HELPERS_MOST:
        words = {"least": least, "most": HELPERS_MOST}
        raise Refused(_("这一类要 %(least)d 到 %(most)d 个人。") % words, "wanted")
    _check_days(said)


def _check_days(said: Arranging) -> None:
    today, first = clock.today(), said.pattern.anchor
    if not today <= first <= today + rules.LONGEST:
        raise Refused(_("请写今天以后、一年以内的日子。"), "starts_on")
    if not first <= said.ends_on <= first + rules.LONGEST:
        raise Refused(_("一次最多安排一年，到时候住户同意可以再续。"), "ends_on")
    if not rules.days(said.pattern, first, said.ends_on):
        raise Refused(_("这段时间里一次也轮不到，请再看看。"), "ends_on")


def why_no_rota(of: ServiceRequest) -> str:
    """Why a rota cannot grow from this request, in a sentence; empty when it can: it was verified,
    neighbours help with it, and its household can still be reached."""
    if of.verified_at is None or of.suspected_emergency:
        return _("这件求助还没有核实，不能变成轮值。")
    if of.contact.erased_at or of.restricted_at:
        return _("这件求助的联系方式已经删了，请重新问住户。")
    if of.state in FINAL - {RequestState.CONFIRMED, RequestState.UNCONFIRMED, RequestState.UNMET}:
        return _("这件求助不归邻居帮忙，不能变成轮值。")
    return ""


def _check_origin(place: Place, of: ServiceRequest) -> None:
    why = why_no_rota(of)
    if why or of.place_id != place.pk:
        raise Conflict(why or _("请选一个小区。"))


def _contact_of(of: ServiceRequest) -> Contact:
    """A contact of its own: what is erased of the request leaves the rota standing."""
    known = of.contact
    return Contact.objects.create(
        person_id=known.person_id,
        name=known.name,
        phone=known.phone,
        phone_index=known.phone_index,
        email=known.email,
        door=known.door,
        made_at=clock.now(),
    )


def _new_contact(said: Arranging) -> Contact:
    phone = _phone_of(said)
    return Contact.objects.create(
        name=clean_line(said.name)[:40],
        phone=phone,
        phone_index=phone_index(phone) if phone else "",
        email=said.email.strip()[:120],
        door=clean_line(said.door)[:60],
        made_at=clock.now(),
    )


def _phone_of(said: Arranging) -> str:
    phone = read_phone(said.phone) if said.phone.strip() else ""
    if not phone and said.how in {"own_page", "said_on_phone"}:
        raise Refused(_("请留一个能打通的电话。"), "phone")
    return phone


@transaction.atomic
def invite(
    actor: Actor, rota: Rota, people: Sequence[UUID], *, reasons: Mapping[UUID, Sequence[str]]
) -> int:
    """Ask neighbours into a rota; each joins by their own yes or not at all. How many were asked.

    Raises Refused when nobody is chosen, or more than a rota has seats for.
    """
    require(actor, Permission.ROTA_ARRANGE, rota.place)
    hold(rota, *rules.LIVE)
    seats = RotaMember.objects.filter(rota=rota, state__in=[Seat.INVITED, Seat.JOINED])
    known = set(seats.values_list("person", flat=True))
    rows = ReportIn.objects.filter(
        person__in=[one for one in people if one not in known],
        state="confirmed",
        person__restricted_at=None,
    )
    chosen = [row.person for row in rows.select_related("person")]
    if not chosen:
        raise Refused(_("请至少选一位邻居。"), "helpers")
    if len(known) + len(chosen) > rules.MOST_SEATS:
        raise Refused(_("一个轮值最多 %(n)d 个人。") % {"n": rules.MOST_SEATS}, "helpers")
    _ask_in(rota, chosen, reasons)
    return len(chosen)


def _ask_in(rota: Rota, chosen: list[Person], reasons: Mapping[UUID, Sequence[str]]) -> None:
    now = clock.now()
    rows = [
        RotaMember(
            rota=rota,
            person=person,
            state=Seat.INVITED,
            reasons=list(reasons.get(person.pk, ())),
            asked_at=now,
        )
        for person in chosen
    ]
    try:
        with transaction.atomic():
            RotaMember.objects.bulk_create(rows)
    except IntegrityError:
        raise Conflict(_("有人刚请过其中一位，请看看现在的情况。")) from None
    post("rota_invited", chosen, link="/rotas/", place=rota.place.name)
