"""The security administrator's pages: find an account by its number, disable it, end sessions."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock, masking
from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.http import Request, see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.base.limits import reached
from last500.organisations import accounts, two_people
from last500.organisations.models import Office
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.people.sessions import fresh
from last500.web.security.door import require_somewhere, tell_second_people
from last500.web.security.forms import FindForm
from last500.web.security.words import LIMIT_WORDS


@sensitive_post_parameters("phone")
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def find(request: Request) -> HttpResponse:
    require_somewhere(request.actor, Permission.ACCOUNT_MANAGE)
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person = accounts.find(request.actor, given["phone"], reason=given["reason"])
            if person is None:
                raise Refused(_("没有找到归你管的账号。号码没错的话，请找上一级。"), "phone")
            return see_other(reverse("security:account", args=[person.pk]))
        except Refused as refused:
            show_on_form(form, refused)
    status = 422 if form.errors else 200
    alarms = [(_(LIMIT_WORDS.get(one.limit.what, one.limit.what)), one.times) for one in reached()]
    context = {"form": form, "alarms": alarms}
    return render(request, "web/security/accounts.html", context, status=status)


def _account(request: Request, key: UUID) -> Person:
    person = accounts.account(request.actor, key)
    if person is None:
        raise Http404
    return person


@require_safe
@signed_in
def account(request: Request, key: UUID) -> HttpResponse:
    """Masked: enough to be sure that it is the right one."""
    person = _account(request, key)
    offices = Office.objects.filter(person=person).exclude(to_on__lt=clock.today())
    context = {
        "person": person,
        "name": masking.name(person.name),
        "phone": masking.phone(person.phone),
        "offices": offices.select_related("place").order_by("from_on")[:50],
        "has_factor": bool(person.totp_key),
    }
    return render(request, "web/security/account.html", context)


def _ask_reset(actor: Actor, person: Person, *, reason: str) -> None:
    tell_second_people(two_people.ask_factor_reset(actor, person, reason=reason))


Change = Callable[..., None]


def _changes() -> dict[str, tuple[Change, str]]:
    return {
        "disable": (accounts.disable, _("账号停用了，所有设备都已退出。")),
        "enable": (accounts.enable, _("账号又能用了，本人要重新登录。")),
        "sign_out": (accounts.sign_out, _("所有设备都退出了。")),
        "reset": (_ask_reset, _("提出来了，等第二个人确认。")),
    }


@require_POST
@signed_in
@once
def change(request: Request, key: UUID) -> HttpResponse:
    person = _account(request, key)
    fresh(request)
    verb, words = _changes().get(request.POST.get("do", ""), (None, ""))
    if verb is None:
        raise Refused(_("页面不完整，请重新打开再发一次。"))
    verb(request.actor, person, reason=request.POST.get("reason", ""))
    messages.success(request, words)
    return see_other(reverse("security:account", args=[person.pk]))
