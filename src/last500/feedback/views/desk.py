"""The community's pages: which units have a letter, one letter, and its steps."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict
from last500.base.http import Request, see_other
from last500.base.idempotency import once
from last500.feedback import actions, facts, queries, rules
from last500.feedback.models import FeedbackLetter
from last500.feedback.rules import Action
from last500.letters import views as letters
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.units.models import UnitReportIn

Verb = Callable[[Actor, FeedbackLetter], None]


@login_required
@require_safe
def desk(request: Request, place: int) -> HttpResponse:
    """A community's units; at a street, the way to its communities."""
    rows = Place.objects.visible_to(request.actor).current()
    here = get_object_or_404(rows, pk=place, level__in=["community", "street"])
    if not request.actor.may(Permission.UNIT_MANAGE, here.path):
        raise Http404
    if here.level == "street":
        below = rows.filter(parent=here, level="community").order_by("code", "name")[:200]
        return render(request, "feedback/street.html", {"place": here, "communities": below})
    lines = queries.at_desk(request.actor, here)
    return render(request, "feedback/desk.html", {"place": here, "lines": lines})


@login_required
@require_POST
@once
def draft(request: Request, key: UUID) -> HttpResponse:
    rows = UnitReportIn.objects.visible_to(request.actor)
    report_in = get_object_or_404(rows.select_related("organisation", "community"), pk=key)
    made = actions.draft(request.actor, report_in)
    messages.success(request, _("起草好了。看一遍，再先给参加的同志看。"))
    return see_other(reverse("feedback:one", args=[made.pk]))


def _at_desk(actor: Actor, key: UUID) -> FeedbackLetter:
    found = queries.one(actor, key)
    if found is None or not actor.may(Permission.UNIT_MANAGE, found.community.path):
        raise Http404
    return found


@login_required
@require_safe
def one(request: Request, key: UUID) -> HttpResponse:
    feedback = _at_desk(request.actor, key)
    answers = queries.answers(feedback)
    due = feedback.due_at
    sends = rules.may_send(feedback.state, waiting=answers.waiting, now=clock.now(), due=due)
    context = {
        "feedback": feedback,
        "days": facts.days_in_words(feedback.days),
        "lines": facts.lines(feedback.facts),
        "answers": answers,
        "parts": queries.agreed_parts(feedback),
        "sends": sends,
        "shows": rules.allowed(Action.SHOW, feedback.state),
        "withdraws": rules.allowed(Action.WITHDRAW, feedback.state),
        "earlier": queries.earlier(request.actor, feedback),
        "answer_days": rules.ANSWER_DAYS,
    }
    return render(request, "feedback/one.html", context)


def _step(request: Request, key: UUID, verb: Verb, thanks: str) -> HttpResponse:
    verb(request.actor, _at_desk(request.actor, key))
    messages.success(request, thanks)
    return see_other(reverse("feedback:one", args=[key]))


@login_required
@require_POST
@once
def show(request: Request, key: UUID) -> HttpResponse:
    return _step(request, key, actions.show, _("先给参加的同志看了，两周后可以寄。"))


@login_required
@require_POST
@once
def send(request: Request, key: UUID) -> HttpResponse:
    return _step(request, key, actions.send, _("寄出了，联络员已经收到消息。"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def withdraw(request: Request, key: UUID) -> HttpResponse:
    if request.method == "POST":
        return _step(request, key, actions.withdraw, _("撤回了。"))
    feedback = _at_desk(request.actor, key)
    if not rules.allowed(Action.WITHDRAW, feedback.state):
        raise Conflict(_("这封信已经撤回了。"))
    return render(request, "feedback/withdraw.html", {"feedback": feedback})


@login_required
@require_safe
def paper(request: Request, key: UUID) -> HttpResponse:
    """The letter as it was printed: for the community and for the unit it is to."""
    feedback = queries.one(request.actor, key)
    if feedback is None or feedback.letter is None:
        raise Http404
    at_desk = request.actor.may(Permission.UNIT_MANAGE, feedback.community.path)
    back = reverse("feedback:one" if at_desk else "feedback:unit_one", args=[key])
    annex = queries.annex(queries.agreed_parts(feedback))
    return letters.page(request, feedback.letter, back=back, annex=annex)
