"""Venture calls: the money, interests, what applicants know first, reports without numbers."""

from mutants.faults.kinds import Fault, S

C = f"{S}/calls"
RULES, LIFE = f"{C}/tests/test_rules.py", f"{C}/tests/test_life.py"
BROUGHT = f"{C}/tests/test_brought.py"
INTERESTS, APPLY = f"{C}/tests/test_interests.py", f"{C}/tests/test_applications.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "a grant above what is left",
        "more is granted than the call has",
        f"{C}/terms.py",
        "    if granted > left:\n",
        "    if granted > left + asked:\n",
        (f"{RULES}::test_a_grant_is_positive_at_most_what_was_asked_and_what_is_left",),
    ),
    Fault(
        "an own share rounded up",
        "an own share that is some fen short is taken",
        f"{C}/terms.py",
        "        for one in money.faults(said.total, said.lines, terms.percent)\n",
        "        for one in money.faults(said.total, said.lines, max(0, terms.percent - 1))\n",
        (f"{RULES}::test_the_own_share_is_compared_in_whole_fen",),
    ),
    Fault(
        "an interest that only words know",
        "whoever is reported in with the applicant reviews it",
        f"{C}/models/applications.py",
        '        | Q(organisation__in=home.values("organisation"))\n',
        "",
        (f"{INTERESTS}::test_the_tables_know_an_interest_that_nobody_declares",),
    ),
    Fault(
        "a partner's liaison on the panel",
        "whoever gains by it sees the reviews",
        f"{C}/models/applications.py",
        '        | Q(project__in=partners.values("project"))\n',
        "",
        (f"{INTERESTS}::test_the_tables_know_an_interest_that_nobody_declares",),
    ),
    Fault(
        "a look before declaring",
        "applications are read before every interest is declared",
        f"{C}/actions/reviewing.py",
        "    if set(keys) - set(said):\n",
        "    if not said:\n",
        (f"{INTERESTS}::test_nothing_is_seen_before_everything_is_declared",),
    ),
    Fault(
        "a result known at the desk first",
        "an applicant reads their result before it is told",
        f"{C}/rules.py",
        "    return T.SUBMITTED if found in WITH_RESULT and not told else found\n",
        "    return found\n",
        (f"{RULES}::test_a_result_that_was_not_told_is_none_to_the_applicant",),
    ),
    Fault(
        "published at once",
        "the list hangs out before applicants have had their day",
        f"{C}/rules.py",
        "    return told_at is not None and now >= told_at + TELL_BEFORE\n",
        "    return told_at is not None\n",
        (f"{LIFE}::test_each_applicant_knows_first_and_a_day_later_it_hangs_out",),
    ),
    Fault(
        "a withdrawn grant keeps its money",
        "money stays bound to an application that was withdrawn",
        f"{C}/actions/applying.py",
        "    if granted:\n",
        "    if granted < 0:\n",
        (f"{LIFE}::test_withdrawing_before_the_contract_gives_the_money_back",),
    ),
    Fault(
        "a report with an indicator left open",
        "a report without its numbers is taken",
        f"{C}/terms.py",
        "        if told.get(key) is None\n",
        "        if key not in told\n",
        (f"{RULES}::test_a_report_names_every_indicator_that_is_missing",),
    ),
    Fault(
        "a report says another number than the evaluation",
        "one thing has two numbers",
        f"{C}/actions/figures.py",
        "        and row.reached != reached[one.pk]\n",
        "        and row.reached < 0\n",
        (f"{BROUGHT}::test_after_the_evaluation_a_report_says_the_same_number",),
    ),
    Fault(
        "a withdrawn application keeps the project it brought",
        "a project that was brought once can never be brought again",
        f"{C}/actions/applying.py",
        "        project=None if row.brought else row.project_id,\n",
        "        project=row.project_id,\n",
        (f"{BROUGHT}::test_withdrawn_the_project_goes_on_and_may_be_brought_again",),
    ),
    Fault(
        "the closing day counts half",
        "somebody who hands in on the last day is refused",
        f"{C}/rules.py",
        "    if state != S.OPEN or today > closes:\n",
        "    if state != S.OPEN or today >= closes:\n",
        (f"{RULES}::test_applications_are_taken_on_the_days_that_were_said",),
    ),
    Fault(
        "a draft that others read",
        "whoever runs the call sees what was never handed in",
        f"{C}/models/applications.py",
        "        return rows.exclude(submitted_at=None).apart_from(actor)\n",
        "        return rows.apart_from(actor)\n",
        (f"{APPLY}::test_a_draft_is_kept_half_done_and_seen_by_nobody_else",),
    ),
)
