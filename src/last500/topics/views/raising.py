"""A request that concerns everybody: the desk asks, whoever placed it answers."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from last500.base.http import GET_POST, Request, see_other, signed_in
from last500.base.idempotency import once
from last500.service_requests.models import ServiceRequest
from last500.topics import actions, queries
from last500.topics.views.gate import desk_or_404


@require_POST
@signed_in
@once
def ask(request: Request, place_id: int) -> HttpResponse:
    """Ask whoever placed this request whether it may become a topic."""
    place = desk_or_404(request, place_id)
    rows = ServiceRequest.objects.visible_to(request.actor).under(place.path)
    rows = rows.select_related("place", "requester", "contact")
    matter = get_object_or_404(rows, number=request.POST.get("number", ""))
    actions.ask_to_raise(request.actor, matter)
    messages.success(request, _("问了。对方说可以，才列为议题。"))
    return see_other(reverse("topics:desk", args=[place.pk]))


@require_http_methods(GET_POST)
@once
def answer(request: Request, key: UUID) -> HttpResponse:
    """By the account, or with the private link of the request opened in this session."""
    found = queries.asks_of(request.actor).select_related("request__contact").filter(pk=key).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        yes = request.POST.get("answer") == "yes"
        topic = actions.answer_ask(request.actor, found, yes=yes)
        if topic is not None and request.actor.person is not None:
            messages.success(request, _("谢谢。小区看过就公开，页面上没有你的名字。"))
            return see_other(reverse("topics:show", args=[topic.pk]))
        messages.success(request, _("记下了，谢谢你。"))
        return see_other(reverse("topics:at", args=[found.request.place.slug]))
    return render(request, "topics/ask.html", {"ask": found, "matter": found.request})
