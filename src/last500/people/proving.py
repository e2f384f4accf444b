"""Pages on which somebody who is signed in proves it once more: second factor, or a fresh code."""

from typing import Any

import pyotp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from last500.base import masking
from last500.base.errors import Refused
from last500.base.http import Request, address_of, page_to_open, see_other, show_on_form
from last500.base.qr import qr_svg
from last500.people import actions, recovery, rules, sessions
from last500.people.forms import AgainForm, SecondFactorForm
from last500.people.models import Person
from last500.people.queries import myself
from last500.people.views import status_of, way_on

FACTOR_PAGE = "/me/second-factor/"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show the second factor; whoever has none yet sets it up here."""
    person = request.user
    if not isinstance(person, Person):
        return see_other("/sign-in/?next=/sign-in/second/")
    if not person.totp_key and not sessions.is_fresh(request):
        # Whoever found a telephone that is signed in sets up no factor of their own.
        return see_other(f"/sign-in/again/?{urlencode({'next': page_to_open(request)})}")
    form = SecondFactorForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _shown(request, person, form.cleaned_data)
            except Refused as refused:
                show_on_form(form, refused)
                status = status_of(refused)
    return _ask(request, form, "" if person.totp_key else _offered_key(form), status)


def _shown(request: HttpRequest, person: Person, given: dict[str, Any]) -> HttpResponse:
    code = rules.read_recovery_code(given["code"])
    if not person.totp_key:
        actions.set_totp(person, given["key"], given["code"])
        sessions.renew(request, second_factor=True)
        return _show_codes(request, person, way_on(request))
    if code:
        left = recovery.use(person, code)
        words = _("这个备用码用掉了，还剩 %(count)d 个。手机换了的，请在“我的设备”里换验证器。")
        messages.info(request, words % {"count": left})
    else:
        actions.check_totp(person, person.totp_key, given["code"])
    sessions.renew(request, second_factor=True)
    return see_other(way_on(request))


def _offered_key(form: SecondFactorForm) -> str:
    """The key that the page showed already, or a new one."""
    key = form.data.get("key") if form.is_bound else ""
    return key if key and actions.TOTP_KEY.fullmatch(key) else actions.new_totp_key()


def _ask(request: HttpRequest, form: SecondFactorForm, key: str, status: int) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "next": way_on(request), "key": key}
    if key:
        address = pyotp.TOTP(key).provisioning_uri(name=_("值守"), issuer_name="last500")
        context["code"] = qr_svg(address)
    return render(request, "people/second_factor.html", context, status=status)


def _show_codes(request: HttpRequest, person: Person, way: str) -> HttpResponse:
    """The recovery codes, this once: in no address and in no session."""
    context = {"codes": recovery.new_codes(person), "next": way}
    return render(request, "people/recovery_codes.html", context)


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_factor(request: Request) -> HttpResponse:
    """Another authenticator in the place of the one that is there, after a fresh proof."""
    person = myself(request.actor)
    sessions.fresh(request)
    form = SecondFactorForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.change_totp(person, form.cleaned_data["key"], form.cleaned_data["code"])
            except Refused as refused:
                show_on_form(form, refused)
                status = status_of(refused)
            else:
                sessions.renew(request, second_factor=True)
                return _show_codes(request, person, "/me/devices/")
    return _ask(request, form, _offered_key(form), status)


@login_required
@require_http_methods(["POST"])
def recovery_codes(request: Request) -> HttpResponse:
    """Ten new recovery codes; the old ones are worth nothing from now on."""
    person = myself(request.actor)
    if not person.totp_key:
        return see_other(FACTOR_PAGE)
    sessions.fresh(request)
    return _show_codes(request, person, "/me/devices/")


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: Request) -> HttpResponse:
    """A fresh proof by whatever the account has: the second factor, or a code to its number."""
    person = myself(request.actor)
    if person.totp_key:
        return see_other(f"/sign-in/second/?{urlencode({'next': way_on(request)})}")
    if request.POST.get("step") == "send":
        return _send_code(request, person)
    form = AgainForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _ask_again(request, person, form)
    if not form.is_valid():
        return _ask_again(request, person, form, sent=True, status=422)
    try:
        actions.use_code(
            form.cleaned_data["code_id"],
            form.cleaned_data["code"],
            phone=person.phone,
            address=address_of(request),
        )
    except Refused as refused:
        show_on_form(form, refused)
        return _ask_again(request, person, form, sent=True, status=status_of(refused))
    sessions.renew(request)
    return see_other(way_on(request))


def _send_code(request: Request, person: Person) -> HttpResponse:
    try:
        code, plain = actions.ask_for_code(person.phone, address=address_of(request))
    except Refused as refused:
        messages.error(request, refused.message)
        return _ask_again(request, person, AgainForm(), status=status_of(refused))
    form = AgainForm(initial={"code_id": code.pk})
    return _ask_again(request, person, form, sent=True, shown=plain if settings.DEMO else "")


def _ask_again(
    request: Request,
    person: Person,
    form: AgainForm,
    *,
    sent: bool = False,
    shown: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "sent": sent,
        "shown": shown,
        "next": way_on(request),
        "phone": masking.phone(person.phone),
    }
    return render(request, "people/again.html", context, status=status)
