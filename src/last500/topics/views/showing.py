"""What everybody reads: a compound's topics, one topic, and what one brought up oneself."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Forbidden
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.households.queries import is_neighbour
from last500.organisations.rules import Permission
from last500.service_requests.emergency import SENTENCES, detect
from last500.service_requests.views.compound import compound_or_404
from last500.topics import actions, queries, rules, seams, sentences
from last500.topics.forms import OpinionForm, ProposalForm
from last500.topics.models import Topic
from last500.topics.views.gate import seen_or_404


@require_safe
def at(request: Request, slug: str) -> HttpResponse:
    place = compound_or_404(slug)
    context = {
        "place": place,
        "found": queries.at(place),
        "threshold": queries.threshold_of(place),
        "support_words": sentences.support_words,
        "whose_words": sentences.whose_words,
        "handles": request.actor.may(Permission.TOPIC_HANDLE, place.path),
    }
    return render(request, "topics/at.html", context)


@require_http_methods(GET_POST)
@signed_in
@once
def propose(request: Request, slug: str) -> HttpResponse:
    place = compound_or_404(slug)
    if not actions.may_propose(request.actor, place):
        return render(request, "topics/not_concerned.html", {"place": place}, status=403)
    form = ProposalForm(data_of(request))

    def done() -> HttpResponse:
        topic = actions.propose(request.actor, place, form.draft())
        messages.success(request, _("收到了。小区看过就公开，页面上没有你的名字。"))
        return see_other(reverse("topics:show", args=[topic.pk]))

    answer = tried(form, done)
    if answer is not None:
        return answer
    heard = detect(request.POST.get("words", "")) if request.method == "POST" else None
    context = {"place": place, "form": form, "danger": SENTENCES[heard.sentence] if heard else ""}
    return render(request, "topics/propose.html", context, status=status_of(request))


@require_safe
def show(request: Request, key: UUID) -> HttpResponse:
    """The topic, its line, who has it until when; what the reader can do stands above."""
    topic = seen_or_404(request, key)
    actor = request.actor
    proposal = queries.proposal_of(actor, topic) if actor.person else None
    neighbour = actor.person is not None and is_neighbour(actor, topic.compound)
    mine = proposal is not None and proposal.person_id == actor.person
    context = {
        "topic": topic,
        "proposal": proposal if mine else None,
        "title": topic.title or (str(proposal.title) if proposal else ""),
        "whose": sentences.whose_words(topic),
        "ground": sentences.ground_words(topic),
        "support_words": sentences.support_words(topic),
        "threshold": queries.threshold_of(topic.compound),
        "has": sentences.desk_words(topic),
        "next": sentences.next_words(topic),
        "neighbour": neighbour,
        "supports": neighbour and queries.supports(actor, topic),
        "opinion": queries.own_opinion(actor, topic) if neighbour else None,
        "columns": _columns(topic),
        "events": sentences.timeline(queries.history(topic), seams.lines_of(topic)),
        "sections": seams.sections_of(topic),
        "handles": actor.may(Permission.TOPIC_HANDLE, topic.compound.path),
        "can_withdraw": mine and rules.allowed(rules.Action.WITHDRAW, topic.state),
    }
    return render(request, "topics/show.html", context)


def _columns(topic: Topic) -> list[tuple[str, list[str]]]:
    """Two columns of the same width whatever their number, and what is neither below them."""
    if topic.sorted_at is None:
        return []
    found = queries.shown_opinions(topic)
    return [
        (_(rules.STANCE_WORDS[stance]), [str(row.words) for row in rows])
        for stance, rows in found.items()
    ]


@require_safe
@signed_in
def mine(request: Request) -> HttpResponse:
    own = queries.own(request.actor)
    context = {
        "own": [(topic, topic.title or str(topic.proposal.title)) for topic in own],
        "supported": queries.supported_by(request.actor),
        "asks": list(queries.asks_of(request.actor).filter(answered_at=None)[:20]),
        "next_words": sentences.next_words,
    }
    return render(request, "topics/mine.html", context)


# ---- the reader's own presses -------------------------------------------------------------------


@require_POST
@signed_in
@once
def support(request: Request, key: UUID) -> HttpResponse:
    topic = seen_or_404(request, key)
    actions.support(request.actor, topic)
    messages.success(request, _("附议了。别人只看得到有多少户，看不到是谁。"))
    return see_other(reverse("topics:show", args=[topic.pk]))


@require_POST
@signed_in
@once
def take_back_support(request: Request, key: UUID) -> HttpResponse:
    topic = seen_or_404(request, key)
    actions.take_back_support(request.actor, topic)
    messages.success(request, _("收回了附议。"))
    return see_other(reverse("topics:show", args=[topic.pk]))


@require_http_methods(GET_POST)
@signed_in
@once
def opinion(request: Request, key: UUID) -> HttpResponse:
    topic = seen_or_404(request, key)
    if not is_neighbour(request.actor, topic.compound):
        raise Forbidden("neither lives nor owns here")
    own = queries.own_opinion(request.actor, topic)
    first = {"stance": own.stance, "words": str(own.words)} if own else None
    form = OpinionForm(data_of(request), initial=first)

    def done() -> HttpResponse:
        actions.say(request.actor, topic, **form.cleaned_data)
        messages.success(request, _("收到了。小区看过以后不署名地公开；决定以前都可以改。"))
        return see_other(reverse("topics:show", args=[topic.pk]))

    answer = tried(form, done)
    context = {"topic": topic, "form": form, "own": own}
    return answer or render(request, "topics/opinion.html", context, status=status_of(request))


@require_POST
@signed_in
@once
def take_back_opinion(request: Request, key: UUID) -> HttpResponse:
    topic = seen_or_404(request, key)
    actions.take_back_opinion(request.actor, topic)
    messages.success(request, _("收回了你的意见。"))
    return see_other(reverse("topics:show", args=[topic.pk]))


@require_POST
@signed_in
@once
def withdraw(request: Request, key: UUID) -> HttpResponse:
    topic = seen_or_404(request, key)
    actions.withdraw(request.actor, topic)
    messages.success(request, _("收回了，页面上不再有这件事。"))
    return see_other(reverse("topics:mine"))
