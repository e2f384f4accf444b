"""Units: two yes, one set of invitations, and lists that tell a unit nothing of anybody."""

from mutants.faults.kinds import Fault, S

U = f"{S}/units"
LIFE = f"{U}/tests/test_life.py"
LISTS = f"{U}/tests/test_member_lists.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "one yes is enough",
        "whoever has asked for a unit agrees to it for the other side as well",
        f"{U}/rules.py",
        "        return turn == side\n",
        "        return turn is not None\n",
        (f"{U}/tests/test_rules.py",),
    ),
    Fault(
        "speaks before anybody agreed",
        "anybody may speak for any name at once",
        f"{U}/actions/reporting.py",
        '    note(actor, report_in, Action.ASK, Side.UNIT, "")\n',
        '    note(actor, report_in, Action.ASK, Side.UNIT, "")\n'
        "    assert report_in.unit_agreed_by is not None\n"
        "    make_liaison(report_in.unit_agreed_by, organisation)\n",
        (
            f"{LIFE}::test_somebody_reports_their_unit_in_and_speaks_for_it_once_the_community_agrees",
        ),
    ),
    Fault(
        "an agreement that never ends",
        "the letter of what has ended still holds",
        f"{U}/actions/reporting.py",
        '    agreement.end(report_in)\n    post("unit_ended"',
        '    post("unit_ended"',
        (
            f"{LIFE}::test_the_agreement_is_a_letter_that_names_offices_and_holds_as_long_as_it_does",
        ),
    ),
    Fault(
        "the liaison's name without a tick",
        "the liaison's name stands in the agreement against their wish",
        f"{U}/actions/agreement.py",
        "    person = report_in.unit_agreed_by if report_in.names_liaison else None\n",
        "    person = report_in.unit_agreed_by\n",
        (
            f"{LIFE}::test_the_agreement_is_a_letter_that_names_offices_and_holds_as_long_as_it_does",
        ),
    ),
    Fault(
        "a unit learns who is reported in",
        "a second list shows whom the first one did not invite",
        f"{U}/actions/members.py",
        "    rows = [_invitation(run, row, known, now) for row in chunk]\n",
        "    rows = [_invitation(run, row, known, now) for row in chunk"
        " if row.phone_index not in known]\n",
        (f"{LISTS}::test_whoever_is_reported_in_is_not_asked_and_the_unit_does_not_learn_it",),
    ),
    Fault(
        "no keeps the number",
        "whoever says no stays on the list with name and number",
        f"{U}/actions/members.py",
        "    if not rows.update(state=state, **GONE):\n",
        "    if not rows.update(state=state):\n",
        (f"{LISTS}::test_with_the_answer_name_and_number_are_gone_at_once",),
    ),
    Fault(
        "small sums are told",
        "a unit of three learns who of them is reported in",
        f"{U}/rules.py",
        "    return count if count >= FEWEST else None\n",
        "    return count\n",
        (f"{U}/tests/test_pages.py::test_sums_of_members_are_told_from_five_on",),
    ),
    Fault(
        "an unseen look at a liaison",
        "a community opens a liaison's number and nobody can tell",
        f"{U}/actions/liaisons.py",
        "    looks.note_reveals(actor, [look], reason=said, as_what=as_what)\n",
        "",
        (f"{LIFE}::test_name_and_number_are_opened_with_a_reason_and_the_liaison_sees_who_looked",),
    ),
)
