"""The count: once, from what the log knows, and again by anybody who may read the book."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.scope import everything
from last500.proof.models import Entry
from last500.proof.rules import commitment
from last500.votes.actions.roll import as_counted, root_of
from last500.votes.actions.step import advance, held, must_run, owners, told, write
from last500.votes.counting import COUNTED, Outcome, Paper, Sums, Tally, Terms, Threshold
from last500.votes.counting import count as counted
from last500.votes.draft import Said
from last500.votes.models import Ballot, OwnerChange, Reading, Result, RollUnit, Seat, Vote
from last500.votes.rules import Action, BallotState, State

WHY = "an owners' vote is counted from its whole box"


@dataclass(frozen=True)
class Box:
    """All that a count is made of, and where it differs from the log."""

    units: list[RollUnit]
    papers: list[Paper]
    terms: Terms
    proxies: int
    faults: list[str]


@transaction.atomic
def count(actor: Actor, vote: Vote) -> Result:
    """The result sheet, once: of two presses one counts. Not while a paper waits for its second
    reading, nor where roll or box are not what the log has. Raises Forbidden, Conflict, Refused.
    """
    must_run(actor, vote)
    row = held(vote)
    with everything(WHY):
        if row.state == State.CLOSED and Ballot.objects.filter(vote=row).waiting().exists():
            raise Refused(_("还有票只录了一次，或者两次录入不一样。录完再计票。"))
        advance(actor, row, Action.COUNT, counted_at=clock.now())
        box = opened(row)
        if box.faults:
            raise Refused(
                _("名册或选票和记录对不上（%(what)s），不能计票。请告诉社区和街道。")
                % {"what": box.faults[0]}
            )
        tally = counted(as_counted(box.units), box.papers, box.terms)
        sheet = sheet_of(row, box, tally)
    digest = hashlib.sha256(sheet.encode()).hexdigest()
    result = Result.objects.create(vote=row, at=clock.now(), sheet=sheet, digest=digest)
    write(row, "vote result", {"digest": digest, "sheet": sheet}, actor)
    for number, outcome in enumerate(tally.outcomes, 1):
        write(row, "vote outcome", {"question": number, **_in_the_log(outcome)})
    seats = Seat.objects.filter(vote=row).watching().select_related("person")
    people = [seat.person for seat in seats if seat.person]
    told("vote_counted", people, row, actor, f"/votes/{row.pk}/seat/")
    return result


def opened(vote: Vote) -> Box:
    """The box laid out on the table, each paper compared with its commitment in the log."""
    units = list(RollUnit.objects.filter(vote=vote).order_by("number"))
    faults = [] if root_of(vote) == vote.roll_root else ["roll"]
    logged = _logged(vote)
    if logged.roots[-1:] != [vote.roll_root] or len(logged.roots) != logged.thaws + 1:
        faults.append("root")
    ballots = Ballot.objects.filter(vote=vote, state=BallotState.AGREED).order_by("number")
    said = _said(vote)
    papers = []
    for ballot in ballots:
        text, number = said.get((ballot.pk, ballot.round), ""), ballot.number or 0
        if not text or logged.ballots.pop(number, "") != commitment(
            bytes.fromhex(ballot.salt), text
        ):
            faults.append(_ballot_words(number))
            continue
        papers.append(_paper(str(ballot.unit_id), number, Said.of(json.loads(text))))
    faults += [_ballot_words(number) for number in logged.ballots]
    sold: dict[str, list[datetime]] = defaultdict(list)
    for change in OwnerChange.objects.filter(vote=vote).order_by("at"):
        sold[str(change.unit_id)].append(change.at)
    items = tuple(question.item for question in vote.questions.all())
    terms = Terms(vote.closes_at, items, vote.proxies_most, dict(sold))
    return Box(units, papers, terms, sum(bool(one.proxy) for one in papers), faults)


@dataclass
class _Logged:
    roots: list[str]
    ballots: dict[int, str]
    thaws: int = 0  # each for an upheld objection, and followed by a root


def _ballot_words(number: int) -> str:
    return _("第 %(n)d 张选票") % {"n": number}


def _logged(vote: Vote) -> _Logged:
    found = _Logged([], {})
    entries = Entry.objects.filter(
        stream=vote.stream, kind__in=["vote freeze", "vote thaw", "vote ballot"]
    ).order_by("seq")
    for body in entries.values_list("body", flat=True):
        said = json.loads(body)
        if said["vote"] != str(vote.pk):
            continue
        if "root" in said:
            found.roots.append(said["root"])
        elif "objection" in said:
            found.thaws += 1
        else:
            found.ballots[said["ballot"]] = said["said"]
    return found


def _said(vote: Vote) -> dict[Any, str]:
    rows = Reading.objects.filter(ballot__vote=vote, ballot__state=BallotState.AGREED)
    return {(one.ballot_id, one.round): one.said for one in rows}


def _paper(unit: str, number: int, said: Said) -> Paper:
    return Paper(unit, number, said.cast_at, said.choices, said.proxy, said.void)


# ---- the sheet ----------------------------------------------------------------------------------


def sheet_of(vote: Vote, box: Box, tally: Tally) -> str:
    """Canonical JSON with every number; whole numbers and words of ours only."""
    said = {
        "vote": str(vote.pk),
        "number": vote.number,
        "root": vote.roll_root,
        "roll": _numbers(tally.roll),
        "handed_in": _numbers(tally.handed_in),
        "ballots": len(box.papers),
        "counted": tally.counted,
        "proxies": box.proxies,
        "aside": {str(why): number for why, number in tally.put_aside.items()},
        "questions": _questions(vote, tally),
        "buildings": {name: [list(row) for row in own] for name, own in tally.buildings.items()},
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _questions(vote: Vote, tally: Tally) -> list[dict[str, Any]]:
    return [
        {"text": question.text, **_outcome(outcome)}
        for question, outcome in zip(vote.questions.all(), tally.outcomes, strict=True)
    ]


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "item": outcome.item,
        "said": {str(choice): _numbers(sums) for choice, sums in outcome.said.items()},
        "took_part": _numbers(outcome.took_part),
        "unclear": outcome.unclear,
        "torn": outcome.torn,
        "thresholds": [_threshold(one) for one in outcome.thresholds],
        "passed": outcome.passed,
    }


def _in_the_log(outcome: Outcome) -> dict[str, Any]:
    """One question as plain numbers, which anybody's verifier adds up (proof/verify/sums.py)."""
    sums = {"": outcome.roll, "took_": outcome.took_part}
    sums |= {f"{choice}_": outcome.said[choice] for choice in COUNTED}
    parts = {
        f"{side}{what}": getattr(one, what)
        for side, one in sums.items()
        for what in ("persons", "area")
    }
    passed = outcome.passed
    return {"item": outcome.item, "torn_persons": outcome.torn, "passed": passed, **parts}


