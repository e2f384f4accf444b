"""Break-glass pages: ask, agree, look. Each look is written down for the person concerned."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from last500.base import clock, masking
from last500.base.actor import Actor
from last500.base.errors import Forbidden, Refused
from last500.base.http import Request, see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.base.ids import read_number, shown_number
from last500.base.scope import widen
from last500.notify.actions import post
from last500.organisations import break_glass
from last500.organisations.models import BreakGlass
from last500.organisations.queries import people_who_may
from last500.organisations.rules import Permission
from last500.people import actions as people
from last500.people.rules import clean_line
from last500.people.sessions import fresh
from last500.places.models import Place
from last500.service_requests.models import ServiceRequest
from last500.web.security.forms import UrgentForm

# What the person concerned reads as the reason; the words of whoever asked lie sealed.
WHY = "紧急情况"
FIELDS = ("phone", "door", "name")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def ask(request: Request) -> HttpResponse:
    if not break_glass.may_ask(request.actor):
        raise Forbidden(Permission.BREAK_GLASS_ASK)
    fresh(request)
    form = UrgentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            found = _ask(request, form.cleaned_data["where"], form.cleaned_data["reason"])
        except Refused as refused:
            show_on_form(form, refused)
        else:
            return see_other(reverse("security:urgent", args=[found.pk]))
    status = 422 if form.errors else 200
    return render(request, "web/security/urgent_ask.html", {"form": form}, status=status)


def _ask(request: Request, where: str, reason: str) -> BreakGlass:
    place, about, number = _meant(clean_line(where))
    glass = break_glass.ask(request.actor, place, reason=reason, about=about, number=number)
    told = people_who_may(Permission.BREAK_GLASS_CONFIRM, place, but=[glass.asked_by_id])
    link = reverse("security:urgent", args=[glass.pk])
    post("glass_asked", told, link=link, place=place.name)
    return glass


def _meant(where: str) -> tuple[Place, UUID | None, str]:
    """The request with this number and its place, or the compound of this name or address."""
    number = read_number(where)
    if number:
        widen(link=number)
        matter = ServiceRequest.objects.filter(number=number).select_related("place").first()
        if matter is not None:
            return matter.place, matter.pk, matter.number
    named = Q(name=where) | Q(slug=where.lower())
    places = list(Place.objects.filter(named, level="compound")[:2])
    if not places:
        raise Refused(_("没有这个受理号，也没有这个小区，请再看看。"), "where")
    if len(places) > 1:
        raise Refused(_("有几个小区叫这个名字，请写小区那一页网址里的词。"), "where")
    return places[0], None, ""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def glass(request: Request, key: UUID) -> HttpResponse:
    """For who answers for the place: agree or refuse. For who asked: what can be read now."""
    found = get_object_or_404(break_glass.visible_to(request.actor), pk=key)
    if request.method == "POST":
        fresh(request)
        return _decide(request, found)
    now = clock.now()
    holds = found.to_at is not None and found.to_at > now
    mine = found.asked_by_id == request.actor.person
    context = {
        "broken": found,
        "number": shown_number(found.number) if found.number else "",
        "holds": holds,
        "waits": BreakGlass.objects.waiting(now).filter(pk=found.pk).exists(),
        "may_decide": break_glass.may_decide(request.actor, found),
        "mine": mine,
        "requests": [
            (shown_number(one.number), one)
            for one in (_readable(request, found)[:100] if holds and mine else [])
        ],
    }
    return render(request, "web/security/urgent.html", context)


def _decide(request: Request, found: BreakGlass) -> HttpResponse:
    if request.POST.get("answer") != "agree":
        break_glass.refuse(request.actor, found)
        messages.success(request, _("拒绝了，什么都没有变。"))
        return see_other("/security/")
    break_glass.agree(request.actor, found)
    link = reverse("security:urgent", args=[found.pk])
    post("glass_open", [found.asked_by], link=link, place=found.place.name)
    messages.success(request, _("同意了，从现在起两小时。"))
    return see_other(link)


def _readable(request: Request, found: BreakGlass):
    """Open requests of the place, or the one: through `visible_to`, as everywhere."""
    rows = ServiceRequest.objects.visible_to(request.actor).filter(place=found.place_id)
    rows = rows.filter(pk=found.about) if found.about else rows.open()
    rows = rows.select_related("place", "building")
    return rows.defer("text", "answers", "comment").order_by("due_at", "pk")


@require_POST
@signed_in
def end(request: Request, key: UUID) -> HttpResponse:
    found = get_object_or_404(break_glass.visible_to(request.actor), pk=key)
    break_glass.end(request.actor, found)
    messages.success(request, _("紧急查看结束了。"))
    return see_other("/security/")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def request_page(request: Request, key: UUID, number: str) -> HttpResponse:
    """One request, read only. To open the page is a look; so is each field that is opened."""
    actor = request.actor
    held = any(grant.office == key for grant in actor.glass)
    rows = ServiceRequest.objects.visible_to(actor).select_related("place", "building", "contact")
    matter = rows.filter(number=read_number(number) or "-").first()
    found = BreakGlass.objects.filter(pk=key, asked_by=actor.person).first()
    if not held or matter is None or found is None or not _within(found, matter):
        raise Http404
    revealed = {}
    contact = matter.contact
    if request.method == "POST":
        field = request.POST.get("field", "")
        if field not in FIELDS:
            raise Http404
        revealed[field] = _look(people.reveal, actor, matter, found, field)
    else:
        _look(people.note_access, actor, matter, found, "request")
    context = {
        "broken": found,
        "matter": matter,
        "number": shown_number(matter.number),
        "name": masking.name(contact.name) if contact.name else "",
        "phone": masking.phone(contact.phone) if contact.phone else "",
        "fields": [one for one in FIELDS if getattr(contact, one) and one not in revealed],
        "revealed": revealed,
    }
    return render(request, "web/security/urgent_request.html", context)


def _look(
    verb: Callable[..., str | None],
    actor: Actor,
    matter: ServiceRequest,
    found: BreakGlass,
    field: str,
) -> str | None:
    about, role = matter.pk, break_glass.ROLE
    return verb(actor, matter.contact, field, reason=WHY, about=about, role=role, office=found.pk)


def _within(found: BreakGlass, matter: ServiceRequest) -> bool:
    return matter.pk == found.about if found.about else matter.place_id == found.place_id
