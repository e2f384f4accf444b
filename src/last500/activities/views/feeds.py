"""Calendars: a compound's for everybody, one's own behind a secret address."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from last500.activities import actions
from last500.activities.ical import KIND, calendar
from last500.activities.models import Feed
from last500.activities.queries import feeds
from last500.activities.views.gate import compound_or_404
from last500.base.http import see_other, signed_in
from last500.base.idempotency import once
from last500.reportin.queries import own as own_report_in


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


@require_safe
def of_compound(request: HttpRequest, slug: str) -> HttpResponse:
    place = compound_or_404(slug)
    name = _("%(place)s的活动") % {"place": place.name}
    found = calendar(name, feeds.of_compound(place, _root(request)))
    return HttpResponse(found, content_type=KIND)


@require_safe
def own(request: HttpRequest, key: str) -> HttpResponse:
    """Read by a calendar program that cannot sign in: the address itself is the secret."""
    feed = feeds.feed_by_key(key)
    if feed is None:
        raise Http404
    found = calendar(_("我的活动和岗位"), feeds.of_person(feed.person_id, _root(request)))
    return HttpResponse(found, content_type=KIND)


@require_safe
@signed_in
def links(request: HttpRequest) -> HttpResponse:
    """The addresses, and how to put them into a telephone's calendar."""
    actor = request.actor  # type: ignore[attr-defined]
    feed = Feed.objects.visible_to(actor).first()
    home = own_report_in(actor)
    place = home.place if home and home.place.slug else None
    path = reverse("activities:of_compound", args=[place.slug]) if place else ""
    context = {
        "own": request.build_absolute_uri(reverse("activities:own", args=[feed.key]))
        if feed
        else "",
        "place": place,
        "public": request.build_absolute_uri(path) if path else "",
    }
    return render(request, "activities/links.html", context)


@require_POST
@signed_in
@once
def renew(request: HttpRequest) -> HttpResponse:
    actions.renew_feed(request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("新的地址在下面，旧的不能用了。"))
    return see_other(reverse("activities:links"))


@require_POST
@signed_in
def end(request: HttpRequest) -> HttpResponse:
    actions.end_feed(request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("停了，那个地址不能用了。"))
    return see_other(reverse("activities:links"))
