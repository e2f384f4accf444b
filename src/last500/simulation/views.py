"""A street's trials: what may be tried, how far one is, what came of it; the model's numbers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.base.scope import everything
from last500.dispatch.policies import BY_CODE, USUAL_WAY
from last500.places.models import Place
from last500.simulation import actions, queries, rules, saying, ways
from last500.simulation.behaviour import load
from last500.simulation.figures import Figures, figures_of
from last500.simulation.forms import BeginForm
from last500.simulation.held_out import held_out
from last500.simulation.models import Trial
from last500.simulation.numbers import groups
from last500.simulation.rules import State


@require_http_methods(GET_POST)
@signed_in
@once
def desk(request: Request, place_id: int) -> HttpResponse:
    """What may be tried, what is being computed, what was tried before."""
    street = queries.street_or_404(request.actor, place_id)
    figures = figures_of(street)
    offered = rules.on_offer(figures.mode)
    form = BeginForm(data_of(request), offered)

    def done() -> HttpResponse:
        trial = actions.begin(request.actor, street, form.cleaned_data["changes"])
        return see_other(reverse("simulation:show", args=[trial.pk]))

    answer = tried(form, done) if request.method == "POST" else None
    if answer is not None:
        return answer
    trials = queries.trials_of(request.actor, street)
    context = {
        "place": street,
        "form": form,
        "boxes": form.sentences(offered),
        "open": next((one for one in trials if one.is_open), None),
        "ended": [one for one in trials if not one.is_open],
        "runs": len(rules.SEEDS),
        "days": rules.DAYS,
        **_rests_on(figures),
    }
    return render(request, "simulation/desk.html", context, status=status_of(request))


def _rests_on(figures: Figures) -> dict[str, Any]:
    """What a trial rests on, said and shown."""
    return {
        "figures": figures,
        "scale": rules.scale_of(figures.street),
        "filled": figures.filled,
        "usual_members": load()("street.members"),
    }


@require_safe
@signed_in
def show(request: Request, trial_id: UUID) -> HttpResponse:
    """Waiting and running: how far. Then what came of it. A poll by script gets the part alone."""
    trial = queries.trial_or_404(request.actor, trial_id)
    if trial.is_open:
        return _going_on(request, trial)
    if request.htmx:  # type: ignore[attr-defined]
        # It has ended since the page was made: the whole page is another one now.
        return HttpResponse(headers={"HX-Refresh": "true"})
    if trial.state == State.DONE:
        return render(request, "simulation/result.html", _result(trial))
    context = {"trial": trial, "place": trial.place, "word": _why(trial)}
    return render(request, "simulation/ended.html", context)


def _going_on(request: Request, trial: Trial) -> HttpResponse:
    with everything("how many trials of other streets come first: a number alone"):
        ahead = queries.ahead_of(trial)
    context = {"trial": trial, "place": trial.place, "ahead": ahead, "left": minutes_left(trial)}
    part = bool(request.htmx)  # type: ignore[attr-defined]
    page = "simulation/progress.html" if part else "simulation/running.html"
    return render(request, page, context)


def minutes_left(trial: Trial) -> int | None:
    """At the pace up to now; None before that says anything."""
    if trial.state != State.RUNNING or trial.started_at is None or trial.progress < 30:
        return None
    spent = (clock.now() - trial.started_at).total_seconds()
    left = spent * (rules.WHOLE - trial.progress) / trial.progress
    return max(1, round(left / 60))


def _why(trial: Trial) -> str:
    if trial.state == State.CANCELLED:
        return _("取消了，没有结果。")
    return _(rules.WHY_WORDS[rules.Why(trial.why)])


def _result(trial: Trial) -> dict[str, Any]:
    assert trial.result is not None
    tables = saying.tables_of(trial.result)
    cards = saying.cards_of(tables)
    return {
        "trial": trial,
        "place": trial.place,
        "tables": tables,
        "cards": cards,
        "no_gain": [card for card in cards if not card.better],
        "runs": len(trial.seeds),
        "enough": len(trial.seeds) >= rules.SEEDS_LEAST,
        "names": saying.names,
        **_rests_on(Figures.from_json(trial.figures)),
    }


@require_POST
@signed_in
@once
def cancel(request: Request, trial_id: UUID) -> HttpResponse:
    trial = queries.trial_or_404(request.actor, trial_id)
    actions.cancel(request.actor, trial)
    messages.success(request, _("取消了。"))
    return _back(trial.place)


def _back(street: Place) -> HttpResponse:
    return see_other(reverse("simulation:desk", args=[street.pk]))


@require_safe
def numbers(request: Request) -> HttpResponse:
    """Every number of the model with where it comes from; the same for everybody."""
    behaviour = load()
    context = {"groups": groups(behaviour), "version": behaviour.version}
    return render(request, "simulation/numbers.html", context)


@require_safe
def ways_of_asking(request: Request) -> HttpResponse:
    """What each way did in the simulated street; for whoever chooses one, and for everybody."""
    found = held_out()
    context = {
        "compared": [ways.compared(kept) for kept in found.comparisons],
        "runs": len(found.comparisons[0].seeds),
        "usual": USUAL_WAY,
        "ways": [BY_CODE[code] for code in found.comparisons[0].figures],
        "command": found.command,
    }
    return render(request, "simulation/ways.html", context)
