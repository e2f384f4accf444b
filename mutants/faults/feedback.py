"""Letters and feedback: sums of five, a yes for each sentence, names masked for whoever checks."""

from mutants.faults.kinds import Edit, Fault, S

RULES = f"{S}/feedback/rules.py"
LIFE = f"{S}/feedback/tests/test_life.py"
PAGES = f"{S}/letters/tests/test_pages.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "four are enough",
        "a unit reads what four members did, and recognises them",
        RULES,
        "    return len(people_in(rows)) >= fewest and",
        "    return len(people_in(rows)) >= fewest - 1 and",
        (f"{LIFE}::test_of_four_members_no_figure_is_kept_or_printed",),
    ),
    Fault(
        "no complementary suppression",
        "the whole less the kinds that are told is what one member did",
        RULES,
        "        if not rest or tellable(rest, fewest):\n",
        "        if True:\n",
        (
            f"{S}/feedback/tests/test_rules.py"
            "::test_a_single_kind_that_is_kept_back_takes_another_with_it",
        ),
    ),
    Fault(
        "one member's figure as a sum",
        "a unit reads what one member did, blurred a little by four others",
        RULES,
        "max(each.values(), default=0) * 100 > DOMINANT * each.total()",
        "max(each.values(), default=0) * 100 > 100 * each.total()",
        (
            f"{S}/feedback/tests/test_rules.py"
            "::test_one_who_carries_more_than_eighty_per_cent_takes_the_sum_away",
        ),
    ),
    Fault(
        "an agreement that holds is erased",
        "both sides lean on a letter that answers as if it never was",
        f"{S}/letters/retention.py",
        "agreement & Q(ended_at__lt=edge)",
        "agreement & Q(issued_at__lt=edge)",
        (f"{S}/letters/tests/test_retention.py::test_an_agreement_that_holds_stays_however_old",),
    ),
    Fault(
        "a member who says nothing is passed on",
        "what is said of a member goes to the unit although they never answered",
        f"{S}/feedback/models.py",
        "return self.filter(answer=Answer.AGREED, person__restricted_at=None)",
        "return self.exclude(answer=Answer.WITHHELD).filter(person__restricted_at=None)",
        (
            f"{S}/feedback/tests/test_pages.py::test_the_community_reads_who_agreed_and_never_who_did_not",
        ),
    ),
    Fault(
        "a yes cannot be taken back",
        "the unit goes on reading what a member has taken back",
        f"{S}/feedback/actions/members.py",
        "        answer=Answer.WITHHELD, answered_at=clock.now(), comment=b",
        "        answered_at=clock.now(), comment=b",
        (f"{LIFE}::test_a_yes_taken_back_is_read_by_nobody_from_then_on",),
    ),
    Fault(
        "two letters in a year",
        "two letters about the same days can be subtracted",
        f"{S}/feedback/models.py",
        '                fields=["organisation", "community", "year"],\n',
        '                fields=["organisation", "community", "year", "drafted_at"],\n',
        (f"{S}/feedback/tests/test_races.py::test_the_constraint_alone_lets_one_through",),
        more=(
            Edit(
                f"{S}/feedback/migrations/0001_feedback_letters.py",
                "fields=('organisation', 'community', 'year')",
                "fields=('organisation', 'community', 'year', 'drafted_at')",
            ),
        ),
    ),
    Fault(
        "sent too early",
        "the letter goes while members still have time to answer",
        RULES,
        "return allowed(Action.SEND, state) and (not waiting or (due is not None and due <= now))",
        "return allowed(Action.SEND, state)",
        (f"{LIFE}::test_the_whole_way",),
    ),
    Fault(
        "whole names on the check page",
        "whoever has a code reads the names that are printed",
        f"{S}/letters/views.py",
        "[] if locked else letter.masked_lines",
        "[] if locked else letter.lines",
        (f"{PAGES}::test_the_code_says_what_is_printed_with_names_masked",),
    ),
    Fault(
        "codes tried without end",
        "a machine goes through codes until it finds letters",
        f"{S}/letters/queries.py",
        '    limits.hit("letter-check", whence, limits.LETTER_CHECKS_PER_ADDRESS)\n',
        "    assert whence and limits\n",
        (f"{PAGES}::test_trying_codes_in_a_row_ends",),
    ),
    Fault(
        "withdrawn letters look valid",
        "a letter that was withdrawn is still believed",
        f"{S}/letters/rules.py",
        "    return Standing.WITHDRAWN if withdrawn else Standing.ENDED\n",
        "    return Standing.ENDED\n",
        (f"{PAGES}::test_what_is_over_says_so_on_the_paper_and_to_whoever_checks",),
    ),
    Fault(
        "anybody opens a letter",
        "a stranger with the address reads a certificate whole",
        f"{S}/letters/models.py",
        "return self.filter(person=actor.person) if actor.person else self.none()",
        "return self.all() if actor.person else self.none()",
        (f"{PAGES}::test_only_its_own_person_opens_it",),
    ),
)
