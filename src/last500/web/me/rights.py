"""My rights in my data, each done at once: correct, change the number, lock, delete."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from last500.base import masking, phones
from last500.base.errors import Refused, TooMany
from last500.base.http import Request, address_of, see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.people import leaving, rights
from last500.people.actions import ask_for_code
from last500.people.forms import CodeForm, CorrectForm, NewPhoneForm
from last500.people.queries import myself
from last500.people.sessions import freshly_proven
from last500.web.inventory import what_stays

GET_AND_POST = ["GET", "HEAD", "POST"]
DATA = "/me/data/"


def _status(refused: Refused) -> int:
    return 429 if isinstance(refused, TooMany) else 422


@require_POST
@signed_in
def see_notice(request: Request) -> HttpResponse:
    """Shown once: the reader has seen this version. Sent twice it means the same."""
    rights.see_notice(request.actor, request.POST.get("version", ""))
    return see_other(DATA)


@require_http_methods(GET_AND_POST)
@signed_in
@once
def change(request: Request) -> HttpResponse:
    person = myself(request.actor)
    known = {"name": person.name, "called": person.called, "email": person.email}
    form = CorrectForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        rights.correct(request.actor, **form.cleaned_data)
        messages.success(request, _("改好了。"))
        return see_other(DATA)
    return render(
        request, "web/me/change.html", {"form": form}, status=422 if form.is_bound else 200
    )


@sensitive_post_parameters("phone")
@require_http_methods(GET_AND_POST)
@signed_in
@freshly_proven
def new_phone(request: Request) -> HttpResponse:
    """A code goes to the new number: whoever reads it there may take the number over."""
    form = NewPhoneForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                code, plain = ask_for_code(form.cleaned_data["phone"], address=address_of(request))
            except Refused as refused:
                show_on_form(form, refused)
                status = _status(refused)
            else:
                given = {"code_id": code.pk, "phone": form.cleaned_data["phone"]}
                return _ask_code(request, CodeForm(initial=given), plain if settings.DEMO else "")
    context = {"form": form, "phone": masking.phone(myself(request.actor).phone)}
    return render(request, "web/me/new_phone.html", context, status=status)


def _ask_code(request: Request, form: CodeForm, shown: str = "", status: int = 200) -> HttpResponse:
    context = {"form": form, "shown": shown}
    return render(request, "web/me/prove_phone.html", context, status=status)


@sensitive_post_parameters()
@require_POST
@signed_in
def prove_phone(request: Request) -> HttpResponse:
    """The code itself works once, so the form needs no key of its own."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _ask_code(request, form, status=422)
    given = form.cleaned_data
    try:
        rights.change_phone(request.actor, given["code_id"], given["code"], phone=given["phone"])
    except Refused as refused:
        show_on_form(form, Refused(refused.message, "code"))
        return _ask_code(request, form, status=_status(refused))
    update_session_auth_hash(request, myself(request.actor))
    messages.success(request, _("换好了。以后用新号码登录，别的设备都退出了。"))
    return see_other(DATA)


@require_http_methods(GET_AND_POST)
@signed_in
@once
def lock(request: Request) -> HttpResponse:
    """Lock one's data, or open it again with the same button."""
    person = myself(request.actor)
    if request.method != "POST":
        context = {"person": person, "against": leaving.what_keeps_open(person)}
        return render(request, "web/me/lock.html", context)
    if request.POST.get("open"):
        leaving.lift(request.actor)
        messages.success(request, _("打开了，又可以正常用了。"))
    else:
        leaving.restrict(request.actor)
        messages.success(request, _("锁上了。除了你自己，谁也看不到。"))
    return see_other(DATA)


class DeleteForm(forms.Form):
    """The last four digits of one's own number, typed once more: no slip of the thumb."""

    digits = forms.CharField(
        label=gettext_lazy("你的电话后四位"),
        max_length=4,
        error_messages={"required": gettext_lazy("请写你的电话后四位。")},
    )


@require_http_methods(GET_AND_POST)
@signed_in
def delete(request: Request) -> HttpResponse:
    """Close the account. A second sending finds nobody signed in any more."""
    person = myself(request.actor)
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["digits"] != phones.last_four(person.phone):
            form.add_error("digits", _("和你的电话对不上，请再看看。"))
        else:
            try:
                leaving.close_account(request.actor)
            except Refused as refused:
                show_on_form(form, refused)
            else:
                logout(request)
                messages.success(request, _("账号注销了，你的资料删掉了。谢谢你来过。"))
                return see_other("/")
    context = {
        "form": form,
        "against": leaving.what_hinders(person),
        "stay_rows": [(line.what, line.why) for line in what_stays()],
    }
    return render(request, "web/me/delete.html", context, status=422 if form.errors else 200)
