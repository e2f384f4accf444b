"""Somebody complains, or suggests something."""

import secrets
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.ids import ALPHABET, public_number, secret_key, slip_code
from last500.base.sealing import blind_index
from last500.complaints import rules
from last500.complaints.actions.step import WORDS_MOST, append, tell_complainant
from last500.complaints.conflict import in_the_house
from last500.complaints.models import Complainant, Complaint
from last500.complaints.queries import LINK_INDEX, root, seat_for
from last500.complaints.rules import About, Action, Kind, Role, State
from last500.notify.actions import post
from last500.organisations.queries import calendar, desk_for
from last500.people.actions import phone_index, read_phone, record_consent
from last500.people.models import Contact, Person
from last500.people.rules import clean_line, clean_text
from last500.places.models import Place
from last500.service_requests.emergency import detect
from last500.service_requests.models import ServiceRequest

NEEDS_PLACE = frozenset({About.SERVICE, About.HANDLING})


@dataclass(frozen=True)
class Telling:
    """What was filled in. Without `open_name` nothing of a person is kept, not even an account.

    `against` and `against_kind` name the party: a place's desk, or one office at it.
    """

    kind: str
    about: str
    text: str = field(repr=False)
    place: Place | None = None
    request: ServiceRequest | None = None
    against: Place | None = None
    against_kind: str = ""
    open_name: bool = False
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    consent: bool = False


@in_the_house
@transaction.atomic
def receive(actor: Actor, telling: Telling, *, address: str = "") -> Complaint:
    """Take it in: the matter, apart from it the person, and word to the desk above the named party.

    The answer's `complainant` carries number, private link and the four digits.
    """
    text = _checked(actor, telling)
    if address:
        whence = blind_index("address", address)[:32]
        limits.hit("complaint-made", whence, limits.COMPLAINTS_PER_ADDRESS)
    complaint = _new(telling, text)
    own = {actor.person} if actor.person else set()
    seat = seat_for(complaint, not_for=own)
    assert seat is not None  # without `above` there always is one
    complaint.desk, complaint.level = seat.place, seat.level
    complaint.save(force_insert=True)
    _keep_apart(actor, complaint, telling)
    append(actor, complaint, Action.RECEIVE, "", role=Role.COMPLAINANT)
    post("complaint_new", seat.told, desk=seat.place.name)
    tell_complainant(complaint)
    return complaint


def _checked(actor: Actor, telling: Telling) -> str:
    """The clean text. Raises Refused beside the field to mend."""
    text = clean_text(telling.text)
    if telling.kind not in list(Kind):
        raise Refused(_("请选投诉还是建议。"), "kind")
    if telling.about not in list(About):
        raise Refused(_("请选是关于什么的。"), "about")
    if not text:
        raise Refused(_("请写一写是什么事。"), "text")
    if len(text) > WORDS_MOST:
        said = _("写得有点长，最多 %(most)d 字，现在 %(now)d 字。")
        raise Refused(said % {"most": WORDS_MOST, "now": len(text)}, "text")
    if telling.about == About.REQUEST and telling.request is None:
        raise Refused(_("请写那件求助的受理号；不记得就选“一个地方的服务”。"), "number")
    if telling.about in NEEDS_PLACE and telling.place is None:
        raise Refused(_("请写是哪个小区、社区或街道。"), "where")
    if telling.open_name:
        _check_contact(actor, telling)
    return text


def _check_contact(actor: Actor, telling: Telling) -> None:
    if not (telling.phone.strip() or telling.email.strip() or actor.person):
        raise Refused(_("请留电话或者邮箱；不想留就选匿名。"), "phone")
    if telling.phone.strip():
        read_phone(telling.phone)
    if not telling.consent:
        raise Refused(_("请先看一下说明并同意，我们才能替你保管联系方式。"), "consent")


def _new(telling: Telling, text: str) -> Complaint:
    now, days = clock.now(), calendar()
    place, against = _where(telling)
    emergency = detect(text)
    return Complaint(
        kind=telling.kind,
        about=telling.about,
        place=place,
        request=telling.request,
        against=against,
        against_kind=telling.against_kind if telling.against else "",
        since_on=clock.today() - rules.LOOK_BACK_DAYS * clock.DAY,
        state=State.RECEIVED,
        due_at=rules.due(State.RECEIVED, now=now, received=now, calendar=days),
        mark="".join(secrets.choice(ALPHABET) for _n in range(3)),
        text=text,
        suspected_emergency=emergency.number if emergency else "",
        received_at=now,
        promised_at=days.add_working_days(now, rules.ANSWER_WORKING_DAYS),
    )


def _where(telling: Telling) -> tuple[Place, Place | None]:
    """The place it is kept under, and the named party; without one, the desk that answers there.

    About a request it is at least the desk on which the request lies.
    """
    request = telling.request
    place = request.place if request else telling.place or telling.against or root()
    if place is None:
        raise Refused(_("请写是哪个小区、社区或街道。"), "where")
    against = telling.against
    if against is None and telling.about in NEEDS_PLACE:
        against = desk_for(place)
    if request is not None and (against is None or len(request.desk.path) < len(against.path)):
        against = request.desk
    return place, against


def _keep_apart(actor: Actor, complaint: Complaint, telling: Telling) -> Complainant:
    contact = _contact(actor, telling) if telling.open_name else None
    key = secret_key()
    complainant = Complainant.objects.create(
        complaint=complaint,
        contact=contact,
        number=public_number(),
        link_index=blind_index(LINK_INDEX, key),
        link_key=key,
        code=slip_code(),
    )
    if contact:
        record_consent("complaint", "own_page", contact=contact)
    return complainant


def _contact(actor: Actor, telling: Telling) -> Contact:
    phone = read_phone(telling.phone) if telling.phone.strip() else ""
    person = Person.objects.filter(pk=actor.person).first() if actor.person else None
    return Contact.objects.create(
        person=person,
        name=clean_line(telling.name)[:40],
        phone=phone,
        phone_index=phone_index(phone) if phone else "",
        email=telling.email.strip()[:120],
        made_at=clock.now(),
    )
