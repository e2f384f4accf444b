"""Owners' votes: the numbers of the law, which ballots count, who reads them."""

from mutants.faults.kinds import Fault, S

V = f"{S}/votes"
COUNTING = f"{V}/tests/test_counting.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "half is enough",
        "a question passes with exactly half",
        f"{V}/counting.py",
        "        return left > right if self.strict else left >= right\n",
        "        return left >= right\n",
        (f"{COUNTING}::test_the_edge_of_agreement_in_area",),
    ),
    Fault(
        "a late ballot counts",
        "what went into the box after closing is counted",
        f"{V}/counting.py",
        "    if paper.cast_at > terms.closes_at:\n",
        "    if paper.cast_at > terms.closes_at and not terms.items:\n",
        (
            f"{COUNTING}::test_the_ballot_in_the_box_at_closing_counts"
            "_and_a_millisecond_later_does_not",
        ),
    ),
)
