"""A photo is added by whoever asks for help, and seen by those who see the request."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base.errors import Conflict, Refused
from last500.base.http import see_other, show_on_form
from last500.base.idempotency import once
from last500.service_requests import photos
from last500.service_requests.forms import PhotoForm
from last500.service_requests.models import Photo, ServiceRequest
from last500.service_requests.rules import OPEN
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


@require_safe
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    """Only our own re-encoded JPEG leaves here, and only to who sees the request."""
    seen = ServiceRequest.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    # In one statement: a photo that is hidden takes no longer than one that is not there.
    photo = get_object_or_404(Photo, pk=key, request__in=seen.values("pk"))
    path = photos.path_of(photo)
    if not path.is_file():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="image/jpeg")
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
