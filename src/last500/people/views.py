"""Signing in by telephone and code. Whether a number is known never shows."""

from typing import Any

import pyotp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from last500.base.errors import Refused, TooMany
from last500.base.http import address_of, see_other, show_on_form
from last500.base.qr import qr_svg
from last500.people import actions, codes
from last500.people.forms import CodeForm, PhoneForm, SecondFactorForm
from last500.people.models import Person
from last500.people.rules import SECOND_FACTOR

BACKEND = "last500.people.backend.CodeBackend"


def _next(request: HttpRequest) -> str:
    """Where to go afterwards: a page of ours, or the front door."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    safe = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, None)
    return asked if safe else "/"


def _status(refused: Refused) -> int:
    return 429 if isinstance(refused, TooMany) else 422


@sensitive_post_parameters("phone")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = PhoneForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _code_sent(request, form.cleaned_data["phone"])
            except Refused as refused:
                show_on_form(form, refused)
                status = _status(refused)
    context = {"form": form, "next": _next(request)}
    return render(request, "people/sign_in.html", context, status=status)


def _code_sent(request: HttpRequest, phone: str) -> HttpResponse:
    """The same page for every number; only the demo shows the code on it."""
    code, plain = actions.ask_for_code(phone, address=address_of(request))
    codes.send(code.phone_index, plain)
    form = CodeForm(initial={"code_id": code.pk, "phone": phone})
    return _ask_code(request, form, plain if settings.DEMO else "")


def _ask_code(
    request: HttpRequest, form: CodeForm, shown: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "shown": shown, "next": _next(request)}
    return render(request, "people/code_enter.html", context, status=status)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return see_other("/sign-in/")
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _ask_code(request, form, status=422)
    given = form.cleaned_data
    try:
        person = actions.use_code(
            given["code_id"], given["code"], phone=given["phone"], name=given["name"]
        )
        if not person.is_active:
            raise Refused(_("这个账号已经停用。需要的话，请联系小区值守。"))
    except Refused as refused:
        show_on_form(form, refused)
        return _ask_code(request, form, status=_status(refused))
    login(request, person, backend=BACKEND)
    if getattr(request, "actor").second_factor_due:  # noqa: B009
        return see_other(f"/sign-in/second/?{urlencode({'next': _next(request)})}")
    return see_other(_next(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on the server: the account and every opened link with it."""
    logout(request)
    messages.success(request, _("退出了，这台手机上没有留下什么。"))
    return see_other("/")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show the second factor; whoever has none yet sets it up here."""
    person = request.user
    if not isinstance(person, Person):
        return see_other("/sign-in/?next=/sign-in/second/")
    form = SecondFactorForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _shown(request, person, form.cleaned_data)
                return see_other(_next(request))
            except Refused as refused:
                show_on_form(form, refused)
                status = _status(refused)
    return _ask_second(request, person, form, status)


def _shown(request: HttpRequest, person: Person, given: dict[str, Any]) -> None:
    if person.totp_key:
        actions.check_totp(person, person.totp_key, given["code"])
    else:
        actions.set_totp(person, given["key"], given["code"])
    request.session.cycle_key()
    request.session[SECOND_FACTOR] = str(person.pk)


def _ask_second(
    request: HttpRequest, person: Person, form: SecondFactorForm, status: int
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "next": _next(request), "key": ""}
    if not person.totp_key:
        key = form.data.get("key") if form.is_bound else ""
        key = key if key and actions.TOTP_KEY.fullmatch(key) else actions.new_totp_key()
        address = pyotp.TOTP(key).provisioning_uri(name=_("值守"), issuer_name="last500")
        context |= {"key": key, "code": qr_svg(address)}
    return render(request, "people/second_factor.html", context, status=status)
