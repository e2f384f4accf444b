"""What hangs at the gate: the question, one's own answer, the result with its arithmetic."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base import clock
from last500.base.errors import Conflict, Refused
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.base.qr import qr_svg
from last500.consultations import actions, queries, rules, sentences
from last500.consultations.forms import AnswerForm
from last500.consultations.models import Consultation
from last500.consultations.rules import Phase, Who
from last500.consultations.views import holds, seen_or_404
from last500.service_requests.views.compound import compound_or_404

TOLD_IN = (Phase.OPEN, Phase.COUNTING)


@require_safe
def at(request: Request, slug: str) -> HttpResponse:
    """Two statements: the compound and its consultations."""
    place = compound_or_404(slug)
    found = queries.at(place, request.actor)
    context = {
        "place": place,
        "found": [(one, rules.SHAPES[one.phase], sentences.phase_words(one)) for one in found],
        "ahead": sentences.ahead_words,
        "no_force": _(rules.NO_FORCE),
    }
    return render(request, "consultations/at.html", context)


@require_safe
def show(request: Request, key: UUID) -> HttpResponse:
    one = seen_or_404(request, key)
    person = request.actor.person
    homes = queries.households_for(one.place, Who(one.who), person) if person else []
    own = queries.own_answer(request.actor, one)
    context = {
        "one": one,
        "place": one.place,
        "phase": one.phase,
        "shape": rules.SHAPES[one.phase],
        "word": sentences.phase_words(one),
        "no_force": _(rules.NO_FORCE),
        "may": bool(homes),
        "signed_in": person is not None,
        "not_asked": _not_asked(one),
        "own": [one.options[number] for number in own.choice] if own else [],
        "holds": holds(request, one.place),
        "taken_part": queries.taken_part(one)
        if one.phase in (Phase.OPEN, Phase.COUNTING)
        else None,
        "ahead": sentences.ahead_words(one) if one.result else "",
        "tables": sentences.tables(one),
        "result": one.result,
    }
    return render(request, "consultations/show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def answer(request: Request, key: UUID) -> HttpResponse:
    one = seen_or_404(request, key)
    if one.phase != Phase.OPEN:
        raise Conflict(_("现在不能答：还没开始，或者已经截止了。"))
    assert request.actor.person is not None  # login_required
    homes = queries.households_for(one.place, Who(one.who), request.actor.person)
    own = queries.own_answer(request.actor, one)
    initial = AnswerForm.of(one, own.choice) if own else {}
    form = AnswerForm(
        one, homes, request.POST if request.method == "POST" else None, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(request.actor, one, form.said, form.home)
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("记下了。截止前还可以改；截止后谁也看不出是谁的。"))
            return see_other(reverse("consultations:show", args=[one.pk]))
    context = {"one": one, "form": form, "homes": homes, "no_force": _(rules.NO_FORCE)}
    context["not_asked"] = _not_asked(one)
    status = 422 if form.errors else 200
    return render(request, "consultations/answer.html", context, status=status)


def _not_asked(one: Consultation) -> str:
    words = _("这次问小区里登记过的%(who)s。你还没有登记，或者还没有确认。")
    return words % {"who": one.get_who_display()}


@require_safe
def paper(request: Request, key: UUID) -> HttpResponse:
    """The slip for those who do not use a phone, two on a sheet."""
    one = seen_or_404(request, key)
    address = request.build_absolute_uri(reverse("consultations:show", args=[one.pk]))
    hour = f"{clock.local(one.closes_at):%H:%M}" if one.closes_at else ""
    context = {"one": one, "place": one.place, "no_force": _(rules.NO_FORCE), "hour": hour}
    return render(request, "consultations/paper.html", {**context, "code": qr_svg(address)})
