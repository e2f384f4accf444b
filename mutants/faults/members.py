"""What a member says of themself: caps, papers, quiet hours, who is kept apart, moves."""

from mutants.faults.kinds import Fault, S

FITTING = f"{S}/service_requests/fitting.py"
T_FITTING = f"{S}/dispatch/tests/test_fitting.py"
T_APART = f"{S}/dispatch/tests/test_apart.py"
T_MOVING = f"{S}/web/me/tests/test_moving.py"
T_PROOFS = f"{S}/reportin/tests/test_proofs.py"
T_WEEK = f"{S}/reportin/tests/test_week.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "blocks hold one way",
        "somebody is sent to the one who said they would rather not meet them",
        FITTING,
        "    apart = Q(person__phone_index__in=named) | Q(person__phone_index__in=kept)\n",
        "    apart = Q(person__phone_index__in=kept)\n",
        (f"{T_APART}::test_by_the_word_of_a_helper_both_are_kept_apart",),
    ),
    Fault(
        "open offers forget blocks",
        "a helper is shown the request of somebody they are kept apart from",
        FITTING,
        "exclude(requester=actor.person).exclude(_kept_from(report_in))",
        "exclude(requester=actor.person)",
        (f"{T_APART}::test_by_the_word_of_whoever_asked_both_are_kept_apart_later_as_well",),
    ),
    Fault(
        "a paper counts for ever",
        "an electrician whose licence has run out is sent to the wires",
        f"{S}/reportin/models/proofs.py",
        "        return self.filter(good, state=S.SEEN)",
        "        return self.filter(state=S.SEEN)",
        (
            f"{T_FITTING}::test_a_qualified_matter_goes_to_whoever_showed_the_paper_while_it_is_good",
        ),
    ),
    Fault(
        "saying it is enough",
        "a paper that no desk has seen counts",
        f"{S}/reportin/models/proofs.py",
        "        return self.filter(good, state=S.SEEN)",
        "        return self.filter(good, state__in=rules.PROOF_OPEN)",
        (f"{T_PROOFS}::test_saying_it_counts_for_nothing_until_a_desk_has_looked",),
    ),
    Fault(
        "a refused move loses the report-in",
        "somebody who was refused at the new compound is reported in nowhere",
        f"{S}/reportin/actions/asking.py",
        "    old = come_back(report_in)\n",
        "    old = None\n",
        (f"{T_MOVING}::test_refused_there_it_is_in_force_again_here_with_the_wishes_of_now",),
    ),
    Fault(
        "a move forgets a wish",
        "the monthly cap is gone after a move",
        f"{S}/reportin/actions/wishes.py",
        '    "most_month",\n    "quiet_from",\n',
        '    "quiet_from",\n',
        (f"{T_MOVING}::test_a_move_takes_everything_along_and_ends_what_was",),
    ),
    Fault(
        "minors on ladders",
        "somebody of fifteen is asked for dangerous work",
        f"{S}/service_requests/rules.py",
        "    return dangerous or wished_part in NIGHT",
        "    return wished_part in NIGHT",
        (f"{T_FITTING}::test_a_minor_is_asked_for_nothing_dangerous_and_not_in_the_evening",),
    ),
    Fault(
        "an exception adds time",
        "whoever is away is proposed as free",
        f"{S}/reportin/week.py",
        "    if all(one.free for one in mine):",
        "    if mine is not None:",
        (f"{T_WEEK}::test_whoever_is_away_is_free_at_no_minute",),
    ),
    Fault(
        "quiet hours end at midnight",
        "letters ring at one in the morning",
        f"{S}/reportin/week.py",
        "start <= minute < end if start < end else start != end and not end <= minute < start",
        "start <= minute < end if start < end else start != end and minute >= start",
        (f"{T_WEEK}::test_quiet_over_midnight_ends_in_the_morning",),
    ),
    Fault(
        "the unit is told without the tick",
        "a unit counts somebody who only chose its name",
        f"{S}/reportin/forms/beside.py",
        '        if not self.cleaned_data["tell_unit"]:\n            return None\n',
        "",
        (f"{T_MOVING}::test_the_unit_is_told_by_the_tick_alone",),
    ),
)
