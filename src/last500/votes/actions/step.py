"""One step of a vote: who may, from which state, what is appended and logged, who is told."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import CLOCK, Actor, Door
from last500.base.errors import Conflict, Refused
from last500.base.marking import N_
from last500.households.models import Relation
from last500.households.rules import Kind
from last500.notify.actions import post
from last500.organisations.actions import require
from last500.organisations.queries import people_who_may
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.proof.actions import record
from last500.votes import rules
from last500.votes.models import Seat, Vote, VoteEvent
from last500.votes.rules import Action, State

MOVED_ON = N_("这次表决已经往前走了，请看看现在的情况。")
NOT_READY = N_("到了开始的时间，名册或者三位监票人还没有定下来。")
TOLD_MOST = 2000


def must_run(actor: Actor, vote: Vote) -> None:
    """Raises Forbidden for whoever does not hold a desk over the compound."""
    if actor.door != Door.CLOCK:
        require(actor, Permission.VOTE_RUN, vote.compound)


def held(vote: Vote) -> Vote:
    """The row, held until the transaction ends, and opened or closed if its hour has come."""
    rows = Vote.objects.select_for_update(of=("self",)).select_related("compound")
    row = rows.get(pk=vote.pk)
    keep_hours(row)
    return row


def keep_hours(vote: Vote) -> None:
    """Open or close what is due; a vote that is not ready at its hour is called off, for neither
    its hours nor its notice can be moved."""
    now = clock.now()
    if vote.state == State.ANNOUNCED and vote.opens_at <= now:
        watching = Seat.objects.filter(vote=vote, answered_at__lte=vote.opens_at).watching()
        lack = rules.ready_to_open(frozen=bool(vote.frozen_at), scrutineers=watching.count())
        if lack:
            advance(CLOCK, vote, Action.CANCEL, reason=NOT_READY, ended_at=now)
            told("vote_cancelled", runners(vote), vote, CLOCK)
        else:
            advance(CLOCK, vote, Action.OPEN)
    if vote.state == State.OPEN and vote.closes_at <= now:
        advance(CLOCK, vote, Action.CLOSE)


def check(vote: Vote, action: Action) -> None:
    if not rules.allowed(action, vote.state):
        raise Conflict(_(MOVED_ON))


def advance(actor: Actor, vote: Vote, action: Action, **values: Any) -> None:
    """Change it on condition that nobody has moved it meanwhile, append and log the event."""
    check(vote, action)
    old, new = vote.state, rules.ALLOWED[action][1] or vote.state
    if not Vote.objects.filter(pk=vote.pk, state=old).update(state=new, **values):
        raise Conflict(_(MOVED_ON))
    vote.state = new
    for name, value in values.items():
        setattr(vote, name, value)
    append(actor, vote, action, **({"reason": vote.reason} if values.get("reason") else {}))
    body: dict[str, Any] = {"state": str(new)}
    if action == Action.ANNOUNCE:
        body |= announced(vote)
    elif action == Action.FREEZE:
        body |= {"root": vote.roll_root, "units": vote.roll_units}
        body |= {"persons": vote.roll_persons, "area": vote.roll_area}
    write(vote, f"vote {action}", body, actor)


def announced(vote: Vote) -> dict[str, Any]:
    """All that is fixed from the announcement on, as the log has it."""
    said: dict[str, Any] = {
        "number": vote.number,
        "title": vote.title,
        "caller": vote.caller,
        "held": vote.held,
        "options": ",".join(("for", "against", "abstain")),
        "opens_at": stamp(vote.opens_at),
        "closes_at": stamp(vote.closes_at),
        "proxies_most": vote.proxies_most,
    }
    for question in vote.questions.all():
        said[f"q{question.order}"] = question.text
        said[f"q{question.order}_item"] = question.item
        said[f"q{question.order}_rule"] = "3/4" if question.three_quarters else ">1/2"
    return said


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def write(vote: Vote, kind: str, body: dict[str, Any], actor: Actor | None = None) -> None:
    """An entry of the compound's stream; who did it only as a commitment."""
    personal = {"by": str(actor.person)} if actor and actor.person else None
    record(f"votes:{vote.compound_id}", kind, {"vote": str(vote.pk), **body}, personal=personal)


def posted_until(vote: Vote) -> datetime | None:
    """Until when a published result hangs out, and may be objected to."""
    return vote.published_at and vote.published_at + timedelta(days=vote.posting_days)


def append(actor: Actor, vote: Vote, action: str, **facts: Any) -> None:
    VoteEvent.objects.create(
        vote=vote, at=clock.now(), action=action, actor_id=actor.person, facts=facts
    )


def reasoned(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise Refused(_("请写一句为什么，大家会看到。"), "reason")
    return said[: rules.REASON_MOST]


# ---- who is told --------------------------------------------------------------------------------


def runners(vote: Vote) -> list[Person]:
    return people_who_may(Permission.VOTE_RUN, vote.compound, but=[])[:6]


def owners(vote: Vote) -> list[Person]:
    rows = Relation.objects.confirmed().filter(household__compound=vote.compound, kind=Kind.OWNER)
    people = Person.objects.filter(pk__in=rows.values("person"), restricted_at=None)
    return list(people.order_by("pk")[:TOLD_MOST])


def told(kind: str, people: Iterable[Person], vote: Vote, actor: Actor, link: str = "") -> None:
    """Everybody once, and never whoever has just done it."""
    chosen = {one.pk: one for one in people if one.pk != actor.person}
    link = link or f"/votes/{vote.pk}/"
    post(kind, chosen.values(), link=link, place=vote.compound.name, vote=vote.title)
