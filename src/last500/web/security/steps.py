"""What waits for a second person, and the page on which they agree or refuse."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base import clock, masking
from last500.base.errors import Forbidden
from last500.base.http import Request, see_other, signed_in
from last500.base.idempotency import once
from last500.organisations import break_glass, two_people
from last500.organisations.queries import may_organise_anywhere
from last500.organisations.rules import Permission
from last500.people.sessions import fresh


@require_safe
@signed_in
def home(request: Request) -> HttpResponse:
    """Everything here that the reader may open, and what waits."""
    actor = request.actor
    if not actor.grants:
        raise Forbidden(Permission.ACCOUNT_CONFIRM)
    now = clock.now()
    seen = break_glass.visible_to(actor)
    context = {
        "steps": [
            (step, two_people.may_decide(actor, step))
            for step in two_people.waiting_for(actor)[:50]
        ],
        "waiting": seen.waiting(now).order_by("asked_at")[:50],
        "open": seen.holding(now).order_by("to_at")[:50],
        "may": {
            "accounts": bool(actor.branches(Permission.ACCOUNT_MANAGE)),
            "audit": bool(actor.branches(Permission.AUDIT_READ)),
            "urgent": break_glass.may_ask(actor),
            "organise": may_organise_anywhere(actor),
        },
        "me": actor.person,
    }
    return render(request, "web/security/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def step(request: Request, key: UUID) -> HttpResponse:
    found = two_people.waiting_for(request.actor).filter(pk=key).first()
    if found is None:
        raise Http404
    mine = two_people.may_decide(request.actor, found)
    if request.method == "POST":
        fresh(request)
        if request.POST.get("answer") == "agree":
            two_people.agree(request.actor, found)
            messages.success(request, _("同意了，马上生效。"))
        else:
            two_people.refuse(request.actor, found)
            messages.success(request, _("拒绝了，什么都没有变。"))
        return see_other("/security/")
    context = {"step": found, "phone": masking.phone(found.person.phone), "may_decide": mine}
    return render(request, "web/security/step.html", context)
