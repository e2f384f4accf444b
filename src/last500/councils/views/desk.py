"""The desk: bodies and seats, a meeting from its draft to published minutes."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.errors import Conflict, Forbidden
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.councils import actions, queries, rules, sentences
from last500.councils.actions.step import MOVED_ON
from last500.councils.forms import (
    InviteForm,
    MeetingForm,
    MinutesForm,
    MoveForm,
    ReasonForm,
    moment,
)
from last500.councils.models import Body, Meeting, Point
from last500.councils.rules import Action, State
from last500.councils.views.gate import WORDS, seen_or_404
from last500.households.queries import neighbours_at
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place
from last500.teams.queries import called
from last500.topics.models import Topic
from last500.topics.views.gate import desk_or_404


def handled_or_403(request: Request, key: UUID) -> Meeting:
    meeting = seen_or_404(request, key)
    if not request.actor.may(Permission.TOPIC_HANDLE, meeting.place.path):
        raise Forbidden(Permission.TOPIC_HANDLE)
    return meeting


def _shown(meeting: Meeting) -> HttpResponse:
    return see_other(reverse("councils:show", args=[meeting.pk]))


def _must_allow(action: Action, meeting: Meeting) -> None:
    if not rules.allowed(action, meeting.state):
        raise Conflict(_(MOVED_ON))


@require_safe
@signed_in
def desk(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request, place_id)
    said = request.GET.get("page", "1")
    page = max(1, min(200, int(said))) if said.isdecimal() and len(said) < 4 else 1
    found, more = queries.on_desk(request.actor, place, (page - 1) * queries.PAGE)
    context = {
        "desk": place,
        "found": found,
        "older": f"?page={page + 1}" if more else "",
        "newer": f"?page={page - 1}" if page > 1 else "",
        "state_words": sentences.state_words,
        "when_words": sentences.when_words,
    }
    return render(request, "councils/desk.html", context)


# ---- bodies -------------------------------------------------------------------------------------


@require_http_methods(GET_POST)
@signed_in
@once
def bodies(request: Request, place_id: int) -> HttpResponse:
    """Which kinds of body the compound has."""
    place = desk_or_404(request, place_id, level="compound")
    if request.method == "POST":
        actions.choose(request.actor, place, request.POST.get("kind", ""))
        messages.success(request, _("有了，大家看得到。"))
        return see_other(reverse("councils:bodies", args=[place.pk]))
    have = queries.bodies(place)
    kinds = {one.kind for one in have}
    context = {
        "place": place,
        "have": have,
        "open": [
            (kind.value, _(rules.BODY_WORDS[kind]), _(rules.BODY_SAYS[kind]))
            for kind in rules.Body
            if kind not in kinds and rules.may_have(kind, place.kind)
        ],
        "says": {kind.value: _(said) for kind, said in rules.BODY_SAYS.items()},
    }
    return render(request, "councils/bodies.html", context)


def _body_or_404(request: Request, key: UUID) -> Body:
    found = queries.body(key)
    if found is None or found.ended_on:
        raise Http404
    if not request.actor.may(Permission.TOPIC_HANDLE, found.compound.path):
        raise Http404
    return found


@require_http_methods(GET_POST)
@signed_in
@once
def body(request: Request, key: UUID) -> HttpResponse:
    """Its seats, and asking a neighbour; whether they sit is theirs."""
    found = _body_or_404(request, key)
    people = neighbours_at(request.actor, found.compound) if found.is_standing else []
    names = [(str(one.pk), str(one.name) or called(one)) for one in people]
    first = {"until": clock.today() + 3 * 365 * clock.DAY}
    form = InviteForm(names, data_of(request), initial=first)

    def done() -> HttpResponse:
        person = get_object_or_404(Person, pk=form.cleaned_data["who"])
        until = form.cleaned_data["until"]
        actions.invite(request.actor, found, person, since=clock.today(), until=until)
        messages.success(request, _("请了，愿不愿意由对方。"))
        return see_other(reverse("councils:body", args=[found.pk]))

    context = {
        "body": found,
        "place": found.compound,
        "form": form,
        "seats": [
            (str(one.called) or (called(one.person) if one.person else "—"), one,
             _(rules.SEAT_WORDS[rules.Seat(one.state)]))
            for one in queries.seats(request.actor, [found])
        ],
        "says": _(rules.BODY_SAYS[rules.Body(found.kind)]),
    }  # fmt: skip
    return tried(form, done) or render(
        request, "councils/body.html", context, status=status_of(request)
    )


@require_POST
@signed_in
@once
def end_body(request: Request, key: UUID) -> HttpResponse:
    found = _body_or_404(request, key)
    actions.end_body(request.actor, found)
    messages.success(request, _("不再有了。开过的会和记录都在。"))
    return see_other(reverse("councils:bodies", args=[found.compound_id]))


# ---- before the meeting -------------------------------------------------------------------------


@require_http_methods(GET_POST)
@signed_in
@once
def new(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request, place_id, level="compound")
    have = queries.bodies(place)
    if not have:
        messages.info(request, _("先选小区有哪种会。"))
        return see_other(reverse("councils:bodies", args=[place.pk]))
    template = request.GET.get("template", "")
    if request.method != "POST" and not template:
        return _outlines(request, place)
    topics = queries.ready_topics(request.actor, place)
    wanted = request.GET.getlist("topic")
    first = MeetingForm.first(template, have, [one for one in topics if str(one.pk) in wanted])
    form = MeetingForm(have, topics, data_of(request), initial=first)

    def done() -> HttpResponse:
        made = actions.draft(request.actor, place, form.plan(template))
        messages.success(request, _("写好了，还没有通知。再看一遍，就可以通知。"))
        return _shown(made)

    return _meeting_page(request, place, form, done, template, None)


def _outlines(request: Request, place: Place) -> HttpResponse:
    """Which kind of meeting; a topic that it is for goes along."""

    def way(code: str) -> str:
        topics = request.GET.getlist("topic")[: rules.POINTS_MOST]
        return f"?{urlencode({'template': code, 'topic': topics}, doseq=True)}"

    context = {
        "place": place,
        "outlines": [(one, way(one.code)) for one in rules.TEMPLATES],
        "blank": way("own"),
    }
    return render(request, "councils/outlines.html", context)


def _meeting_page(
    request: Request,
    place: Place,
    form: MeetingForm,
    done: Callable[[], HttpResponse],
    template: str,
    meeting: Meeting | None,
) -> HttpResponse:
    context = {
        "form": form,
        "place": place,
        "template": rules.BY_CODE.get(template),
        "leave": reverse("councils:show", args=[meeting.pk])
        if meeting
        else reverse("councils:desk", args=[place.pk]),
    }
    return tried(form, done) or render(
        request, "councils/meeting.html", context, status=status_of(request)
    )


@require_http_methods(GET_POST)
@signed_in
@once
def change(request: Request, key: UUID) -> HttpResponse:
    meeting = handled_or_403(request, key)
    _must_allow(Action.ANNOUNCE, meeting)
    points = queries.points(meeting)
    topics = _with_own(queries.ready_topics(request.actor, meeting.place), points)
    have = queries.bodies(meeting.place)
    form = MeetingForm(have, topics, data_of(request), initial=MeetingForm.of(meeting, points))

    def done() -> HttpResponse:
        actions.change(request.actor, meeting, form.plan(meeting.template))
        return _shown(meeting)

    return _meeting_page(request, meeting.place, form, done, meeting.template, meeting)


def _with_own(topics: list[Topic], points: list[Point]) -> list[Topic]:
    known = {one.pk for one in topics}
    own = [point.topic for point in points if point.topic and point.topic_id not in known]
    return [*topics, *own]


@require_POST
@signed_in
@once
def announce(request: Request, key: UUID) -> HttpResponse:
    meeting = handled_or_403(request, key)
    actions.announce(request.actor, meeting)
    messages.success(request, _("通知挂出来了。可以打印一张贴在门口。"))
    return _shown(meeting)


def _step(
    request: Request, meeting: Meeting, form: forms.Form, word: str, work: Callable[[], Any]
) -> HttpResponse:
    def done() -> HttpResponse:
        work()
        messages.success(request, _("记下了，大家看得到。"))
        return _shown(meeting)

    context = {"meeting": meeting, "form": form, "word": word}
    return tried(form, done) or render(
        request, "councils/step.html", context, status=status_of(request)
    )


@require_http_methods(GET_POST)
@signed_in
@once
def move(request: Request, key: UUID) -> HttpResponse:
    meeting = handled_or_403(request, key)
    _must_allow(Action.MOVE, meeting)
    at = clock.local(meeting.starts_at)
    first = {"day": at.date(), "hour": at.time(), "spot": meeting.spot}
    form = MoveForm(data_of(request), initial=first)

    def work() -> None:
        said = form.cleaned_data
        starts_at = moment(said["day"], said["hour"])
        actions.move(
            request.actor, meeting, starts_at=starts_at, spot=said["spot"], reason=said["reason"]
        )

    return _step(request, meeting, form, _("改时间或者地方"), work)


@require_http_methods(GET_POST)
@signed_in
@once
def call_off(request: Request, key: UUID) -> HttpResponse:
    meeting = handled_or_403(request, key)
    _must_allow(Action.CALL_OFF, meeting)
    form = ReasonForm(data_of(request))

    def work() -> None:
        actions.call_off(request.actor, meeting, reason=form.cleaned_data["reason"])

    return _step(request, meeting, form, _("这次会不开了"), work)


# ---- minutes ------------------------------------------------------------------------------------


@require_http_methods(GET_POST)
@signed_in
@once
def minutes(request: Request, key: UUID) -> HttpResponse:
    meeting = handled_or_403(request, key)
    _must_allow(Action.WRITE, meeting)
    if meeting.state == State.ANNOUNCED and clock.now() < meeting.starts_at:
        raise Conflict(_("会还没有开，开过了再写记录。"))
    points = queries.points(meeting)
    form = MinutesForm(points, data_of(request), initial=MinutesForm.of(meeting, points))

    def done() -> HttpResponse:
        actions.write(request.actor, meeting, form.came(), form.filled())
        messages.success(request, _("写好了。要另一位当时在场的人确认，才能公布。"))
        return _shown(meeting)

    answer = tried(form, done)
    context = {
        "meeting": meeting, "form": form, "nobody_for": _(rules.NOBODY_FOR),
        "nobody_against": _(rules.NOBODY_AGAINST), **WORDS,
    }  # fmt: skip
    return answer or render(request, "councils/minutes.html", context, status=status_of(request))


@require_POST
@signed_in
@once
def mend(request: Request, key: UUID) -> HttpResponse:
    meeting = handled_or_403(request, key)
    actions.mend(request.actor, meeting)
    return see_other(reverse("councils:minutes", args=[meeting.pk]))


@require_POST
@signed_in
@once
def publish(request: Request, key: UUID) -> HttpResponse:
    meeting = handled_or_403(request, key)
    actions.publish(request.actor, meeting)
    messages.success(request, _("公布了。商定的事有了编号，谁来办、哪天办到大家都看得到。"))
    return _shown(meeting)
