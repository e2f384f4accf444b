"""The desk's posts as a file for another system; they come back in through imports."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from last500.base.http import signed_in
from last500.posts import formats, queries
from last500.posts.views.gate import desk_or_404


@require_safe
@signed_in
def as_json(request: HttpRequest, place_id: int) -> HttpResponse:
    """In the documented form; nobody is in it."""
    actor = request.actor  # type: ignore[attr-defined]
    place = desk_or_404(actor, place_id)
    said = formats.to_json(queries.on_desk(actor, place))
    answer = HttpResponse(said, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="posts.json"'
    return answer
