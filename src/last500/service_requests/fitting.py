"""Which helpers fit which request: facts from the tables for the hard rules of `rules`."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce

from last500.base import clock
from last500.base.actor import Actor
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch, official_path, path_steps
from last500.reportin.models import Avoidance, ReportIn
from last500.reportin.queries import own, proofs_of, with_proofs
from last500.reportin.rules import REACH_LEVEL, Reach, goes_to, is_minor, is_paused
from last500.reportin.skills import QUALIFICATION_BY_CODE, SKILL_BY_CODE, usable
from last500.reportin.week import is_away
from last500.service_requests import rules
from last500.service_requests.categories import BY_CODE, is_dangerous, qualification_needed
from last500.service_requests.models import Acceptance, Invitation, KeptApart, ServiceRequest
from last500.service_requests.rules import LEVELS, Level, State

LOOKED_AT = 2000
# What a helper gave back or handed on is none of their month's.
GIVEN_BACK = (Acceptance.Ended.RELEASED, Acceptance.Ended.HANDED_ON)


def level_between(a: str, b: str, levels: dict[int, str]) -> str:
    """The smallest level whose place holds both paths; `levels` maps place keys to levels."""
    if a == b:
        return Level.COMPOUND
    shared = [x for x, y in zip(path_steps(a), path_steps(b), strict=False) if x == y]
    common = {levels.get(key) for key in shared}
    if "community" in common:
        return Level.COMMUNITY
    return Level.STREET if "street" in common else "beyond"


def candidates(
    request: ServiceRequest, people: Iterable[UUID] | None = None
) -> list[tuple[ReportIn, rules.HelperFacts]]:
    """Helpers of the compound, or of the branch the request has climbed to, with their facts.

    Two statements whatever the number of helpers (at most 2,000 are looked at).
    """
    top, levels = _branch_of(request)
    rows = candidate_rows(request, top)
    if people is not None:
        rows = rows.filter(person__in=people)
    facts = facts_for(request, levels, clock.today())
    return [(row, facts(row)) for row in rows.order_by("pk")[:LOOKED_AT]]


def candidate(request: ServiceRequest, person: UUID) -> tuple[ReportIn, rules.HelperFacts] | None:
    """One helper with their facts, and whether they are asked (`is_asked`) or on it (`holds`).

    One statement for a neighbour of the same compound, one more for somebody from further away.
    """
    held = Acceptance.objects.filter(request=request, helper=person, ended_at=None)
    asked = Invitation.objects.filter(request=request, helper=person, answer="asked")
    rows = _helper_rows(request).filter(person=person)
    row = rows.annotate(holds=Exists(held), is_asked=Exists(asked)).first()
    if row is None:
        return None
    levels: dict[int, str] = {}
    if row.place_id != request.place_id:
        top, levels = _branch_of(request)
        if not row.place.path.startswith(top.path):
            return None
    return row, facts_for(request, levels, clock.today())(row)


def candidate_rows(request: ServiceRequest, top: Place) -> QuerySet[ReportIn]:
    """Confirmed helpers under `top`, with what `facts_for` needs besides."""
    return _helper_rows(request).filter(place__path__range=branch(top.path))


def _helper_rows(request: ServiceRequest) -> QuerySet[ReportIn]:
    rows = helper_rows(_proofs_that_matter(request))
    apart = ExpressionWrapper(_apart(request), output_field=BooleanField())
    return rows.annotate(avoided=apart)


def helper_rows(proofs: Iterable[str] = QUALIFICATION_BY_CODE) -> QuerySet[ReportIn]:
    """Confirmed helpers with what `facts_for` needs, but for whom they are to meet: of several
    requests at once that is a question of each pair (dispatch.edges)."""
    held = Acceptance.objects.filter(helper=OuterRef("person"), ended_at=None)
    rows = ReportIn.objects.filter(state="confirmed", person__restricted_at=None)
    rows = with_proofs(rows, clock.today(), proofs)
    return rows.select_related("person", "place", "building").annotate(
        open_now=_counted(held),
        this_month=Case(When(most_month__isnull=False, then=_counted(_of_this_month())), default=0),
    )


def _counted(rows: QuerySet[Acceptance]) -> Coalesce:
    counted = rows.order_by().values("helper").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _of_this_month() -> QuerySet[Acceptance]:
    first = clock.local(clock.now()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = Acceptance.objects.filter(helper=OuterRef("person"), accepted_at__gte=first)
    return rows.exclude(ended_how__in=GIVEN_BACK)


def _proofs_that_matter(request: ServiceRequest) -> list[str]:
    """Qualifications that this matter, or a skill that fits it, is tied to."""
    kind = BY_CODE.get(request.category)
    codes = {SKILL_BY_CODE[code].qualification for code in (kind.skills if kind else ())}
    if kind:
        codes.add(qualification_needed(kind.code, answers_of(request)))
    return sorted(code for code in codes if code)


def _apart(request: ServiceRequest) -> Q:
    """Helpers who are not to meet whoever this request is for, or one who has taken it on, by the
    word of either; each list is made once, not for each helper."""
    index = request.contact.phone_index or "-"
    mine = Q(request=request) | Q(by_index=index)
    named = Avoidance.objects.filter(by_index=index).values("phone_index")
    kept = KeptApart.objects.filter(mine).values("phone_index")
    naming = Avoidance.objects.filter(phone_index=index).values("report_in")
    keeping = KeptApart.objects.filter(phone_index=index).values("by_index")
    apart = Q(person__phone_index__in=named) | Q(person__phone_index__in=kept)
    apart |= Q(pk__in=naming) | Q(person__phone_index__in=keeping)
    if request.wanted > 1:
        team = Acceptance.objects.filter(request=request, ended_at=None)
        team_indexes = team.values("helper__phone_index")
        avoided = Avoidance.objects.filter(by_index__in=team_indexes).values("phone_index")
        avoiding = Avoidance.objects.filter(phone_index__in=team_indexes).values("report_in")
        apart |= Q(person__phone_index__in=avoided) | Q(pk__in=avoiding)
    return apart


def _branch_of(request: ServiceRequest) -> tuple[Place, dict[int, str]]:
    """The widest place to look for helpers in (the street, as far as there is one above), and
    the levels of the places above; one statement."""
    above = list(Place.objects.filter(pk__in=path_steps(request.place.path)))
    by_level = {place.level: place for place in above}
    top = by_level.get("street") or by_level.get("community") or request.place
    return top, {place.pk: place.level for place in above}


def facts_for(
    request: ServiceRequest, levels: dict[int, str], today: date
) -> Callable[[ReportIn], rules.HelperFacts]:
    """How to read a row of `candidate_rows` for this request; `levels` maps keys of places above
    to their level. What is sealed is opened only where the request asks for it."""
    for_adults, wished = needs_adults(request), request.visit_wish.get("helper", "")
    day = request.wished_on if request.wished_on and request.wished_on >= today else None
    own_phone = request.contact.phone_index

    def facts(row: ReportIn) -> rules.HelperFacts:
        between = level_between(row.place.path, request.place.path, levels)
        elsewhere = row.place_id != request.place_id
        proofs = proofs_of(row)
        return rules.HelperFacts(
            person=row.person_id,
            confirmed=True,
            paused=is_paused(row.paused_until, today),
            reach=REACH_LEVEL.get(Reach(row.reach), Level.COMPOUND),
            level_between=between if between in LEVELS else Level.STREET,
            skills=usable(row.skills, proofs),
            unwanted=frozenset(row.unwanted),
            open_now=row.open_now,  # type: ignore[attr-defined]
            most_open=row.most_open,
            avoids=bool(row.avoided),  # type: ignore[attr-defined]
            is_requester=row.person_id == request.requester_id
            or (bool(own_phone) and row.person.phone_index == own_phone),
            proofs=proofs,
            chosen=elsewhere and goes_to(row.reach, row.nearby, request.place_id),
            this_month=row.this_month,  # type: ignore[attr-defined]
            most_month=row.most_month,
            away=day is not None and is_away(row.other_days, day),
            too_young=for_adults and is_minor(row.age),
            not_as_wished=bool(wished) and row.gender != wished,
        )

    return facts


def needs_adults(request: ServiceRequest) -> bool:
    dangerous = is_dangerous(request.category, answers_of(request))
    return rules.is_for_adults(dangerous, request.wished_part)


def need_of(request: ServiceRequest) -> rules.NeedFacts:
    return rules.NeedFacts(
        category=request.category,
        suspected_emergency=bool(request.suspected_emergency),
        qualification=qualification_needed(request.category, answers_of(request)),
    )


def answers_of(request: ServiceRequest) -> dict[str, str]:
    return json.loads(request.answers) if request.answers else {}


# ---- what is open to somebody -------------------------------------------------------------------

OPEN_LOOKED_AT = 40


def open_for(
    actor: Actor, limit: int = 4, *, report_in: ReportIn | None = None
) -> list[ServiceRequest]:
    """Open offers within the actor's own reach, soonest due first; not what they declined, nor of
    whom they are not to meet. One statement.

    `report_in` spares the look-up where the page knows the actor's own already.
    """
    report_in = report_in or own(actor)
    if report_in is None or report_in.state != "confirmed":
        return []
    if is_paused(report_in.paused_until, clock.today()):
        return []
    rows = ServiceRequest.objects.filter(_near(report_in), state=State.OFFERED)
    rows = rows.exclude(open_to="").exclude(category__in=report_in.unwanted)
    rows = rows.exclude(requester=actor.person).exclude(_kept_from(report_in))
    # Asked by name stands elsewhere on the page; declined is not asked again.
    answered = Invitation.objects.filter(helper=actor.person, answer__in=["asked", "refused"])
    rows = rows.exclude(pk__in=answered.values("request"))
    rows = rows.exclude(pk__in=Acceptance.objects.filter(helper=actor.person).values("request"))
    rows = rows.defer("text", "comment", "link_key", "slip_code")
    found = rows.select_related("place", "building").order_by("due_at")[:OPEN_LOOKED_AT]
    return [one for one in found if _may_be_shown(report_in, one)][:limit]


def _may_be_shown(report_in: ReportIn, request: ServiceRequest) -> bool:
    """What is sealed cannot be asked of the table: who is wished at the door, who is too young,
    which paper the law asks for: nobody is shown what they could only be refused."""
    needed = qualification_needed(request.category, answers_of(request))
    if needed and needed not in proofs_of(report_in):
        return False
    wished = request.visit_wish.get("helper", "")
    if wished and wished != report_in.gender:
        return False
    return not (needs_adults(request) and is_minor(report_in.age))


def _kept_from(report_in: ReportIn) -> Q:
    """Requests of people who are not to meet this helper, by the word of either."""
    me = Person.objects.filter(pk=report_in.person_id).values("phone_index")
    naming_me = KeptApart.objects.filter(phone_index__in=me)
    own_words = Avoidance.objects.filter(report_in=report_in).values("phone_index")
    theirs = Avoidance.objects.filter(phone_index__in=me).values("by_index")
    as_resident = KeptApart.objects.filter(by_index__in=me).values("phone_index")
    known = Q(contact__phone_index__in=own_words) | Q(contact__phone_index__in=theirs)
    known |= Q(contact__phone_index__in=naming_me.values("by_index"))
    known |= Q(contact__phone_index__in=as_resident)
    return Q(pk__in=naming_me.values("request")) | (known & ~Q(contact__phone_index=""))


def _near(report_in: ReportIn) -> Q:
    """Where an offer may lie, and how far it must be open, for this helper to be shown it."""
    path = report_in.place.path
    near = Q(place=report_in.place)
    own_level = REACH_LEVEL[Reach(report_in.reach)]
    for level in LEVELS[1 : LEVELS.index(Level(own_level)) + 1]:
        near |= _open_within(path, level)
    if report_in.reach != Reach.COMPOUND and report_in.nearby:
        named = Q(place__in=report_in.nearby)
        for level in LEVELS[1:]:
            near |= named & _open_within(path, level)
    return near


def _open_within(path: str, level: Level) -> Q:
    """Offers of the branch of this level above `path` that are open as far as here."""
    above = official_path(path, level)
    wide_enough = LEVELS[LEVELS.index(level) :]
    return Q(place__path__range=branch(above), open_to__in=wide_enough) if above else Q(pk=None)
