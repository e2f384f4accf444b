"""Answer an invitation, take something open, take over from a neighbour."""

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from last500.base.errors import Conflict, Refused
from last500.base.http import Request, see_other, signed_in
from last500.base.idempotency import once
from last500.base.ids import read_number
from last500.base.scope import widen
from last500.reportin.queries import own
from last500.service_requests import actions
from last500.service_requests.actions.helping import hand_on_by_key
from last500.service_requests.models import Acceptance, Invitation, ServiceRequest
from last500.service_requests.queries import held_by
from last500.service_requests.rules import State
from last500.web.me import queries

WITH = ("place", "building", "contact", "requester")


@require_POST
@signed_in
def accept(request: Request, key: UUID) -> HttpResponse:
    """我来: one wins; whoever is later is thanked. Sent twice it leads to the same page: what one
    holds is itself the mark that it was sent."""
    invitation = get_object_or_404(
        Invitation.objects.filter(helper=request.actor.person).select_related(
            *(f"request__{name}" for name in WITH)
        ),
        pk=key,
    )
    return taken(
        request,
        lambda: actions.accept(request.actor, invitation.request),
        again=invitation.request,
    )


def taken(
    request: Request, take: Callable[[], Acceptance], again: ServiceRequest | None = None
) -> HttpResponse:
    try:
        acceptance = take()
    except Conflict as conflict:
        if again and request.actor.person and held_by(request.actor.person, again):
            return see_other(reverse("me:help", args=[again.pk]))
        return gone(request, conflict.message)
    except Refused as refused:
        return render(request, "web/me/not_now.html", {"text": refused.message}, status=422)
    messages.success(request, _("接下了，谢谢你。"))
    return see_other(reverse("me:help", args=[acceptance.request_id]))


def gone(request: Request, text: str, status: int = 409) -> HttpResponse:
    return render(request, "web/me/gone.html", {"text": text}, status=status)


@require_POST
@signed_in
def refuse(request: Request, key: UUID) -> HttpResponse:
    """这次不行: no reason asked; sent twice, or too late, it is over all the same."""
    own_ask = Invitation.objects.filter(helper=request.actor.person)
    invitation = get_object_or_404(own_ask, pk=key)
    try:
        actions.refuse(request.actor, invitation)
    except Conflict:
        return see_other("/me/")
    messages.info(request, _("好的，没关系。"))
    return see_other("/me/")


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Request, number: str) -> HttpResponse:
    """The short link for the compound's group: anybody reads what is needed, nothing of whom."""
    plain = read_number(number)
    widen(link=plain or "")
    rows = ServiceRequest.objects.select_related(*WITH)
    found = rows.filter(number=plain).first() if plain else None
    if found is None or found.verified_at is None:
        raise Http404
    if request.method == "POST":
        return _take_open(request, number=plain)
    if found.state != State.OFFERED or not found.open_to:
        return gone(request, _("这件已经有人接了，谢谢你。"), status=200)
    mine = own(request.actor)
    context = {
        "about": queries.teaser(found),
        "place": found.place,
        "signed_in": request.actor.person is not None,
        "login": f"{settings.LOGIN_URL}?{urlencode({'next': request.path})}",
        "mine": mine,
        "why": queries.own_reasons(mine, found) if mine else [],
    }
    return render(request, "web/me/join.html", context)


@signed_in
@once
def _take_open(request: Request, number: str) -> HttpResponse:
    found = ServiceRequest.objects.select_related(*WITH).get(number=number)
    return taken(request, lambda: actions.accept(request.actor, found))


@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: Request, key: str) -> HttpResponse:
    """The one-time link with which a neighbour passes on what they had taken."""
    hand_on = hand_on_by_key(key)
    if request.method == "POST":
        return _take_handed_on(request, key=key)
    if hand_on is None:
        return gone(request, _("这条转接链接已经用过或者过期了。"), status=404)
    found = hand_on.acceptance.request
    context = {
        "about": queries.teaser(found),
        "place": found.place,
        "signed_in": request.actor.person is not None,
        "login": f"{settings.LOGIN_URL}?{urlencode({'next': request.path})}",
        "is_mine": hand_on.acceptance.helper_id == request.actor.person,
        "help_id": found.pk,
        "address": request.build_absolute_uri(),
        "mine": own(request.actor),
        "ends_at": hand_on.ends_at,
    }
    return render(request, "web/me/take_over.html", context)


@signed_in
@once
def _take_handed_on(request: Request, key: str) -> HttpResponse:
    return taken(request, lambda: actions.take_over(request.actor, key))
