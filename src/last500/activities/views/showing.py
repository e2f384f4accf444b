"""What hangs at the gate: the activities of a compound, and one activity's own page."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from last500.activities import queries, words
from last500.activities.models import Activity, ActivityPhoto, Role, SignUp
from last500.activities.of_projects import project_of
from last500.activities.rules import HERE_BEFORE, OVER, Says, State
from last500.activities.views.gate import compound_or_404, seen_or_404
from last500.base import clock
from last500.base.actor import Actor
from last500.projects.queries import origin

PHOTOS_SHOWN = 12


@require_safe
def at(request: HttpRequest, slug: str) -> HttpResponse:
    """Dates without anybody's name: what it is, when, how many places are left."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = compound_or_404(slug)
    context = {
        "place": place,
        "cards": [card(one) for one in queries.shown_at(actor, place)],
        "past": queries.held_at(place),
        "feed": request.build_absolute_uri(reverse("activities:of_compound", args=[place.slug])),
    }
    return render(request, "activities/at.html", context)


def card(activity: Activity) -> dict[str, Any]:
    roles = list(activity.roles.all())
    return {
        "activity": activity,
        "hours": words.of_activity(activity),
        "roles": [(role, words.places_words(role)) for role in roles],
        "shape": words.state_shape(activity),
        "free": sum(role.free for role in roles),
    }


@require_safe
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    return page(request, seen_or_404(request.actor, key))  # type: ignore[attr-defined]


def page(request: HttpRequest, activity: Activity, status: int = 200, **more: Any) -> HttpResponse:
    """One activity; `more` holds what was just refused."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    roles = list(Role.objects.filter(activity=activity).order_by("order"))
    for role in roles:
        role.activity = activity
    own = queries.own_rows(actor, activity)
    runs = queries.may_run(actor, activity)
    project = project_of(actor, activity)
    people = _people(actor, activity, own, runs)
    context = {
        "activity": activity,
        "hours": words.of_activity(activity),
        "where": words.where(activity),
        "shape": words.state_shape(activity),
        "project": project,
        "origin": origin(project) if project else None,
        "carried": words.carried_by(activity),
        "heaps": _heaps(actor, activity, roles, own, people),
        "comes": any(row.state == Says.COMES for row in own.values()),
        "runs": runs,
        "consents": queries.may_consent(actor, activity),
        "offers": queries.offers_of(actor, activity) if own else [],
        "told": queries.words_for(actor, activity) if own or runs else [],
        "series": queries.dates_of_series(activity),
        "names": people,
        "photos": list(
            ActivityPhoto.objects.filter(activity=activity).order_by("added_at")[:PHOTOS_SHOWN]
        ),
        "over": activity.state in OVER,
        "links": _links(request, actor),
    }
    return render(request, "activities/show.html", context | more, status=status)


def _links(request: HttpRequest, actor: Actor) -> str:
    return request.build_absolute_uri("/activities/t/") if actor.person else ""


def _people(actor: Actor, activity: Activity, own: dict[UUID, SignUp], runs: bool) -> list[SignUp]:
    """Names only for organisers, and for helpers of those who help beside them."""
    helps = any(row.state == Says.COMES for row in own.values())
    return queries.people_of(actor, activity) if runs or helps else []


def _heaps(
    actor: Actor,
    activity: Activity,
    roles: list[Role],
    own: dict[UUID, SignUp],
    people: list[SignUp],
) -> list[tuple[str, list[dict[str, Any]]]]:
    against = {} if own.keys() >= {r.pk for r in roles} else queries.hindrances_of(actor, roles)
    waiting = [row for row in own.values() if row.state == Says.WAITING]
    ahead = queries.ahead_of(waiting)
    now = clock.now()
    found = []
    for word, rows in words.side_roles(roles):
        lines = []
        for role in rows:
            row = own.get(role.pk)
            lines.append(
                {
                    "role": role,
                    "hours": words.of_role(role),
                    "places": words.places_words(role),
                    "skills": words.skill_words(role),
                    "own": row,
                    "ahead": words.line_words(ahead[row.pk]) if row and row.pk in ahead else "",
                    "heads": words.head_words(row) if row else "",
                    "hindrance": against.get(role.pk, ""),
                    "ended": role.ends_at <= now,
                    "open": activity.state == State.OPEN and not role.begun,
                    "can_say": role.starts_at - HERE_BEFORE <= now
                    and activity.state != "called_off",
                    "others": _others(role, row, people, actor) if row else [],
                }
            )
        found.append((word, lines))
    return found


def _others(role: Role, row: SignUp, people: list[SignUp], actor: Actor) -> list[SignUp]:
    """Helpers of other shifts, to exchange with."""
    if row.state != Says.COMES or not role.helps or role.begun:
        return []
    helping = (one for one in people if one.role.helps and one.role_id != role.pk)
    return [one for one in helping if one.person_id != actor.person and not one.role.begun]
