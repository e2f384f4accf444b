"""Single dates, by whoever holds the post or stands in."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.http import see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.posts import actions, words
from last500.posts.forms import WentForm
from last500.posts.models import Holding, OwnDate, Post
from last500.posts.views.gate import age_said, seen_or_404
from last500.posts.views.member import press


@require_POST
@signed_in
def away(request: HttpRequest, key: UUID, on: date) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post = seen_or_404(actor, key)
    thanks = _("好的，没关系。已经问别的邻居能不能替一次。")
    return press(request, post, lambda: actions.cannot_come(actor, post, on), thanks)


@require_POST
@signed_in
def back(request: HttpRequest, key: UUID, on: date) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post = seen_or_404(actor, key)
    return press(request, post, lambda: actions.back(actor, post, on), _("好，这次照常来。"))


@require_POST
@signed_in
def stand_in(request: HttpRequest, key: UUID, on: date) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post, age = seen_or_404(actor, key), age_said(request)
    thanks = _("说好了，这一次你来。谢谢你。")
    return press(request, post, lambda: actions.stand_in(actor, post, on, age=age), thanks)


@require_POST
@signed_in
def no_stand_in(request: HttpRequest, key: UUID, on: date) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post = seen_or_404(actor, key)
    return press(request, post, lambda: actions.no_stand_in(actor, post, on), _("好的，没关系。"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def went(request: HttpRequest, key: UUID, on: date) -> HttpResponse:
    """我去了, N 分钟: after the date, by whoever was there."""
    return _went(request, seen_or_404(request.actor, key), on)  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def went_some_day(request: HttpRequest, key: UUID) -> HttpResponse:
    """The same for a post without fixed time: they say the day as well."""
    return _went(request, seen_or_404(request.actor, key), None)  # type: ignore[attr-defined]


def _went(request: HttpRequest, post: Post, on: date | None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    if post.has_dates == (on is None):
        raise Http404
    _require_a_part(post, actor.person)
    initial = {"minutes": post.minutes or 60, "on": on}
    form = WentForm(request.POST if request.method == "POST" else None, post=post, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        day: date = on or said["on"]
        try:
            actions.went(actor, post, day, minutes=said["minutes"], at=said.get("at"))
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("记下了，等组织的人确认。"))
            return see_other(reverse("posts:mine"))
    context = {"post": post, "on": on, "form": form, "when": words.when(post)}
    return render(request, "posts/went.html", context, status=422 if form.errors else 200)


def _require_a_part(post: Post, person: UUID | None) -> None:
    """The page is for whoever holds or held the post, or stood in."""
    held = Holding.objects.filter(post=post, person=person).exists()
    if not held and not OwnDate.objects.filter(post=post, person=person).exists():
        raise Forbidden("not theirs")
