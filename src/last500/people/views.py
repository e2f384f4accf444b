"""Signing in by telephone and code. Whether a number is known never shows."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from last500.base.errors import Refused, TooMany
from last500.base.http import address_of, see_other, show_on_form
from last500.people import actions, sessions
from last500.people.forms import CodeForm, PhoneForm


def way_on(request: HttpRequest) -> str:
    """Where to go afterwards: a page of ours, or the front door."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    safe = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, None)
    return asked if safe else "/"


def status_of(refused: Refused) -> int:
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
                status = status_of(refused)
    context = {"form": form, "next": way_on(request)}
    return render(request, "people/sign_in.html", context, status=status)


def _code_sent(request: HttpRequest, phone: str) -> HttpResponse:
    """The same page for every number; only the demo shows the code on it."""
    code, plain = actions.ask_for_code(phone, address=address_of(request))
    form = CodeForm(initial={"code_id": code.pk, "phone": phone})
    return _ask_code(request, form, plain if settings.DEMO else "")


def _ask_code(
    request: HttpRequest, form: CodeForm, shown: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "shown": shown, "next": way_on(request)}
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
            given["code_id"],
            given["code"],
            phone=given["phone"],
            name=given["name"],
            address=address_of(request),
        )
    except Refused as refused:
        show_on_form(form, refused)
        return _ask_code(request, form, status=status_of(refused))
    sessions.begin(request, person)
    if getattr(request, "actor").second_factor_due:  # noqa: B009
        return see_other(f"/sign-in/second/?{urlencode({'next': way_on(request)})}")
    return see_other(way_on(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on the server: the account and every opened link with it."""
    sessions.finish(request)
    messages.success(request, _("退出了，这台手机上没有留下什么。"))
    return see_other("/")
