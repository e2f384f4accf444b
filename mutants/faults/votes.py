"""Owners' votes: the numbers of the law, which ballots count, who reads them."""

from mutants.faults.kinds import Fault, S

V = f"{S}/votes"
OBJECTIONS = f"{V}/tests/test_objections.py"
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
        "a result is final beside an open objection",
        "an objection that waits for its answer does not keep a result from being final",
        f"{V}/rules.py",
        "    if pending:\n        return Standing.DISPUTED\n",
        "    if pending < 0:\n        return Standing.DISPUTED\n",
        (f"{OBJECTIONS}::test_a_result_is_not_final_while_an_objection_waits",),
    ),
    Fault(
        "a roll is frozen again as it was",
        "an upheld objection to the roll is settled without the roll being mended",
        f"{V}/actions/roll.py",
        "        if not events.filter(at__gte=found[0].answered_at).exists():\n",
        "        if not events.exists():\n",
        (f"{OBJECTIONS}::test_an_upheld_objection_to_the_roll_leads_to_another_commitment",),
    ),
    Fault(
        "whoever read ballots counts them again",
        "a recount is done by somebody who has read the ballots",
        f"{V}/actions/seats.py",
        "    if read or ran or raised:\n",
        "    if ran and raised:\n",
        (f"{OBJECTIONS}::test_who_has_read_does_not_count_again",),
    ),
    Fault(
        "a ballot read once is said to be in the book",
        "an owner is told that the ballot of a door counts before a second person has read it",
        f"{V}/queries.py",
        "        of_units = Ballot.objects.filter(unit__in=units, state=BallotState.AGREED)\n"
        '        found = dict(of_units.values_list("unit")'
        '.annotate(at=Min("agreed_at")).order_by())\n',
        "        of_units = Ballot.objects.filter(unit__in=units)\n"
        '        found = dict(of_units.values_list("unit")'
        '.annotate(at=Min("begun_at")).order_by())\n',
        (
            f"{V}/tests/test_pages.py::test_own_doors_say_whether_a_ballot_is_in_the_book"
            "_and_never_how",
        ),
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
