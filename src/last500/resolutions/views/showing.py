"""What everybody reads: what was decided, who does what by when, what neighbours say of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.base.qr import qr_svg
from last500.households.queries import is_neighbour
from last500.organisations.rules import Permission
from last500.resolutions import actions, queries, rules, sentences
from last500.resolutions.forms import OfferForm
from last500.resolutions.models import Resolution, Task
from last500.resolutions.views.desk import TASK_STEPS
from last500.resolutions.views.gate import seen_or_404, task_or_404
from last500.service_requests.views.compound import compound_or_404

WORDS = {
    "who_words": sentences.who_words,
    "hands_words": sentences.hands_words,
    "by_words": sentences.by_words,
    "said_words": sentences.said_words,
    "is_late": queries.is_late,
}


@require_safe
def at(request: Request, slug: str) -> HttpResponse:
    place = compound_or_404(slug)
    found = queries.at(place)
    context = {
        "place": place,
        "holds": [entry for entry in found if entry.agreement.holds == rules.Holds.HOLDS],
        "over": [entry for entry in found if entry.agreement.holds != rules.Holds.HOLDS],
        "handles": request.actor.may(Permission.TOPIC_HANDLE, place.path),
        **WORDS,
    }
    return render(request, "resolutions/at.html", context)


def _entry(row: Resolution) -> queries.Entry:
    found = queries.entry_of(row)
    if found is None:
        raise Http404
    return found


@require_safe
def show(request: Request, key: UUID) -> HttpResponse:
    row = seen_or_404(key)
    entry, actor = _entry(row), request.actor
    handles = actor.may(Permission.TOPIC_HANDLE, row.compound.path)
    neighbour = actor.person is not None and is_neighbour(actor, row.compound)
    said = queries.own_words(actor, row) if neighbour else {}
    context = {
        "row": entry.latest,
        "entry": entry,
        "place": row.compound,
        "tasks": [_line(request, task, said.get(task.pk, "")) for task in entry.tasks],
        "neighbour": neighbour,
        "word_choices": [(word.value, _(text)) for word, text in rules.WORD_WORDS.items()],
        "versions": queries.versions(entry) if entry.is_corrected else [],
        "replaced_by": list(Resolution.objects.filter(replaces=row, version=1)[:5]),
        "events": sentences.timeline(queries.history(row)),
        "handles": handles,
        "steps": _steps(entry) if handles else [],
        **WORDS,
    }
    return render(request, "resolutions/show.html", context)


def _line(request: Request, task: Task, own: str) -> dict[str, Any]:
    """A task with what this reader can do about it."""
    answers = request.actor.person is not None and actions.may_answer(request.actor, task)
    handles = request.actor.may(Permission.TOPIC_HANDLE, task.resolution.compound.path)
    steps = [
        (name, _(page.word))
        for name, page in TASK_STEPS.items()
        if rules.allowed(page.action, task.state) and (handles if page.desk_only else answers)
    ]
    asked = task.state in {rules.Task.DONE, rules.Task.DOUBTED}
    return {"task": task, "steps": steps, "asked": asked, "own": own}


def _steps(entry: queries.Entry) -> list[tuple[str, str]]:
    if entry.agreement.holds != rules.Holds.HOLDS:
        return [("correct", _("更正写错的地方"))]
    words = [("correct", _("更正写错的地方")), ("keep", _("回看过，接着用"))]
    if entry.first.topic_id:
        words.append(("back", _("不好用，回去再商量")))
    topic = entry.first.topic
    if topic is not None and topic.state == "carried_out":
        words.insert(0, ("read", _("看过邻居的话，回一句")))
    return words


@require_safe
def notice(request: Request, key: UUID) -> HttpResponse:
    """One A4 sheet to hang at the gate, with the address as a code."""
    row = seen_or_404(key)
    entry = _entry(row)
    address = request.build_absolute_uri(reverse("resolutions:show", args=[row.pk]))
    context = {
        "row": entry.latest, "entry": entry, "place": row.compound, "address": address,
        "code": qr_svg(address), **WORDS,
    }  # fmt: skip
    return render(request, "resolutions/notice.html", context)


@require_POST
@signed_in
@once
def word(request: Request, task: UUID) -> HttpResponse:
    """A neighbour's word on whether it was done, or taken back."""
    found = task_or_404(task)
    back = see_other(reverse("resolutions:show", args=[found.resolution_id]))
    if request.POST.get("word") == "back":
        actions.take_back_word(request.actor, found)
        messages.success(request, _("收回了。"))
        return back
    actions.say_word(request.actor, found, word=request.POST.get("word", ""))
    messages.success(request, _("记下了。别人只看得到五个人以上的数，看不到是谁说的。"))
    return back


@require_http_methods(GET_POST)
@signed_in
@once
def offer(request: Request, task: UUID) -> HttpResponse:
    """A neighbour is asked to do it; only their own yes puts their name there."""
    found = task_or_404(task)
    if found.person_id is None or found.person_id != request.actor.person:
        raise Http404
    form = OfferForm(data_of(request))
    yes = request.POST.get("answer") == "yes"

    def done() -> HttpResponse:
        called = form.cleaned_data["called"]
        actions.answer_task(request.actor, found, yes=yes, called=called)
        said = _("谢谢你来办。") if yes else _("记下了，由小区值守来办。没有人知道问过你。")
        messages.success(request, said)
        return see_other(reverse("resolutions:show", args=[found.resolution_id]))

    context = {"task": found, "form": form}
    return tried(form, done) or render(
        request, "resolutions/offer.html", context, status=status_of(request)
    )
