"""The life of a project as one table: states, steps, who may, what each needs first. Pure.

Proposed, reviewed by a panel, called for people and partners, staffed, running, finished,
evaluated, closed. Nobody is assigned (志愿服务条例 25), nothing dangerous starts uninsured (17),
and whoever asked for it is told at every turn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from last500.base.marking import N_


class State(StrEnum):
    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    CALLED = "called"
    STAFFED = "staffed"
    RUNNING = "running"
    FINISHED = "finished"
    EVALUATED = "evaluated"
    CLOSED = "closed"
    DECLINED = "declined"  # by the panel's result, with its reason
    GIVEN_UP = "given_up"  # by whoever runs it, with the reason


class Action(StrEnum):
    REVIEW = "review"
    DECLINE = "decline"
    CALL = "call"
    STAFF = "staff"
    START = "start"
    FINISH = "finish"
    EVALUATE = "evaluate"
    CLOSE = "close"
    GIVE_UP = "give_up"


@dataclass(frozen=True)
class Step:
    start: frozenset[State]
    to: State
    needs_reason: bool = False


S, A = State, Action
BEFORE_RUNNING = frozenset({S.PROPOSED, S.REVIEWED, S.CALLED, S.STAFFED})
OPEN = BEFORE_RUNNING | {S.RUNNING, S.FINISHED, S.EVALUATED}
FINAL = frozenset({S.CLOSED, S.DECLINED, S.GIVEN_UP})
# Neighbours see it from the call on; what is merely proposed is for those who weigh it.
PUBLIC = frozenset({S.CALLED, S.STAFFED, S.RUNNING, S.FINISHED, S.EVALUATED, S.CLOSED})

STEPS: Mapping[Action, Step] = {
    A.REVIEW: Step(frozenset({S.PROPOSED}), S.REVIEWED),
    A.DECLINE: Step(frozenset({S.PROPOSED}), S.DECLINED, needs_reason=True),
    A.CALL: Step(frozenset({S.REVIEWED}), S.CALLED),
    A.STAFF: Step(frozenset({S.CALLED}), S.STAFFED),
    A.START: Step(frozenset({S.STAFFED}), S.RUNNING),
    A.FINISH: Step(frozenset({S.RUNNING}), S.FINISHED),
    A.EVALUATE: Step(frozenset({S.FINISHED}), S.EVALUATED),
    A.CLOSE: Step(frozenset({S.EVALUATED}), S.CLOSED),
    A.GIVE_UP: Step(BEFORE_RUNNING | {S.RUNNING}, S.GIVEN_UP, needs_reason=True),
}

STATE_WORDS: Mapping[State, str] = {
    S.PROPOSED: N_("提出来了"),
    S.REVIEWED: N_("评过了"),
    S.CALLED: N_("在招人"),
    S.STAFFED: N_("人齐了"),
    S.RUNNING: N_("在做"),
    S.FINISHED: N_("做完了，等评估"),
    S.EVALUATED: N_("评估过了"),
    S.CLOSED: N_("结项了"),
    S.DECLINED: N_("没有通过"),
    S.GIVEN_UP: N_("不做了"),
}


def allowed(action: Action, state: str) -> bool:
    return State(state) in STEPS[action].start


def steps_from(state: str) -> frozenset[Action]:
    return frozenset(action for action in STEPS if allowed(action, state))
