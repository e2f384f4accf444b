"""How asks ended: counted without persons, and somebody's own for what they themselves are asked.

Nobody reads a chance: no page, no file and no log shows one; they are made where it is chosen whom
to ask next, and forgotten there. Their own answers are shown to a helper in words, and they can
have them count no more (`AskAnyway`).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Sum

from last500.base import clock
from last500.base.actor import Actor
from last500.dispatch.chances import Ask, Chances, Tally, fit
from last500.dispatch.models import AskAnyway, AskCount, CountedUpTo
from last500.dispatch.waves import HALF_ANSWERED
from last500.places.models import Place
from last500.places.rules import branch, official_path
from last500.reportin.rules import PARTS
from last500.service_requests.categories import BY_CODE
from last500.service_requests.models import Invitation, ServiceRequest
from last500.service_requests.rules import LEVELS, Level

ASKED, TAKEN = Invitation.Answer.ASKED, Invitation.Answer.ACCEPTED
# Thanked before they could well have answered: that is no answer. By then fifteen of sixteen who
# would have said yes have said it.
SILENT = timedelta(minutes=4 * HALF_ANSWERED)
# Answers of the last minutes are left for the next time: somebody may still be writing one down.
SETTLED = timedelta(minutes=10)
# Read in words from this on: somebody's own answers have made a difference.
LESS = 0.9

# An answer, or silence for long enough until the places were taken.
ENDED = Q(answer__in=[TAKEN, Invitation.Answer.REFUSED]) | Q(
    answer=Invitation.Answer.STOPPED, answered_at__gte=F("asked_at") + SILENT
)


def part_of(wished_part: str) -> str:
    return wished_part if wished_part in PARTS else ""


def level_of(reasons: Sequence[str]) -> str:
    """How far it was, as the codes of an invitation say (dispatch.matching.reasons)."""
    far = {f"in_{level}": str(level) for level in LEVELS}
    return next((far[code] for code in reasons if code in far), str(Level.COMPOUND))


def turn_of(number: int) -> str:
    """By name counts as the first round."""
    return "first" if number <= 1 else "later"


def ask_of(request: ServiceRequest, reasons: Sequence[str], number: int) -> Ask:
    """What is known of an ask in round `number`, from its request and the codes that it carries."""
    kind = BY_CODE.get(request.category)
    return Ask(
        request.category,
        part_of(request.wished_part),
        level_of(reasons),
        turn_of(number),
        fit(
            skill=not (kind and kind.skills) or _says(reasons, "skill:"),
            time=not _names_a_time(request) or _says(reasons, "free:"),
        ),
    )


def _says(reasons: Sequence[str], what: str) -> bool:
    return any(code.startswith(what) for code in reasons)


def _names_a_time(request: ServiceRequest) -> bool:
    return request.wished_on is not None or request.wished_part in PARTS


# ---- counting ------------------------------------------------------------------------------------


def count_answers(most: int = 2000) -> int:
    """The worker's verb: add what has ended since the last time; each ask counts once.

    The row that says up to where was counted is held meanwhile, so of two workers the second finds
    nothing left; what fails leaves no trace. How many were looked at.
    """
    with transaction.atomic():
        mark = _held_mark()
        rows = list(_ended_since(mark)[:most])
        if not rows:
            return 0
        _add(_sums(rows))
        last = rows[-1]
        CountedUpTo.objects.filter(key=1).update(at=last.answered_at, last=last.pk)
        return len(rows)


def _held_mark() -> CountedUpTo:
    start = CountedUpTo(key=1, at=clock.start_of(clock.today()) - 365 * clock.DAY)
    CountedUpTo.objects.bulk_create([start], ignore_conflicts=True)
    return CountedUpTo.objects.select_for_update().get(key=1)


def _ended_since(mark: CountedUpTo) -> QuerySet[Invitation]:
    later = Q(answered_at__gt=mark.at)
    if mark.last:
        later |= Q(answered_at=mark.at, pk__gt=mark.last)
    rows = Invitation.objects.filter(later, answered_at__lte=clock.now() - SETTLED)
    return rows.select_related("request__place").only(
        *("answer", "asked_at", "answered_at", "reasons", "round"),
        *("request__category", "request__wished_part", "request__wished_on"),
        "request__place__path",
    ).order_by("answered_at", "pk")  # fmt: skip


def _sums(rows: Iterable[Invitation]) -> dict[tuple[str, Ask], Tally]:
    asked: Counter[tuple[str, Ask]] = Counter()
    taken: Counter[tuple[str, Ask]] = Counter()
    for row in rows:
        early = row.answered_at is None or row.answered_at - row.asked_at < SILENT
        if row.answer == Invitation.Answer.STOPPED and early:
            continue
        request = row.request
        where = official_path(request.place.path, "community")
        if where is None:
            continue
        ask = ask_of(request, row.reasons, row.round)
        asked[where, ask] += 1
        taken[where, ask] += row.answer == TAKEN
    return {key: Tally(n, taken[key]) for key, n in asked.items()}


def _add(sums: dict[tuple[str, Ask], Tally]) -> None:
    paths = {path for path, _ask in sums}
    places = dict(Place.objects.filter(path__in=paths).values_list("path", "pk"))
    for (path, ask), tally in sums.items():
        if path not in places:
            continue
        key = ask._asdict() | {"place_id": places[path]}
        row, _new = AskCount.objects.get_or_create(**key)
        AskCount.objects.filter(pk=row.pk).update(
            asked=F("asked") + tally.asked, taken=F("taken") + tally.taken
        )


# ---- reading -------------------------------------------------------------------------------------


def chances_at(place: Place) -> Chances:
    """What is known of asks in the street of this place; one statement."""
    street = official_path(place.path, "street") or place.path
    rows = AskCount.objects.filter(place__path__range=branch(street))
    summed = rows.values_list(*Ask._fields).annotate(n=Sum("asked"), yes=Sum("taken"))
    return Chances((Ask(*traits), n, yes) for *traits, n, yes in summed.order_by())


def own_tallies(
    people: Collection[UUID], category: str, part: str
) -> dict[UUID, tuple[Tally, Tally]]:
    """How these people answered asks of this kind, and asks for this time; one statement. Who said
    照样请我 is not there, nor what they answered before they had it begin anew."""
    kind, time = Q(request__category=category), Q(request__wished_part=part or "-")
    rows = _that_count(Invitation.objects.filter(ENDED, kind | time, helper__in=people))
    yes = Q(answer=TAKEN)
    counted = rows.values_list("helper").annotate(
        of_kind=Count("pk", filter=kind),
        taken=Count("pk", filter=kind & yes),
        at_time=Count("pk", filter=time),
        taken_then=Count("pk", filter=time & yes),
    )
    return {
        helper: (Tally(of_kind, taken), Tally(at_time, taken_then))
        for helper, of_kind, taken, at_time, taken_then in counted.order_by()
    }


def _that_count(rows: QuerySet[Invitation]) -> QuerySet[Invitation]:
    nothing = Q(helper__ask_anyway=None)
    begun_anew = Q(helper__ask_anyway__always=False, asked_at__gt=F("helper__ask_anyway__since"))
    return rows.filter(nothing | begun_anew)


def asked_less(actor: Actor, place: Place) -> tuple[list[str], list[str]]:
    """Kinds, and parts of the day, for which the reader is asked less because of their own
    answers; no number. Two statements, for nobody but the reader."""
    rows = _that_count(Invitation.objects.filter(ENDED, helper=actor.person))
    counted = rows.values_list("request__category", "request__wished_part").annotate(
        n=Count("pk"), yes=Count("pk", filter=Q(answer=TAKEN))
    )
    kinds: dict[str, Tally] = {}
    parts: dict[str, Tally] = {}
    for category, part, n, yes in counted.order_by("request__category", "request__wished_part"):
        for sums, key in ((kinds, category), (parts, part_of(part))):
            known = sums.get(key, Tally())
            sums[key] = Tally(known.asked + n, known.taken + yes)
    parts.pop("", None)
    if not kinds:
        return [], []
    chances = chances_at(place)
    return (
        [kind for kind, own in kinds.items() if _is_less(chances, _usual(kind, ""), own)],
        [part for part in PARTS if part in parts
         and _is_less(chances, _usual("", part), parts[part])],
    )  # fmt: skip


def _usual(category: str, part: str) -> Ask:
    return Ask(category, part, Level.COMPOUND, "first", "both")


def _is_less(chances: Chances, ask: Ask, own: Tally) -> bool:
    return chances.for_one(ask, own) < LESS * chances.of(ask)


# ---- a helper's own word -------------------------------------------------------------------------


def own_wish(actor: Actor) -> AskAnyway | None:
    return AskAnyway.objects.visible_to(actor).first()


def ask_me_anyway(actor: Actor) -> None:
    """照样请我: what I answered counts no more, now and later."""
    _say(actor, always=True)


def begin_anew(actor: Actor) -> None:
    """What I answered up to now counts no more; what I answer from now on does."""
    _say(actor, always=False)


def _say(actor: Actor, *, always: bool) -> None:
    AskAnyway.objects.update_or_create(
        person_id=actor.person, defaults={"since": clock.now(), "always": always}
    )
