"""The desk of service records: what waits, one by one; corrections; unusual concentrations."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.http import Request, see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.base.marking import N_
from last500.organisations.queries import capacity
from last500.organisations.rules import Permission
from last500.people.looks import Look, note_views
from last500.people.models import Person
from last500.places.models import Place
from last500.records import actions, queries
from last500.records.forms import CorrectForm, LookForm, ReasonForm
from last500.records.models import ServiceRecord
from last500.records.unusual import REASONS, WORDS, Outcome
from last500.records.views.gate import at_desk_or_404, desk_or_404

# So many findings on a page, and of each so many records.
CARDS, RECORDS_OF_A_CARD = 10, 12
SEEN, REASON, REVIEWING = "record", N_("确认服务记录"), N_("看集中出现的服务记录")


def _note(actor: Actor, place: Place, records: list[ServiceRecord], reason: str) -> None:
    """What the page shows of somebody is written down for them, once a day."""
    note_views(
        actor,
        [Look(record.pk, SEEN, person=record.person_id) for record in records],
        reason=reason,
        as_what=capacity(actor, Permission.RECORD_CONFIRM, place),
    )


@require_safe
@signed_in
def desk(request: Request, place_id: int) -> HttpResponse:
    return _desk(request, desk_or_404(request.actor, place_id, Permission.RECORD_CONFIRM))


def _desk(
    request: Request,
    place: Place,
    status: int = 200,
    at: UUID | None = None,
    form: ReasonForm | None = None,
) -> HttpResponse:
    """The longest waiting comes first; `?at=` opens another, and what is done brings the next."""
    actor = request.actor
    waiting = queries.waiting_at(actor, place)
    wanted = str(at) if at else request.GET.get("at", "")
    card = next((one for one in waiting if str(one.pk) == wanted), waiting[0] if waiting else None)
    answered = queries.answered_at(actor, place)
    if card is not None:
        _note(actor, place, [card], REASON)
    context = {
        "place": place,
        "card": card,
        "rest": [one for one in waiting[: queries.LISTED] if one != card],
        "more": len(waiting) > queries.LISTED,
        "answered": answered,
        "form": form or ReasonForm(),
        "may_review": actor.may(Permission.RECORD_REVIEW, place.path),
        "may_import": actor.may(Permission.IMPORT_APPLY, place.path),
    }
    return render(request, "records/desk.html", context, status=status)


@require_POST
@signed_in
@once
def confirm(request: Request, place_id: int, key: UUID) -> HttpResponse:
    place = desk_or_404(request.actor, place_id, Permission.RECORD_CONFIRM)
    actions.confirm_at_desk(request.actor, at_desk_or_404(request.actor, key))
    messages.success(request, _("确认了，这段时间算数了。"))
    return see_other(reverse("records:desk", args=[place.pk]))


@require_POST
@signed_in
@once
def decline(request: Request, place_id: int, key: UUID) -> HttpResponse:
    place = desk_or_404(request.actor, place_id, Permission.RECORD_CONFIRM)
    record = at_desk_or_404(request.actor, key)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _desk(request, place, 422, record.pk, form)
    actions.decline(request.actor, record, reason=form.cleaned_data["reason"])
    messages.success(request, _("记下了，对方会看到原因。"))
    return see_other(reverse("records:desk", args=[place.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def correct(request: Request, place_id: int, key: UUID) -> HttpResponse:
    place = desk_or_404(request.actor, place_id, Permission.RECORD_CONFIRM)
    record = at_desk_or_404(request.actor, key)
    if request.method != "POST":
        _note(request.actor, place, [record], REASON)
        return _correct_page(request, place, record, CorrectForm(), 200)
    form = CorrectForm(request.POST)
    if form.is_valid():
        try:
            return _correct(request, place, record, form.cleaned_data)
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
    return _correct_page(request, place, record, form, 422)


def _correct_page(
    request: Request, place: Place, record: ServiceRecord, form: CorrectForm, status: int
) -> HttpResponse:
    context = {
        "place": place,
        "record": record,
        "reversal": getattr(record, "reversal", None),
        "form": form,
    }
    return render(request, "records/correct.html", context, status=status)


def _correct(request: Request, place: Place, record: ServiceRecord, said: dict) -> HttpResponse:
    if said["how"] == "all":
        actions.reverse(request.actor, record, reason=said["reason"])
        messages.success(request, _("更正了：这一条不再计入，对方会看到原因。"))
    else:
        actions.correct(request.actor, record, minutes=said["minutes"], reason=said["reason"])
        messages.success(request, _("更正了：按新的分钟数计入，原来的还看得到。"))
    return see_other(reverse("records:desk", args=[place.pk]))


# ---- unusual concentrations ----------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def unusual(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request.actor, place_id, Permission.RECORD_REVIEW)
    form = LookForm(request.POST) if request.method == "POST" else LookForm()
    if request.method == "POST" and form.is_valid():
        return _looked(request, place, form.cleaned_data)
    context = {
        "place": place,
        "cards": _cards(request.actor, place),
        "form": form,
        "mark": request.POST.get("mark", ""),
    }
    return render(request, "records/unusual.html", context, status=422 if form.errors else 200)


def _looked(request: Request, place: Place, said: dict) -> HttpResponse:
    actions.looked_at(
        request.actor,
        place,
        request.POST.get("mark", ""),
        outcome=Outcome(said["outcome"]),
        note=said["note"],
    )
    messages.success(request, _("记下了：有人看过。对方看得到。"))
    return see_other(reverse("records:unusual", args=[place.pk]))


def _cards(actor: Actor, place: Place) -> list[dict]:
    """The newest findings, each with the latest of its records, which can be corrected."""
    found = queries.unusual_at(actor, place)[:CARDS]
    shown = {one.mark: [fact.key for fact in one.facts[-RECORDS_OF_A_CARD:]] for one in found}
    rows = ServiceRecord.objects.at_desks_of(actor).select_related("place", "person")
    records = rows.in_bulk([key for keys in shown.values() for key in keys])
    people = Person.objects.in_bulk(
        {key for one in found for key in (one.person, one.other) if key}
    )
    _note(actor, place, list(records.values()), REVIEWING)
    return [
        {
            "found": one,
            "word": _(WORDS[one.kind]),
            "reason": _(REASONS[one.kind]),
            "names": [_called(people[key]) for key in (one.person, one.other) if key],
            "records": [records[key] for key in shown[one.mark] if key in records],
        }
        for one in found
    ]


def _called(person: Person) -> str:
    return person.called or person.name or _("邻居")
