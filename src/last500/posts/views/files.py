"""Posts in and out as files: checked row by row first, then set up."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base.errors import Refused, TooMany
from last500.base.http import see_other, show_on_form
from last500.base.idempotency import once
from last500.posts import actions, formats, queries
from last500.posts.actions.importing import verdicts
from last500.posts.forms import FileForm
from last500.posts.models import PostImport, PostImportRow
from last500.posts.views.gate import desk_or_404, signed_in

PROBLEMS_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def stage(request: HttpRequest, place_id: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    place = desk_or_404(actor, place_id)
    form = FileForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = actions.stage(actor, place, file.read(), file.name)
        except TooMany:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            return see_other(reverse("posts:staged", args=[run.pk]))
    columns = [(code, _(word), code in formats.NEEDED) for code, word in formats.COLUMNS.items()]
    context = {"desk": place, "form": form, "columns": columns}
    return render(request, "posts/import.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def staged(request: HttpRequest, key: UUID) -> HttpResponse:
    """What would be made of each row; a second press finds nothing left to do."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = PostImport.objects.visible_to(actor).select_related("place")
    run = get_object_or_404(rows, pk=key)
    if request.method == "POST":
        made = actions.apply(actor, run)
        messages.success(request, _("设好了 %(n)d 个岗位。") % {"n": made})
        return see_other(reverse("posts:desk", args=[run.place_id]))
    counts = verdicts(run)
    problems = PostImportRow.objects.filter(run=run, verdict=PostImportRow.Verdict.PROBLEM)
    context = {
        "run": run,
        "desk": run.place,
        "counts": [(v.label, counts[v]) for v in PostImportRow.Verdict if counts.get(v)],
        "ready": counts.get(PostImportRow.Verdict.OK, 0),
        "problems": problems.order_by("line")[:PROBLEMS_SHOWN],
    }
    return render(request, "posts/staged.html", context)


@require_safe
@signed_in
def as_json(request: HttpRequest, place_id: int) -> HttpResponse:
    """The desk's posts in the documented form; nobody is in it."""
    actor = request.actor  # type: ignore[attr-defined]
    place = desk_or_404(actor, place_id)
    said = formats.to_json(queries.on_desk(actor, place))
    answer = HttpResponse(said, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="posts.json"'
    return answer
