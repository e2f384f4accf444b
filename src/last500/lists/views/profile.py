"""A community in its own numbers: for its desk, and for everybody."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from last500.base import clock
from last500.base.http import Request, see_other, signed_in, tried
from last500.base.idempotency import once
from last500.lists import actions, calendars, own_sections, queries
from last500.lists.forms import BudgetForm, CountForm, SpendForm
from last500.lists.models import BudgetLine, Resource, ResourceOffer, Spending
from last500.lists.views.gate import profiled, there
from last500.organisations.models import Organisation
from last500.places.models import Place
from last500.units.queries import units_at


def _year(request: Request) -> int:
    said, today = request.GET.get("year", ""), clock.today()
    fits = said.isdecimal() and len(said) == 4
    return int(said) if fits else today.year


def units_with_offers(community: Place) -> list[tuple[Organisation, list[str]]]:
    """The units reported in here, by name, with what each offers. Two statements."""
    here = ResourceOffer.objects.standing().filter(community=community)
    rows = Resource.objects.filter(pk__in=here.values("resource"), state="open")
    offered: dict[UUID, list[str]] = {}
    for one in rows.exclude(organisation=None).order_by("kind", "title")[:1000]:
        assert one.organisation_id is not None
        offered.setdefault(one.organisation_id, []).append(one.title)
    return [(unit, offered.get(unit.pk, [])) for unit in units_at(community)]


def _venues(community: Place) -> list[dict[str, Any]]:
    found = queries.venues(community)
    free = calendars.free_days(found)
    return [
        {"one": one, "facts": own_sections.resource_facts(one)[2:], "free": free[one.pk][:7]}
        for one in found
    ]


@require_safe
@signed_in
def profile(request: Request, place_id: int) -> HttpResponse:
    return _page(request, profiled(request, place_id))


def _page(request: Request, community: Place, status: int = 200, **more: Any) -> HttpResponse:
    today, year = clock.today(), _year(request)
    money = queries.budget(community, year, entries=True)
    lines = [(str(one.line.pk), one.line.title) for one in money.lines]
    context = {
        "community": community,
        "counts": queries.counts(community),
        "money": money,
        "venues": _venues(community),
        "units": units_with_offers(community),
        "count_form": CountForm(initial={"on": today}, prefix="count"),
        "budget_form": BudgetForm(initial={"year": year}, prefix="budget"),
        "spend_form": SpendForm(lines, initial={"on": today}, prefix="spend"),
        "bad": "",
        **more,
    }
    return render(request, "lists/profile.html", context, status=status)


@require_safe
def about(request: Request, place_id: int) -> HttpResponse:
    """For everybody: counts, venues with free times, names of units, money."""
    rows = Place.objects.visible_to(request.actor).current()
    community = there(rows.filter(pk=place_id, level="community").select_related("parent").first())
    context = {
        "community": community,
        "counts": queries.counts(community),
        "money": queries.budget(community, _year(request)),
        "venues": _venues(community),
        "units": [unit.name for unit in units_at(community)],
    }
    return render(request, "lists/about.html", context)


def _done(request: Request, community: Place, part: str) -> HttpResponse:
    messages.success(request, _("记下了。"))
    year = request.GET.get("year", "")
    query = f"?year={year}" if year.isdecimal() else ""
    return see_other(reverse("lists:profile", args=[community.pk]) + query + f"#{part}")


@require_POST
@signed_in
@once
def add_count(request: Request, place_id: int) -> HttpResponse:
    community = profiled(request, place_id)
    form = CountForm(request.POST, prefix="count")

    def work() -> HttpResponse:
        actions.set_count(request.actor, community, **form.cleaned_data)
        return _done(request, community, "people")

    return tried(form, work) or _page(request, community, 422, count_form=form, bad="count")


@require_POST
@signed_in
@once
def add_line(request: Request, place_id: int) -> HttpResponse:
    community = profiled(request, place_id)
    form = BudgetForm(request.POST, prefix="budget")

    def work() -> HttpResponse:
        said = form.cleaned_data
        planned = said.pop("planned")
        actions.add_budget_line(request.actor, community, planned_fen=planned, **said)
        return _done(request, community, "money")

    return tried(form, work) or _page(request, community, 422, budget_form=form, bad="budget")


@require_POST
@signed_in
@once
def spend(request: Request, place_id: int) -> HttpResponse:
    community = profiled(request, place_id)
    rows = BudgetLine.objects.filter(community=community).order_by("-year", "title")[:300]
    lines = {str(row.pk): row for row in rows}
    form = SpendForm([(key, row.title) for key, row in lines.items()], request.POST, prefix="spend")

    def work() -> HttpResponse:
        said = form.cleaned_data
        line = lines[said["line"]]
        line.community = community
        actions.spend(request.actor, line, on=said["on"], fen=said["amount"], words=said["words"])
        return _done(request, community, "money")

    return tried(form, work) or _page(request, community, 422, spend_form=form, bad="spend")


@require_POST
@signed_in
@once
def take_back(request: Request, place_id: int, key: UUID) -> HttpResponse:
    community = profiled(request, place_id)
    rows = Spending.objects.filter(pk=key, line__community=community)
    entry = rows.select_related("line__community").first()
    if entry is None:
        raise Http404
    actions.take_back(request.actor, entry)
    return _done(request, community, "money")
