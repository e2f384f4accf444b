"""The desk: write a vote, announce it, ask who watches, freeze the roll, count, publish."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base.errors import Conflict
from last500.base.http import GET_POST, Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.base.marking import N_
from last500.people.models import Person
from last500.places.models import Place
from last500.places.rules import branch
from last500.projects.views.sides import called
from last500.votes import actions, queries, rules, sentences
from last500.votes.forms import ReasonForm, SeatForm, VoteForm, initial_of
from last500.votes.models import Seat, Vote
from last500.votes.rules import Action, SeatState, State
from last500.votes.views.gate import desk_or_404, run_by
from last500.votes.views.public import disputed, worded


@require_safe
@signed_in
def desk(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request, place_id)
    votes = queries.on_desk(request.actor, place)
    context = {
        "desk": place,
        "votes": [{"vote": one, "next_words": sentences.next_words(one)} for one in votes],
        "may_make": actions.may_run(request.actor, place),
        "objections": queries.objections_on(
            request.actor, vote__compound__path__range=branch(place.path)
        ),
    }
    return render(request, "votes/desk.html", worded(context))


@require_http_methods(GET_POST)
@signed_in
@once
def new(request: Request, place_id: int) -> HttpResponse:
    place = desk_or_404(request, place_id)
    if not actions.may_run(request.actor, place):
        raise Http404
    return _written(request, place, VoteForm(data_of(request)))


@require_http_methods(GET_POST)
@signed_in
@once
def change(request: Request, key: UUID) -> HttpResponse:
    vote = run_by(request, key)
    if vote.state != State.DRAFTED:
        raise Conflict(_("公告以后不改：要改，就取消这次，另写一次。"))
    return _written(
        request, vote.compound, VoteForm(data_of(request), initial=initial_of(vote)), vote
    )


def _written(
    request: Request, place: Place, form: VoteForm, vote: Vote | None = None
) -> HttpResponse:
    def work() -> HttpResponse:
        made = vote
        if made is None:
            made = actions.make(request.actor, place, form.draft())
        else:
            actions.change(request.actor, made, form.draft())
        messages.success(request, _("存好了，还没有公告。"))
        return see_other(reverse("votes:inside", args=[made.pk]))

    answer = tried(form, work) if request.method == "POST" else None
    context = worded({"form": form, "place": place, "vote": vote})
    return answer or render(request, "votes/form.html", context, status=status_of(request))


# ---- one vote -----------------------------------------------------------------------------------


@require_safe
@signed_in
def inside(request: Request, key: UUID) -> HttpResponse:
    return _inside(request, run_by(request, key))


def _inside(
    request: Request, vote: Vote, status: int = 200, form: SeatForm | None = None
) -> HttpResponse:
    found = queries.inside(request.actor, vote)
    counted = vote.state in {State.COUNTED, State.PUBLISHED}
    context = worded(
        {
            "vote": vote,
            "found": found,
            "seats": [_seat(seat) for seat in found.seats],
            "steps": _steps(vote, found),
            "may_cancel": rules.allowed(Action.CANCEL, vote.state),
            "reads": vote.state in rules.READS and actions.may_read(request.actor, vote),
            "seat_form": form or (_seat_form(request, vote) if _asks(vote) else None),
            "bad": form,
            "result": sentences.shown(vote.result.sheet) if counted else None,
            "events": sentences.timeline(found.events),
            "next_words": sentences.next_words(vote),
            "objections": queries.objections_on(request.actor, vote=vote),
            "enters": actions.may_object_now(vote),
            "decides": actions.differs(vote),
            **disputed(vote),
        }
    )
    return render(request, "votes/inside.html", context, status=status)


def _asks(vote: Vote) -> bool:
    going = vote.state in {State.DRAFTED, State.ANNOUNCED, State.OPEN, State.CLOSED}
    return going or bool(actions.waiting_recount(vote))


def _known(person: Person) -> str:
    """As the desk knows them: whoever is asked to watch stands by their own name there."""
    return person.called or ("" if person.restricted_at else person.name) or called(person)


def _seat(seat: Seat) -> dict[str, Any]:
    name = _known(seat.person) if seat.person is not None else ""
    return {"row": seat, "name": name, "word": _(rules.SEAT_WORDS[SeatState(seat.state)])}


def _steps(vote: Vote, found: queries.Inside) -> list[dict[str, str]]:
    """What could come next, each with what it needs first."""
    acts = [
        act for act in VERBS
        if rules.allowed(act, vote.state) and not (act == Action.FREEZE and vote.frozen_at)
    ]  # fmt: skip
    return [
        {"code": act.value, "word": _(ASKS[act][2]), "lack": _lack(vote, act, found)}
        for act in acts
    ]


def _lack(vote: Vote, act: Action, found: queries.Inside) -> str:
    if act == Action.ANNOUNCE:
        return actions.lacks_to_announce(vote)
    if act == Action.FREEZE and not found.roll.units:
        return _("先导入名册。")
    if act == Action.PUBLISH and actions.unsigned(vote):
        return _("等三位监票人都签，或者写了为什么不签。")
    return ""


def _seat_form(request: Request, vote: Vote, data: Any = None) -> SeatForm:
    found = queries.candidates(request.actor, vote)
    return SeatForm([(str(one.pk), f"{_known(one)} · {where}") for one, where in found], data)


@require_POST
@signed_in
@once
def invite(request: Request, key: UUID) -> HttpResponse:
    vote = run_by(request, key)
    form = _seat_form(request, vote, request.POST)

    def work() -> HttpResponse:
        person = get_object_or_404(Person, pk=form.cleaned_data["who"])
        actions.ask(request.actor, vote, person, form.chosen())
        messages.success(request, _("请了，愿不愿意由对方。"))
        return see_other(reverse("votes:inside", args=[key]))

    return tried(form, work) or _inside(request, vote, 422, form)


# (question, what follows, word on the button)
ASKS = {
    Action.ANNOUNCE: (
        N_("现在公告？"),
        N_("从现在起谁都看得到。事项、选项、日子不能再改；要改，就取消，另写一次。"),
        N_("公告"),
    ),
    Action.FREEZE: (
        N_("名册就这样定下来？"),
        N_("总数和一个核对用的数记进公开的记录，名册从此一行也不能改。"), N_("定下名册"),
    ),
    Action.COUNT: (
        N_("现在计票？"), N_("计一次，结果存下来，记进公开的记录，不能改。"), N_("计票"),
    ),
    Action.PUBLISH: (
        N_("现在公示？"), N_("结果和算法谁都看得到，不写任何一张票。"), N_("公示结果"),
    ),
    Action.CANCEL: (
        N_("取消这次表决？"), N_("写清为什么，大家看得到。已经投的票不计。"), N_("取消，告诉大家"),
    ),
}  # fmt: skip
VERBS = {
    Action.ANNOUNCE: actions.announce,
    Action.FREEZE: actions.freeze,
    Action.COUNT: actions.count,
    Action.PUBLISH: actions.publish,
}


@require_http_methods(GET_POST)
@signed_in
@once
def step(request: Request, key: UUID, act: str) -> HttpResponse:
    """One step, asked once more on a page of its own."""
    vote = run_by(request, key)
    if act not in ASKS:
        raise Http404
    action = Action(act)
    if not rules.allowed(action, vote.state):
        raise Conflict(_("这次表决已经往前走了，请看看现在的情况。"))
    form = ReasonForm(data_of(request))
    if action != Action.CANCEL:
        form.fields.pop("reason")

    def work() -> HttpResponse:
        if action == Action.CANCEL:
            actions.cancel(request.actor, vote, reason=form.cleaned_data["reason"])
        else:
            VERBS[action](request.actor, vote)
        messages.success(request, _("记下了。"))
        return see_other(reverse("votes:inside", args=[key]))

    answer = tried(form, work) if request.method == "POST" else None
    context = {
        "vote": vote, "form": form, "asks": [_(word) for word in ASKS[action]],
        "danger": action == Action.CANCEL,
    }  # fmt: skip
    return answer or render(request, "votes/step.html", context, status=status_of(request))
