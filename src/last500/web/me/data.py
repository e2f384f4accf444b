"""My data: who has looked, what is kept, on which devices I am signed in."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from last500.base import clock, masking
from last500.base.errors import Refused
from last500.base.http import Request, see_other, signed_in
from last500.people import actions as people
from last500.people.queries import myself
from last500.people.rules import NOTICE_VERSION
from last500.web.me import export, queries


@require_safe
@signed_in
def page(request: Request) -> HttpResponse:
    person = myself(request.actor)
    context = {
        "person": person,
        "phone": masking.phone(person.phone),
        "looks": queries.looks_page(request.actor, person, request.GET.get("page", "1")),
        "notice_new": person.notice != NOTICE_VERSION,
        "notice_version": NOTICE_VERSION,
    }
    return render(request, "web/me/data.html", context)


@require_safe
@signed_in
def download(request: Request) -> HttpResponse:
    """Everything the product keeps about the reader: a ZIP of JSON, a page to read, photos."""
    response = HttpResponse(export.archive(request.actor), content_type="application/zip")
    name = f"last500-{clock.today().isoformat()}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@signed_in
def leave_everywhere(request: Request) -> HttpResponse:
    people.end_sessions(myself(request.actor))
    logout(request)
    messages.success(request, _("所有设备都退出了。再用时重新登录就行。"))
    return see_other("/")


@require_POST
@signed_in
def language(request: Request) -> HttpResponse:
    chosen = request.POST.get("lang", "")
    try:
        people.choose_language(request.actor, chosen)
    except Refused as refused:
        messages.error(request, refused.message)
        return see_other("/me/data/")
    translation.activate(chosen)
    messages.success(request, _("记下了，以后的消息用这种语言。"))
    return see_other("/me/data/")
