"""What a helper's pages show: only ever the actor's own."""

from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from last500.base import clock, masking
from last500.base.actor import Actor
from last500.dispatch.queries import Wish
from last500.dispatch.words import reason_word
from last500.notify.models import Message
from last500.people.models import AccessEvent, Contact, Person
from last500.reportin.models import ReportIn
from last500.reportin.queries import proofs_of
from last500.reportin.skills import SKILL_BY_CODE, usable
from last500.service_requests.categories import BY_CODE
from last500.service_requests.fitting import answers_of
from last500.service_requests.models import (
    Acceptance,
    Channel,
    DayPart,
    Invitation,
    Photo,
    ServiceRequest,
)
from last500.service_requests.rules import SEEKING, WITH_HELPER, State
from last500.service_requests.sentences import who_looked
from last500.web.jinja import english
from last500.web.times import near_day

# What may be read before acceptance never includes these.
PRIVATE = ("text", "answers", "comment", "link_key", "slip_code")
PAGE = 20
# While a request stands here, whoever holds it may see whom it is for.
CONTACT_STATES = frozenset(WITH_HELPER)


@dataclass(frozen=True)
class Teaser:
    """What anybody asked may know before accepting: never who, which door, which words."""

    number: str
    title: str
    kind: str
    code: str
    where: str
    when: str
    minutes: int
    risk: str
    wanted: int
    missing: int


def teaser(request: ServiceRequest) -> Teaser:
    kind = kind_word(request.category)
    return Teaser(
        number=request.number,
        title=request.summary or kind,
        kind=kind,
        code=request.category,
        where=where_words(request),
        when=wish_words(request),
        minutes=request.minutes,
        risk=request.risk_note,
        wanted=request.wanted,
        missing=request.wanted - request.taken,
    )


def kind_word(code: str) -> str:
    return _(BY_CODE[code].name) if code in BY_CODE else _("帮忙")


def where_words(request: ServiceRequest) -> str:
    """As far as the building: which entrance and door is for whoever has accepted."""
    building = masking.address(request.building.name) if request.building else masking.HIDDEN
    return (
        request.place.name if building == masking.HIDDEN else f"{request.place.name} · {building}"
    )


def wish_words(request: ServiceRequest) -> str:
    """When the resident would like it, in words; a day that has passed is not a wish any more."""
    part = "" if request.wished_part == DayPart.ANY else request.get_wished_part_display()
    if request.wished_on and request.wished_on >= clock.today():
        day = near_day(request.wished_on, clock.today(), english())
        return f"{day} {part}".strip() if english() else f"{day}{part}"
    return part or _("时间好商量")


def own_reasons(mine: ReportIn, request: ServiceRequest) -> list[str]:
    """Why an open request fits: the reader's own words set beside it, nobody else's numbers."""
    why = [_where_from_here(mine, request)]
    kind = BY_CODE.get(request.category)
    counting = usable(mine.skills, proofs_of(mine))
    skill = next((code for code in (kind.skills if kind else ()) if code in counting), None)
    if skill:
        why.append(_("你会%(skill)s") % {"skill": _(SKILL_BY_CODE[skill].name)})
    free = _free_for(mine, request)
    if free:
        why.append(reason_word(free))
    return why


def _where_from_here(mine: ReportIn, request: ServiceRequest) -> str:
    if mine.building_id and mine.building_id == request.building_id:
        return _("同一栋楼")
    return _("同一个小区") if mine.place_id == request.place_id else _("离你不远")


def _free_for(mine: ReportIn, request: ServiceRequest) -> str:
    """The code of the soonest free time that suits the wish (dispatch.words), or nothing."""
    slot = Wish.of(request).soonest(mine)
    return f"free:{slot.day}:{slot.part}" if slot else ""


def invitations(actor: Actor) -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(helper=actor.person)
    deferred = [f"request__{name}" for name in PRIVATE]
    return rows.select_related("request__place", "request__building").defer(*deferred)


def still_asked(actor: Actor) -> QuerySet[Invitation]:
    seeking = [state.value for state in SEEKING]
    return invitations(actor).filter(answer=Invitation.Answer.ASKED, request__state__in=seeking)


def next_invitation(actor: Actor) -> Invitation | None:
    """One at a time, the oldest first."""
    return still_asked(actor).order_by("asked_at").first()


def held(actor: Actor) -> list[Acceptance]:
    """What the actor has taken on and not yet finished; agreed times first, soonest first."""
    rows = Acceptance.objects.filter(helper=actor.person, ended_at=None)
    rows = rows.filter(request__state__in=[State.OFFERED, *CONTACT_STATES])
    deferred = [f"request__{name}" for name in PRIVATE]
    rows = rows.select_related("request__place", "request__building").defer(*deferred)
    latest = clock.now() + 1000 * clock.DAY
    return sorted(rows[:20], key=lambda a: (a.request.agreed_at or latest, a.accepted_at))


