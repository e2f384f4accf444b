"""For organisers: the desk's page, a form for one date or a series, change, open, call off."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.activities import actions, queries, rules, teaming, words
from last500.activities.forms import ActivityForm, CallOffForm, Offers, initial_of
from last500.activities.models import Activity, Role
from last500.activities.plan import Plan
from last500.activities.queries.choices import bookings_for, projects_for
from last500.activities.queries.supply import Spread, spread
from last500.activities.rules import Again, State
from last500.activities.spreading import CROWDED_WORDS
from last500.activities.views.gate import compound_or_404, desk_or_404, run_or_404, to
from last500.activities.views.showing import card
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import see_other, signed_in
from last500.base.idempotency import once
from last500.organisations.queries import speaks_for
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.posts.rules import Rhythm, dates
from last500.reportin.queries import own as own_report_in


@require_safe
@signed_in
def desk(request: HttpRequest, place_id: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    place = desk_or_404(actor, place_id)
    found = queries.on_desk(actor, place)
    lines = queries.line_counts(role.pk for one in found for role in one.roles.all())
    cards = [
        card(one)
        | {
            "next": words.next_words(one, list(one.roles.all()), lines),
            "waits": one.waits_for_consent
            or one.waits_for_insurance
            or any(role.free for role in one.roles.all() if role.helps),
        }
        for one in found
    ]
    context = {
        "desk": place,
        "to_tick": [one for one in cards if one["activity"].state == State.HELD],
        "cards": [one for one in cards if one["activity"].state != State.HELD],
        "full": len(found) == 2 * queries.LISTED,
        "groups": teaming.groups(actor, place),
        "neighbours": words.neighbours,
    }
    return render(request, "activities/desk.html", context)


# ---- one date or a series -----------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def new(request: HttpRequest, place_id: int) -> HttpResponse:
    """A desk sets up what happens in its branch."""
    actor = request.actor  # type: ignore[attr-defined]
    place = desk_or_404(actor, place_id)
    return _new(request, actor, place, reverse("activities:desk", args=[place.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """A neighbour at home, or the liaison of a unit reported in here, would do something."""
    actor = request.actor  # type: ignore[attr-defined]
    place = compound_or_404(slug)
    desk = actor.may(Permission.ACTIVITY_EDIT, place.path)
    home = own_report_in(actor)
    at_home = home is not None and home.place_id == place.pk and home.state == "confirmed"
    own = _own_leads(actor, place)
    if not (desk or at_home or own):
        return render(request, "activities/not_here.html", {"place": place}, status=403)
    return _new(
        request,
        actor,
        place,
        reverse("activities:mine"),
        alone=at_home,
        leads=None if desk else own,
    )


def _own_leads(actor: Actor, place: Place) -> list[tuple[UUID, str]]:
    """The organisations for which the actor speaks and which are reported in here."""
    known = {one.pk for one in queries.leads_here(place)}
    return [(one.pk, one.name) for one in speaks_for(actor) if one.pk in known]


def _new(
    request: HttpRequest,
    actor: Actor,
    place: Place,
    back: str,
    *,
    alone: bool = True,
    leads: Sequence[tuple[UUID, str]] | None = None,
) -> HttpResponse:
    desk = leads is None
    if leads is None:
        leads = [(one.pk, one.name) for one in queries.leads_here(place)]
    offers = Offers(
        bookings=bookings_for(place),
        leads=leads,
        projects=projects_for(actor, place),
        without=("again",) if desk else ("again", "opens"),
    )
    chosen = request.GET.get("project", "")
    if chosen in {str(key) for key, _title in offers.projects}:
        back = reverse("projects:show", args=[chosen])  # where they came from
    form = ActivityForm(_sent(request), offers=offers, initial={"project": chosen})
    if not desk and not alone and "lead" in form.fields:
        form.fields["lead"].choices = list(leads)  # type: ignore[attr-defined]

    def verb(plan: Plan, rhythm: Rhythm | None) -> None:
        if rhythm is None:
            made = [actions.set_up(actor, place, plan)]
        else:
            made = actions.set_up_series(actor, place, plan, rhythm)
        messages.success(request, _set_up_words(made))

    return _form_page(request, form, place, verb, back, {"proposes": not desk})


def _set_up_words(made: list[Activity]) -> str:
    first = made[0]
    if first.waits_for_consent:
        return _("交给值守看了，同意了就开放报名，会告诉你。")
    if first.waits_for_insurance:
        return _("设好了，先不开放：登记了保险就能报名。")
    if len(made) == 1:
        return _("设好了。")
    return ngettext("设好了 %(n)d 场。", "设好了 %(n)d 场。", len(made)) % {"n": len(made)}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    activity = run_or_404(actor, key)
    roles = list(Role.objects.filter(activity=activity).order_by("order"))
    plan_now = actions.plan_of(activity, roles)
    without = ["repeat", "until_on", "opens", "lead", "project"]
    without += [] if activity.series_id else ["again"]
    offers = Offers(
        bookings=bookings_for(activity.place),
        leads=[(UUID(int=0), "-")],
        projects=[(UUID(int=0), "-")],
        without=without,
    )
    form = ActivityForm(
        _sent(request), offers=offers, initial=initial_of(plan_now), roles=plan_now.roles
    )

    def verb(plan: Plan, rhythm: Rhythm | None) -> None:
        again = form.cleaned_data.get("again", Again.ONE)
        actions.change(actor, activity, plan, again)
        messages.success(request, _("改好了，报了名的人会知道。"))

    back = reverse("activities:show", args=[activity.pk])
    moved_only = activity if request.method != "POST" or not _moved(form, activity) else None
    more = {"activity": activity, "unmoved": moved_only}
    return _form_page(request, form, activity.place, verb, back, more)


def _moved(form: ActivityForm, activity: Activity) -> bool:
    """Whether the day is another one: only then is it asked whether it is crowded."""
    return form.is_valid() and form.plan().span != activity.span


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was filled in; with one of the proposed days, where that was pressed."""
    if request.method != "POST":
        return None
    sent = request.POST.copy()
    if "take" in sent:
        sent.setlist("on", sent.getlist("take")[-1:])
    return sent


