"""The complainant's way back: by private link, by number and four digits, by account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base.http import address_of, see_other, signed_in
from last500.base.qr import qr_svg
from last500.complaints import queries, rules, sentences
from last500.complaints.forms import FindForm
from last500.complaints.models import Complaint
from last500.complaints.rules import Action
from last500.complaints.views.gate import own_or_404
from last500.organisations.middleware import open_for_session
from last500.service_requests.emergency import SENTENCES, detect


@require_safe
def link(request: HttpRequest, key: str) -> HttpResponse:
    """Open by the private key, for this session; the key leaves the address bar at once."""
    found = queries.by_link(key) if len(key) <= 64 else None
    if found is None:
        raise Http404
    open_for_session(request, found.pk)
    sent = "?sent=1" if "sent" in request.GET else ""
    return see_other(f"/complaint/{found.complainant.number}/{sent}")


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        found = queries.by_number(given["number"], given["code"], address=address_of(request))
        if found is not None:
            open_for_session(request, found.pk)
            return see_other(f"/complaint/{found.complainant.number}/")
        form.add_error(None, _("没有对上。请再看看受理号和四位码。"))
    status = 422 if request.method == "POST" else 200
    return render(request, "complaints/find.html", {"form": form}, status=status)


@require_safe
def follow(request: HttpRequest, number: str) -> HttpResponse:
    matter = own_or_404(request.actor, number)  # type: ignore[attr-defined]
    if "sent" in request.GET:
        return _sent(request, matter)
    now_title, now_more = sentences.now_lines(matter)
    context = {
        "matter": matter,
        "number": str(matter.complainant),
        "now_title": now_title,
        "now_more": now_more,
        "named": sentences.named(matter),
        "events": sentences.timeline(matter, queries.history(matter), own=True),
        "seen": [
            {
                "at": look.at,
                "who": _(look.viewer_role),
                "what": sentences.looked_at(look.fields),
                "why": look.reason,
            }
            for look in queries.looks(matter)
        ],
        "may": {action for action in Action if _may(matter, action)},
        "Action": Action,
    }
    return render(request, "complaints/follow.html", context)


def _may(matter: Complaint, action: Action) -> bool:
    return action in rules.STEPS and rules.allowed(
        action, matter.state, kind=matter.kind, objections=matter.objections
    )


def _sent(request: HttpRequest, matter: Complaint) -> HttpResponse:
    complainant = matter.complainant
    address = request.build_absolute_uri(f"/complaint/k/{complainant.link_key}/")
    danger = detect(matter.text) if matter.suspected_emergency else None
    context = {
        "matter": matter,
        "number": str(complainant),
        "code": complainant.code,
        "anonymous": complainant.contact_id is None,
        "desk": sentences.desk_of(matter),
        "address": address,
        "picture": qr_svg(address),
        "danger": SENTENCES[danger.sentence] if danger else "",
    }
    return render(request, "complaints/sent.html", context)


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    found = queries.own_complaints(request.actor)  # type: ignore[attr-defined]
    return render(request, "complaints/mine.html", {"found": found})
