"""The household's own pages: wish for a helper, follow by link, change, agree, renew, end."""

from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock, masking
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import address_of, see_other, show_on_form
from last500.base.idempotency import once
from last500.base.privacy import Keep, keep_words
from last500.base.qr import qr_svg
from last500.organisations.middleware import open_for_session
from last500.pairings import actions, queries, rules, sentences
from last500.pairings.forms import ReachForm, WishesForm, WishForm, wishes_of
from last500.pairings.models import Pairing
from last500.pairings.rules import How, State
from last500.pairings.views.gate import own_or_404
from last500.people.models import Person
from last500.people.queries import myself
from last500.places.models import Place


@require_http_methods(["GET", "HEAD", "POST"])
@once
def wish(request: HttpRequest, slug: str) -> HttpResponse:
    """Anybody who lives there may wish for it; no account is needed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = Place.objects.visible_to(actor).current()
    place = get_object_or_404(rows, slug=slug, level="compound")
    form = WishForm(request.POST or None, initial=_known(actor))
    if request.method == "POST" and form.is_valid():
        try:
            made = _propose(request, actor, place, form)
        except (Conflict, TooMany):
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            open_for_session(request, made.pk)
            messages.success(request, _("收到了。值守先打电话跟你核实，再去请邻居。"))
            return see_other(f"/pairings/h/{made.pk}/")
    context = {"place": place, "form": form, "keep": keep_words(Keep.DUTY)}
    return render(request, "pairings/wish.html", context, status=422 if form.errors else 200)


def _known(actor: Actor) -> dict[str, str]:
    if actor.person is None:
        return {}
    person = myself(actor)
    return {"name": person.name, "phone": person.phone}


def _propose(request: HttpRequest, actor: Actor, place: Place, form: WishForm) -> Pairing:
    return actions.propose(
        actor,
        place,
        form.household(),
        form.wishes(form.cleaned_data["months"]),
        how=How.OWN_PAGE,
        address=address_of(request),
    )


@require_safe
def link(request: HttpRequest, key: str) -> HttpResponse:
    """Open by the private key, for this session; the key leaves the address bar at once."""
    found = queries.by_link(key) if len(key) <= 64 else None
    if found is None:
        raise Http404
    open_for_session(request, found.pk)
    return see_other(reverse("pairings:household", args=[found.pk]))


@require_safe
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    pairing = own_or_404(actor, key)
    bond = queries.living_bond(pairing)
    follows = queries.successor(pairing)
    running = pairing.state == State.RUNNING
    address = f"{settings.SITE_URL}/pairings/k/{pairing.link_key}/" if pairing.link_key else ""
    context = {
        "pairing": pairing,
        "wishes": sentences.wishes(pairing),
        "limits": sentences.limits_of(pairing),
        "helper": called(bond.helper) if bond else "",
        "since": bond.began_at if bond else None,
        "follows": called(follows.helper) if follows else "",
        "may_renew": _may_renew(pairing),
        "contact": _masked(pairing),
        "seen": sentences.who_looked(queries.looks_at(pairing)),
        "history": sentences.history(queries.history(pairing)),
        "open": pairing.state in rules.OPEN,
        "running": running,
        "address": address,
        "code": qr_svg(address) if address else "",
        "keep": keep_words(Keep.DUTY),
    }
    return render(request, "pairings/household.html", context)


def called(person: Person) -> str:
    """What the household calls whoever comes; whoever has locked their data is a neighbour."""
    return (not person.restricted_at and person.called) or _("邻居")


def _may_renew(pairing: Pairing) -> bool:
    if pairing.state != State.RUNNING or pairing.ends_on is None:
        return False
    return rules.may_renew(clock.today(), pairing.ends_on) and not pairing.renew_household_at


def _masked(pairing: Pairing) -> list[tuple[str, str]]:
    """The number stays covered: whoever has the link sees this page."""
    contact, none = pairing.contact, _("没有留")
    return [
        (_("称呼"), contact.name or none),
        (_("电话"), masking.phone(contact.phone) if contact.phone else none),
        (_("楼栋和门牌"), contact.door or none),
        (_("电子邮箱"), masking.email(contact.email) if contact.email else none),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@once
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    pairing = own_or_404(actor, key)
    if pairing.state not in rules.OPEN:
        raise Conflict(_("这份结对已经结束了。"))
    form = WishesForm(request.POST or None, initial=wishes_of(pairing))
    if request.method == "POST" and form.is_valid():
        actions.change(actor, pairing, form.wishes(pairing.months))
        messages.success(request, _("改好了，从现在起照这样来。"))
        return see_other(_address(pairing))
    context = {"pairing": pairing, "form": form}
    return render(request, "pairings/change.html", context, status=422 if form.errors else 200)


def _address(pairing: Pairing) -> str:
    return reverse("pairings:household", args=[pairing.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@once
def contact(request: HttpRequest, key: UUID) -> HttpResponse:
    """Correct how one is reached; an empty telephone or address for letters stays as it is."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    pairing = own_or_404(actor, key)
    if pairing.contact.erased_at:
        raise Conflict(_("联系方式已经删了。"))
    known = {"name": pairing.contact.name, "door": pairing.contact.door}
    form = ReachForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.household()
            kept = replace(given, email=given.email or pairing.contact.email)
            actions.correct(actor, pairing, kept)
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("改好了。"))
            return see_other(_address(pairing))
    context = {"pairing": pairing, "form": form}
    return render(request, "pairings/contact.html", context, status=422 if form.errors else 200)


@require_POST
@once
def say(request: HttpRequest, key: UUID) -> HttpResponse:
    """Agree to a successor or not, or to another term."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    pairing = own_or_404(actor, key)
    messages.success(request, spoken(actor, pairing, request.POST.get("what", "")))
    return see_other(_address(pairing))


def spoken(actor: Actor, pairing: Pairing, what: str) -> str:
    """The household's word, from itself or by a desk; gives back what is said to it."""
    if what == "agree":
        actions.agree(actor, pairing)
        return _("好，从现在起由这一位邻居来。")
    if what == "reject":
        actions.reject(actor, pairing)
        return _("好，先不换。")
    if what == "renew":
        both = actions.renew(actor, pairing)
        return _("续上了。") if both else _("记下了。对方也点了头，就续上。")
    raise Refused(_("没有这一步。"))


@require_http_methods(["GET", "HEAD", "POST"])
@once
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """End it, or end it and erase all of it; sent once more it is as gone as before."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    pairing = own_or_404(actor, key)
    is_open = pairing.state in rules.OPEN
    if request.method != "POST":
        context = {"pairing": pairing, "open": is_open, "keep": keep_words(Keep.DUTY)}
        return render(request, "pairings/end.html", context)
    if "erase" in request.POST or not is_open:
        actions.take_back(actor, pairing)
        messages.success(request, _("结束了，你家的资料也删了。"))
    else:
        actions.end(actor, pairing)
        messages.success(request, _("结束了。"))
    still = queries.of_household(actor, pairing.pk)
    return see_other(_address(pairing) if still else "/")
