"""The desk for venture calls: write one, run it, ask reviewers, write results."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Conflict, Forbidden
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.base.marking import N_
from last500.base.money import typed
from last500.calls import actions, queries, rules, sentences
from last500.calls.actions import Faulty
from last500.calls.actions.step import said
from last500.calls.forms import (
    CallForm,
    GrantForm,
    ReasonForm,
    WhoForm,
    call_indicators,
    first_of_call,
    initial_of_call,
)
from last500.calls.models import Application, Call, Reviewer
from last500.calls.rules import Action, State
from last500.calls.views.gate import application_or_404, called, desk_or_404, name_for_panel, run_by
from last500.calls.views.public import page_number
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.projects import money
from last500.projects.forms import Rows


@require_safe
@signed_in
def desks(request: Request) -> HttpResponse:
    """Whoever runs calls at one place is there at once; whoever does at several chooses."""
    places = queries.places_to_run(request.actor)
    if not places:
        raise Http404
    if len(places) == 1:
        return see_other(reverse("calls:desk", args=[places[0].pk]))
    return render(request, "calls/desks.html", {"places": places})


@require_safe
@signed_in
def desk(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request, place_id)
    page = page_number(request)
    found = queries.on_desk(request.actor, place, (page - 1) * queries.PAGE)
    context = {
        "desk": place,
        "found": found,
        "next_words": sentences.next_words,
        "yuan": money.yuan,
        "older": f"?page={page + 1}" if found.more else "",
        "newer": f"?page={page - 1}" if page > 1 else "",
        "exports": request.actor.may(Permission.EXPORT_ASK, place.path),
    }
    return render(request, "calls/desk.html", context)


@require_http_methods(GET_POST)
@signed_in
@once
def new(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request, place_id)
    form = CallForm(data_of(request), initial=first_of_call())
    return _written(request, place, form, call_indicators(data_of(request)))


@require_http_methods(GET_POST)
@signed_in
@once
def change(request: Request, key: UUID) -> HttpResponse:
    call = run_by(request, key)
    if call.state != State.DRAFT:
        raise Conflict(_("发布以后就不改了：说好的，就照说好的办。"))
    form = CallForm(data_of(request), initial=initial_of_call(call))
    return _written(request, call.place, form, call_indicators(data_of(request), call), call)


def _written(
    request: Request, place: Place, form: CallForm, rows: Rows, call: Call | None = None
) -> HttpResponse:
    if request.method == "POST" and all([form.is_valid(), rows.is_valid()]):
        asked = [(one["title"], one["measure"], one["least"]) for one in rows.cleaned]
        answer = _try_write(request, place, form, asked, call)
        if answer is not None:
            return answer
    context = {"form": form, "rows": rows, "place": place, "call": call}
    return render(request, "calls/form.html", context, status=status_of(request))


def _try_write(
    request: Request,
    place: Place,
    form: CallForm,
    asked: list[tuple[str, str, int]],
    call: Call | None,
) -> HttpResponse | None:
    def work() -> HttpResponse:
        draft = form.draft(asked)
        if call is None:
            made = actions.make(request.actor, place, draft)
            messages.success(request, _("写好了，还没发布。先看一遍，再发布。"))
            return see_other(reverse("calls:inside", args=[made.pk]))
        actions.change(request.actor, call, draft)
        messages.success(request, _("改好了。"))
        return see_other(reverse("calls:inside", args=[call.pk]))

    return with_faults(form, work)


def with_faults(form: forms.Form, work: Any) -> HttpResponse | None:
    """As `tried`, with every fault beside its field."""
    try:
        return tried(form, lambda: _all_faults(work))
    except _Many as many:
        for fault in many.faults:
            form.add_error(fault.field if fault.field in form.fields else None, said(fault))
        return None


class _Many(Exception):
    def __init__(self, faulty: Faulty) -> None:
        super().__init__()
        self.faults = faulty.faults


def _all_faults(work: Any) -> HttpResponse:
    try:
        answer: HttpResponse = work()
    except Faulty as faulty:
        raise _Many(faulty) from None
    return answer


# ---- one call ---------------------------------------------------------------------------------


@require_safe
@signed_in
def inside(request: Request, key: UUID) -> HttpResponse:
    return _inside(request, run_by(request, key))


def _inside(
    request: Request, call: Call, status: int = 200, form: WhoForm | None = None
) -> HttpResponse:
    found = queries.inside(request.actor, call)
    asks = call.state in {State.DRAFT, State.OPEN, State.REVIEWING}
    context = {
        "call": call,
        "found": found,
        "State": State,
        "cards": [_card(call, row) for row in found.rows],
        "seats": [_seat(seat) for seat in found.seats if seat.person is not None],
        "steps": _steps(call),
        "may_stop": rules.may(Action.CALL_OFF, {rules.Role.RUNNER}, call.state),
        "who_form": form or (_who(request, call) if asks else None),
        "bad": form,
        "events": sentences.timeline(found.events),
        "next_words": sentences.next_words(call),
        "yuan": money.yuan,
    }  # fmt: skip
    return render(request, "calls/inside.html", context, status=status)


def _steps(call: Call) -> list[dict[str, str]]:
    """What could come next, each with what it needs first."""
    found = [
        act for act in VERBS if rules.may(act, {rules.Role.RUNNER}, call.state)
        and not (act == Action.PUBLISH and call.published_at)
    ]  # fmt: skip
    return [
        {"code": act.value, "word": _(ASKS[act][2]), "lack": actions.lack(call, act)}
        for act in found
    ]


def _card(call: Call, row: Application) -> dict[str, Any]:
    given: int = row.given  # type: ignore[attr-defined]
    return {
        "row": row,
        "name": name_for_panel(row),
        "shape": rules.STAND_SHAPES[rules.Stand(row.stand)],
        "missing": rules.reviews_missing(given, call.reviews_least),
    }


def _seat(seat: Reviewer) -> dict[str, Any]:
    assert seat.person is not None
    word = _(rules.SEAT_WORDS[rules.Seat(seat.state)])
    return {"row": seat, "name": called(seat.person), "word": word}


def _who(request: Request, call: Call, data: Any = None) -> WhoForm:
    found = queries.candidates(request.actor, call)
    return WhoForm([(str(one.pk), f"{called(one)} · {what}") for one, what in found], data)


@require_POST
@signed_in
@once
def invite(request: Request, key: UUID) -> HttpResponse:
    call = run_by(request, key)
    form = _who(request, call, request.POST)

    def work() -> HttpResponse:
        person = get_object_or_404(Person, pk=form.cleaned_data["who"])
        actions.invite(request.actor, call, person)
        messages.success(request, _("请了，愿不愿意由对方。"))
        return see_other(reverse("calls:inside", args=[key]))

    return tried(form, work) or _inside(request, call, 422, form)


# (question, what follows, word on the button)
ASKS = {
    Action.OPEN: (
        N_("现在发布？"), N_("从现在起谁都看得到。写的规则、日子和钱不能再改。"), N_("发布"),
    ),
    Action.CLOSE_BOOK: (
        N_("开始评审？"), N_("申请收完了，评审先说清有没有关系，再看申请。"), N_("开始评审"),
    ),
    Action.TELL: (
        N_("把结果告诉申请的人？"), N_("每一位先看到自己的结果和理由，满一天再公布。"),
        N_("告诉申请的人"),
    ),
    Action.PUBLISH: (
        N_("现在公布？"), N_("通过的、没有通过的和理由都挂出来，不写个人的名字。"), N_("公布结果"),
    ),
    Action.START: (
        N_("合同都签好了？"), N_("项目开始做，报告按说好的日子交。"), N_("开始做"),
    ),
    Action.CLOSE: (N_("办结？"), N_("办结以后不再改。"), N_("办结")),
    Action.CALL_OFF: (
        N_("不办了？"), N_("写清楚为什么，申请的人和评审会收到消息。"), N_("不办了，告诉大家"),
    ),
}  # fmt: skip
VERBS = {
    Action.OPEN: actions.open_call,
    Action.CLOSE_BOOK: actions.close_book,
    Action.TELL: actions.tell,
    Action.PUBLISH: actions.publish,
    Action.START: actions.start,
    Action.CLOSE: actions.close,
}


@require_http_methods(GET_POST)
@signed_in
@once
def step(request: Request, key: UUID, act: str) -> HttpResponse:
    """One step, asked once more on a page of its own."""
    call = run_by(request, key)
    if act not in ASKS:
        raise Http404
    action = Action(act)
    actions.check(request.actor, call, action, "-")
    form = ReasonForm(data_of(request))
    if action != Action.CALL_OFF:
        form.fields.pop("reason")

    def work() -> HttpResponse:
        if action == Action.CALL_OFF:
            actions.call_off(request.actor, call, reason=form.cleaned_data["reason"])
        else:
            VERBS[action](request.actor, call)
        messages.success(request, _("记下了。"))
        return see_other(reverse("calls:inside", args=[key]))

    answer = tried(form, work) if request.method == "POST" else None
    context = {
        "call": call, "form": form, "asks": [_(word) for word in ASKS[action]],
        "danger": action == Action.CALL_OFF,
    }  # fmt: skip
    return answer or render(request, "calls/step.html", context, status=status_of(request))


# ---- results ----------------------------------------------------------------------------------


@require_http_methods(GET_POST)
@signed_in
@once
def decide(request: Request, key: UUID) -> HttpResponse:
    """Supported with a sum, or not; always with the reason that will hang out."""
    row = application_or_404(request, key)
    run_by(request, row.call_id)
    if actions.is_own(request.actor, row):
        raise Forbidden("their own application")
    yes = request.POST.get("act") != "decline"
    first = {"granted": typed(row.granted_fen or row.asked_fen), "reason": row.reason}
    form: ReasonForm = GrantForm(data_of(request), initial=first)
    if not yes:
        form.fields.pop("granted")

    def work() -> HttpResponse:
        reason = form.cleaned_data["reason"]
        if yes:
            granted = form.cleaned_data["granted"]
            actions.accept(request.actor, row, granted=granted, reason=reason)
        else:
            actions.decline(request.actor, row, reason=reason)
        messages.success(request, _("写好了。一起告诉申请的人以前，还能改。"))
        return see_other(reverse("calls:inside", args=[row.call_id]))

    answer = with_faults(form, work) if request.method == "POST" else None
    if answer is not None:
        return answer
    return render(request, "calls/decide.html", _about(request, row, form),
                  status=status_of(request))  # fmt: skip


def _about(request: Request, row: Application, form: ReasonForm) -> dict[str, Any]:
    reviews = queries.reviews_of(request.actor, row)
    missing = rules.reviews_missing(len(reviews), row.call.reviews_least)
    lack = _("还差 %(n)d 份评审意见，才能写结果。") % {"n": missing} if missing else ""
    before = row.granted_fen or 0
    return {
        "row": row, "call": row.call, "form": form, "reviews": reviews, "lack": lack,
        "name": name_for_panel(row), "left": row.call.left_fen + before, "yuan": money.yuan,
        "closed": row.call.state != State.REVIEWING or row.stand not in rules.SENT,
    }  # fmt: skip