def _numbers(sums: Sums) -> dict[str, int]:
    return {"persons": sums.persons, "area": sums.area, "units": sums.units}


def _threshold(one: Threshold) -> dict[str, Any]:
    return {
        "code": one.code, "part": one.part, "whole": one.whole, "upper": one.upper,
        "lower": one.lower, "strict": one.strict, "held": one.held,
    }  # fmt: skip


def recount(vote: Vote) -> list[str]:
    """Count again from roll, box and log; what differs from the sheet, empty when nothing does."""
    with everything(WHY):
        box = opened(vote)
        result = Result.objects.filter(vote=vote).first()
        if result is None:
            return [*box.faults, "no result"]
        sheet = sheet_of(vote, box, counted(as_counted(box.units), box.papers, box.terms))
        logged = Entry.objects.filter(stream=vote.stream, kind="vote result")
        bodies = [json.loads(body) for body in logged.values_list("body", flat=True)]
    digests = [one["digest"] for one in bodies if one["vote"] == str(vote.pk)]
    faults = list(box.faults)
    if hashlib.sha256(result.sheet.encode()).hexdigest() != result.digest:
        faults.append("digest")
    if digests != [result.digest]:
        faults.append("log")
    return faults if sheet == result.sheet else [*faults, "sheet"]


# ---- published ----------------------------------------------------------------------------------


def unsigned(vote: Vote) -> Sequence[Seat]:
    return list(Seat.objects.filter(vote=vote, signed_at=None).watching())


@transaction.atomic
def publish(actor: Actor, vote: Vote) -> None:
    """Once each of the three has signed or said why not. Raises Forbidden, Conflict, Refused."""
    must_run(actor, vote)
    row = held(vote)
    if row.state == State.COUNTED and unsigned(row):
        raise Refused(_("三位监票人都签了，或者写了为什么不签，再公示。"))
    now = clock.now()
    advance(actor, row, Action.PUBLISH, published_at=now, ended_at=now)
    told("vote_published", owners(row), row, actor)


@transaction.atomic
def keep_times() -> int:
    """What is due opens and closes; the job of the worker. Returns how many moved."""
    now, moved = clock.now(), 0
    due = Vote.objects.filter(state=State.ANNOUNCED, opens_at__lte=now)
    due |= Vote.objects.filter(state=State.OPEN, closes_at__lte=now)
    for vote in due.order_by("opens_at")[:100]:
        before = vote.state
        moved += held(vote).state != before
    return moved
