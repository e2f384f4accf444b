"""Following a request: by its private link, by number and four digits, and the page itself."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from last500.base.actor import Actor
from last500.base.http import address_of, see_other
from last500.base.ids import read_number
from last500.base.qr import qr_svg
from last500.organisations.middleware import open_for_session
from last500.people.models import AccessEvent
from last500.service_requests import queries, rules, seams, sentences
from last500.service_requests.categories import BY_CODE
from last500.service_requests.emergency import NUMBERS, SENTENCES, detect
from last500.service_requests.fitting import answers_of
from last500.service_requests.forms import FindForm
from last500.service_requests.models import Acceptance, Photo, ServiceRequest
from last500.service_requests.rules import Action, Role

_WITH = ("place", "building", "desk", "contact", "merged_into")


@require_safe
def link(request: HttpRequest, key: str) -> HttpResponse:
    """Open by the private key, for this session; the key leaves the address bar at once."""
    found = queries.by_link(key) if len(key) <= 64 else None
    if found is None:
        raise Http404
    open_for_session(request, found.pk)
    sent = "?sent=1" if "sent" in request.GET else ""
    return see_other(f"/r/{found.number}/{sent}")


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        form = FindForm(initial={"number": request.GET.get("number", "")[:40]})
        return render(request, "service_requests/find_form.html", {"form": form})
    form = FindForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        found = queries.by_number(given["number"], given["digits"], address=address_of(request))
        if found is not None:
            open_for_session(request, found.pk)
            return see_other(f"/r/{found.number}/")
        form.add_error(None, _("没有对上。请再看看受理号和四位数字；找不到就打小区值守电话。"))
    return render(request, "service_requests/find_form.html", {"form": form}, status=422)


def own_or_404(actor: Actor, number: str) -> ServiceRequest:
    """The requester's own page: by account or by an opened link; to all others it is not there."""
    rows = ServiceRequest.objects.visible_to(actor).filter(number=read_number(number) or "-")
    found = rows.select_related(*_WITH).first()
    if found is None or not queries.speaks_for(actor, found):
        raise Http404
    return found


@require_safe
def follow(request: HttpRequest, number: str) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    matter = own_or_404(actor, number)
    if "sent" in request.GET:
        return _sent(request, matter)
    # Who came, or is to come. Whoever gave it back is "a neighbour" again.
    came = Acceptance.objects.filter(request=matter, ended_how__in=["", Acceptance.Ended.DONE])
    team = list(came.select_related("helper").order_by("slot"))
    names = {one.helper_id: queries.helper_word(one.helper) for one in team}
    held = [one for one in team if one.ended_at is None]
    helpers = [names[one.helper_id] for one in held]
    events = queries.timeline(matter)
    now_title, now_more = sentences.now_lines(matter, helpers)
    context = {
        "matter": matter,
        "category": BY_CODE.get(matter.category),
        "word": _(rules.STATE_WORDS[rules.State(matter.state)]),
        "now_title": now_title,
        "now_more": now_more,
        "helpers": helpers,
        "visit_code": held[0].visit_code if held else "",
        "events": seams.with_afterwards(matter, sentences.timeline(matter, events, names)),
        "seen": _seen(matter.contact_id, matter.pk),
        "photos": list(Photo.objects.filter(request=matter).order_by("added_at")),
        "may": rules.actions_from(matter.state, Role.REQUESTER),
        "Action": Action,
        "state_words": rules.STATE_WORDS,
        "answers": _answers(matter),
    }
    return render(request, "service_requests/request_follow.html", context)


def title_of(matter: ServiceRequest) -> str:
    """The desk's summary, else the first words of what was said."""
    if matter.summary:
        return matter.summary
    if not matter.text:
        category = BY_CODE.get(matter.category)
        return _(category.name) if category else _("求助")
    first = matter.text.split("\n", 1)[0]
    return first if len(first) <= 40 else first[:39] + "…"


def _answers(matter: ServiceRequest) -> list[tuple[str, str]]:
    category, given = BY_CODE.get(matter.category), answers_of(matter)
    return [
        (_(question.label), _(choice.label))
        for question in (category.questions if category else ())
        for choice in question.choices
        if given.get(question.code) == choice.code
    ]


def _seen(contact: UUID, about: UUID) -> list[dict[str, Any]]:
    """Who looked at this contact on account of this request: by office, never by name."""
    looks = AccessEvent.objects.filter(contact=contact, about=about).order_by("-at", "-pk")
    return sentences.who_looked(looks[:50])


def _sent(request: HttpRequest, matter: ServiceRequest) -> HttpResponse:
    address = request.build_absolute_uri(f"/f/{matter.link_key}/")
    context = {
        "matter": matter,
        "address": address,
        "code": qr_svg(address),
        "danger": "",
    }
    if matter.suspected_emergency and "calm" not in request.GET:
        found = detect(matter.text)
        context["danger"] = SENTENCES[found.sentence] if found else SENTENCES["help"]
        context["first"] = matter.suspected_emergency
        context["numbers"] = sorted(set(NUMBERS.values()))
        return render(request, "service_requests/request_calls.html", context)
    return render(request, "service_requests/request_sent.html", context)
