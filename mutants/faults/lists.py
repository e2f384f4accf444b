"""The lists: nothing twice, nothing by silence, nobody for somebody else."""

from mutants.faults.kinds import POSTGRESQL, Fault, S

T = f"{S}/lists/tests"
STEP, RULES = f"{S}/lists/actions/step.py", f"{S}/lists/rules.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "an unanswered booking counts as agreed",
        "the clock says yes for whoever was silent",
        RULES,
        "    Act.LAPSE: Step(frozenset({Deal.ASKED}), Deal.LAPSED, _CLOCK),\n",
        "    Act.LAPSE: Step(frozenset({Deal.ASKED}), Deal.AGREED, _CLOCK),\n",
        (f"{T}/test_rules.py::test_the_clock_never_says_yes",),
    ),
    Fault(
        "whoever asked answers",
        "a community agrees to its own booking of a unit's room",
        RULES,
        "    Act.AGREE: Step(frozenset({Deal.ASKED}), Deal.AGREED, _HOST),\n",
        "    Act.AGREE: Step(frozenset({Deal.ASKED}), Deal.AGREED, _BOTH),\n",
        (f"{T}/test_bookings.py::test_whoever_asked_cannot_answer_themselves",),
    ),
    Fault(
        "a unit says itself that it met the need",
        "a promise counts as done by the word of whoever gave it",
        RULES,
        "    Act.HOLD: Step(frozenset({Deal.AGREED}), Deal.HELD, _HOST),\n",
        "    Act.HOLD: Step(frozenset({Deal.AGREED}), Deal.HELD, _BOTH),\n",
        (f"{T}/test_claims.py::test_nobody_agrees_to_their_own_claim_nor_says_that_it_is_done",),
    ),
    Fault(
        "calendar guard off (SQLite)",
        "two bookings of one hour that come at the same moment both stand",
        f"{S}/lists/guards.py",
        "  AND starts_at < NEW.ends_at AND NEW.starts_at < ends_at\n",
        "  AND starts_at < NEW.ends_at AND NEW.starts_at > ends_at\n",
        (f"{T}/test_bookings.py::test_the_database_refuses_two_at_once_whatever_the_code_does",),
    ),
    Fault(
        "calendar guard off (PostgreSQL)",
        "two bookings of one hour that come at the same moment both stand",
        f"{S}/lists/guards.py",
        "_HELD = \"exclusive AND state IN ('asked', 'agreed', 'held')\"\n",
        "_HELD = \"exclusive AND state IN ('held')\"\n",
        (f"{T}/test_bookings.py::test_the_database_refuses_two_at_once_whatever_the_code_does",),
        database=POSTGRESQL,
    ),
    Fault(
        "some days of a loan are enough",
        "tables are lent although on one of the days none is left",
        f"{S}/lists/actions/stock.py",
        "    if taken != len(days):\n",
        "    if not taken:\n",
        (f"{T}/test_bookings.py::test_pieces_are_counted_for_each_day",),
    ),
    Fault(
        "a part of a need is promised twice",
        "two units bring what one was asked for",
        f"{S}/lists/actions/tally.py",
        'state__in=rules.CLAIMABLE, agreed__lte=F("wanted") - claim.number\n',
        "state__in=rules.CLAIMABLE\n",
        (f"{T}/test_claims.py::test_no_more_is_promised_than_is_wanted",),
    ),
    Fault(
        "a unit that left still lends",
        "resources of a unit that ended its report-in stay on the community's list",
        f"{S}/lists/models/resources.py",
        "        units = UnitReportIn.objects.agreed().filter(\n",
        "        units = UnitReportIn.objects.filter(\n",
        (f"{T}/test_bookings.py::test_a_unit_that_left_takes_its_resources_with_it",),
    ),
    Fault(
        "a proposal is read by the whole street",
        "what a compound's desk only proposes stands on the list at once",
        f"{S}/lists/models/needs.py",
        '        stated = reading(actor, "community") & ~Q(state=rules.NeedState.PROPOSED)\n',
        '        stated = reading(actor, "community")\n',
        (f"{T}/test_claims.py::test_a_proposal_is_seen_by_its_compound_and_the_community",),
    ),
    Fault(
        "an imported row is entered at every run",
        "the same file twice makes the same need twice",
        f"{S}/lists/actions/importing.py",
        "place or _place(owner), draft, source_index=row.row_index)",
        "place or _place(owner), draft)",
        (f"{T}/test_imports.py::test_a_second_run_changes_nothing",),
    ),
    Fault(
        "spending may be changed",
        "what was said of public money is said otherwise afterwards",
        f"{S}/lists/migrations/0002_guards_of_the_lists.py",
        '    operations = [NoTwoAtOnce(), AppendOnly("lists_spending")]\n',
        "    operations = [NoTwoAtOnce()]\n",
        (f"{T}/test_profile.py::test_the_database_changes_and_removes_no_entry",),
    ),
)
