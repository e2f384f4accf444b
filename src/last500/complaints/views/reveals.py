"""Seeing who complained: asked by one, allowed by another, shown once at a time."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from last500.base.actor import Actor
from last500.base.http import see_other, signed_in
from last500.base.idempotency import once
from last500.base.marking import N_
from last500.complaints import actions, queries
from last500.complaints.forms import WhoForm
from last500.complaints.models import Complaint, RevealAsk
from last500.complaints.views.desk import show as show_page
from last500.complaints.views.desk import step
from last500.complaints.views.gate import handled_or_404

FIELDS = {"name": N_("称呼"), "phone": N_("电话"), "email": N_("邮箱")}


@require_POST
@signed_in
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    def verb(actor: Actor, matter: Complaint, note: str) -> None:
        actions.ask_who(actor, matter, reason=note)

    form = WhoForm(request.POST, prefix="who")
    return step(request, key, "who_form", form, verb, _("请求写下了，等另一个人核准。"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """The second person's page: the reason, and nothing of the matter or the person."""
    waiting = queries.to_confirm(request.actor, key)  # type: ignore[attr-defined]
    if not waiting:
        raise Http404
    found = waiting[0]
    if request.method == "POST":
        return _decide(request, found)
    return render(request, "complaints/decide.html", {"ask": found, "matter": found.complaint})


@once
def _decide(request: HttpRequest, found: RevealAsk) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    if request.POST.get("answer") == "allow":
        actions.confirm_who(actor, found.pk)
        messages.success(request, _("核准了。请求的人一天之内可以看，对方也会知道。"))
    else:
        actions.refuse_who(actor, found.pk)
        messages.success(request, _("没有核准，什么都没有给人看。"))
    return see_other("/complaints/")


@require_POST
@signed_in
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    """Never by redirect: what is shown stands in no address and in no session."""
    actor = request.actor  # type: ignore[attr-defined]
    matter = handled_or_404(actor, key)
    shown = actions.show_who(actor, matter)
    opened = [(_(FIELDS[field]), value) for field, value in shown.items()]
    return show_page(request, matter, opened=opened)
