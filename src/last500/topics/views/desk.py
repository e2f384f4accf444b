"""The desk for topics: what has to be looked at, whose matter it is, the way to a council."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Conflict, Refused
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.base.marking import N_
from last500.topics import actions, queries, rules, seams, sentences
from last500.topics.actions.step import MOVED_ON
from last500.topics.forms import (
    ApartForm,
    BodyForm,
    DeclineForm,
    PaperForm,
    ReasonForm,
    ReferForm,
    SortingForm,
    ThresholdForm,
    first_sorting,
)
from last500.topics.models import Opinion, Topic
from last500.topics.rules import Action
from last500.topics.views.gate import desk_or_404, handled_or_403

PILE_WORDS = {
    "look": N_("等着看"),
    "gather": N_("在附议"),
    "agenda": N_("上会"),
    "carry": N_("落实"),
    "over": N_("结束了的"),
}
PAGES_MOST = 500


@require_safe
@signed_in
def desk(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request, place_id)
    pile = request.GET.get("pile", "")
    pile = pile if pile in queries.PILES else ""
    said = request.GET.get("page", "1")
    page = max(1, min(PAGES_MOST, int(said))) if said.isdecimal() and len(said) < 5 else 1
    found = queries.on_desk(request.actor, place, pile, (page - 1) * queries.PAGE)
    opened = sum(count for name, count in found.counts.items() if name != "over")
    context = {
        "desk": place,
        "found": found,
        "titles": queries.sealed_words(found.topics),
        "tabs": [
            {"word": _("没完的"), "href": "?", "current": not pile, "count": opened},
            *(
                {"word": _(word), "href": f"?pile={name}", "current": name == pile,
                 "count": found.counts[name]}
                for name, word in PILE_WORDS.items()
            ),
        ],
        "raisable": queries.to_raise(request.actor, place) if page == 1 and not pile else [],
        "next_words": sentences.next_words,
        "support_words": sentences.support_words,
        "older": f"?pile={pile}&page={page + 1}" if found.more else "",
        "newer": f"?pile={pile}&page={page - 1}" if page > 1 else "",
        "threshold": queries.threshold_of(place) if place.level == "compound" else 0,
    }  # fmt: skip
    return render(request, "topics/desk.html", context)


@require_http_methods(GET_POST)
@signed_in
@once
def enter(request: Request, place_id: int) -> HttpResponse:
    """From paper or by word of mouth, in the name of somebody who agreed."""
    place = desk_or_404(request, place_id, level="compound")
    form = PaperForm(data_of(request))

    def done() -> HttpResponse:
        topic = actions.enter(request.actor, place, form.draft())
        messages.success(request, _("登记了。现在看一看是谁的事。"))
        return see_other(reverse("topics:sort", args=[topic.pk]))

    context = {"desk": place, "form": form}
    return tried(form, done) or render(
        request, "topics/enter.html", context, status=status_of(request)
    )


@require_http_methods(GET_POST)
@signed_in
@once
def threshold(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request, place_id, level="compound")
    form = ThresholdForm(data_of(request), initial={"households": queries.threshold_of(place)})

    def done() -> HttpResponse:
        actions.set_threshold(request.actor, place, form.cleaned_data["households"])
        messages.success(request, _("改好了，已经够的马上转到等着上会。"))
        return see_other(reverse("topics:desk", args=[place.pk]))

    context = {"desk": place, "form": form}
    return tried(form, done) or render(
        request, "topics/threshold.html", context, status=status_of(request)
    )


# ---- one topic ----------------------------------------------------------------------------------


@require_safe
@signed_in
def handle(request: Request, key: UUID) -> HttpResponse:
    """What the desk knows of it, what is alike, and the steps that are open."""
    topic = handled_or_403(request, key)
    steps = [name for name, step in STEPS.items() if rules.allowed(step.action, topic.state)]
    decide = rules.allowed(Action.DECIDE, topic.state) and topic.state not in rules.BINDING
    context = {
        "topic": topic,
        "proposal": queries.proposal_of(request.actor, topic),
        "alike": queries.alike(request.actor, topic),
        "apart": queries.kept_apart(topic),
        "merged": list(Topic.objects.filter(into=topic).order_by("merged_at")[:20]),
        "whose": sentences.whose_words(topic),
        "ground": sentences.ground_words(topic),
        "support_words": sentences.support_words(topic),
        "next": sentences.next_words(topic),
        "can_sort": topic.state in {"proposed", "sorted", "supported"},
        "decide": f"/resolutions/adopt/{topic.pk}/" if decide else "",
        "steps": [(name, _(STEPS[name].word)) for name in steps],
        "can_merge": rules.allowed(Action.MERGE, topic.state),
        "events": sentences.timeline(queries.history(topic), seams.lines_of(topic)),
        "sections": seams.sections_of(topic),
        "ways": seams.ways_of(topic),
    }
    return render(request, "topics/handle.html", context)


@require_http_methods(GET_POST)
@signed_in
@once
def sort(request: Request, key: UUID) -> HttpResponse:
    """Look at the words, and say whose matter it is; later the same once more, with a reason."""
    topic = handled_or_403(request, key)
    anew = topic.state != "proposed"
    if not rules.allowed(Action.SORT_ANEW if anew else Action.SORT, topic.state):
        raise Conflict(_(MOVED_ON))
    proposal = queries.proposal_of(request.actor, topic)
    form = SortingForm(data_of(request), initial=first_sorting(topic, proposal), anew=anew)

    def done() -> HttpResponse:
        if anew:
            why = form.cleaned_data["reason"]
            actions.sort_anew(request.actor, topic, form.sorting(), reason=why)
        else:
            actions.sort(request.actor, topic, form.sorting())
        messages.success(request, _("公开了，邻居可以附议。"))
        return see_other(reverse("topics:handle", args=[topic.pk]))

    context = {"topic": topic, "form": form, "proposal": proposal, "anew": anew}
    return tried(form, done) or render(
        request, "topics/sort.html", context, status=status_of(request)
    )


@dataclass(frozen=True)
class StepPage:
    """A step that takes a sentence: its own short page."""

    action: Action
    word: str
    says: str
    form: type[forms.Form]
    verb: Callable[..., Any]


STEPS = {
    "put-on": StepPage(Action.PUT_ON, N_("请它上会"),
                       N_("附议还不够，你可以写一句理由请它上会。"), ReasonForm, actions.put_on),
    "take-up": StepPage(Action.TAKE_UP, N_("开始商量"),
                        N_("写是哪次会、哪个班子来商量。"), BodyForm, actions.take_up),
    "back": StepPage(Action.BACK, N_("没定下来，回去再商量"),
                     N_("一样多，或者商量不拢，就回去等下一次上会。"), ReasonForm,
                     actions.back_to_discussion),
    "refer": StepPage(Action.REFER, N_("不归小区，转出去"),
                      N_("写转给谁、为什么归他们。提的人和大家都看得到。"), ReferForm,
                      actions.refer),
    "decline": StepPage(Action.DECLINE, N_("不受理"),
                        N_("写为什么、依据什么。提的人和大家都看得到。"), DeclineForm,
                        actions.decline),
}  # fmt: skip


@require_http_methods(GET_POST)
@signed_in
@once
def step(request: Request, key: UUID, name: str) -> HttpResponse:
    page = STEPS.get(name)
    if page is None:
        raise Http404
    topic = handled_or_403(request, key)
    if not rules.allowed(page.action, topic.state):
        raise Conflict(_(MOVED_ON))
    form = page.form(data_of(request))

    def done() -> HttpResponse:
        page.verb(request.actor, topic, **form.cleaned_data)
        messages.success(request, _("记下了，提的人会收到消息。"))
        return see_other(reverse("topics:handle", args=[topic.pk]))

    context = {"topic": topic, "form": form, "word": _(page.word), "says": _(page.says)}
    return tried(form, done) or render(
        request, "topics/step.html", context, status=status_of(request)
    )


@require_POST
@signed_in
@once
def merge(request: Request, key: UUID) -> HttpResponse:
    topic = handled_or_403(request, key)
    said = request.POST.get("into", "")
    try:
        into = handled_or_403(request, UUID(said))
    except ValueError:
        raise Refused(_("请选并到哪一个议题。")) from None
    actions.merge(request.actor, topic, into=into)
    messages.success(request, _("并好了，两边提的人都会收到消息。不对可以再分开。"))
    return see_other(reverse("topics:handle", args=[into.pk]))


@require_http_methods(GET_POST)
@signed_in
@once
def apart(request: Request, key: UUID, other: UUID) -> HttpResponse:
    """They look alike and are not the same: with a word, and it is not proposed again."""
    topic, near = handled_or_403(request, key), handled_or_403(request, other)
    form = ApartForm(data_of(request))

    def done() -> HttpResponse:
        actions.keep_apart(request.actor, topic, other=near, reason=form.cleaned_data["reason"])
        messages.success(request, _("记下了，不再提这两件可以并。"))
        return see_other(reverse("topics:handle", args=[topic.pk]))

    says = _("看着像“%(title)s”，其实不是一件。写一句，以后不再提。") % {"title": near.title}
    context = {"topic": topic, "form": form, "word": _("不是一回事"), "says": says}
    return tried(form, done) or render(
        request, "topics/step.html", context, status=status_of(request)
    )


@require_POST
@signed_in
@once
def part(request: Request, key: UUID) -> HttpResponse:
    topic = handled_or_403(request, key)
    actions.part(request.actor, topic)
    messages.success(request, _("分开了，各自的附议都在。"))
    return see_other(reverse("topics:handle", args=[topic.pk]))


# ---- opinions -----------------------------------------------------------------------------------


@require_safe
@signed_in
def opinions(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request, place_id)
    context = {"desk": place, "found": queries.opinions_to_look_at(request.actor, place)}
    return render(request, "topics/opinions.html", context)


@require_POST
@signed_in
@once
def look(request: Request, opinion: UUID) -> HttpResponse:
    rows = Opinion.objects.visible_to(request.actor).select_related("topic__compound", "person")
    found = get_object_or_404(rows, pk=opinion)
    show = request.POST.get("show") == "yes"
    why = request.POST.get("why", "")
    handled_or_403(request, found.topic_id)
    try:
        actions.look(request.actor, found, show=show, returned_why=why)
    except Conflict:
        raise
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("公开了，不署名。") if show else _("退回去了，写的人看得到为什么。")
        )
    return see_other(reverse("topics:opinions", args=[found.topic.compound_id]))
