"""A liaison's pages: the letters their unit was sent, and what it says back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base.errors import Conflict, Refused
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.feedback import actions, facts, queries, rules
from last500.feedback.forms import ReportForm
from last500.feedback.models import FeedbackLetter
from last500.feedback.rules import Action


@login_required
@require_safe
def mail(request: Request) -> HttpResponse:
    return render(request, "feedback/unit.html", {"letters": queries.for_units(request.actor)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def one(request: Request, key: UUID) -> HttpResponse:
    feedback = queries.at_unit(request.actor, key)
    if feedback is None:
        raise Http404
    if request.method != "POST":
        return _page(request, feedback, ReportForm())
    form = ReportForm(request.POST)
    if form.is_valid():
        try:
            actions.report(request.actor, feedback, **form.cleaned_data)
            messages.success(request, _("回话送到了，社区和参加的同志都看得到。"))
            return see_other(reverse("feedback:unit_one", args=[key]))
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
    return _page(request, feedback, form, 422)


def _page(
    request: Request, feedback: FeedbackLetter, form: ReportForm, status: int = 200
) -> HttpResponse:
    context = {
        "feedback": feedback,
        "days": facts.days_in_words(feedback.days),
        "lines": facts.lines(feedback.facts),
        "parts": queries.agreed_parts(feedback),
        "form": form,
        "reports": rules.allowed(Action.REPORT, feedback.state),
    }
    return render(request, "feedback/unit_one.html", context, status=status)
