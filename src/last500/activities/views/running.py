"""For organisers, at and around the date: a word to those who come, the code, the tick, help."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.activities import actions, queries, teaming, words
from last500.activities.forms import WordForm
from last500.activities.models import Activity, Role, SignUp
from last500.activities.views.gate import desk_or_404, run_or_404, run_role_or_404, to
from last500.activities.views.showing import page
from last500.base import clock
from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.base.qr import qr_svg


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def say(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    activity = run_or_404(actor, key)
    roles = list(Role.objects.filter(activity=activity).order_by("order"))
    form = WordForm(request.POST if request.method == "POST" else None, roles=roles)
    if form.is_valid():
        said = form.cleaned_data
        role = next((one for one in roles if one.pk == said["role"]), None)
        try:
            number = actions.say(actor, activity, said["text"], role)
        except (Conflict, TooMany):
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            told = ngettext("告诉了 %(n)d 位。", "告诉了 %(n)d 位。", number) % {"n": number}
            messages.success(request, told)
            return to(activity)
    context = {"activity": activity, "form": form, "told": queries.words_for(actor, activity)}
    return render(request, "activities/say.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def tick(request: HttpRequest, key: UUID) -> HttpResponse:
    """Who was there, helpers for how many minutes: nobody is ticked beforehand."""
    actor = request.actor  # type: ignore[attr-defined]
    activity = run_or_404(actor, key)
    if request.method == "POST":
        odd = actions.tick(actor, activity, _present(request, activity))
        if odd:
            text = _("核对好了。有 %(n)d 位那段时间记不上，请和本人核对一下。")
            messages.warning(request, text % {"n": len(odd)})
        else:
            messages.success(request, _("核对好了。"))
        return to(activity)
    rows = queries.people_of(actor, activity)
    context = {
        "activity": activity,
        "hours": words.of_activity(activity),
        "people": [_to_tick(row, actor.person) for row in rows],
        "ended": activity.ends_at <= clock.now(),
    }
    return render(request, "activities/tick.html", context)


def _to_tick(row: SignUp, own: UUID | None) -> dict[str, Any]:
    return {
        "row": row,
        "called": words.called(row.person),
        "me": row.person_id == own,
        "heads": words.head_words(row),
        "minutes": row.minutes or row.role.minutes,
    }


def _present(request: HttpRequest, activity: Activity) -> dict[UUID, int]:
    """Whoever is ticked, with their minutes as typed; what cannot be read is the role's own."""
    found = {}
    rows = SignUp.objects.coming().filter(role__activity=activity).select_related("role")
    known = {row.pk: row.role.minutes for row in rows}
    for said in request.POST.getlist("who")[:500]:
        minutes = request.POST.get(f"minutes-{said}", "")
        try:
            key = UUID(said)
        except ValueError:
            continue
        found[key] = int(minutes[:4]) if minutes.isdecimal() else known.get(key, 60)
    return found


@require_safe
@signed_in
def code(request: HttpRequest, key: UUID) -> HttpResponse:
    """A sheet for the table: whoever likes scans it and says that they are there."""
    activity = run_or_404(request.actor, key)  # type: ignore[attr-defined]
    if not activity.here_index:
        raise Http404
    address = request.build_absolute_uri(reverse("activities:here", args=[activity.here_key]))
    context = {
        "activity": activity,
        "hours": words.of_activity(activity),
        "where": words.where(activity),
        "picture": qr_svg(address),
        "address": address,
    }
    return render(request, "activities/code.html", context)


@require_POST
@signed_in
@once
def invite(request: HttpRequest, role: UUID) -> HttpResponse:
    """Tell some who can do it and are free; they are asked, not sent."""
    actor = request.actor  # type: ignore[attr-defined]
    one = run_role_or_404(actor, role)
    try:
        number = teaming.invite_to(actor, one)
    except (Conflict, TooMany):
        raise
    except Refused as refused:
        return page(request, one.activity, 422, said=refused.message)
    told = _("请了%(who)s会这一项又有空的邻居，来不来由 TA。") % {"who": words.neighbours(number)}
    messages.success(request, told)
    return to(one.activity)


@require_POST
@signed_in
@once
def gather(request: HttpRequest, place_id: int) -> HttpResponse:
    """Ask everybody who can do one kind of thing into a team."""
    actor = request.actor  # type: ignore[attr-defined]
    place = desk_or_404(actor, place_id)
    try:
        team, number = teaming.gather(actor, place, request.POST.get("category", ""))
    except (Conflict, TooMany):
        raise
    except Refused as refused:
        messages.warning(request, refused.message)
        return see_other(reverse("activities:desk", args=[place.pk]))
    told = _("请了%(who)s邻居，TA 点了头才入队。") % {"who": words.neighbours(number)}
    messages.success(request, told)
    return see_other(reverse("teams:show", args=[team.pk]))
