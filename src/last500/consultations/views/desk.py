"""The desk: write a question, announce it, publish what came out."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.errors import Conflict, Refused
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.consultations import actions, queries, rules, sentences
from last500.consultations.forms import AnnounceForm, QuestionForm, ReasonForm
from last500.consultations.models import Consultation
from last500.consultations.rules import State
from last500.consultations.views import holds, of_desk_or_404
from last500.places.models import Place
from last500.topics.models import Topic

PAGES_MOST = 200
TOPICS_MOST = 100


def _desk_or_404(request: Request, place_id: int) -> Place:
    place = get_object_or_404(Place.objects.visible_to(request.actor), pk=place_id)
    if not holds(request, place):
        raise Http404
    return place


def _topics(request: Request, place: Place) -> list[Topic]:
    rows = Topic.objects.visible_to(request.actor).public().open().filter(compound=place)
    return list(rows.order_by("-sorted_at")[:TOPICS_MOST])


def _shown(one: Consultation) -> HttpResponse:
    return see_other(reverse("consultations:show", args=[one.pk]))


@require_safe
@login_required
def listing(request: Request, place_id: int) -> HttpResponse:
    place = _desk_or_404(request, place_id)
    said = request.GET.get("page", "1")
    page = max(1, min(PAGES_MOST, int(said))) if said.isdecimal() and len(said) < 5 else 1
    found, more = queries.on_desk(request.actor, place, (page - 1) * queries.LISTED)
    context = {
        "desk": place,
        "found": [(one, rules.SHAPES[one.phase], sentences.phase_words(one)) for one in found],
        "older": f"?page={page + 1}" if more else "",
        "newer": f"?page={page - 1}" if page > 1 else "",
    }
    return render(request, "consultations/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def new(request: Request, place_id: int) -> HttpResponse:
    place = _desk_or_404(request, place_id)
    if place.level != "compound":
        raise Http404
    initial = {
        "form": rules.Form.PLAIN,
        "voice": rules.Voice.HOUSEHOLD,
        "who": rules.Who.NEIGHBOURS,
        "topic": request.GET.get("topic", ""),
    }
    data = request.POST if request.method == "POST" else None
    form = QuestionForm(_topics(request, place), data, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft(request.actor, place, form.draft())
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("写好了，还没有公开。再看一遍，就可以开始。"))
            return see_other(reverse("consultations:announce", args=[made.pk]))
    context = {
        "form": form,
        "place": place,
        "leave": reverse("consultations:desk", args=[place.pk]),
    }
    status = 422 if form.errors else 200
    return render(request, "consultations/question.html", context, status=status)


def _draft_or_404(request: Request, key: UUID) -> Consultation:
    one = of_desk_or_404(request, key)
    if one.state != State.DRAFT:
        raise Conflict(_("已经公布的问题不能改。问错了就取消，重新问。"))
    return one


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def change(request: Request, key: UUID) -> HttpResponse:
    one = _draft_or_404(request, key)
    data = request.POST if request.method == "POST" else None
    form = QuestionForm(_topics(request, one.place), data, initial=QuestionForm.of(one))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(request.actor, one, form.draft())
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            return see_other(reverse("consultations:announce", args=[one.pk]))
    leave = reverse("consultations:announce", args=[one.pk])
    context = {"form": form, "place": one.place, "leave": leave}
    status = 422 if form.errors else 200
    return render(request, "consultations/question.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def announce(request: Request, key: UUID) -> HttpResponse:
    """The question once more as it will hang there; from here on it stands."""
    one = _draft_or_404(request, key)
    data = request.POST if request.method == "POST" else None
    form = AnnounceForm(data, initial={"opens_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.announce(
                request.actor, one, opens_at=form.opens_at, days=form.cleaned_data["days"]
            )
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("公布了，登记过的邻居会收到消息。"))
            return _shown(one)
    context = {"one": one, "form": form, "no_force": _(rules.NO_FORCE)}
    status = 422 if form.errors else 200
    return render(request, "consultations/announce.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def cancel(request: Request, key: UUID) -> HttpResponse:
    one = of_desk_or_404(request, key)
    if one.state != State.ANNOUNCED:
        raise Conflict(_("有人刚处理过这次征询，请看看现在的情况。"))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.cancel(request.actor, one, reason=form.cleaned_data["reason"])
        messages.success(request, _("取消了，原因写在上面。"))
        return _shown(one)
    status = 422 if form.errors else 200
    return render(request, "consultations/cancel.html", {"one": one, "form": form}, status=status)


@require_POST
@login_required
@once
def publish(request: Request, key: UUID) -> HttpResponse:
    one = of_desk_or_404(request, key)
    actions.publish(request.actor, one)
    messages.success(request, _("点完数，公布了。"))
    return _shown(one)
