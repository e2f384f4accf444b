"""我也是 and 我能帮: on open public matters only, told by kind, common place and date."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from last500.base import limits
from last500.base.http import address_of, see_other
from last500.base.idempotency import once
from last500.base.sealing import blind_index
from last500.service_requests import actions
from last500.service_requests.models import ServiceRequest
from last500.service_requests.queries import PUBLIC_CATEGORIES
from last500.service_requests.views.compound import compound_or_404


def _public_matter(slug: str, key: UUID) -> ServiceRequest:
    """Only what the page for placing shows: a public matter of this compound, not in a home."""
    rows = ServiceRequest.objects.filter(
        pk=key, place=compound_or_404(slug), category__in=PUBLIC_CATEGORIES
    )
    found = rows.exclude(spot="home").select_related("place").first()
    if found is None:
        raise Http404
    return found


@require_POST
@once
def me_too(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    matter = _public_matter(slug, key)
    # Without an account each new session counts anew, so the address bounds it.
    whence = blind_index("address", address_of(request))[:32]
    limits.hit("me-too-from", whence, limits.ME_TOOS_PER_ADDRESS)
    if not request.session.session_key:
        request.session.create()
    new = actions.me_too(
        request.actor,  # type: ignore[attr-defined]
        matter,
        session=request.session.session_key or "",
    )
    said = _("记下了：你也有这件事。办好了会写在这一页。") if new else _("已经记过你一次了。")
    messages.success(request, said)
    return see_other(f"/c/{slug}/")


@require_POST
@once
def can_help(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    matter = _public_matter(slug, key)
    actor = request.actor  # type: ignore[attr-defined]
    if actor.person is None:
        messages.info(request, _("谢谢你。先登录，在小区报到过就能帮忙。"))
        return see_other(f"/sign-in/?next=/c/{slug}/request/")
    actions.can_help(actor, matter)
    messages.success(request, _("谢谢你。小区看到了，合适就来请你。"))
    return see_other(f"/c/{slug}/")
