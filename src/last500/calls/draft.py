"""What was filled in of a call and of an application, before anything is made of it."""

from dataclasses import dataclass
from datetime import date

from last500.calls.rules import Applicant
from last500.calls.terms import Proposal, Terms
from last500.projects import money
from last500.projects.actions import Promise
from last500.projects.draft import Draft


@dataclass(frozen=True)
class CallDraft:
    """Sums in fen; `indicators` are (what is counted, measure, least number)."""

    title: str
    rules: str
    risk: str
    applicants: tuple[Applicant, ...]
    opens: date
    closes: date
    mends: date
    decides: date
    mid: date
    ends: date
    final: date
    total: int
    most: int
    percent: int
    reviews: int
    kinds: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    indicators: tuple[tuple[str, str, int], ...] = ()

    def terms(self) -> Terms:
        return Terms(
            self.opens, self.closes, self.mends, self.decides, self.mid, self.ends, self.final,
            self.total, self.most, self.percent, self.reviews, frozenset(self.kinds),
            frozenset(self.audiences), self.indicators,
        )  # fmt: skip


@dataclass(frozen=True)
class Proposed:
    """A proposal whole: what the project says, its money in fen, what it promises."""

    project: Draft
    total: int
    lines: tuple[money.Line, ...]
    promises: tuple[Promise, ...]

    def asked_about(self) -> Proposal:
        """The part of it that the rules of a call look at."""
        return Proposal(
            self.project.kind, self.project.audience, self.project.from_on, self.project.until_on,
            self.total, self.lines, tuple((one.title, one.planned) for one in self.promises),
        )  # fmt: skip
