"""What a neighbour does: sign up, wait, answer, cancel, swap, say that they are there."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.activities import actions, queries, words
from last500.activities.forms import HelpedForm
from last500.activities.models import Activity, PlaceOffer, Role, SignUp
from last500.activities.rules import Says
from last500.activities.views.gate import number_said, role_or_404, to
from last500.activities.views.showing import card, page
from last500.base.errors import Conflict, Refused
from last500.base.http import see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.places.rules import Level
from last500.reportin.queries import own as own_report_in


def press(
    request: HttpRequest, activity: Activity, verb: Callable[[], object], thanks: str
) -> HttpResponse:
    """One press; what stands against it comes back on the activity's own page."""
    try:
        verb()
    except actions.Full as full:
        return page(request, activity, 409, said=full.message, full=True)
    except Conflict as conflict:
        return page(request, activity, 409, said=conflict.message)
    except actions.Clash as clash:
        return page(request, activity, 422, said=clash.message, other=clash.other)
    except Refused as refused:
        return page(request, activity, 422, said=refused.message)
    messages.success(request, thanks)
    return to(activity)


def _said(request: HttpRequest) -> dict[str, int]:
    return {"age": number_said(request, "age"), "brings": number_said(request, "brings")}


@require_POST
@signed_in
@once
def sign_up(request: HttpRequest, role: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    one = role_or_404(actor, role)
    thanks = _("报上了，到时候见。来不了随时取消。")
    return press(
        request, one.activity, lambda: actions.sign_up(actor, one, **_said(request)), thanks
    )


@require_POST
@signed_in
@once
def join(request: HttpRequest, role: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    one = role_or_404(actor, role)
    thanks = _("排上了。空出来按先后问你，来不来都由你。")
    return press(request, one.activity, lambda: actions.join(actor, one, **_said(request)), thanks)


@require_POST
@signed_in
@once
def answer(request: HttpRequest, role: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    one = role_or_404(actor, role)
    yes, age = request.POST.get("answer") == "yes", number_said(request, "age")
    thanks = _("好，位置是你的了。") if yes else _("好的，没关系。")
    verb = lambda: actions.answer(actor, one, yes=yes, age=age)  # noqa: E731
    return press(request, one.activity, verb, thanks)


@require_POST
@signed_in
def cancel(request: HttpRequest, role: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    one = role_or_404(actor, role)
    return press(request, one.activity, lambda: actions.cancel(actor, one), _("取消了，没关系。"))


@require_POST
@signed_in
def bring(request: HttpRequest, role: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    one = role_or_404(actor, role)
    brings = number_said(request, "brings")
    verb = lambda: actions.bring(actor, one, brings=brings)  # noqa: E731
    return press(request, one.activity, verb, _("改好了。"))


# ---- swapping -----------------------------------------------------------------------------------


@require_POST
@signed_in
@once
def offer(request: HttpRequest, role: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    one = role_or_404(actor, role)
    thanks = _("把下面这条链接发给能来的邻居；TA 接了才算，之前位置还是你的。")
    return press(request, one.activity, lambda: actions.offer_by_link(actor, one), thanks)


@require_POST
@signed_in
@once
def swap(request: HttpRequest, role: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    one = role_or_404(actor, role)
    try:
        other = UUID(request.POST.get("other", ""))
    except ValueError:
        raise Http404 from None
    age = number_said(request, "age")
    verb = lambda: actions.offer_swap(actor, one, other, age=age)  # noqa: E731
    return press(request, one.activity, verb, _("问过了，对方答应了才换。"))


@require_POST
@signed_in
def offer_back(request: HttpRequest, role: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    one = role_or_404(actor, role)
    verb = lambda: actions.take_offer_back(actor, one)  # noqa: E731
    return press(request, one.activity, verb, _("好，还是你来。"))


@require_POST
@signed_in
@once
def answer_swap(request: HttpRequest, key: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    rows = PlaceOffer.objects.visible_to(actor).select_related(
        "sign_up__role__activity__place", "sign_up__person", "other__role", "other__person"
    )
    found = get_object_or_404(rows, pk=key)
    yes, age = request.POST.get("answer") == "yes", number_said(request, "age")
    verb = lambda: actions.answer_swap(actor, found, yes=yes, age=age)  # noqa: E731
    thanks = _("换好了，请看看你的时间。") if yes else _("好的，还是原来的时间。")
    return press(request, found.sign_up.role.activity, verb, thanks)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def take_over(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind the link that somebody has sent who cannot come."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        return _take_over(request, key)
    found = queries.offer_by_key(key)
    if found is None:
        raise Http404
    role = found.sign_up.role
    context = {
        "offer": found,
        "role": role,
        "activity": role.activity,
        "hours": words.hours(role.starts_at, role.ends_at),
        "key": key,
        "signed_in": actor.person is not None,
    }
    return render(request, "activities/take_over.html", context)


@signed_in
def _take_over(request: HttpRequest, key: str) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    activity = actions.take_over(actor, key, age=number_said(request, "age"))
    messages.success(request, _("接下了，到时候见。"))
    return to(activity)


# ---- being there --------------------------------------------------------------------------------


@require_POST
@signed_in
def here(request: HttpRequest, role: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    one = role_or_404(actor, role)
    return press(request, one.activity, lambda: actions.here(actor, one), _("记下了，欢迎。"))


@require_safe
@signed_in
def here_by_code(request: HttpRequest, key: str) -> HttpResponse:
    """The code on the table: one's own sign-ups of this activity, each with "I am here"."""
    actor = request.actor  # type: ignore[attr-defined]
    activity = queries.by_here_key(key)
    if activity is None:
        raise Http404
    rows = SignUp.objects.coming().filter(role__activity=activity, person=actor.person)
    context = {"activity": activity, "rows": rows.select_related("role").order_by("starts_at")}
    return render(request, "activities/here.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def helped(request: HttpRequest, role: UUID) -> HttpResponse:
    """我来帮了 N 分钟: afterwards, by whoever helped."""
    actor = request.actor  # type: ignore[attr-defined]
    one = role_or_404(actor, role)
    own = SignUp.objects.filter(role=one, person=actor.person, state=Says.COMES).first()
    if own is None or not one.helps:
        raise Http404
    form = HelpedForm(request.POST or None, initial={"minutes": one.minutes})
    if form.is_valid():
        try:
            actions.helped(actor, one, minutes=form.cleaned_data["minutes"])
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("记下了，等组织的人确认。"))
            return see_other(reverse("activities:mine"))
    context = {"role": one, "activity": one.activity, "form": form}
    return render(request, "activities/helped.html", context, status=422 if form.errors else 200)


# ---- mine ---------------------------------------------------------------------------------------


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.mine(actor)
    home = own_report_in(actor)
    place = home.place if home and home.place.level == Level.COMPOUND else None
    ahead = queries.ahead_of(found.waiting)
    context = {
        "asked": [_line(row) for row in found.asked],
        "coming": [_line(row) for row in found.coming],
        "waiting": [_line(row, words.line_words(ahead[row.pk])) for row in found.waiting],
        "to_say": [_line(row) for row in found.to_say],
        "organised": [
            card(one) | {"next": words.next_words(one, list(one.roles.all()), {})}
            for one in queries.organised_by(actor)
        ],
        "place": place,
    }
    return render(request, "activities/mine.html", context)


def _line(row: SignUp, ahead: str = "") -> dict[str, Any]:
    role: Role = row.role
    return {
        "row": row,
        "role": role,
        "activity": role.activity,
        "hours": words.hours(row.starts_at, row.ends_at),
        "heads": words.head_words(row),
        "ahead": ahead,
    }
