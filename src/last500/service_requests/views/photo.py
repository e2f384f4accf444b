"""A photo is added by whoever asks for help, and seen by those who see the request."""

import logging
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.http import see_other, show_on_form
from last500.base.idempotency import once
from last500.organisations.queries import capacity
from last500.organisations.rules import Permission
from last500.people.looks import Capacity, at_contact, note_views
from last500.service_requests import photos
from last500.service_requests.forms import PhotoForm
from last500.service_requests.models import Photo, ServiceRequest
from last500.service_requests.queries import speaks_for
from last500.service_requests.rules import OPEN
from last500.service_requests.sentences import DESK_REASON, HELPER, HELPER_REASON
from last500.service_requests.views.follow import own_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, number: str) -> HttpResponse:
    matter = own_or_404(request.actor, number)  # type: ignore[attr-defined]
    if matter.state not in OPEN:
        raise Conflict(_("这件事已经办结了，不用再加照片。"))
    form = PhotoForm()
    if request.method == "POST":
        form = PhotoForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                return _store(request, matter, form)
            except Refused as refused:
                show_on_form(form, refused)
    status = 422 if form.is_bound else 200
    context = {"matter": matter, "form": form}
    return render(request, "service_requests/photo_add.html", context, status=status)


@once
def _store(request: HttpRequest, matter: ServiceRequest, form: PhotoForm) -> HttpResponse:
    photos.add(matter, photos.re_encode(form.cleaned_data["photo"]))
    messages.success(request, _("照片加上了，里面的拍摄地点已经去掉。"))
    return see_other(f"/r/{matter.number}/")


log = logging.getLogger(__name__)
SEALED_WORDS = ("request__text", "request__answers", "request__comment")


@require_safe
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    """Only our own re-encoded JPEG leaves here, and only to who sees the request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    # In one statement: a photo that is hidden takes no longer than one that is not there.
    seen = ServiceRequest.objects.visible_to(actor).values("pk")
    shown = Photo.objects.filter(request__in=seen).select_related(
        "request__contact", "request__place__parent__parent__parent"
    )
    photo = get_object_or_404(shown.defer(*SEALED_WORDS), pk=key)
    matter = photo.request
    picture = photos.sound(photo)
    if picture is None:
        log.error("photo %s is missing or damaged: restore it from the backup", photo.pk)
        raise Http404
    if not speaks_for(actor, matter):
        _note(actor, matter)
    response = HttpResponse(picture, content_type="image/jpeg")
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _note(actor: Actor, matter: ServiceRequest) -> None:
    """The resident reads that a photo was looked at; the card around it is what is counted."""
    at_desk = actor.may(Permission.REQUEST_READ, matter.place.path)
    note_views(
        actor,
        [at_contact(matter.contact, matter.pk, "photo")],
        reason=DESK_REASON if at_desk else HELPER_REASON,
        as_what=capacity(actor, Permission.REQUEST_READ, matter.place)
        if at_desk
        else Capacity(HELPER),
        so_far=0,
    )
