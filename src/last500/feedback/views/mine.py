"""A member's pages: what a unit would read about them, and a letter of their own."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.errors import Conflict, Refused
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.feedback import actions, facts, queries, rules
from last500.feedback.forms import AnswerForm
from last500.feedback.models import PersonalPart


@login_required
@require_safe
def mine(request: Request) -> HttpResponse:
    context = {
        "parts": queries.own_parts(request.actor),
        "community": queries.own_community(request.actor),
    }
    return render(request, "feedback/mine.html", context)


def _part_or_404(request: Request, key: UUID) -> PersonalPart:
    found = queries.own_part(request.actor, key)
    if found is None:
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def part(request: Request, key: UUID) -> HttpResponse:
    """The sentence first; then yes, with or without a word more, or no."""
    own = _part_or_404(request, key)
    if request.method != "POST":
        return _page(request, own, AnswerForm(initial={"comment": own.comment}))
    form = AnswerForm(request.POST)
    agree = {"yes": True, "no": False}.get(request.POST.get("answer", ""))
    if agree is None:
        form.add_error(None, _("请选同意转告，还是不转告。"))
    elif form.is_valid():
        try:
            actions.answer(request.actor, own, agree=agree, comment=form.cleaned_data["comment"])
            messages.success(request, _("记下了：同意转告。") if agree else _("记下了：不转告。"))
            return see_other(reverse("feedback:part", args=[key]))
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
    return _page(request, own, form, 422)


def _page(request: Request, own: PersonalPart, form: AnswerForm, status: int = 200) -> HttpResponse:
    feedback = own.feedback
    now = clock.now()
    context = {
        "part": own,
        "feedback": feedback,
        "days": facts.days_in_words(feedback.days),
        "lines": facts.lines(feedback.facts),
        "form": form,
        "answers": rules.may_answer(feedback.state, now=now, due=feedback.due_at),
        "takes_back": rules.may_take_back(feedback.state, own.answer),
    }
    return render(request, "feedback/part.html", context, status=status)


@login_required
@require_POST
@once
def take_back(request: Request, key: UUID) -> HttpResponse:
    actions.take_back(request.actor, _part_or_404(request, key))
    messages.success(request, _("撤回了，单位不再看得到这一句。"))
    return see_other(reverse("feedback:part", args=[key]))


@login_required
@require_POST
@once
def ask(request: Request) -> HttpResponse:
    """A letter about oneself, at any time; nobody is asked and nobody is told."""
    community = queries.own_community(request.actor)
    if community is None:
        raise Conflict(_("先在小区报到，做过的事确认以后就能开。"))
    made = actions.ask_own(request.actor, community)
    return see_other(reverse("letters:show", args=[made.pk]))
