"""Owners object; the desk enters what came on paper, and answers for everybody to read."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from last500.base.errors import Conflict, Forbidden
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.households.queries import is_owner
from last500.organisations.rules import Permission
from last500.votes import actions, queries
from last500.votes.forms import DecideForm, FindingForm, ObjectionForm, PaperObjectionForm
from last500.votes.models import Objection, Vote
from last500.votes.rules import Finding
from last500.votes.views.gate import run_by, seen_or_404
from last500.votes.views.public import worded


@require_http_methods(GET_POST)
@signed_in
@once
def raise_one(request: Request, key: UUID) -> HttpResponse:
    """By an owner of the compound, in their own words."""
    vote = seen_or_404(request, key)
    if not is_owner(request.actor, vote.compound):
        raise Forbidden("owns nothing here")
    return _raise(request, vote, ObjectionForm(data_of(request)), paper=False)


@require_http_methods(GET_POST)
@signed_in
@once
def enter(request: Request, key: UUID) -> HttpResponse:
    """By the desk, off the paper that somebody has handed in."""
    return _raise(request, run_by(request, key), PaperObjectionForm(data_of(request)), paper=True)


def _raise(request: Request, vote: Vote, form: ObjectionForm, *, paper: bool) -> HttpResponse:
    until = actions.posted_until(vote)
    about = actions.may_object_now(vote)
    if about is None:
        raise Conflict(_("现在不能提异议了：名册在开始投票以前提，结果在公示期里提。"))

    def work() -> HttpResponse:
        verb = actions.enter if paper else actions.object_to
        row = verb(request.actor, vote, words=form.cleaned_data["words"])
        messages.success(request, _("送到了，值守会按时答复。"))
        return see_other(reverse("votes:objection", args=[row.pk]))

    answer = tried(form, work) if request.method == "POST" else None
    context = worded({"vote": vote, "form": form, "about": about, "paper": paper, "until": until})
    return answer or render(request, "votes/object.html", context, status=status_of(request))


def _seen(request: Request, key: UUID) -> Objection:
    row = queries.objection(request.actor, key)
    if row is None:
        raise Http404
    return row


@require_http_methods(GET_POST)
@signed_in
@once
def objection(request: Request, key: UUID) -> HttpResponse:
    """For whoever raised it: the words and the answer. For the desk: the words, room to answer."""
    row = _seen(request, key)
    own = row.raised_by_id is not None and row.raised_by_id == request.actor.person
    runs = actions.may_run(request.actor, row.vote.compound)
    if request.method == "POST" and not runs:
        raise Forbidden(Permission.VOTE_RUN)
    if request.method == "POST" and row.finding != Finding.WAITING:
        raise Conflict(_("这件异议已经处理过了。"))
    form = FindingForm(actions.offered(row), data_of(request))

    def work() -> HttpResponse:
        said = form.cleaned_data
        actions.answer_objection(
            request.actor, row, gist=said["gist"], answer=said["answer"], follow=form.follow(),
            reason=said.get("reason", ""),
        )  # fmt: skip
        messages.success(request, _("答复了，已经公开。"))
        return see_other(reverse("votes:objection", args=[row.pk]))

    answer = tried(form, work) if request.method == "POST" else None
    context = {
        "row": row, "vote": row.vote, "own": own, "form": form, "runs": runs,
        "answers": runs and not own and row.finding == Finding.WAITING,
        "withdraws": row.finding == Finding.WAITING and (own or row.on_paper and runs),
    }  # fmt: skip
    return answer or render(
        request, "votes/objection.html", worded(context), status=status_of(request)
    )


@require_POST
@signed_in
@once
def withdraw(request: Request, key: UUID) -> HttpResponse:
    row = _seen(request, key)
    actions.withdraw(request.actor, row)
    messages.success(request, _("收回了。"))
    return see_other(reverse("votes:objection", args=[key]))


@require_http_methods(GET_POST)
@signed_in
@once
def decide(request: Request, key: UUID) -> HttpResponse:
    """Two have counted again and found something else: void, or not, with words for everybody."""
    vote = run_by(request, key)
    if not actions.differs(vote):
        raise Conflict(_("这次表决已经往前走了，请看看现在的情况。"))
    form = DecideForm(data_of(request))

    def work() -> HttpResponse:
        said = form.cleaned_data
        voids = said["voids"] == "yes"
        actions.decide_recount(request.actor, vote, voids=voids, reason=said["reason"])
        messages.success(request, _("记下了。"))
        return see_other(reverse("votes:inside", args=[key]))

    answer = tried(form, work) if request.method == "POST" else None
    context = worded({"vote": vote, "form": form, "reports": actions.reports(vote)})
    return answer or render(request, "votes/decide.html", context, status=status_of(request))
