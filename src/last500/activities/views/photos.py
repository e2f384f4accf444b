"""Photos of an activity: one's own yes and no, the organiser's page, the picture itself."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.activities import actions, pictures, queries, words
from last500.activities.models import ActivityPhoto
from last500.activities.views.gate import role_or_404, run_or_404, to
from last500.activities.views.member import press
from last500.base import limits
from last500.base.errors import Conflict, Refused
from last500.base.http import see_other, signed_in
from last500.base.idempotency import once


@require_POST
@signed_in
def yes(request: HttpRequest, role: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    one = role_or_404(actor, role)
    verb = lambda: actions.agree_to_photos(actor, one)  # noqa: E731
    return press(request, one.activity, verb, _("好，随时可以收回，照片会马上拿下来。"))


@require_POST
@signed_in
def no(request: HttpRequest, role: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    one = role_or_404(actor, role)
    verb = lambda: actions.no_photos(actor, one)  # noqa: E731
    return press(request, one.activity, verb, _("收回了，有你的照片拿下来了。"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def add(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    activity = run_or_404(actor, key)
    problem: Refused | None = None
    if request.method == "POST":
        try:
            actions.add_photo(
                actor,
                activity,
                _upload(request),
                depicted=_keys(request),
                nobody="nobody" in request.POST,
            )
        except Conflict:
            raise
        except Refused as refused:
            problem = refused
        else:
            messages.success(request, _("放上去了。"))
            return see_other(reverse("activities:photos", args=[activity.pk]))
    people = [row for row in queries.people_of(actor, activity) if row.photos_at]
    context: dict[str, Any] = {
        "activity": activity,
        "people": [(row, words.called(row.person)) for row in people],
        "photos": ActivityPhoto.objects.filter(activity=activity).order_by("added_at")[:12],
        "problem": problem,
        "most": limits.PHOTO_BYTES.most,
    }
    return render(request, "activities/photos.html", context, status=422 if problem else 200)


def _upload(request: HttpRequest) -> Any:
    field = forms.FileField(required=False)
    try:
        upload = field.clean(request.FILES.get("photo"))
    except forms.ValidationError:
        upload = None
    if not upload:
        raise Refused(_("请选一张照片。"), "photo")
    return upload


def _keys(request: HttpRequest) -> set[UUID]:
    found = set()
    for said in request.POST.getlist("who")[:100]:
        try:
            found.add(UUID(said))
        except ValueError:
            continue
    return found


@require_POST
@signed_in
@once
def remove(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    rows = ActivityPhoto.objects.visible_to(actor).select_related("activity__place")
    photo = get_object_or_404(rows, pk=key)
    activity = run_or_404(actor, photo.activity_id)
    actions.remove_photo(actor, photo)
    messages.success(request, _("拿下来了。"))
    return to(activity)


@require_safe
def picture(request: HttpRequest, key: UUID) -> HttpResponse:
    """Never kept by anybody in between: it must be gone when somebody takes their yes back."""
    actor = request.actor  # type: ignore[attr-defined]
    photo = get_object_or_404(ActivityPhoto.objects.visible_to(actor), pk=key)
    path = pictures.path_of(photo)
    if not path.is_file():
        raise Http404
    answer = HttpResponse(path.read_bytes(), content_type="image/jpeg")
    answer.headers["Cache-Control"] = "no-store"
    return answer
