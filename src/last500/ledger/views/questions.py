"""Owners and residents ask; the desk answers for everybody to read."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Conflict, Forbidden
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.base.money import exact
from last500.ledger import actions, queries
from last500.ledger.actions.questions import standing_of
from last500.ledger.forms import AnswerForm, AskForm
from last500.ledger.models import Entry, Question, Statement
from last500.ledger.rules import Ask, Reply
from last500.ledger.views.gate import entry_or_404
from last500.organisations.rules import Permission


@require_http_methods(GET_POST)
@signed_in
@once
def about_entry(request: Request, key: UUID) -> HttpResponse:
    return _ask(request, entry_or_404(key))


@require_http_methods(GET_POST)
@signed_in
@once
def about_statement(request: Request, key: UUID) -> HttpResponse:
    rows = Statement.objects.published().select_related("book__place__parent")
    return _ask(request, get_object_or_404(rows, pk=key))


def _ask(request: Request, about: Entry | Statement) -> HttpResponse:
    if standing_of(request.actor, about.book) is None:
        raise Forbidden("neither owns nor lives here")
    form = AskForm(data_of(request))

    def work() -> HttpResponse:
        said = form.cleaned_data
        row = actions.ask(
            request.actor, about, Ask(said["ask"]), words=said["words"],
            open_words=said["open_words"],
        )  # fmt: skip
        messages.success(request, _("送到了，值守会按时答复。"))
        return see_other(reverse("ledger:question", args=[row.pk]))

    answer = tried(form, work) if request.method == "POST" else None
    is_entry = isinstance(about, Entry)
    context = {
        "form": form, "place": about.book.place, "exact": exact,
        "entry": about if is_entry else None, "statement": None if is_entry else about,
    }  # fmt: skip
    return answer or render(request, "ledger/ask.html", context, status=status_of(request))


@require_safe
@signed_in
def mine(request: Request) -> HttpResponse:
    rows = Question.objects.of(request.actor).select_related("book__place", "entry", "statement")
    context = {"rows": rows.order_by("-asked_at")[:50], "kept": queries.kept_by(request.actor)}
    return render(request, "ledger/mine.html", context)


def _seen(request: Request, key: UUID) -> Question:
    rows = Question.objects.visible_to(request.actor)
    rows = rows.select_related("book__place__parent", "entry", "statement", "asked_by", "desk")
    return get_object_or_404(rows, pk=key)


@require_http_methods(GET_POST)
@signed_in
@once
def question(request: Request, key: UUID) -> HttpResponse:
    """For the person: their words and the answer. For the desk: the words, and room to answer."""
    row = _seen(request, key)
    own = row.asked_by_id == request.actor.person
    answers = request.actor.may(Permission.LEDGER_CONFIRM, row.book.place.path)
    if request.method == "POST" and not answers:
        raise Forbidden(Permission.LEDGER_CONFIRM)
    if request.method == "POST" and row.reply != Reply.WAITING:
        raise Conflict(_("这件事已经处理过了。"))
    form = AnswerForm(data_of(request))

    def work() -> HttpResponse:
        said = form.cleaned_data
        actions.answer(request.actor, row, gist=said["gist"], words=said["answer"])
        messages.success(request, _("答复了，已经公开。"))
        return see_other(reverse("ledger:question", args=[row.pk]))

    answer = tried(form, work) if request.method == "POST" else None
    context = {
        "row": row, "place": row.book.place, "own": own, "form": form, "exact": exact,
        "answers": answers and not own and row.reply == Reply.WAITING,
    }  # fmt: skip
    return answer or render(request, "ledger/question.html", context, status=status_of(request))


@require_POST
@signed_in
@once
def withdraw(request: Request, key: UUID) -> HttpResponse:
    actions.withdraw(request.actor, _seen(request, key))
    messages.success(request, _("收回了，什么也不会公开。"))
    return see_other(reverse("ledger:mine"))
