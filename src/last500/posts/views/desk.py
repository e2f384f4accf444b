"""The desk for posts: how each stands and who answers next, set up, change, pause, end, tick."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import Level
from last500.posts import actions, queries, words
from last500.posts.forms import PauseForm, PostForm, ReasonForm, initial_of
from last500.posts.models import OwnDate, Post
from last500.posts.queries.days import moment_of, next_days, present_on
from last500.posts.rules import Says
from last500.posts.views.gate import desk_or_404, of_desk_or_404

TICKS_SHOWN = 8
SETS_UP = (Level.COMPOUND, Level.COMMUNITY)


def desk_of(post: Post) -> str:
    return reverse("posts:desk", args=[post.place_id])


@require_safe
@signed_in
def desk(request: HttpRequest, place_id: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    place = desk_or_404(actor, place_id)
    posts = queries.on_desk(actor, place)
    to_tick = queries.to_tick(posts)
    context = {
        "desk": place,
        "cards": _cards(request, place, posts),
        "to_tick": to_tick[:TICKS_SHOWN],
        "more_to_tick": max(0, len(to_tick) - TICKS_SHOWN),
        "full": len(posts) == queries.LISTED,
        "sets_up": place.level in SETS_UP,
        "exports": actor.may(Permission.EXPORT_ASK, place.path),
    }
    return render(request, "posts/desk.html", context)


def _cards(request: HttpRequest, desk: Place, posts: list[Post]) -> list[dict[str, Any]]:
    actor = request.actor  # type: ignore[attr-defined]
    lines = queries.line_counts(post.pk for post in posts)
    people = queries.holders_by_post(actor, posts)
    days = next_days(posts)
    cards = []
    for post in posts:
        ahead = [day for day in days[post.pk] if not day.begun and not day.called_off]
        cards.append(
            {
                "post": post,
                "when": words.when(post),
                "where": post.place.name if post.place_id != desk.pk else "",
                "holding": len(people[post.pk]),
                "next": words.next_words(post, lines[post.pk]),
                "waits": post.free or lines[post.pk]["asked"] or post.waits_for_insurance,
                "day": ahead[0] if ahead else None,
                "names": [
                    {"called": words.called(one), "to_on": one.to_on} for one in people[post.pk]
                ],
            }
        )
    return sorted(cards, key=lambda one: not one["waits"])


# ---- one post -----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def new(request: HttpRequest, place_id: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    place = desk_or_404(actor, place_id)
    form = PostForm(
        request.POST if request.method == "POST" else None,
        initial={"from_on": clock.today()},
    )

    def verb() -> None:
        post = actions.set_up(actor, place, form.filled(clock.today()))
        if post.waits_for_insurance:
            messages.info(request, _("设好了，先停着：登记了保险就能开放。"))
        else:
            messages.success(request, _("设好了，邻居可以来领了。"))

    return _form_page(request, form, place, verb, {"place": place})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post = of_desk_or_404(actor, key)
    bound = request.POST if request.method == "POST" else None
    form = PostForm(bound, initial=initial_of(post))

    def verb() -> None:
        actions.change(actor, post, form.filled(post.from_on))
        messages.success(request, _("改好了，在岗的人会知道。"))

    return _form_page(request, form, post.place, verb, {"place": post.place, "post": post})


def _form_page(
    request: HttpRequest,
    form: PostForm,
    place: Place,
    verb: Callable[[], None],
    context: dict[str, Any],
) -> HttpResponse:
    if form.is_valid():
        try:
            verb()
        except (Conflict, TooMany):
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            return see_other(reverse("posts:desk", args=[place.pk]))
    status = 422 if form.errors else 200
    return render(request, "posts/form.html", {"form": form, **context}, status=status)


def _with_reason(
    request: HttpRequest,
    post: Post,
    form: forms.Form,
    verb: Callable[[dict[str, Any]], None],
    template: str,
    **more: Any,
) -> HttpResponse:
    """A page that asks once more, with the sentence that is owed."""
    if form.is_valid():
        try:
            verb(form.cleaned_data)
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            return see_other(desk_of(post))
    status = 422 if form.errors else 200
    return render(request, template, {"post": post, "form": form, **more}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def pause(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post = of_desk_or_404(actor, key)

    def verb(said: dict[str, Any]) -> None:
        actions.pause(actor, post, reason=said["reason"], until=said["until"])
        messages.success(request, _("停下了，在岗的人会知道。"))

    form = PauseForm(request.POST if request.method == "POST" else None)
    return _with_reason(request, post, form, verb, "posts/pause.html")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post = of_desk_or_404(actor, key)

    def verb(said: dict[str, Any]) -> None:
        actions.end(actor, post, reason=said["reason"])
        messages.success(request, _("结束了，在岗和排队的人会知道。"))

    form = ReasonForm(request.POST if request.method == "POST" else None)
    return _with_reason(request, post, form, verb, "posts/end.html")


@require_POST
@signed_in
@once
def open_again(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post = of_desk_or_404(actor, key)
    actions.open_again(actor, post)
    messages.success(request, _("开放了。"))
    return see_other(desk_of(post))


@require_POST
@signed_in
@once
def new_link(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post = of_desk_or_404(actor, key)
    actions.new_link(actor, post)
    messages.success(request, _("换好了，旧的链接不能用了。"))
    return see_other(reverse("posts:show", args=[post.pk]))


# ---- single dates -------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def call_off(request: HttpRequest, key: UUID, on: date) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    post = of_desk_or_404(actor, key)

    def verb(said: dict[str, Any]) -> None:
        actions.call_off(actor, post, on, reason=said["reason"])
        messages.success(request, _("这一次不办了，来的人会知道。"))

    form = ReasonForm(request.POST if request.method == "POST" else None)
    return _with_reason(request, post, form, verb, "posts/call_off.html", on=on)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def tick(request: HttpRequest, key: UUID, on: date) -> HttpResponse:
    """Who was there, for how many minutes: nobody is ticked beforehand."""
    actor = request.actor  # type: ignore[attr-defined]
    post = of_desk_or_404(actor, key)
    if request.method == "POST":
        odd = actions.tick(actor, post, on, _present(request, post))
        if odd:
            text = _("核对好了。有 %(n)d 位那段时间记不上，请和本人核对一下。")
            messages.warning(request, text % {"n": len(odd)})
        else:
            messages.success(request, _("核对好了。"))
        return see_other(desk_of(post))
    context = {
        "post": post,
        "on": on,
        "at": moment_of(post, on),
        "people": _possible(post, on),
        "own": actor.person,
    }
    return render(request, "posts/tick.html", context)


def _present(request: HttpRequest, post: Post) -> dict[UUID, int]:
    """Whoever is ticked, with their minutes as typed; what cannot be read is the post's own."""
    found = {}
    for said in request.POST.getlist("who")[:100]:
        minutes = request.POST.get(f"minutes-{said}", "")
        try:
            found[UUID(said)] = int(minutes[:4]) if minutes.isdecimal() else post.minutes
        except ValueError:
            continue
    return found


def _possible(post: Post, on: date) -> list[dict[str, Any]]:
    said = present_on(post, on)
    people = Person.objects.filter(pk__in=said, restricted_at=None)
    told = dict(
        OwnDate.objects.filter(post=post, on=on, minutes__isnull=False).values_list(
            "person", "minutes"
        )
    )
    return [
        {
            "key": person.pk,
            "called": person.called or _("邻居"),
            "said": told.get(person.pk),
            "minutes": told.get(person.pk) or post.minutes,
            "away": said[person.pk] == Says.AWAY,
            "stands_in": said[person.pk] == Says.STANDS_IN,
        }
        for person in people.order_by("pk")
    ]