def _looks(request: HttpRequest) -> bool:
    """Whether only the figures are asked for: nothing is set up yet."""
    return "look" in request.POST or "take" in request.POST


def _days(plan: Plan, rhythm: Rhythm | None) -> list[date]:
    if rhythm is None or rhythm.until_on is None:
        return [plan.on]
    return list(islice(dates(rhythm, rhythm.from_on, rhythm.until_on), rules.SERIES_MOST))


def _form_page(
    request: HttpRequest,
    form: ActivityForm,
    place: Place,
    verb: Callable[[Plan, Rhythm | None], None],
    back: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Valid and not crowded, or crowded on purpose: done. Else the page again, with the figures."""
    seen: list[Spread] = []
    if request.method == "POST" and form.is_valid():
        plan, rhythm = form.plan(), form.rhythm()
        try:
            seen = _look(request, form, place, plan, rhythm, context)
            if not seen and not _looks(request):
                verb(plan, rhythm)
                return see_other(back)
        except (Conflict, TooMany):
            raise
        except Refused as refused:
            show_refused(form, refused)
    wrong = [
        (f"#{field.id_for_label}", text)
        for row in form.wrong_rows()
        for field in row
        for text in field.errors
    ]
    status = 422 if form.errors or wrong else 200
    more = {
        "form": form,
        "place": place,
        "wrong": wrong,
        "spreads": seen,
        "looked": _looks(request) and not form.errors and not wrong,
        "neighbours": words.neighbours,
        "crowded_words": CROWDED_WORDS,
    }
    return render(request, "activities/form.html", context | more, status=status)


def _look(
    request: HttpRequest,
    form: ActivityForm,
    place: Place,
    plan: Plan,
    rhythm: Rhythm | None,
    context: dict[str, Any],
) -> list[Spread]:
    """The crowded dates among these, unless the organiser has seen them and stays with it."""
    plan.values()  # raises Refused before anything is counted
    if not _looks(request) and (form.cleaned_data["anyway"] or context.get("unmoved")):
        return []
    return spread(place, plan, _days(plan, rhythm))


def show_refused(form: ActivityForm, refused: Refused) -> None:
    """A refusal beside its field, also where that is one of a role's row."""
    field = refused.field or ""
    if field.startswith("roles-") and field.count("-") == 2:
        _prefix, order, name = field.split("-")
        form.roles[int(order)].add_error(name, refused.message)
        return
    form.add_error(field if field in form.fields else None, refused.message)


# ---- one activity -------------------------------------------------------------------------------


@require_POST
@signed_in
@once
def open_(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    activity = run_or_404(actor, key)
    actions.open_(actor, activity)
    messages.success(request, _("开放了，可以报名了。"))
    return to(activity)


@require_POST
@signed_in
@once
def consent(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    activity = run_or_404(actor, key)
    if not queries.may_consent(actor, activity):
        raise Http404
    actions.consent(actor, activity)
    messages.success(request, _("同意了，对方会知道。"))
    return to(activity)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def call_off(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    activity = run_or_404(actor, key)
    form = CallOffForm(request.POST if request.method == "POST" else None, activity=activity)
    if form.is_valid():
        said = form.cleaned_data
        again = said.get("again", Again.ONE)
        actions.call_off(actor, activity, reason=said["reason"], again=again)
        messages.success(request, _("不办了，报了名的人会知道为什么。"))
        return to(activity)
    context = {"activity": activity, "form": form, "hours": words.of_activity(activity)}
    return render(request, "activities/call_off.html", context, status=422 if form.errors else 200)
