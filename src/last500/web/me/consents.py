"""What I agreed to, and taking it back with one tap, as easily as it was given (PIPL 15)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base.actor import Actor
from last500.base.errors import Conflict
from last500.base.http import Request, see_other, signed_in
from last500.base.idempotency import once
from last500.base.marking import N_
from last500.complaints import actions as complaints
from last500.feedback import actions as feedback
from last500.pairings import actions as pairings
from last500.pairings.models import Pairing
from last500.people.models import Consent
from last500.reportin import actions as reportin
from last500.rotas import actions as rotas
from last500.rotas.models import Rota
from last500.service_requests import actions
from last500.service_requests.models import ServiceRequest

# purpose → what was agreed to, and what follows from taking it back
WORDS = {
    "report_in": (
        N_("报到：按你的意愿请你帮忙"),
        N_("报到马上结束，写过的意愿、时间、单位删掉，不再请你。求助不受影响。"),
    ),
    "tell_unit": (
        N_("告诉单位：算进单位看到的合计"),
        N_("马上不再算进去。报到和帮忙都不受影响。"),
    ),
    "service_request": (
        N_("求助：保管你的联系方式和写的话"),
        N_(
            "这件求助马上撤回，联系方式、写的话、照片删掉，只留种类、地点和时间。以后照样可以求助。"
        ),
    ),
    "rota": (
        N_("轮值：几位邻居轮着来，到日子替你家提一次求助"),
        N_("轮值马上结束，联系方式、写的话删掉，还没来的都取消。以后照样可以再安排。"),
    ),
    "publish": (
        N_("公开：写进“最近办成的事”"),
        N_("马上不再公开。别的都不变。"),
    ),
    "complaint": (
        N_("投诉与建议：留着联系方式，把答复告诉你"),
        N_(
            "联系方式马上删掉，这件事变成匿名的，照样办。请先抄下受理号和四位码，以后凭它们看答复。"
        ),
    ),
    "pairing": (
        N_("结对：保管你家的联系方式，给两边点了头的那位邻居看"),
        N_("结对马上结束，你家的联系方式和选过的都删掉，只留下哪个小区、从哪天到哪天。"),
    ),
    "feedback": (
        N_("反馈信：把关于你的一句话转告单位"),
        N_("这一句马上不再给单位看，删掉。信里的合计不变，里面看不出你。"),
    ),
    "notice": (N_("看过隐私说明"), ""),
}
HOW = {
    "own_page": N_("你自己在页面上"),
    "told_proxy": N_("当面告诉代填的人"),
    "said_on_phone": N_("在电话里说"),
    "signed_paper": N_("在纸上签字"),
    "with_trusted": N_("由信得过的人陪着，在纸上签字"),
    "guardian": N_("监护人"),
}


@dataclass(frozen=True)
class Given:
    key: UUID
    what: str
    then: str
    told: bool  # given with a complaint
    about: ServiceRequest | None
    version: str
    how: str
    at: datetime
    withdrawn_at: datetime | None


def own(actor: Actor) -> QuerySet[Consent]:
    """Given by the reader, for their account or for a request of theirs."""
    mine = Q(person=actor.person) | Q(contact__person=actor.person)
    return Consent.objects.filter(mine).select_related("contact").order_by("-at")


def given(actor: Actor) -> list[Given]:
    rows = list(own(actor)[:100])
    found = ServiceRequest.objects.filter(requester=actor.person)
    about = {r.contact_id: r for r in found.only("number", "contact_id")}
    return [_said(row, about.get(row.contact_id) if row.contact_id else None) for row in rows]


def _said(row: Consent, about: ServiceRequest | None) -> Given:
    what, then = WORDS.get(row.purpose, (row.purpose, ""))
    how = HOW.get(row.given_how, row.given_how)
    return Given(
        row.pk, _(what), _(then) if then else "", row.purpose == "complaint", about,
        row.version, _(how), row.at, row.withdrawn_at,
    )  # fmt: skip


@require_safe
@signed_in
def page(request: Request) -> HttpResponse:
    return render(request, "web/me/consents.html", {"given": given(request.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def take_back(request: Request, key: UUID) -> HttpResponse:
    row = get_object_or_404(own(request.actor), pk=key)
    what, then = WORDS.get(row.purpose, ("", ""))
    if not then or row.withdrawn_at:
        raise Conflict(_("这一条已经撤回了。"))
    if request.method != "POST":
        context = {"what": _(what), "then": _(then)}
        return render(request, "web/me/take_back.html", context)
    with transaction.atomic():
        _take_back(request.actor, row)
    messages.success(request, _("撤回了。"))
    return see_other("/me/data/consents/")


def _take_back(actor: Actor, row: Consent) -> None:
    """Each app stops what the consent was for; an unknown purpose has nothing to stop."""
    if row.purpose in STOPS:
        STOPS[row.purpose](actor, row)
        return
    stop = {"publish": actions.stop_publishing, "service_request": actions.take_back}[row.purpose]
    rows = ServiceRequest.objects.filter(requester=actor.person, contact=row.contact_id)
    for matter in rows.select_related("place", "desk", "contact", "requester"):
        stop(actor, matter)


def _stop_rota(actor: Actor, row: Consent) -> None:
    for rota in Rota.objects.of_household(actor).filter(contact=row.contact_id):
        rotas.take_back(actor, rota)


def _stop_pairing(actor: Actor, row: Consent) -> None:
    for pairing in Pairing.objects.of_household(actor).filter(contact=row.contact_id):
        pairings.take_back(actor, pairing)


STOPS: Mapping[str, Callable[[Actor, Consent], object]] = {
    "report_in": lambda actor, row: reportin.take_back_consent(actor),
    "tell_unit": lambda actor, row: reportin.forget_unit(actor),
    "complaint": lambda actor, row: complaints.become_anonymous(actor, row.contact),
    "rota": _stop_rota,
    "pairing": _stop_pairing,
    "feedback": feedback.take_back_consent,
}
