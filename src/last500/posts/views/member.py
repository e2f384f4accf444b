"""What a member does: claim, wait, answer, leave, take over; and the page of one's own posts."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Conflict, Refused
from last500.base.http import see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.posts import actions, queries, words
from last500.posts.actions.claiming import own_place
from last500.posts.forms import LeaveForm
from last500.posts.models import Post
from last500.posts.queries.days import next_days
from last500.posts.queries.posts import Own
from last500.posts.rules import Says
from last500.posts.views.gate import age_said, seen_or_404
from last500.posts.views.showing import page
from last500.reportin.queries import own as own_report_in


def to(post: Post) -> HttpResponse:
    return see_other(reverse("posts:show", args=[post.pk]))


def press(
    request: HttpRequest, post: Post, verb: Callable[[], object], thanks: str
) -> HttpResponse:
    """One press; what stands against it comes back on the post's own page."""
    try:
        verb()
    except actions.Full as full:
        return page(request, post, 409, said=full.message, full=True)
    except Conflict as conflict:
        return page(request, post, 409, said=conflict.message)
    except Refused as refused:
        return page(request, post, 422, said=refused.message)
    messages.success(request, thanks)
    return to(post)


@require_POST
@signed_in
@once
def claim(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post = seen_or_404(actor, key)
    age = age_said(request)
    return press(request, post, lambda: actions.claim(actor, post, age=age), _("领到了，谢谢你。"))


@require_POST
@signed_in
@once
def join(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post = seen_or_404(actor, key)
    age = age_said(request)
    thanks = _("排上了。空出来按先后问你，来不来都由你。")
    return press(request, post, lambda: actions.join(actor, post, age=age), thanks)


@require_POST
@signed_in
def leave_line(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post = seen_or_404(actor, key)
    return press(request, post, lambda: actions.leave_line(actor, post), _("好，不排了。"))


@require_POST
@signed_in
@once
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post = seen_or_404(actor, key)
    yes, age = request.POST.get("answer") == "yes", age_said(request)
    thanks = _("好，位置是你的了。") if yes else _("好的，没关系。")
    return press(request, post, lambda: actions.answer(actor, post, yes=yes, age=age), thanks)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def leave(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post = seen_or_404(actor, key)
    own_place(actor, post)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.leave(actor, post, **form.cleaned_data)
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            return _after_leaving(request, form.cleaned_data)
    counts = queries.line_counts([post.pk])[post.pk]
    context = {"post": post, "form": form, "waiting": counts["waiting"]}
    return render(request, "posts/leave.html", context, status=422 if form.errors else 200)


def _after_leaving(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    if said["found_somebody"]:
        messages.success(request, _("把下面这条链接发给接手的邻居。"))
    elif said["last_day"]:
        messages.success(request, _("记下了，到那天为止。谢谢你做过的每一次。"))
    else:
        messages.success(request, _("离开了。谢谢你做过的每一次。"))
    return see_other(reverse("posts:mine"))


@require_POST
@signed_in
def stay(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post = seen_or_404(actor, key)
    return press(request, post, lambda: actions.stay(actor, post), _("好，留下了。"))


@require_http_methods(["GET", "HEAD", "POST"])
@once
def take_over(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind the link that a leaving holder has sent."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        return _take_over(request, key)
    row = queries.offered_by_key(key)
    if row is None:
        raise Http404
    context = {
        "post": row.post,
        "row": row,
        "key": key,
        "when": words.when(row.post),
        "from_on": row.follows.to_on if row.follows and not row.follows.ended_at else None,
        "signed_in": actor.person is not None,
    }
    return render(request, "posts/take_over.html", context)


@signed_in
def _take_over(request: HttpRequest, key: str) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post = actions.take_over(actor, key, age=age_said(request))
    messages.success(request, _("接下了，谢谢你。"))
    return to(post)


# ---- my posts -----------------------------------------------------------------------------------


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.mine(actor)
    posts = [own.post for own in found.held]
    days = next_days(posts, reader=actor.person)
    context = {
        "held": [_own_card(own, days[own.post.pk]) for own in found.held],
        "to_say": queries.to_say(actor, posts)[:12],
        "asked": [_line_card(own) for own in found.asked],
        "waiting": [_line_card(own, ahead=True) for own in found.waiting],
        "offered": [
            {"row": row, "link": request.build_absolute_uri(f"/posts/t/{row.key}/")}
            for row in found.offered
        ],
        "home": _gate_of(request),
    }
    return render(request, "posts/mine.html", context)


def _own_card(own: Own, days: list[queries.Day]) -> dict[str, Any]:
    ahead = [day for day in days if not day.begun and (day.own or day.called_off)]
    return {
        "post": own.post,
        "holding": own.holding,
        "when": words.when(own.post),
        "days": ahead[:3],
        "away": Says.AWAY,
    }


def _line_card(own: Own, *, ahead: bool = False) -> dict[str, Any]:
    row = own.waiting
    before = words.line_words(queries.ahead_of(row)) if ahead and row else ""
    return {"post": own.post, "row": row, "when": words.when(own.post), "ahead": before}


def _gate_of(request: HttpRequest) -> str:
    """The posts of one's own compound, for whoever has none yet."""
    report_in = own_report_in(request.actor)  # type: ignore[attr-defined]
    slug = report_in.place.slug if report_in else None
    return reverse("posts:at", args=[slug]) if slug else ""