def year_of_help(actor: Actor) -> tuple[int, Acceptance | None, bool]:
    """How often the actor has helped this year, the last time, and whether a word is awaited."""
    new_year = clock.local(clock.now()).replace(
        month=1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
    finished = Q(ended_how=Acceptance.Ended.DONE, ended_at__gte=new_year)
    awaited = Q(ended_at=None, request__state=State.DONE)
    rows = Acceptance.objects.filter(finished | awaited, helper=actor.person)
    deferred = [f"request__{name}" for name in PRIVATE]
    found = list(rows.select_related("request").defer(*deferred).order_by("-accepted_at")[:366])
    done = [one for one in found if one.ended_at is not None]
    last = max(done, key=attrgetter("ended_at"), default=None)
    return len(done), last, len(done) < len(found)


def unread(actor: Actor) -> int:
    return Message.objects.visible_to(actor).filter(opened_at=None).count()


@dataclass(frozen=True)
class Held:
    """A request in the hands of the actor, with everything they may see of it."""

    acceptance: Acceptance
    request: ServiceRequest
    shows_contact: bool
    photos: list[Photo]
    answers: list[tuple[str, str]]


def acceptance_of(actor: Actor, request_id: UUID) -> Acceptance | None:
    """The actor's latest hold on this request, live or ended."""
    rows = Acceptance.objects.filter(helper=actor.person, request=request_id)
    rows = rows.select_related("request__place", "request__building", "request__contact")
    return rows.select_related("request__requester").order_by("-accepted_at").first()


def is_mine_now(acceptance: Acceptance) -> bool:
    return acceptance.ended_at is None and acceptance.request.state in {
        State.OFFERED,
        *CONTACT_STATES,
    }


def shows_contact(acceptance: Acceptance) -> bool:
    return acceptance.ended_at is None and acceptance.request.state in CONTACT_STATES


def all_of(acceptance: Acceptance) -> Held:
    request = acceptance.request
    shows = shows_contact(acceptance)
    return Held(
        acceptance=acceptance,
        request=request,
        shows_contact=shows,
        photos=list(Photo.objects.filter(request=request).order_by("added_at")) if shows else [],
        answers=answer_words(request) if shows else [],
    )


def answer_words(request: ServiceRequest) -> list[tuple[str, str]]:
    given = answers_of(request)
    kind = BY_CODE.get(request.category)
    said = []
    for question in kind.questions if kind else ():
        for choice in question.choices:
            if given.get(question.code) == choice.code:
                said.append((_(question.label), _(choice.label)))
    return said


def page_of(rows: QuerySet[Any], number: str) -> tuple[list, int, bool]:
    """One page of rows, its number from 1, and whether there are older ones."""
    page = int(number) if number.isdecimal() and 0 < int(number[:6]) < 10_000 else 1
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    return found[:PAGE], page, len(found) > PAGE


def past_helps(actor: Actor) -> QuerySet[Acceptance]:
    rows = Acceptance.objects.filter(helper=actor.person).exclude(ended_at=None)
    deferred = [f"request__{name}" for name in PRIVATE]
    return rows.select_related("request__place").defer(*deferred).order_by("-ended_at")


def own_requests(actor: Actor) -> QuerySet[ServiceRequest]:
    """Those for oneself, and those somebody else asked the actor to write down for them."""
    own = Q(requester=actor.person) | Q(entered_by=actor.person, channel=Channel.FOR_OTHER)
    rows = ServiceRequest.objects.filter(own).select_related("place")
    return rows.defer(*PRIVATE).order_by("-placed_at")


# ---- who has looked at my data ------------------------------------------------------------------


@dataclass(frozen=True)
class Looks:
    """One page of the list of looks, as web/me/looks.html shows it."""

    lines: list[dict[str, Any]]
    newer: str = ""
    older: str = ""


def looks_at(person: Person) -> QuerySet[AccessEvent]:
    """Who has looked at this person, newest first: what `AccessEvent.visible_to` says, with the
    own contacts asked for beforehand, so that each half of the condition has its index."""
    own = Contact.objects.filter(Q(person=person) | Q(phone_index=person.phone_index or "-"))
    rows = AccessEvent.objects.filter(
        Q(contact__in=list(own.values_list("pk", flat=True)[:1000])) | Q(subject=person)
    )
    return rows.order_by("-at", "-pk")


def looks_page(actor: Actor, person: Person, page: str) -> Looks:
    """The looks of one page in words, each with the request it was about. Three statements."""
    found, number, older = page_of(looks_at(person), page)
    lines = who_looked(found)
    numbers = _numbers_of(actor, found)
    for line in lines:
        line["requests"] = [numbers[key] for key in line["about"] if key in numbers]
    return Looks(
        lines,
        newer=f"?page={number - 1}" if number > 1 else "",
        older=f"?page={number + 1}" if older else "",
    )


def _numbers_of(actor: Actor, looks: list[AccessEvent]) -> dict[UUID, ServiceRequest]:
    about = {look.about for look in looks}
    return {row.pk: row for row in own_requests(actor).filter(pk__in=about)}
