"""The notice board at the gate: what the desk posts for everybody to read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from last500.base.actor import Actor
from last500.base.http import see_other
from last500.base.idempotency import once
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.people.rules import clean_line, clean_text
from last500.places.actions import post_notice
from last500.places.queries import notices_of
from last500.web.desk.entering import place_of
from last500.web.desk.forms import NoticeForm
from last500.web.desk.gate import staff


@require_http_methods(["GET", "HEAD", "POST"])
@staff
@once
def notices(request: HttpRequest, place_id: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    desk = place_of(actor, place_id, Permission.NOTICE_POST)
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        require(actor, Permission.NOTICE_POST, desk)
        said = form.cleaned_data
        post_notice(
            desk,
            title=clean_line(said["title"]),
            body=clean_text(said["body"]),
            days=said["days"],
        )
        messages.success(request, _("贴出去了。"))
        return see_other(reverse("desk:notices", args=[desk.pk]))
    context = {"desk": desk, "form": form, "posted": notices_of(desk)}
    return render(request, "web/desk/notices.html", context, status=422 if form.errors else 200)
