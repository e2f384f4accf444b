"""The desk: adopt, correct, look again; and the steps of whoever answers for a task."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base import clock
from last500.base.errors import Conflict, Forbidden
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.base.marking import N_
from last500.organisations.models import Organisation
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import path_steps
from last500.resolutions import actions, queries, rules, sentences
from last500.resolutions.actions.step import MOVED_ON
from last500.resolutions.forms import (
    AdoptForm,
    CorrectionForm,
    DoneForm,
    KeepForm,
    NoteForm,
    ReasonForm,
    UntilForm,
)
from last500.resolutions.models import Resolution
from last500.resolutions.rules import Action
from last500.resolutions.views.gate import handled_or_403, task_or_404
from last500.topics import rules as topic_rules
from last500.topics.models import Topic
from last500.topics.views.gate import desk_or_404
from last500.topics.views.gate import handled_or_403 as topic_or_403


@require_safe
@signed_in
def desk(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request, place_id)
    found = queries.on_desk(request.actor, place)
    context = {
        "desk": place,
        "piles": [
            (_("过了期的"), found.late),
            (_("邻居说还没有办到"), found.doubted),
            (_("在办的"), found.running),
        ],
        "found": found,
        "who_words": sentences.who_words,
        "said_words": sentences.said_words,
    }
    return render(request, "resolutions/desk.html", context)


def _near(place: Place) -> list[Organisation]:
    """Organisations of the compound and of its community that could answer for something."""
    keys = [int(key) for key in path_steps(place.path)][-2:]
    rows = Organisation.objects.filter(place__in=keys, ended_on=None)
    return list(rows.order_by("name")[:60])


@require_http_methods(GET_POST)
@signed_in
@once
def adopt(request: Request, key: UUID) -> HttpResponse:
    """Write down what was decided about a topic."""
    topic = topic_or_403(request, key)
    if not topic_rules.allowed(topic_rules.Action.DECIDE, topic.state):
        raise Conflict(_(MOVED_ON))
    return _adopt(request, topic.compound, topic)


@require_http_methods(GET_POST)
@signed_in
@once
def new(request: Request, place_id: int) -> HttpResponse:
    """The same for what was no topic."""
    return _adopt(request, desk_or_404(request, place_id, level="compound"), None)


def _adopt(request: Request, place: Place, topic: Topic | None) -> HttpResponse:
    today = clock.today()
    first = {
        "title": topic.title if topic else "",
        "body": topic.with_words if topic else "",
        "decided_on": today,
        "review_on": today + 180 * clock.DAY,
    }
    form = AdoptForm(
        data_of(request),
        initial=first,
        organisations=_near(place),
        neighbours=queries.candidates(request.actor, place),
        replaceable=queries.replaceable(place),
        needs_vote=bool(topic and topic.needs_vote),
    )
    context = {"form": form, "place": place, "topic": topic}
    answer = tried(form, lambda: _adopted(request, place, topic, form))
    return answer or render(request, "resolutions/adopt.html", context, status=status_of(request))


def _adopted(request: Request, place: Place, topic: Topic | None, form: AdoptForm) -> HttpResponse:
    said = form.cleaned_data
    own = ("by", "words", "title", "body", "decided_on", "review_on", "replaces", "ends")
    row = actions.adopt(
        request.actor,
        topic,
        compound=place,
        counts=form.counts(),
        tasks=form.tasks(),
        **{name: said[name] for name in own},
    )
    if row is None:
        assert topic is not None
        messages.info(request, _("一样多，没有定下来。这件事回到等着上会。"))
        return see_other(reverse("topics:handle", args=[topic.pk]))
    messages.success(request, _("公布了，也写进了日志。可以打印一张贴在门口。"))
    return see_other(reverse("resolutions:show", args=[row.pk]))


@require_http_methods(GET_POST)
@signed_in
@once
def correct(request: Request, key: UUID) -> HttpResponse:
    row = handled_or_403(request, key)
    entry = queries.entry_of(row)
    latest = entry.latest if entry else row
    form = CorrectionForm(data_of(request), initial={"title": latest.title, "words": latest.words})

    def done() -> HttpResponse:
        actions.correct(request.actor, latest, **form.cleaned_data)
        messages.success(request, _("更正了，原来的一版还在。"))
        return see_other(reverse("resolutions:show", args=[row.pk]))

    return _page(request, row, form, done, _("更正写错的地方"))


def _page(
    request: Request, row: Resolution, form: forms.Form, done: Callable[[], HttpResponse], word: str
) -> HttpResponse:
    context = {"row": row, "form": form, "word": word, "task": None}
    return tried(form, done) or render(
        request, "resolutions/step.html", context, status=status_of(request)
    )


@dataclass(frozen=True)
class AgreementPage:
    word: str
    form: type[forms.Form]
    verb: Callable[..., Any]


AGREEMENT_STEPS = {
    "keep": AgreementPage(N_("回看过，接着用"), KeepForm, actions.keep),
    "back": AgreementPage(N_("不好用，回去再商量"), ReasonForm, actions.back),
    "read": AgreementPage(N_("看过邻居的话，回一句"), ReasonForm, actions.read),
}


@require_http_methods(GET_POST)
@signed_in
@once
def agreement(request: Request, key: UUID, name: str) -> HttpResponse:
    page = AGREEMENT_STEPS.get(name)
    if page is None:
        raise Http404
    row = handled_or_403(request, key)
    form = page.form(data_of(request))

    def done() -> HttpResponse:
        page.verb(request.actor, row, **form.cleaned_data)
        messages.success(request, _("记下了，大家看得到。"))
        return see_other(reverse("resolutions:show", args=[row.pk]))

    return _page(request, row, form, done, _(page.word))


@dataclass(frozen=True)
class TaskPage:
    action: Action
    word: str
    form: type[forms.Form]
    verb: Callable[..., Any]
    desk_only: bool = False


TASK_STEPS = {
    "done": TaskPage(Action.SAY_DONE, N_("说办到了"), DoneForm, actions.say_done),
    "note": TaskPage(Action.NOTE, N_("写一句进展"), NoteForm, actions.note),
    "put-off": TaskPage(Action.PUT_OFF, N_("延期"), UntilForm, actions.put_off),
    "reopen": TaskPage(Action.REOPEN, N_("确实没有办到，接着办"), UntilForm, actions.reopen, True),
    "stand-by": TaskPage(Action.STAND_BY, N_("去看过，办到了"), ReasonForm, actions.stand_by, True),
    "drop": TaskPage(Action.DROP, N_("不办了"), ReasonForm, actions.drop, True),
}


@require_http_methods(GET_POST)
@signed_in
@once
def task(request: Request, task: UUID, name: str) -> HttpResponse:
    page = TASK_STEPS.get(name)
    if page is None:
        raise Http404
    found = task_or_404(task)
    handles = request.actor.may(Permission.TOPIC_HANDLE, found.resolution.compound.path)
    if not (handles if page.desk_only else actions.may_answer(request.actor, found)):
        raise Forbidden("does not answer for this")
    if not rules.allowed(page.action, found.state):
        raise Conflict(_(MOVED_ON))
    form = page.form(data_of(request))
    back = reverse("resolutions:show", args=[found.resolution_id])

    def done() -> HttpResponse:
        page.verb(request.actor, found, **form.cleaned_data)
        messages.success(request, _("记下了，大家看得到。"))
        return see_other(back)

    context = {"row": found.resolution, "form": form, "word": _(page.word), "task": found}
    return tried(form, done) or render(
        request, "resolutions/step.html", context, status=status_of(request)
    )
