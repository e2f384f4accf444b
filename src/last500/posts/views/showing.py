"""What hangs at the gate: the open posts of a compound, and one post's own page."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from last500.base import clock
from last500.base.actor import Actor
from last500.base.http import see_other
from last500.organisations.middleware import open_for_session
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.posts import queries, rules, words
from last500.posts.models import Holding, Post
from last500.posts.queries.days import next_days
from last500.posts.rules import State
from last500.posts.views.gate import seen_or_404


@require_safe
def at(request: HttpRequest, slug: str) -> HttpResponse:
    """Posts without anybody's name: what it is, when, how many are missing."""
    rows = Place.objects.current().filter(level="compound")
    place = get_object_or_404(rows, slug=slug)
    posts = queries.shown_at(request.actor, place)  # type: ignore[attr-defined]
    days = next_days([post for post in posts if post.state == State.OPEN])
    cards = [card(post, days.get(post.pk, [])) for post in posts]
    return render(request, "posts/at.html", {"place": place, "cards": cards})


def card(post: Post, days: list[queries.Day]) -> dict[str, Any]:
    ahead = [day for day in days if not day.begun and not day.called_off]
    return {
        "post": post,
        "when": words.when(post),
        "places": words.places_words(post),
        "next": ahead[0] if ahead else None,
    }


@require_safe
def link(request: HttpRequest, key: str) -> HttpResponse:
    """Asked by link: for this session; the key leaves the address bar at once."""
    post = queries.by_link(key)
    if post is None:
        raise Http404
    open_for_session(request, post.pk)
    return see_other(f"/posts/{post.pk}/")


@require_safe
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return page(request, seen_or_404(request.actor, key))  # type: ignore[attr-defined]


def page(request: HttpRequest, post: Post, status: int = 200, **more: Any) -> HttpResponse:
    """One post; `more` holds what was just refused."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    holding, row = queries.held_by(actor, post), queries.in_line_of(actor, post)
    desk = actor.may(Permission.POST_EDIT, post.place.path)
    days = [d for d in next_days([post], reader=actor.person)[post.pk] if not d.begun]
    context = {
        "post": post,
        "when": words.when(post),
        "places": words.places_words(post),
        "skills": words.skill_words(post),
        "days": days[:5],
        "holding": holding,
        "row": row,
        "ahead": words.line_words(queries.ahead_of(row)) if row else "",
        "hindrance": _hindrance(actor, post) if actor.person and not (holding or row) else "",
        "desk": desk,
        "names": _names(actor, post) if holding or desk else [],
        "note": _note_for(holding),
        "may_stand_in": bool(row) and not holding,
        "link": request.build_absolute_uri(f"/posts/k/{post.link_key}/") if desk else "",
    }
    return render(request, "posts/show.html", context | more, status=status)


def _hindrance(actor: Actor, post: Post) -> str:
    """What stands against this reader's coming, as a code for the page; age is asked on it."""
    found = rules.hindrances(
        queries.comer(actor, post, rules.GROWN),
        needs=queries.needs_of(post),
        least_age=post.least_age,
    )
    return found[0] if found else ""


def _names(actor: Actor, post: Post) -> list[dict[str, Any]]:
    return [
        {"called": words.called(one), "to_on": one.to_on, "me": one.person_id == actor.person}
        for one in queries.holders_of(actor, post)
    ]


def _note_for(holding: Holding | None) -> str:
    """What whoever had the place before has left to say."""
    if holding is None:
        return ""
    before = Holding.objects.filter(post=holding.post_id, slot=holding.slot).exclude(note=b"")
    last = before.filter(ended_at__lte=clock.now()).order_by("-ended_at").first()
    return last.note if last else ""
