"""One's own homes and flats; the desk that confirms them, and the doors of a compound."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.areas import m2_words, read_m2
from last500.base.errors import Conflict, Refused
from last500.base.http import Request, see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.households import actions, queries, rules
from last500.households.forms import AreaForm, ClaimForm
from last500.households.models import Household, Relation
from last500.households.rules import Kind, Seen
from last500.organisations.rules import Permission
from last500.people.rules import clean_line
from last500.places.models import Place
from last500.places.queries import buildings_of

PAGES_MOST = 400


def _desk_or_404(request: Request, place_id: int) -> Place:
    place = get_object_or_404(Place.objects.visible_to(request.actor), pk=place_id)
    if not request.actor.may(Permission.HOUSEHOLD_CONFIRM, place.path):
        raise Http404
    return place


@require_safe
@signed_in
def mine(request: Request) -> HttpResponse:
    rows = list(queries.own(request.actor)[: queries.LISTED])
    context = {
        "open": [row for row in rows if row.state in rules.OPEN],
        "over": [row for row in rows if row.state not in rules.OPEN],
        "shapes": rules.SHAPES,
    }
    return render(request, "households/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def claim(request: Request, slug: str) -> HttpResponse:
    """Where one lives or what one owns: one page, three answers, no paper."""
    compound = get_object_or_404(Place.objects.current(), slug=slug, level="compound")
    places = [one for one in buildings_of(compound) if one.level != "courtyard"] or [compound]
    form = ClaimForm(places, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        kinds = [Kind(kind) for kind in said["kinds"]]
        try:
            actions.claim(request.actor, compound, form.chosen, said["door"], kinds)
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("登记了，等小区确认。不用交复印件。"))
            return see_other(reverse("households:mine"))
    context = {"form": form, "place": compound}
    status = 422 if form.errors else 200
    return render(request, "households/claim.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def end(request: Request, key: UUID) -> HttpResponse:
    rows = queries.own(request.actor).filter(state__in=list(rules.OPEN))
    relation = get_object_or_404(rows, pk=key)
    if request.method != "POST":
        return render(request, "households/end.html", {"relation": relation})
    actions.end(request.actor, relation)
    messages.success(request, _("结束了。以后要是再有关系，重新登记就行。"))
    return see_other(reverse("households:mine"))


@require_safe
@signed_in
def desk(request: Request, place_id: int) -> HttpResponse:
    """What waits for a word, one statement."""
    place = _desk_or_404(request, place_id)
    waiting = queries.waiting_at(request.actor, place)
    context = {
        "desk": place,
        "waiting": [(row, row.person_id == request.actor.person) for row in waiting],
        "seen": [(seen.value, _(word)) for seen, word in rules.SEEN_WORDS.items()],
        "exports": request.actor.may(Permission.EXPORT_ASK, place.path),
    }
    return render(request, "households/desk.html", context)


@require_POST
@signed_in
@once
def decide(request: Request, key: UUID) -> HttpResponse:
    rows = Relation.objects.visible_to(request.actor).select_related("household__compound")
    relation = get_object_or_404(rows, pk=key)
    place = relation.household.compound
    if not request.actor.may(Permission.HOUSEHOLD_CONFIRM, place.path):
        raise Http404
    said = request.POST.get("seen", "")
    if said not in {*Seen, "no"}:
        raise Refused(_("请选一个。"))
    actions.decide(request.actor, relation, seen=None if said == "no" else Seen(said))
    messages.success(request, _("没有确认，本人会收到消息。") if said == "no" else _("确认了。"))
    return see_other(reverse("households:desk", args=[place.pk]))


@require_safe
@signed_in
def doors(request: Request, place_id: int) -> HttpResponse:
    """Doors and areas of a compound: two statements, the place and one page of doors."""
    place = _desk_or_404(request, place_id)
    said = request.GET.get("page", "1")
    page = max(1, min(PAGES_MOST, int(said))) if said.isdecimal() and len(said) < 5 else 1
    words = clean_line(request.GET.get("q", ""))[: rules.DOOR_MOST]
    start = (page - 1) * queries.LISTED
    found, more = queries.doors_at(request.actor, place, words, start)
    kept = f"&q={words}" if words else ""
    context = {
        "desk": place,
        "doors": [(one, m2_words(one.area) if one.area else "") for one in found],
        "words": words,
        "older": f"?page={page + 1}{kept}" if more else "",
        "newer": f"?page={page - 1}{kept}" if page > 1 else "",
    }
    return render(request, "households/doors.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def door(request: Request, key: UUID) -> HttpResponse:
    """The area of one household. Who lives there is not on this page."""
    rows = Household.objects.visible_to(request.actor).select_related("at__parent", "compound")
    household = get_object_or_404(rows, pk=key)
    if not request.actor.may(Permission.HOUSEHOLD_CONFIRM, household.compound.path):
        raise Http404
    shown = m2_words(household.area) if household.area else ""
    form = AreaForm(request.POST if request.method == "POST" else None, initial={"area": shown})
    if request.method == "POST" and form.is_valid():
        before = request.POST.get("before", "")
        try:
            area = read_m2(form.cleaned_data["area"])
            actions.set_area(
                request.actor, household, area, seen=read_m2(before) if before else None
            )
        except ValueError:
            form.add_error("area", _("面积请写平方米，比如 127.38。"))
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("面积记下了。"))
            return see_other(reverse("households:doors", args=[household.compound_id]))
    context = {"form": form, "household": household, "before": shown}
    status = 422 if form.errors else 200
    return render(request, "households/door.html", context, status=status)
